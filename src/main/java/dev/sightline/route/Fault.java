package dev.sightline.route;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sightline.failure.ProviderNote;
import dev.sightline.failure.RouteDown;
import dev.sightline.failure.RouteRefused;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/// An error of a provider, understood.
///
/// @param retryAfter how long to wait before the same call may work; null where it was not said or
///   where the provider forbids to try again
/// @param isFinal whether the provider forbids to try again
/// @param isOurTimeout whether our own limit on the wait for its start is over
record Fault(
    Verdict verdict,
    ProviderNote note,
    @Nullable Duration retryAfter,
    boolean isFinal,
    boolean isOurTimeout) {
  /// Longest error body read, in bytes; our own choice.
  private static final long MAX_BODY_BYTES = 64 * 1024;

  private static final List<String> REQUEST_ID_HEADERS =
      List.of("x-fal-request-id", "x-request-id", "X-Generation-Id", "request-id");

  /// The server's own id of the call, or null.
  static @Nullable String requestId(Headers headers) {
    for (String name : REQUEST_ID_HEADERS) {
      String id = ProviderError.requestId(headers.get(name));
      if (id != null) {
        return id;
      }
    }
    return null;
  }

  /// Reads an answer whose status is not 2xx.
  static Fault read(String server, Response response, InstantSource clock) {
    ProviderError error =
        response.isRedirect() ? redirect(response) : ProviderError.read(head(response));
    return of(server, response.code(), response.headers(), error, clock);
  }

  /// Understands an `error` that came inside an answer whose status was 2xx.
  static Fault inside(String server, Headers headers, JsonNode error) {
    return of(server, 0, headers, ProviderError.read(error), InstantSource.system());
  }

  private static Fault of(
      String server, int httpStatus, Headers headers, ProviderError error, InstantSource clock) {
    int status = httpStatus == 0 ? error.status() : httpStatus;
    String id = requestId(headers);
    String message = error.message();
    if (message.isEmpty()) {
      message = error.codes().isEmpty() ? "no reason given" : String.join(", ", error.codes());
    }
    ProviderNote note =
        new ProviderNote(server, status, id == null ? error.requestId() : id, message);
    boolean isOurTimeout = "user".equalsIgnoreCase(headers.get("X-Fal-Request-Timeout-Type"));
    if (isOurTimeout) {
      return new Fault(new Verdict.Down(RouteDown.Reason.TIMEOUT), note, null, true, true);
    }
    Boolean isRetryable = isRetryable(headers);
    Verdict verdict = verdict(status, headers, error, isRetryable);
    boolean isFinal = Boolean.FALSE.equals(isRetryable) || verdict instanceof Verdict.Refused;
    Duration wait = isFinal ? null : RetryAfter.read(headers, clock);
    return new Fault(verdict, note, wait, isFinal, false);
  }

  /// The account first, then the provider's word on whether to try again, then the names, then the
  /// status. A `false` does not turn a failed server into a wrong call: another route may answer.
  private static Verdict verdict(
      int status, Headers headers, ProviderError error, @Nullable Boolean isRetryable) {
    Verdict known = known(headers, error);
    Verdict verdict = known == null ? Verdicts.ofStatus(status, error.message()) : known;
    boolean isAboutAccount =
        verdict.equals(new Verdict.Refused(RouteRefused.Reason.NO_CREDIT))
            || verdict.equals(new Verdict.Refused(RouteRefused.Reason.WRONG_KEY));
    if (Boolean.TRUE.equals(isRetryable) && !isAboutAccount && verdict instanceof Verdict.Refused) {
      return new Verdict.Down(RouteDown.Reason.PROVIDER_ERROR);
    }
    return verdict;
  }

  private static @Nullable Verdict known(Headers headers, ProviderError error) {
    Verdict sentence = Verdicts.ofSentence(error.message());
    if (sentence != null) {
      return sentence;
    }
    String header = headers.get("X-Fal-Error-Type");
    Verdict named =
        header == null ? null : Verdicts.ofNames(List.of(header.toLowerCase(Locale.ROOT)));
    return named == null ? Verdicts.ofNames(error.codes()) : named;
  }

  private static @Nullable Boolean isRetryable(Headers headers) {
    String value = headers.get("X-Fal-Retryable");
    return value == null ? null : (Boolean) value.strip().equalsIgnoreCase("true");
  }

  /// Where it points is kept without path and query: they may hold a secret of the provider's.
  private static ProviderError redirect(Response response) {
    String location = response.header("Location");
    HttpUrl target = location == null ? null : response.request().url().resolve(location);
    String where = target == null ? "another place" : target.scheme() + "://" + target.host();
    return new ProviderError(
        List.of(), 0, null, "redirects to " + where + ", which I do not follow");
  }

  /// An error that breaks off counts as far as it came: the status is known in any case.
  private static String head(Response response) {
    BufferedSource source = response.body().source();
    try {
      source.request(MAX_BODY_BYTES);
    } catch (IOException e) {
      return source.getBuffer().readUtf8();
    }
    Buffer buffer = source.getBuffer();
    return buffer.snapshot((int) Math.min(buffer.size(), MAX_BODY_BYTES)).utf8();
  }

  /// With the id under which we know the call, where the error names none.
  Fault about(String requestId) {
    return note.requestId() != null
        ? this
        : new Fault(
            verdict,
            new ProviderNote(note.server(), note.status(), requestId, note.message()),
            retryAfter,
            isFinal,
            isOurTimeout);
  }

  /// The failure to throw, if it may pass.
  ///
  /// @throws RouteRefused if it would be the same again
  RouteDown raise() throws RouteRefused {
    return switch (verdict) {
      case Verdict.Down(RouteDown.Reason reason) -> new RouteDown(reason, note, retryAfter);
      case Verdict.Refused(RouteRefused.Reason reason) -> throw new RouteRefused(reason, note);
    };
  }
}
