package dev.sightline.bench;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// The least lag that limits of calls allow to a bot that knows everything beforehand: when each
/// answer ends, and that nothing else will be asked. Derived in docs/pacing.md.
///
/// All answers begin at 0, grow evenly to `chars` and end at `spoken`. Lag is the area between what
/// is said and what is seen, in characters times seconds, of all answers together. It is a lower
/// bound: calls take no time, and growth may happen at any time once a window has room for it.
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

  /// How finely the time of the first edit is tried.
  private static final double STEP_SECONDS = 0.002;

  /// So many calls in each window.
  ///
  /// @param opensWithCall whether a window opens with the first call in it; else it may begin at
  ///   any time, and none is earlier than those that begin at 0
  record Windows(int calls, Duration window, boolean opensWithCall) {
    Windows(int calls, Duration window) {
      this(calls, window, false);
    }

    double seconds() {
      return window.toNanos() / 1e9;
    }

    /// The earliest time of the call with this number, counted from 0.
    double releaseSeconds(int number) {
      int windowsBefore = number / calls;
      return windowsBefore * seconds();
    }

    /// How long before the call with this number of many that are made one after the other, at any
    /// time: two windows' calls can be made at once, where one ends and the next begins.
    double atOnceSeconds(int number) {
      return Math.max(0, number / calls - 1) * seconds();
    }

    /// How many calls there can be until then.
    int until(double seconds) {
      return calls * ((int) Math.floor(seconds * 1e9 / window.toNanos()) + 1);
    }
  }

  /// How finely the place of the end in a window is tried.
  private static final int PLACES = 50;

  /// And how finely the calls of that window are shared out between before and after the end.
  private static final int PARTS = 10;

  /// Characters times seconds.
  double area() {
    double least = leastOfPlans();
    return edits == null ? Math.max(least, leastOfCalls()) : least;
  }

  /// By how many answers are seen early, and how often they grow.
  private double leastOfPlans() {
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
      double released = posts.releaseSeconds(post) - spokenSeconds;
      whole += wholeArea(Math.max(posts.atOnceSeconds(post - early), released));
    }
    if (!edits.opensWithCall()) {
      return whole + earlyArea(ends(edits, 0, early, grown), grown);
    }
    return whole
        + (grown == 0
            ? earlyArea(ends(edits, spokenSeconds, early, 0), 0)
            : openedArea(edits, early, grown));
  }

  /// How late the ends are after calls in windows that began at `opened`.
  private double[] ends(Windows edits, double opened, int early, int callsBefore) {
    double[] ends = new double[early];
    for (int end = 0; end < early; end++) {
      ends[end] = Math.max(0, opened + edits.releaseSeconds(callsBefore + end) - spokenSeconds);
    }
    return ends;
  }

  /// The first window opens with an edit, and one of the answers has to be seen growing at that
  /// moment. Any schedule can be put off until the next moment tried, at the price of so much text,
  /// as long as as many windows begin before the end.
  private double openedArea(Windows edits, int early, int grown) {
    double perSecondLater = (double) early * chars;
    double least = Double.POSITIVE_INFINITY;
    Deque<double[]> spans = new ArrayDeque<>();
    double from = 0;
    for (int windows = 2; windows >= 0; windows--) {
      double to = Math.max(from, spokenSeconds - windows * edits.seconds());
      spans.push(new double[] {from, to});
      from = to;
    }
    while (!spans.isEmpty()) {
      double[] span = spans.pop();
      double seconds = span[1] - span[0];
      double atItsEnd = openedArea(edits, early, grown, span[1]);
      least = Math.min(least, atItsEnd);
      if (seconds > STEP_SECONDS && atItsEnd - perSecondLater * seconds < least) {
        double middle = span[0] + seconds / 2;
        spans.push(new double[] {middle, span[1]});
        spans.push(new double[] {span[0], middle});
      }
    }
    return least - perSecondLater * STEP_SECONDS;
  }

  private double openedArea(Windows edits, int early, int grown, double opened) {
    double second = opened + edits.seconds();
    if (second > spokenSeconds) {
      return grown > edits.calls()
          ? Double.POSITIVE_INFINITY
          : openedArea(edits, early, grown, opened, ends(edits, opened, early, grown));
    }
    if (second + edits.seconds() <= spokenSeconds) {
      return openedArea(edits, early, grown, opened, ends(edits, opened, early, grown));
    }
    double least = Double.POSITIVE_INFINITY;
    int mostInSecond = Math.min(edits.calls(), grown - 1);
    for (int inSecond = Math.max(0, grown - edits.calls()); inSecond <= mostInSecond; inSecond++) {
      double opensAgain = inSecond == 0 ? spokenSeconds : second;
      double[] ends = ends(edits, opensAgain, early, inSecond);
      least = Math.min(least, openedArea(edits, early, grown, opened, ends));
    }
    return least;
  }

  private double openedArea(Windows edits, int early, int grown, double opened, double[] ends) {
    double[] others = Arrays.copyOf(ends, early - 1);
    double least = Double.POSITIVE_INFINITY;
    for (int own = Math.max(1, grown - others.length * (growths - 1)); own <= grown; own++) {
      double opening = openingArea(edits, opened, ends[0], own);
      if (opening < least) {
        least = Math.min(least, opening + earlyArea(others, grown - own));
      }
    }
    return least;
  }

  /// The answer that grows first, and so often in all. Its calls after those of the first window
  /// have to wait for the second.
  private double openingArea(Windows edits, double opened, double lateSeconds, int own) {
    double perSecond = chars / spokenSeconds;
    double unopened = perSecond * opened * opened / 4;
    double rest = spokenSeconds - opened;
    double gap = edits.seconds() / edits.calls();
    double evenGap = (rest - lastGap(rest, lateSeconds, 0, own - 1)) / Math.max(1, own - 1);
    int second = own - edits.calls();
    if (second <= 0 || evenGap >= gap) {
      return unopened + evenArea(rest, lateSeconds, own - 1);
    }
    double left = rest - edits.seconds();
    return left < 0
        ? Double.POSITIVE_INFINITY
        : unopened
            + perSecond * edits.seconds() * gap / 2
            + evenArea(left, lateSeconds, second - 1);
  }

  /// All calls have one limit: what is seen not at all goes first. Calls cannot all be made right
  /// before the end either; the answer whose last call before it is the earliest goes first of
  /// those that are seen in part.
  private double together(int early, int grown) {
    double[] ends = new double[answers];
    for (int end = 0; end < answers; end++) {
      double released = posts.releaseSeconds(early + grown + end) - spokenSeconds;
      ends[end] = Math.max(posts.atOnceSeconds(end), released);
    }
    double whole = Arrays.stream(ends, 0, answers - early).map(this::wholeArea).sum();
    double[] unseen = new double[early];
    for (int end = 0; end < early; end++) {
      int later = early - 1 - end;
      unseen[end] = posts.atOnceSeconds(later);
    }
    return whole + earlyArea(Arrays.copyOfRange(ends, answers - early, answers), unseen, grown);
  }

  /// Where all calls have one limit: by what each call can show at most, whichever answer it is
  /// for. The end lies somewhere in a window, and some of this window's calls are made before it.
  private double leastOfCalls() {
    double least = Double.POSITIVE_INFINITY;
    double placeSeconds = posts.seconds() / PLACES;
    for (int place = 0; place < PLACES; place++) {
      for (int part = 0; part < PARTS; part++) {
        int mostBefore = (posts.calls() * (part + 1) + PARTS - 1) / PARTS;
        int mostAfter = posts.calls() - posts.calls() * part / PARTS;
        least =
            Math.min(
                least,
                callsArea(
                    mostBefore,
                    place * placeSeconds,
                    mostAfter,
                    posts.seconds() - (place + 1) * placeSeconds,
                    placeSeconds));
      }
    }
    return least;
  }

  /// @param mostBefore calls of the end's window before the end
  /// @param beforeSeconds at least, from the window before to the end
  /// @param mostAfter calls of the end's window after the end
  /// @param afterSeconds at least, from the end to the next window
  /// @param placeSeconds so much later the end may be in its window
  private double callsArea(
      int mostBefore,
      double beforeSeconds,
      int mostAfter,
      double afterSeconds,
      double placeSeconds) {
    double perSecond = chars / spokenSeconds;
    double area = answers * chars * spokenSeconds / 2;
    double[] unseen = new double[answers];
    Arrays.fill(unseen, chars);
    double before = atLeastFromEnd(0, mostBefore, beforeSeconds);
    for (int call = 0; before <= spokenSeconds; call++) {
      area -= perSecond * (before * (spokenSeconds - before) + spokenSeconds * placeSeconds);
      if (call < answers) {
        unseen[call] = perSecond * before;
      }
      before = atLeastFromEnd(call + 1, mostBefore, beforeSeconds);
    }
    for (int call = 0; call < answers; call++) {
      area += unseen[answers - 1 - call] * atLeastFromEnd(call, mostAfter, afterSeconds);
    }
    return area;
  }

  private double atLeastFromEnd(int call, int atOnce, double nextWindowSeconds) {
    int furtherWindows = (call - atOnce) / posts.calls();
    return call < atOnce ? 0 : nextWindowSeconds + furtherWindows * posts.seconds();
  }

  private double wholeArea(double lateSeconds) {
    return chars * (spokenSeconds / 2 + lateSeconds);
  }

  private double earlyArea(double[] ends, int grown) {
    return earlyArea(ends, new double[ends.length], grown);
  }

  /// Answers that are posted before they end, each as soon as the limit allows; the later it was
  /// posted, the less of it waits for its end, so the later may that be. Growth goes where it gains
  /// most.
  ///
  /// @param unseen least time from the last call before the end of each answer to that end
  private double earlyArea(double[] ends, double[] unseen, int grown) {
    record Posted(Answer answer, int growths) {}
    Comparator<Posted> mostGain =
        Comparator.comparingDouble(one ->
            earlyArea(one.answer(), one.growths() + 1) - earlyArea(one.answer(), one.growths()));
    PriorityQueue<Posted> open = new PriorityQueue<>(mostGain);
    for (int post = 0; post < ends.length; post++) {
      double first = Math.min(posts.releaseSeconds(post), spokenSeconds);
      open.add(new Posted(new Answer(first, ends[post], unseen[post]), 1));
    }
    double done = 0;
    int left = grown;
    while (left > 0 && !open.isEmpty()) {
      Posted best = open.remove();
      if (best.growths() == growths) {
        done += earlyArea(best.answer(), best.growths());
      } else {
        open.add(new Posted(best.answer(), best.growths() + 1));
        left--;
      }
    }
    return done
        + List.copyOf(open).stream()
            .mapToDouble(one -> earlyArea(one.answer(), one.growths()))
            .sum();
  }

  /// An answer that is seen before its end.
  ///
  /// @param firstSeconds its first call is not earlier
  /// @param lateSeconds from its end to the call that shows it
  /// @param unseenSeconds least time from its last call before its end to that
  private record Answer(double firstSeconds, double lateSeconds, double unseenSeconds) {}

  /// One answer with so many calls before its end. Equal gaps are best, but the last gap waits for
  /// longer and is shorter for it.
  private double earlyArea(Answer answer, int calls) {
    double late = answer.lateSeconds();
    double unseen = answer.unseenSeconds();
    double gap = (spokenSeconds - lastGap(spokenSeconds, late, unseen, calls)) / calls;
    double first = answer.firstSeconds();
    if (gap >= first) {
      return evenArea(spokenSeconds, late, unseen, calls);
    }
    double perSecond = chars / spokenSeconds;
    return perSecond * first * first / 2 + evenArea(spokenSeconds - first, late, unseen, calls - 1);
  }

  private double evenArea(double seconds, double lateSeconds, int calls) {
    return evenArea(seconds, lateSeconds, 0, calls);
  }

  private double evenArea(double seconds, double lateSeconds, double unseenSeconds, int calls) {
    double perSecond = chars / spokenSeconds;
    double last = lastGap(seconds, lateSeconds, unseenSeconds, calls);
    double gap = calls == 0 ? 0 : (seconds - last) / calls;
    return perSecond * (calls * gap * gap / 2 + last * last / 2 + last * lateSeconds);
  }

  private static double lastGap(
      double seconds, double lateSeconds, double unseenSeconds, int calls) {
    double best = Math.max(0, (seconds - calls * lateSeconds) / (calls + 1));
    return Math.min(seconds, Math.max(best, unseenSeconds));
  }
}
