package dev.sightline.media;

import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs a program of somebody else to its end: within limits, with nothing to read, nothing of our
/// environment, and behind everything else in the queue for a core.
final class ChildProcess {
  private static final Logger log = LoggerFactory.getLogger(ChildProcess.class);

  private static final Path SHELL = Path.of("/bin/sh");

  /// Where the shell finds `nice`.
  private static final String PATH = "/usr/bin:/bin";

  private static final int COMPLAINT_CHARS = 2000;

  /// How many times its time a child may take by the clock, where it did not run; our own choice.
  private static final int MOST_WAIT = 4;

  /// Between two looks at a child that is late.
  private static final Duration LOOK_INTERVAL = Duration.ofMillis(250);

  private static final ThreadFactory READERS =
      Thread.ofPlatform().daemon().name("child-output-", 0).factory();

  private ChildProcess() {}

  /// Runs `words` and waits for its end; an interrupt kills it.
  ///
  /// @param environment all of the child's environment
  /// @param lines is told each line of its output as it comes
  static ChildEnd run(
      List<String> words,
      Map<String, String> environment,
      ChildLimits limits,
      Consumer<String> lines)
      throws InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(bounded(words, limits));
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().putIfAbsent("PATH", PATH);
    Process child;
    try {
      child = builder.start();
    } catch (IOException absent) {
      return new ChildEnd(ChildEnd.Cause.NOT_STARTED, String.valueOf(absent.getMessage()));
    }
    // Platform threads: a read from a pipe would hold the carrier of a virtual one.
    try (ExecutorService reading = Executors.newThreadPerTaskExecutor(READERS)) {
      closeInput(child);
      Future<?> output = reading.submit(() -> readOutput(child, limits, lines));
      Future<String> complaint = reading.submit(() -> last(child.getErrorStream()));
      ChildEnd.Cause cause;
      try {
        cause = end(child, output, limits);
      } finally {
        // One that has ended may not have been read to its end, and this would close its pipes.
        if (child.isAlive()) {
          child.destroyForcibly();
        }
      }
      return new ChildEnd(cause, complaint.get());
    } catch (ExecutionException e) {
      throw new IllegalStateException("reading what a child says failed", e);
    }
  }

  /// The limits, and then the program in the shell's place.
  private static List<String> bounded(List<String> words, ChildLimits limits) {
    if (!System.getProperty("os.name").equals("Linux") || !Files.isExecutable(SHELL)) {
      return words;
    }
    // A shell that cannot hold one of them says so and goes on. -f counts blocks of 512 bytes, -v
    // kilobytes (POSIX, and dash 0.5.12, read 2026-11-21).
    String script =
        "ulimit -c 0; ulimit -f %d; ulimit -v %d; ulimit -t %d; exec nice -n 10 \"$@\""
            .formatted(
                limits.maxFileBytes() / 512 + (limits.maxFileBytes() % 512 == 0 ? 0 : 1),
                limits.maxMemoryBytes() / 1024,
                limits.maxTime().toSeconds() * Runtime.getRuntime().availableProcessors() + 1);
    List<String> all = new ArrayList<>(List.of(SHELL.toString(), "-c", script, "sh"));
    all.addAll(words);
    return all;
  }

  private static ChildEnd.Cause end(Process child, Future<?> output, ChildLimits limits)
      throws InterruptedException {
    long startNanos = System.nanoTime();
    boolean isRead = false;
    while (!isRead || child.isAlive()) {
      long takenNanos = System.nanoTime() - startNanos;
      if (isOver(child, takenNanos, limits.maxTime().toNanos())) {
        log.debug("a child is killed after {} ms", TimeUnit.NANOSECONDS.toMillis(takenNanos));
        return ChildEnd.Cause.KILLED;
      }
      long leftNanos = Math.max(LOOK_INTERVAL.toNanos(), limits.maxTime().toNanos() - takenNanos);
      try {
        if (isRead) {
          child.waitFor(leftNanos, TimeUnit.NANOSECONDS);
        } else {
          output.get(leftNanos, TimeUnit.NANOSECONDS);
          isRead = true;
        }
      } catch (TimeoutException late) {
        log.trace("a child takes its time", late);
      } catch (ExecutionException e) {
        log.debug("a child is killed", e);
        return ChildEnd.Cause.KILLED;
      }
    }
    return child.exitValue() == 0 ? ChildEnd.Cause.WELL : ChildEnd.Cause.BADLY;
  }

  /// Children are behind everything else in the queue for a core. One that a busy machine hardly
  /// ran has not had its time, and gets more of it by the clock.
  private static boolean isOver(Process child, long takenNanos, long maxNanos) {
    if (takenNanos < maxNanos) {
      return false;
    }
    long ranNanos = child.info().totalCpuDuration().map(Duration::toNanos).orElse(maxNanos);
    return ranNanos >= maxNanos || takenNanos >= MOST_WAIT * maxNanos;
  }

  private static void closeInput(Process child) {
    try {
      child.getOutputStream().close();
    } catch (IOException alreadyGone) {
      log.debug("the child closed its input first", alreadyGone);
    }
  }

  private static Void readOutput(Process child, ChildLimits limits, Consumer<String> lines)
      throws IOException {
    InputStream output = new Bounded(child.getInputStream(), limits.maxOutputBytes());
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8));
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      lines.accept(line);
    }
    return null;
  }

  /// Reads all, so that the child never waits for us, and keeps the end.
  private static String last(InputStream errors) {
    StringBuilder kept = new StringBuilder();
    byte[] buffer = new byte[4096];
    try {
      for (int count = errors.read(buffer); count >= 0; count = errors.read(buffer)) {
        kept.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
        if (kept.length() > COMPLAINT_CHARS) {
          kept.delete(0, kept.length() - COMPLAINT_CHARS);
        }
      }
    } catch (IOException killed) {
      log.debug("a child was killed while it complained", killed);
    }
    return kept.toString().strip();
  }

  /// Fails when too much has come.
  private static final class Bounded extends FilterInputStream {
    private long leftBytes;

    Bounded(InputStream in, long maxBytes) {
      super(in);
      this.leftBytes = maxBytes;
    }

    @Override
    public int read() throws IOException {
      int next = super.read();
      took(next < 0 ? 0 : 1);
      return next;
    }

    @Override
    public int read(byte[] into, int from, int most) throws IOException {
      int count = super.read(into, from, most);
      took(Math.max(0, count));
      return count;
    }

    private void took(int count) throws IOException {
      leftBytes -= count;
      if (leftBytes < 0) {
        throw new IOException("a child said more than it may");
      }
    }
  }
}
