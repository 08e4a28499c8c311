package dev.sightline.media;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The child processes that decode pictures: as many as there are cores, started when they are
/// needed, and ended when nobody has needed them for a while.
///
/// A picture that crashes, fills or blocks one costs that one; the next picture gets a new one.
/// Safe for all threads.
final class PictureProcesses implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PictureProcesses.class);

  private final PictureBounds bounds;
  private final Semaphore cores;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("picture-processes").daemon().factory());
  private final Deque<Idle> idle = new ArrayDeque<>();
  private final Set<PictureProcess> all = new HashSet<>();
  private boolean isClosed;

  PictureProcesses(PictureBounds bounds) {
    this.bounds = bounds;
    this.cores = new Semaphore(bounds.processes(), true);
    long checkMs = Math.max(1, bounds.idleTime().toMillis() / 4);
    var _ = clock.scheduleWithFixedDelay(this::endIdle, checkMs, checkMs, TimeUnit.MILLISECONDS);
  }

  private record Idle(PictureProcess process, long sinceNanos) {}

  /// Does one task in one of the processes; waits while all are busy.
  ///
  /// @throws NotDecoded if the picture is to blame, or has cost its process
  /// @throws IOException if no process can be started
  PictureReply run(PictureTask task) throws NotDecoded, IOException, InterruptedException {
    cores.acquire();
    try {
      PictureProcess process = take();
      try {
        return process.run(task, bounds.maxTime());
      } finally {
        giveBack(process);
      }
    } finally {
      cores.release();
    }
  }

  /// Starts a process if there is none, for a picture that is on its way.
  void prepare() {
    synchronized (idle) {
      if (all.isEmpty() && !isClosed) {
        try {
          PictureProcess started = PictureProcess.start(bounds.heapMib());
          all.add(started);
          idle.push(new Idle(started, System.nanoTime()));
        } catch (IOException e) {
          log.warn("cannot start a picture process", e);
        }
      }
    }
  }

  private PictureProcess take() throws IOException {
    synchronized (idle) {
      if (isClosed) {
        throw new IOException("the bot is closing");
      }
      while (!idle.isEmpty()) {
        PictureProcess process = idle.pop().process;
        if (process.isWell()) {
          return process;
        }
        all.remove(process);
      }
      PictureProcess started = PictureProcess.start(bounds.heapMib());
      all.add(started);
      return started;
    }
  }

  private void giveBack(PictureProcess process) {
    synchronized (idle) {
      if (process.isWell() && !isClosed) {
        idle.push(new Idle(process, System.nanoTime()));
      } else {
        process.kill();
        all.remove(process);
      }
    }
  }

  private void endIdle() {
    long now = System.nanoTime();
    Duration idleTime = bounds.idleTime();
    synchronized (idle) {
      idle.removeIf(one -> {
        boolean isOld = now - one.sinceNanos >= idleTime.toNanos();
        if (isOld) {
          log.debug("picture process {} has nothing to do", one.process.pid());
          one.process.kill();
          all.remove(one.process);
        }
        return isOld;
      });
    }
  }

  /// Those that run, busy or not.
  LongStream pids() {
    synchronized (idle) {
      return LongStream.of(all.stream().mapToLong(PictureProcess::pid).toArray());
    }
  }

  /// Kills them all; whoever waits for one gets an error.
  @Override
  public void close() {
    clock.shutdownNow();
    synchronized (idle) {
      isClosed = true;
      all.forEach(PictureProcess::kill);
      all.clear();
      idle.clear();
    }
  }
}
