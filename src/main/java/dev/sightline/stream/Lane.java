package dev.sightline.stream;

import dev.sightline.failure.PlatformRefused;
import dev.sightline.failure.ProviderNote;
import dev.sightline.limit.CallWindow;
import dev.sightline.limit.CallWindows;
import dev.sightline.limit.Throttled;
import dev.sightline.thread.Posted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The messages whose next call counts against the same bucket, and the thread that decides which
/// of them goes next.
///
/// Whenever the bucket has room: final texts first, then the first text of an answer, then the
/// message whose readers gain most. What goes is the newest text at that moment; nothing older is
/// ever queued.
final class Lane {
  /// A lane without messages keeps its thread this long.
  private static final Duration IDLE = Duration.ofSeconds(20);

  /// Tries of a call that gets no answer, with 0.5 s, doubled each time, between: about a minute.
  private static final int MAX_FAILURES = 8;

  private static final Duration FIRST_RETRY = Duration.ofMillis(500);

  private final EditPacer pacer;
  private final CallWindows windows;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Set<PacedMessage> messages = new LinkedHashSet<>();
  private boolean isRunning;

  Lane(EditPacer pacer, CallWindows windows) {
    this.pacer = pacer;
    this.windows = windows;
  }

  void add(PacedMessage message) {
    lock.lock();
    try {
      messages.add(message);
      if (!isRunning) {
        isRunning = true;
        pacer.start(this::run);
      } else {
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /// A message of this lane has something new to show.
  void wake() {
    lock.lock();
    try {
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    lock.lock();
    try {
      long idleSince = pacer.nanoTime();
      while (true) {
        long now = pacer.nanoTime();
        if (!messages.isEmpty()) {
          idleSince = now;
        } else if (now - idleSince >= IDLE.toNanos()) {
          return;
        }
        changed.await(nextMove(now), TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      isRunning = false;
      lock.unlock();
    }
  }

  /// Starts every call that may start now, and says how long nothing more can happen by itself.
  private long nextMove(long now) {
    messages.forEach(PacedMessage::endIfShown);
    messages.removeIf(message -> message.done.isDone());
    List<PacedMessage> behind = new ArrayList<>();
    long earliest = Long.MAX_VALUE;
    for (PacedMessage message : messages) {
      if (message.isBehind()) {
        long wait = message.notBeforeNanos() - now;
        if (wait <= 0) {
          behind.add(message);
        } else {
          earliest = Math.min(earliest, wait);
        }
      }
    }
    behind.sort(
        Comparator.comparing(PacedMessage::urgency)
            .thenComparing(Comparator.<PacedMessage>comparingDouble(m -> m.gain(now)).reversed()));
    for (PacedMessage message : behind) {
      List<CallWindow> buckets = message.limits().stream().map(windows::of).toList();
      Duration wait = CallWindows.tryStart(buckets, message.urgency());
      if (!wait.isZero()) {
        return Math.min(earliest, wait.toNanos());
      }
      message.started();
      pacer.start(() -> call(message, buckets));
    }
    return Math.min(earliest, IDLE.toNanos());
  }

  private void call(PacedMessage message, List<CallWindow> buckets) {
    LatestText.Snapshot snapshot = message.text.snapshot(message.writer.wantsRawText());
    try {
      Posted posted = message.posted();
      @Nullable Posted newlyPosted = null;
      if (posted == null) {
        newlyPosted = message.writer.post(snapshot.page());
      } else {
        message.writer.edit(posted, snapshot.page());
      }
      buckets.forEach(CallWindow::ended);
      shown(message, snapshot, newlyPosted);
    } catch (Throttled throttled) {
      buckets.forEach(CallWindow::ended);
      pause(buckets, throttled);
      settle(() -> message.putBack(pacer.nanoTime()));
    } catch (PlatformRefused refused) {
      buckets.forEach(CallWindow::ended);
      refused(message, refused);
    } catch (InterruptedException e) {
      buckets.forEach(CallWindow::ended);
      Thread.currentThread().interrupt();
      settle(() -> message.refused(unreachable("interrupted while shutting down")));
    } catch (RuntimeException e) {
      buckets.forEach(CallWindow::ended);
      refused(message, broken(e));
    }
  }

  private void shown(
      PacedMessage message, LatestText.Snapshot snapshot, @Nullable Posted newlyPosted) {
    if (newlyPosted != null) {
      message.onPosted.accept(newlyPosted);
    }
    settle(() -> message.shown(snapshot, newlyPosted, pacer.nanoTime()));
    if (newlyPosted != null) {
      pacer.counted(snapshot.isFinal(), true);
      lock.lock();
      try {
        messages.remove(message);
      } finally {
        lock.unlock();
      }
      pacer.enter(message);
    } else {
      pacer.counted(snapshot.isFinal(), false);
    }
  }

  private void pause(List<CallWindow> buckets, Throttled throttled) {
    pacer.throttled();
    if (throttled.global()) {
      buckets.forEach(bucket -> bucket.closeFor(throttled.retryAfter()));
    } else {
      buckets.getFirst().closeFor(throttled.retryAfter());
    }
  }

  private void refused(PacedMessage message, PlatformRefused refused) {
    settle(() -> {
      boolean mayPass = refused.reason() == PlatformRefused.Reason.UNREACHABLE;
      if (!mayPass || message.failed(pacer.nanoTime(), FIRST_RETRY.toNanos()) >= MAX_FAILURES) {
        message.refused(refused);
      }
    });
  }

  private void settle(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  private static PlatformRefused unreachable(String message) {
    return new PlatformRefused(
        PlatformRefused.Reason.OTHER, ProviderNote.withoutAnswer("pacer", message));
  }

  /// A writer that throws anything else has a bug; its message must still end.
  private static PlatformRefused broken(RuntimeException cause) {
    PlatformRefused refused = unreachable(cause.toString());
    refused.initCause(cause);
    return refused;
  }
}
