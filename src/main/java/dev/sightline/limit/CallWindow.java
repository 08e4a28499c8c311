package dev.sightline.limit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.function.LongSupplier;

/// Keeps the calls of one bucket within a [CallLimit], exactly.
///
/// A call counts from the moment it is granted until one window after it *ended*. The server sees
/// it somewhere in between, so whichever way the server counts (sliding or fixed windows), it never
/// sees more than the limit, however slow or uneven the network is. Safe for all threads.
public final class CallWindow {
  /// When only calls under way stand in the way, nobody knows when they end: look again this soon.
  private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

  private final CallLimit limit;
  private final LongSupplier nanoClock;
  private final ArrayDeque<Long> endedNanos = new ArrayDeque<>();
  private int underWay;
  private long closedUntilNanos;
  private long lastStartNanos;

  /// @param nanoClock a clock like [System#nanoTime]
  public CallWindow(CallLimit limit, LongSupplier nanoClock) {
    this.limit = limit;
    this.nanoClock = nanoClock;
    this.closedUntilNanos = nanoClock.getAsLong();
    this.lastStartNanos = closedUntilNanos - limit.window().toNanos();
  }

  /// A call that can wait, and how the calls like it share what is left of the window.
  ///
  /// @param keptFree calls that must stay free for those that cannot wait
  /// @param since when the first of those who share it began, as the clock has it: what was used
  ///   before shows how busy the bucket is at other times
  /// @param span for how long the sharers are thought to go on
  public record Share(int keptFree, long since, Duration span) {}

  /// Grants a call, or says how long to wait before asking again.
  ///
  /// @return zero if granted, in which case [#ended] must follow; else the time until it may be
  public synchronized Duration tryStart() {
    long now = nanoClock.getAsLong();
    forget(now);
    return started(now, freeAfter(now, limit.calls()));
  }

  /// Grants a call that can wait, evenly spread: in a quiet bucket over the span of those who share
  /// it, and the more was used before them, the more over the whole window.
  ///
  /// @return as of [#tryStart]
  public synchronized Duration tryStart(Share share) {
    long now = nanoClock.getAsLong();
    forget(now);
    int most = limit.calls() - share.keptFree();
    if (most <= 0) {
      return limit.window();
    }
    long wait = freeAfter(now, most);
    long span = spreadNanos(share);
    long comingBack =
        endedNanos.stream().filter(ended -> ended + limit.window().toNanos() - now < span).count();
    long usable = most - used() + comingBack;
    if (usable > 0) {
      wait = Math.max(wait, lastStartNanos + span / usable - now);
    }
    return started(now, wait);
  }

  /// For how long what is left has to last.
  private long spreadNanos(Share share) {
    long window = limit.window().toNanos();
    long span = Math.min(window, share.span().toNanos());
    long before = endedNanos.stream().filter(ended -> ended - share.since() < 0).count();
    return span + (window - span) * before / limit.calls();
  }

  private Duration started(long now, long waitNanos) {
    if (waitNanos > 0) {
      return Duration.ofNanos(waitNanos);
    }
    underWay++;
    lastStartNanos = now;
    return Duration.ZERO;
  }

  /// How long until so many calls can be made one after the other, if no others are.
  public synchronized Duration untilFree(int calls) {
    long now = nanoClock.getAsLong();
    forget(now);
    int atOnce = Math.min(calls, limit.calls());
    long wait = Math.max(0, freeAfter(now, limit.calls() - atOnce + 1));
    int furtherWindows = (calls - atOnce + limit.calls() - 1) / limit.calls();
    return Duration.ofNanos(wait).plus(limit.window().multipliedBy(furtherWindows));
  }

  /// Gives back a grant that was not used for a call.
  public synchronized void notStarted() {
    underWay--;
  }

  /// The call has been answered, or has failed.
  public synchronized void ended() {
    underWay--;
    endedNanos.addLast(nanoClock.getAsLong());
  }

  /// Grants nothing for `duration` from now: the server said so.
  public synchronized void closeFor(Duration duration) {
    closedUntilNanos = Math.max(closedUntilNanos, nanoClock.getAsLong() + duration.toNanos());
  }

  private int used() {
    return underWay + endedNanos.size();
  }

  private void forget(long now) {
    while (!endedNanos.isEmpty() && now - endedNanos.getFirst() >= limit.window().toNanos()) {
      endedNanos.removeFirst();
    }
  }

  /// How long until fewer than `most` calls count.
  private long freeAfter(long now, int most) {
    long wait = closedUntilNanos - now;
    int tooMany = used() - most + 1;
    if (tooMany > endedNanos.size()) {
      return Math.max(wait, LOOK_AGAIN.toNanos());
    }
    if (tooMany > 0) {
      long leaves = endedNanos.stream().skip(tooMany - 1L).findFirst().orElseThrow();
      wait = Math.max(wait, leaves + limit.window().toNanos() - now);
    }
    return wait;
  }
}
