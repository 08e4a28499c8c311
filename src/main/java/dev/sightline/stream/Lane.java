package dev.sightline.stream;

import dev.sightline.failure.PlatformRefused;
import dev.sightline.failure.ProviderNote;
import dev.sightline.limit.CallWindow;
import dev.sightline.limit.CallWindows;
import dev.sightline.limit.Throttled;
import dev.sightline.limit.Urgency;
import dev.sightline.thread.Page;
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

  private static final Comparator<Move> MOST_WANTED_FIRST =
      Comparator.comparing(Move::urgency)
          .thenComparing(Comparator.comparingDouble(Move::gain).reversed());

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
    List<Move> moves = new ArrayList<>();
    long earliest = Long.MAX_VALUE;
    for (PacedMessage message : messages) {
      if (message.isBehind()) {
        long wait = message.notBeforeNanos() - now;
        if (wait <= 0) {
          moves.add(new Move(message, message.urgency(), message.gain(now)));
        } else {
          earliest = Math.min(earliest, wait);
        }
      }
    }
    moves.sort(MOST_WANTED_FIRST);
    for (Move move : moves) {
      if (!move.message().hasPlace()) {
        move.message().started();
        pacer.start(() -> makePlace(move.message()));
        continue;
      }
      List<CallWindow> buckets = move.message().limits().stream().map(windows::of).toList();
      Duration wait = CallWindows.tryStart(buckets, move.urgency());
      if (!wait.isZero()) {
        return Math.min(earliest, wait.toNanos());
      }
      move.message().started();
      pacer.start(() -> call(move.message(), buckets));
    }
    return Math.min(earliest, IDLE.toNanos());
  }

  /// A call that may be made, with what it is worth at this moment: the text goes on growing
  /// meanwhile, and an order that changes while it is made is none.
  private record Move(PacedMessage message, Urgency urgency, double gain) {}

  /// Takes as long as it takes: no bucket of the messages is kept busy meanwhile.
  private void makePlace(PacedMessage message) {
    attempt(
        message,
        List.of(),
        () -> {
          message.writer.makePlace();
          settleAndMove(message, message::placed);
        });
  }

  private void call(PacedMessage message, List<CallWindow> buckets) {
    attempt(
        message,
        buckets,
        () -> {
          LatestText.Snapshot snapshot = message.text.snapshot(message.writer.wantsRawText());
          shown(message, snapshot, write(message, snapshot.page(), buckets));
        });
  }

  private interface Attempt {
    void run() throws PlatformRefused, Throttled, InterruptedException;
  }

  private void attempt(PacedMessage message, List<CallWindow> buckets, Attempt attempt) {
    try {
      attempt.run();
    } catch (Throttled throttled) {
      pause(buckets, throttled);
      settle(() -> message.putBack(pacer.nanoTime() + throttled.retryAfter().toNanos()));
    } catch (PlatformRefused refused) {
      refused(message, refused);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      settle(() -> message.refused(unreachable("interrupted while shutting down")));
    } catch (RuntimeException e) {
      refused(message, broken(e));
    }
  }

  /// Returns where a new message stands; null for an edit.
  private static @Nullable Posted write(PacedMessage message, Page page, List<CallWindow> buckets)
      throws PlatformRefused, Throttled, InterruptedException {
    Posted posted = message.posted();
    try {
      if (posted == null) {
        return message.writer.post(page);
      }
      message.writer.edit(posted, page);
      return null;
    } finally {
      buckets.forEach(CallWindow::ended);
    }
  }

  private void shown(
      PacedMessage message, LatestText.Snapshot snapshot, @Nullable Posted newlyPosted) {
    if (newlyPosted != null) {
      message.onPosted.accept(newlyPosted);
    }
    Runnable change = () -> message.shown(snapshot, newlyPosted, pacer.nanoTime());
    if (newlyPosted != null) {
      settleAndMove(message, change);
    } else {
      settle(change);
    }
    pacer.counted(snapshot.isFinal(), newlyPosted != null);
  }

  /// Gives a message to the lane of its next call. It leaves this one in the same moment as it
  /// becomes free for that call: else both lanes would make it.
  private void settleAndMove(PacedMessage message, Runnable change) {
    settle(() -> {
      change.run();
      messages.remove(message);
    });
    pacer.enter(message);
  }

  /// Closes the bucket that is full, or all of them.
  private void pause(List<CallWindow> buckets, Throttled throttled) {
    pacer.throttled();
    buckets.stream()
        .limit(throttled.global() ? buckets.size() : 1)
        .forEach(bucket -> bucket.closeFor(throttled.retryAfter()));
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
