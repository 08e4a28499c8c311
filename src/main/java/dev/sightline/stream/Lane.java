package dev.sightline.stream;

import dev.sightline.failure.PlatformRefused;
import dev.sightline.failure.ProviderNote;
import dev.sightline.limit.CallLimit;
import dev.sightline.limit.CallWindow;
import dev.sightline.limit.CallWindows;
import dev.sightline.limit.Throttled;
import dev.sightline.stream.PacedMessage.Step;
import dev.sightline.thread.Page;
import dev.sightline.thread.Posted;
import dev.sightline.thread.ThreadWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The messages that share a platform's limits, and the thread that decides which of them goes
/// next.
///
/// Whenever there is room: final texts first, then the first text of an answer, then the message
/// whose readers gain most. What goes is the newest text at that moment; nothing older is ever
/// queued. docs/pacing.md has the reasoning and how near it comes to the best possible.
final class Lane {
  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

  /// A lane without messages keeps its thread this long.
  private static final Duration IDLE = Duration.ofSeconds(20);

  /// Tries of a call that gets no answer, with 0.5 s, doubled each time, between: about a minute.
  private static final int MAX_FAILURES = 8;

  private static final Duration FIRST_RETRY = Duration.ofMillis(500);

  /// Least time between two looks at all messages, for each of them; our own choice.
  private static final Duration LOOK_PER_MESSAGE = Duration.ofNanos(4_000);

  /// When to think again about an answer that waits to be whole; our own choice.
  private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

  private static final Comparator<Move> MOST_WANTED_FIRST =
      Comparator.comparing(Move::urgency)
          .thenComparing(Comparator.comparingDouble(Move::gain).reversed());

  private final EditPacer pacer;
  private final CallWindows windows;
  private final Lifetimes lifetimes = new Lifetimes();
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<PacedMessage> messages = new LinkedHashSet<>();
  private final AtomicBoolean isWoken = new AtomicBoolean();

  /// Whether more text can lead to a call at once; else the lane looks for it when there is room.
  private volatile boolean wantsText;

  private volatile @Nullable Thread thread;
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
      }
    } finally {
      lock.unlock();
    }
    wake();
  }

  /// A message of this lane has something new to show. Called for each piece of each answer: takes
  /// no lock.
  void grown() {
    if (wantsText) {
      wake();
    }
  }

  /// A message has ended, or there is room again.
  void wake() {
    if (!isWoken.getAndSet(true)) {
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    thread = Thread.currentThread();
    long idleSince = pacer.nanoTime();
    while (!Thread.currentThread().isInterrupted()) {
      long now = pacer.nanoTime();
      isWoken.set(false);
      long waitNanos;
      long restNanos;
      lock.lock();
      try {
        waitNanos = nextMoves(now);
        restNanos = messages.size() * LOOK_PER_MESSAGE.toNanos();
        if (!messages.isEmpty()) {
          idleSince = now;
        } else if (now - idleSince >= IDLE.toNanos()) {
          isRunning = false;
          return;
        }
      } finally {
        lock.unlock();
      }
      pause(waitNanos, restNanos);
    }
  }

  /// Waits until there is something to do, but never less than `restNanos`, of which nothing wakes.
  private void pause(long waitNanos, long restNanos) {
    long start = pacer.nanoTime();
    long passed = 0;
    while (passed < (isWoken.get() ? Math.min(waitNanos, restNanos) : waitNanos)
        && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(this, (isWoken.get() ? restNanos : waitNanos) - passed);
      passed = pacer.nanoTime() - start;
    }
  }

  /// Starts every call that may start now, and says how long nothing more can happen by itself.
  private long nextMoves(long now) {
    wantsText = true;
    messages.forEach(PacedMessage::endIfShown);
    messages.removeIf(message -> message.done.isDone());
    Sharing sharing = new Sharing(windows, lifetimes, now);
    List<Move> moves = new ArrayList<>();
    long earliest = IDLE.toNanos();
    for (PacedMessage message : messages) {
      if (message.hasJustEnded()) {
        lifetimes.ended(now - message.bornNanos());
      }
      if (message.isGrowing()) {
        sharing.add(message);
      }
      if (message.isBehind()) {
        if (message.urgency() == Urgency.FIRST_TEXT && message.step() == Step.POST) {
          sharing.expect(message);
        }
        long wait = message.notBeforeNanos() - now;
        if (wait <= 0) {
          moves.add(new Move(message, message.urgency(), message.gain(now)));
        } else {
          earliest = Math.min(earliest, wait);
        }
      }
    }
    moves.sort(MOST_WANTED_FIRST);
    Set<String> full = new HashSet<>();
    for (Move move : moves) {
      List<CallLimit> limits = move.message().limits();
      OptionalLong best =
          switch (move.urgency()) {
            case FINAL -> OptionalLong.empty();
            case FIRST_TEXT -> sharing.showsBestNanos(move.message());
            case GROWTH -> sharing.growsBestNanos(move.message());
          };
      if (move.urgency() == Urgency.FIRST_TEXT && sharing.isBetterWhole(move.message())) {
        earliest = Math.min(earliest, LOOK_AGAIN.toNanos());
      } else if (best.isPresent() && best.getAsLong() - now > 0) {
        earliest = Math.min(earliest, best.getAsLong() - now);
      } else if (hasRoom(limits, full)) {
        Duration wait = start(move, limits, sharing, best.isPresent(), full);
        if (!wait.isZero()) {
          earliest = Math.min(earliest, wait.toNanos());
        }
      }
    }
    wantsText =
        messages.stream()
            .anyMatch(message -> message.waitsForText() && hasRoom(message.limits(), full));
    return earliest;
  }

  private static boolean hasRoom(List<CallLimit> limits, Set<String> full) {
    return limits.stream().noneMatch(limit -> full.contains(limit.bucket()));
  }

  /// Starts the call if all its buckets have room. A bucket that refuses one call has none for
  /// those that are less urgent.
  private Duration start(
      Move move, List<CallLimit> limits, Sharing sharing, boolean isTimed, Set<String> full) {
    Duration wait =
        windows.tryStart(
            limits,
            limit -> {
              CallWindow window = windows.of(limit);
              Duration until =
                  switch (move.urgency()) {
                    case FINAL, FIRST_TEXT -> window.tryStart();
                    case GROWTH ->
                        isTimed
                            ? window.tryStart(sharing.shareOf(limit).keptFree())
                            : window.tryStart(sharing.shareOf(limit));
                  };
              if (!until.isZero()) {
                full.add(limit.bucket());
              }
              return until;
            });
    if (wait.isZero()) {
      if (move.urgency() == Urgency.FIRST_TEXT) {
        sharing.add(move.message());
      }
      List<CallWindow> buckets = limits.stream().map(windows::of).toList();
      move.message().started();
      pacer.start(() -> {
        if (move.message().step() == Step.MAKE_PLACE) {
          makePlace(move.message(), buckets);
        } else {
          call(move.message(), buckets, () -> write(move.message()));
          learn(move.message().writer, limits);
        }
      });
    }
    return wait;
  }

  /// A call that may be made, with what it is worth at this moment: the text goes on growing
  /// meanwhile, and an order that changes while it is made is none.
  private record Move(PacedMessage message, Urgency urgency, double gain) {}

  /// May wait for long in the surface, and keeps no bucket busy meanwhile.
  private void makePlace(PacedMessage message, List<CallWindow> buckets) {
    buckets.forEach(CallWindow::ended);
    call(
        message,
        List.of(),
        () -> {
          message.writer.makePlace();
          settle(message, message::placed);
        });
  }

  private void learn(ThreadWriter writer, List<CallLimit> limits) {
    for (CallLimit limit : limits) {
      writer.told(limit).ifPresent(windows.of(limit)::told);
    }
  }

  private interface Call {
    void run() throws PlatformRefused, Throttled, InterruptedException;
  }

  private void call(PacedMessage message, List<CallWindow> buckets, Call call) {
    try {
      call.run();
    } catch (Throttled throttled) {
      settle(message, () -> putBack(message, throttled, buckets));
    } catch (PlatformRefused refused) {
      settle(message, () -> refused(message, refused));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      settle(message, () -> message.refused(unreachable("interrupted while shutting down")));
    } catch (RuntimeException e) {
      settle(message, () -> message.refused(broken(e)));
    } finally {
      buckets.forEach(CallWindow::ended);
      wake();
    }
  }

  private void write(PacedMessage message) throws PlatformRefused, Throttled, InterruptedException {
    ThreadWriter writer = message.writer;
    Posted standing = message.posted();
    LatestText.Snapshot snapshot = message.text.snapshot(writer.wantsRawText(standing));
    Page page = snapshot.page();
    @Nullable Posted newlyPosted = null;
    if (standing == null) {
      newlyPosted = snapshot.isFinal() ? writer.post(page) : writer.begin(page);
      message.onPosted.accept(newlyPosted);
    } else if (snapshot.isFinal()) {
      writer.edit(standing, page);
    } else {
      writer.grow(standing, page);
    }
    @Nullable Posted posted = newlyPosted;
    settle(message, () -> message.shown(snapshot, posted, pacer.nanoTime()));
    pacer.counted(snapshot.isFinal(), posted != null);
  }

  /// A whole bot has to wait in all its buckets, a bucket that is full alone.
  private void putBack(PacedMessage message, Throttled throttled, List<CallWindow> buckets) {
    pacer.throttled();
    buckets.stream()
        .limit(throttled.global() ? buckets.size() : 1)
        .forEach(bucket -> bucket.closeFor(throttled.retryAfter()));
    message.putBack(pacer.nanoTime() + throttled.retryAfter().toNanos());
  }

  private void refused(PacedMessage message, PlatformRefused refused) {
    boolean mayPass = refused.reason() == PlatformRefused.Reason.UNREACHABLE;
    if (!mayPass || message.failed(pacer.nanoTime(), FIRST_RETRY.toNanos()) >= MAX_FAILURES) {
      message.refused(refused);
    } else {
      LOG.info("a message of an answer is tried again: {}", refused.note());
    }
  }

  private void settle(PacedMessage message, Runnable change) {
    lock.lock();
    try {
      change.run();
      if (message.text.isFinal()) {
        message.endIfShown();
      }
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
