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
  }

  /// Grants a call, or says how long to wait before asking again.
  ///
  /// Growth is spread over the window once a quarter of the window is used, so that many answers
  /// grow slowly together instead of all in a burst and then not at all.
  ///
  /// @return zero if granted, in which case [#ended] must follow; else the time until it may be
  public synchronized Duration tryStart(Urgency urgency) {
    long now = nanoClock.getAsLong();
    forget(now);
    int used = underWay + endedNanos.size();
    int most = limit.calls() - urgency.keepFree(limit.calls());
    long wait = closedUntilNanos - now;
    if (used >= most) {
      wait = Math.max(wait, untilFree(now, used - most + 1));
    } else if (urgency == Urgency.GROWTH && used * 4 >= limit.calls()) {
      wait = Math.max(wait, lastStartNanos + limit.window().toNanos() / most - now);
    }
    if (wait > 0) {
      return Duration.ofNanos(wait);
    }
    underWay++;
    lastStartNanos = now;
    return Duration.ZERO;
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

  private void forget(long now) {
    while (!endedNanos.isEmpty() && now - endedNanos.getFirst() >= limit.window().toNanos()) {
      endedNanos.removeFirst();
    }
  }

  /// When only calls under way stand in the way, nobody knows when they end: look again soon.
  private long untilFree(long now, int needed) {
    if (needed > endedNanos.size()) {
      return Duration.ofMillis(5).toNanos();
    }
    Long last =
        endedNanos.stream().skip(needed - 1L).findFirst().orElseThrow(IllegalStateException::new);
    return Math.max(1, last + limit.window().toNanos() - now);
  }
}
