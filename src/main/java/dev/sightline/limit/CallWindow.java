package dev.sightline.limit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Keeps the calls of one bucket within a [CallLimit], exactly.
///
/// A call counts from the moment it is granted until one window after it *ended*. The server sees
/// it somewhere in between, so whichever way the server counts (sliding or fixed windows), it never
/// sees more than the limit, however slow or uneven the network is. Where the server says how it
/// counts ([#told]), its word is taken. Safe for all threads.
public final class CallWindow {
  /// When only calls under way stand in the way, nobody knows when they end: look again this soon.
  private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

  /// A call so short before a reset may be counted after it; our own choice.
  private static final Duration ON_ITS_WAY = Duration.ofMillis(100);

  private final CallLimit limit;
  private final LongSupplier nanoClock;
  private final ArrayDeque<Long> endedNanos = new ArrayDeque<>();
  private int underWay;
  private long closedUntilNanos;
  private long lastStartNanos;
  private int calls;
  private @Nullable ServerWindow server;

  /// @param nanoClock a clock like [System#nanoTime]
  public CallWindow(CallLimit limit, LongSupplier nanoClock) {
    this.limit = limit;
    this.calls = limit.calls();
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
    return started(now, freeAfter(now, calls));
  }

  /// Grants a call that can wait.
  ///
  /// @param keptFree calls that must stay free for those that cannot wait
  /// @return as of [#tryStart]
  public synchronized Duration tryStart(int keptFree) {
    long now = nanoClock.getAsLong();
    forget(now);
    int most = calls - keptFree;
    return most > 0 ? started(now, freeAfter(now, most)) : Duration.ofNanos(comesBackNanos(now));
  }

  /// Grants a call that can wait, evenly spread: in a quiet bucket over the span of those who share
  /// it, and the more was used before them, the more over the whole window.
  ///
  /// @return as of [#tryStart]
  public synchronized Duration tryStart(Share share) {
    long now = nanoClock.getAsLong();
    forget(now);
    int most = calls - share.keptFree();
    if (most <= 0) {
      return Duration.ofNanos(comesBackNanos(now));
    }
    long wait = freeAfter(now, most);
    long span = spreadNanos(share, now);
    long usable = most - used() + comingBack(now, span);
    if (usable > 0) {
      wait = Math.max(wait, lastStartNanos + span / usable - now);
    }
    return started(now, wait);
  }

  /// How many calls that can wait there will be for those who share them, as long as they go on.
  public synchronized double usable(Share share) {
    long now = nanoClock.getAsLong();
    forget(now);
    long window = limit.window().toNanos();
    long span = share.span().toNanos();
    double further = Math.max(0, span - comesBackNanos(now)) / window * calls;
    long within = Math.min(span, comesBackNanos(now));
    return Math.max(0, calls - share.keptFree() - used() + comingBack(now, within)) + further;
  }

  private long comingBack(long now, long span) {
    return endedNanos.stream()
        .filter(ended -> ended + limit.window().toNanos() - now < span)
        .count();
  }

  /// For how long what is left has to last.
  private long spreadNanos(Share share, long now) {
    long window = limit.window().toNanos();
    long span = Math.min(window, share.span().toNanos());
    long before = endedNanos.stream().filter(ended -> ended - share.since() < 0).count();
    return Math.min(span + (window - span) * before / calls, comesBackNanos(now));
  }

  /// How long a call that is made now counts.
  public synchronized Duration comesBack() {
    long now = nanoClock.getAsLong();
    forget(now);
    return Duration.ofNanos(comesBackNanos(now));
  }

  /// Whether the server has said when the calls made now come back.
  public synchronized boolean isTold() {
    forget(nanoClock.getAsLong());
    return server != null;
  }

  /// Whether a call is under way with whose answer the server will say when calls come back.
  public synchronized boolean isOpening() {
    forget(nanoClock.getAsLong());
    return limit.isTold() && server == null && underWay > 0;
  }

  /// How many calls could be made at this moment.
  public synchronized int free() {
    forget(nanoClock.getAsLong());
    return Math.max(0, calls - used());
  }

  private long comesBackNanos(long now) {
    long window = limit.window().toNanos();
    if (server == null) {
      return window;
    }
    long reset = server.resetsByNanos() - now;
    return reset < ON_ITS_WAY.toNanos() ? reset + window : reset;
  }

  /// The server has said how it counts. What others used up in its window counts as well.
  public synchronized void told(ServerWindow window) {
    calls = window.calls();
    server = window;
    long now = nanoClock.getAsLong();
    while (now - window.resetsFromNanos() < 0 && used() < window.calls() - window.remaining()) {
      endedNanos.addLast(now);
    }
    forget(now);
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
  public synchronized Duration untilFree(int wanted) {
    long now = nanoClock.getAsLong();
    forget(now);
    int atOnce = Math.min(wanted, calls);
    long wait = Math.max(0, freeAfter(now, calls - atOnce + 1));
    int furtherWindows = (wanted - atOnce + calls - 1) / calls;
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
    if (server != null && now - server.resetsByNanos() >= 0) {
      while (!endedNanos.isEmpty() && endedNanos.getFirst() - server.resetsFromNanos() <= 0) {
        endedNanos.removeFirst();
      }
      server = null;
    }
    while (!endedNanos.isEmpty() && now - endedNanos.getFirst() >= limit.window().toNanos()) {
      endedNanos.removeFirst();
    }
  }

  private long comesBackAt(long ended) {
    long slides = ended + limit.window().toNanos();
    return server != null && ended - server.resetsFromNanos() <= 0
        ? Math.min(slides, server.resetsByNanos())
        : slides;
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
      wait = Math.max(wait, comesBackAt(leaves) - now);
    }
    return wait;
  }
}
