package dev.sightline.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// The least lag that limits of calls allow to a bot that knows everything beforehand: when each
/// answer ends, and that nothing else will be asked. Derived in docs/pacing.md.
///
/// All answers begin at 0, grow evenly to `chars` and end at `spoken`. Lag is the area between what
/// is said and what is seen, in characters times seconds, of all answers together. It is a lower
/// bound: calls take no time, growth may happen at any time once a window has room for it, and
/// windows are counted from 0.
///
/// @param answers of equal length
/// @param chars of each
/// @param spokenSeconds from its first to its last character
/// @param growths most calls that show more of one message before its end
/// @param posts what bounds new messages
/// @param edits what bounds edits; null where posts and edits count together
record LeastLag(
    int answers,
    int chars,
    double spokenSeconds,
    int growths,
    Windows posts,
    @Nullable Windows edits) {

  /// So many calls in each window.
  record Windows(int calls, Duration window) {
    /// The earliest time of the call with this number, counted from 0.
    double releaseSeconds(int number) {
      int windowsBefore = number / calls;
      return windowsBefore * (window.toNanos() / 1e9);
    }

    /// How many calls there can be until then.
    int until(double seconds) {
      return calls * ((int) Math.floor(seconds * 1e9 / window.toNanos()) + 1);
    }
  }

  /// Characters times seconds.
  double area() {
    int mostEarly = Math.min(answers, posts.until(spokenSeconds));
    double least = Double.POSITIVE_INFINITY;
    for (int early = 0; early <= mostEarly; early++) {
      int callsLeft =
          edits == null ? posts.until(spokenSeconds) - early : edits.until(spokenSeconds);
      int most = Math.min(Math.max(0, callsLeft), early * (growths - 1));
      for (int grown = 0; grown <= most; grown++) {
        least =
            Math.min(least, edits == null ? together(early, grown) : apart(edits, early, grown));
      }
    }
    return least;
  }

  /// New messages and edits have limits of their own.
  private double apart(Windows edits, int early, int grown) {
    double whole = 0;
    for (int post = early; post < answers; post++) {
      whole += wholeArea(Math.max(0, posts.releaseSeconds(post) - spokenSeconds));
    }
    double[] ends = new double[early];
    for (int end = 0; end < early; end++) {
      ends[end] = Math.max(0, edits.releaseSeconds(grown + end) - spokenSeconds);
    }
    return whole + earlyArea(ends, grown);
  }

  /// All calls have one limit: what is seen not at all goes first.
  private double together(int early, int grown) {
    double[] ends = new double[answers];
    for (int end = 0; end < answers; end++) {
      ends[end] = Math.max(0, posts.releaseSeconds(early + grown + end) - spokenSeconds);
    }
    double whole = Arrays.stream(ends, 0, answers - early).map(this::wholeArea).sum();
    return whole + earlyArea(Arrays.copyOfRange(ends, answers - early, answers), grown);
  }

  private double wholeArea(double lateSeconds) {
    return chars * (spokenSeconds / 2 + lateSeconds);
  }

  /// Answers that are posted before they end, each as soon as the limit allows; the later it was
  /// posted, the less of it waits for its end, so the later may that be. Growth goes where it gains
  /// most.
  private double earlyArea(double[] ends, int grown) {
    record Answer(double firstSeconds, double lateSeconds, int growths) {}
    Comparator<Answer> mostGain =
        Comparator.comparingDouble(answer ->
            earlyArea(answer.firstSeconds(), answer.lateSeconds(), answer.growths() + 1)
                - earlyArea(answer.firstSeconds(), answer.lateSeconds(), answer.growths()));
    PriorityQueue<Answer> open = new PriorityQueue<>(mostGain);
    for (int post = 0; post < ends.length; post++) {
      open.add(new Answer(Math.min(posts.releaseSeconds(post), spokenSeconds), ends[post], 1));
    }
    double done = 0;
    int left = grown;
    while (left > 0 && !open.isEmpty()) {
      Answer best = open.remove();
      if (best.growths() == growths) {
        done += earlyArea(best.firstSeconds(), best.lateSeconds(), best.growths());
      } else {
        open.add(new Answer(best.firstSeconds(), best.lateSeconds(), best.growths() + 1));
        left--;
      }
    }
    return done
        + List.copyOf(open).stream()
            .mapToDouble(
                answer -> earlyArea(answer.firstSeconds(), answer.lateSeconds(), answer.growths()))
            .sum();
  }

  /// One answer with so many calls before its end, the first of them not before `first`, and one
  /// more `late` after its end. Equal gaps are best, but the last gap waits for longer and is
  /// shorter for it.
  private double earlyArea(double firstSeconds, double lateSeconds, int calls) {
    double free = evenArea(spokenSeconds, lateSeconds, calls);
    double gap = (spokenSeconds - lastGap(spokenSeconds, lateSeconds, calls)) / calls;
    if (gap >= firstSeconds) {
      return free;
    }
    double perSecond = chars / spokenSeconds;
    return perSecond * firstSeconds * firstSeconds / 2
        + evenArea(spokenSeconds - firstSeconds, lateSeconds, calls - 1);
  }

  private double evenArea(double seconds, double lateSeconds, int calls) {
    double perSecond = chars / spokenSeconds;
    double last = lastGap(seconds, lateSeconds, calls);
    double gap = calls == 0 ? 0 : (seconds - last) / calls;
    return perSecond * (calls * gap * gap / 2 + last * last / 2 + last * lateSeconds);
  }

  private static double lastGap(double seconds, double lateSeconds, int calls) {
    return Math.max(0, (seconds - calls * lateSeconds) / (calls + 1));
  }
}
