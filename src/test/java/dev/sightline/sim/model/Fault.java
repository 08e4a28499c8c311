package dev.sightline.sim.model;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One thing that goes wrong with a call. Several may come together.
///
/// Counted events are those with data, of text or reasoning or otherwise, from 0.
public sealed interface Fault {
  /// Answers with this status instead of an answer; nothing is billed.
  ///
  /// @param body absent: what the service itself says with that status
  /// @param headers added to the service's own
  record Status(int status, @Nullable String body, Map<String, String> headers) implements Fault {
    public Status {
      headers = Map.copyOf(headers);
    }

    /// The same with one header more.
    public Status with(String name, String value) {
      Map<String, String> more = new HashMap<>(headers);
      more.put(name, value);
      return new Status(status, body, more);
    }
  }

  /// The front proxy answers with an HTML page and no request id: 502, 503 or 504.
  record Ingress(int status) implements Fault {}

  /// HTTP 200, and the body says it failed.
  record ErrorIn200(String message) implements Fault {}

  /// The status line comes late.
  record LateHeaders(Duration time) implements Fault {}

  /// The headers come at once, the first event or the body late.
  record LateFirstByte(Duration time) implements Fault {}

  /// Says nothing more after this many events, and keeps the connection open.
  record Stall(int afterEvents) implements Fault {}

  /// The connection closes before a status line.
  record CutAtOnce() implements Fault {}

  /// The connection closes in the middle of the event after this many.
  record CutInEvent(int afterEvents) implements Fault {}

  /// The connection closes in the middle of a character of more than one byte, in the first event
  /// after this many that has one.
  record CutInCharacter(int afterEvents) implements Fault {}

  /// All text is sent, then the connection closes: no finish, no usage.
  record CutBeforeFinish() implements Fault {}

  /// The stream says, in its own shape, that it failed, after this many events.
  record ErrorInStream(int afterEvents, int code, String message) implements Fault {}

  /// Lawful or nearly lawful oddities of a stream or an answer.
  enum Quirk implements Fault {
    /// Neither tokens nor cost are told.
    NO_USAGE,
    /// Tokens are told, cost is not.
    NO_COST,
    /// The stream ends without `[DONE]`.
    NO_DONE,
    /// The stream ends with `[DONE]` where the service sends none.
    EXTRA_DONE,
    /// The finish is left out; the connection closes in order.
    NO_FINISH,
    /// One event's JSON is spread over many `data:` lines.
    MULTI_LINE_DATA,
    /// Lines end with CR LF.
    CRLF,
    /// Lines end with CR.
    CR,
    /// A comment before every event.
    COMMENTS,
    /// The stream begins with a byte order mark.
    BOM,
    /// Every byte is sent on its own.
    BYTE_BY_BYTE
  }

  /// This status with the body the service itself would send.
  static Status status(int status) {
    return new Status(status, null, Map.of());
  }

  /// This status and body.
  static Status status(int status, String body) {
    return new Status(status, body, Map.of());
  }
}
