package dev.sightline.route;

import java.time.Duration;

/// How long a provider may take.
///
/// @param silence longest time without a byte
/// @param firstAnswer longest time from the call to the first text or reasoning, whatever else the
///   server sends to keep the connection alive
/// @param whole longest time for all
public record RouteTimeouts(Duration silence, Duration firstAnswer, Duration whole) {
  /// Our own choice: reasoning models can be silent for more than a minute, and a video of an hour
  /// takes some minutes.
  public static final RouteTimeouts DEFAULT =
      new RouteTimeouts(Duration.ofSeconds(100), Duration.ofMinutes(4), Duration.ofMinutes(15));

  public RouteTimeouts {
    if (!silence.isPositive() || !firstAnswer.isPositive() || !whole.isPositive()) {
      throw new IllegalArgumentException(
          "silence: %s, firstAnswer: %s, whole: %s".formatted(silence, firstAnswer, whole));
    }
  }
}
