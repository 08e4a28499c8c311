package dev.sightline.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Delays of the answers of one load, in milliseconds, shortest first.
///
/// @param shownMs of those that came
/// @param asked how many should have come
record Delays(List<Double> shownMs, int asked) {
  Delays {
    shownMs = shownMs.stream().sorted().toList();
    if (shownMs.size() > asked) {
      throw new IllegalArgumentException("asked: " + asked + ", shown: " + shownMs.size());
    }
  }

  static Delays of(Stream<Double> shownMs, int asked) {
    return new Delays(shownMs.toList(), asked);
  }

  /// Nearest rank over all that were asked; what never came is infinitely late.
  double percentileMs(int percent) {
    int rank = Math.max(1, Math.ceilDiv(asked * percent, 100));
    return rank > shownMs.size() ? Double.POSITIVE_INFINITY : shownMs.get(rank - 1);
  }

  /// The least delays that a limit allows when each answer needs one call for its first text.
  ///
  /// @param readyMicros when each answer had text to show, earlier answers within the window too
  /// @param calls at most in any `window`
  /// @param skipped how many of the earliest only use up the limit
  static Delays least(List<Long> readyMicros, int calls, Duration window, int skipped) {
    List<Long> ready = readyMicros.stream().sorted().toList();
    List<Long> shown = new ArrayList<>();
    List<Double> delaysMs = new ArrayList<>();
    for (int i = 0; i < ready.size(); i++) {
      long free = i < calls ? 0 : shown.get(i - calls) + window.toNanos() / 1_000;
      shown.add(Math.max(ready.get(i), free));
      if (i >= skipped) {
        delaysMs.add((shown.get(i) - ready.get(i)) / 1e3);
      }
    }
    return new Delays(delaysMs, delaysMs.size());
  }

  /// `p50 12 ms, p99 40 ms`; more than `limit` for what never came.
  String inWords(Duration limit) {
    return "p50 %s, p99 %s"
        .formatted(inWords(percentileMs(50), limit), inWords(percentileMs(99), limit));
  }

  private static String inWords(double ms, Duration limit) {
    return Double.isInfinite(ms) ? "> " + inWords((double) limit.toMillis()) : inWords(ms);
  }

  /// Milliseconds below two seconds, seconds from there on.
  static String inWords(double ms) {
    return ms < 2_000
        ? String.format(Locale.ROOT, "%.0f ms", ms)
        : String.format(Locale.ROOT, "%.1f s", ms / 1e3);
  }
}
