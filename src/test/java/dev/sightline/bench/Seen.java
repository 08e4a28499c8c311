package dev.sightline.bench;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the world saw of a [Load], as [SimHost] tells it in JSON.
///
/// @param asks in the order they were asked
/// @param tokens that the provider said in all of them
/// @param calls that the platform got meanwhile, by what they are for; asks before count too while
///   they last
/// @param limited calls that the platform refused with 429
/// @param acksMs from each event that Slack told to its acknowledgement; none for Discord, where
///   messages are not acknowledged
/// @param events that Slack told
record Seen(
    List<SeenAsk> asks,
    long tokens,
    Map<String, Long> calls,
    int limited,
    List<Double> acksMs,
    int events) {
  Seen {
    asks = List.copyOf(asks);
    calls = Map.copyOf(calls);
    acksMs = List.copyOf(acksMs);
  }

  /// One question and its answer. Times are microseconds since the epoch, by the clock of the
  /// simulators; absent where it had not happened when the load ended.
  ///
  /// @param firstTokenMicros the provider's first token was on the wire
  /// @param lastTokenMicros the provider's newest byte was on the wire
  /// @param firstTextMicros the platform had a message that shows text of the answer
  /// @param finalMicros the platform had the whole text with its footer
  /// @param edits that the platform took
  record SeenAsk(
      long askedMicros,
      @Nullable Long firstTokenMicros,
      @Nullable Long lastTokenMicros,
      @Nullable Long firstTextMicros,
      @Nullable Long finalMicros,
      int edits) {

    /// From the first token to the first text; absent where there was none.
    Stream<Double> overheadMs() {
      return firstTokenMicros == null || firstTextMicros == null
          ? Stream.empty()
          : Stream.of((firstTextMicros - firstTokenMicros) / 1e3);
    }

    /// From the question to the first text; absent where there was none.
    Stream<Double> fromQuestionMs() {
      return firstTextMicros == null
          ? Stream.empty()
          : Stream.of((firstTextMicros - askedMicros) / 1e3);
    }

    /// How long the provider spoke.
    Stream<Double> spokenMs() {
      return firstTokenMicros == null || lastTokenMicros == null
          ? Stream.empty()
          : Stream.of((lastTokenMicros - firstTokenMicros) / 1e3);
    }
  }
}
