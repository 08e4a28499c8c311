package dev.sightline.media;

import dev.sightline.media.NotDecoded.Why;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A child JVM that decodes pictures, one at a time, with bounded memory.
///
/// It runs [PictureChild] on our own class path, knows nothing of our environment or configuration,
/// and ends with us however we end, as its stdin is closed then. Whatever hostile bytes do to it,
/// they do it there. Used by one thread at a time.
final class PictureProcess {
  /// Platforms that wait for an acknowledgement go before pictures. Where the system has no such
  /// command, all are equal.
  private static final Path NICE = Path.of("/usr/bin/nice");

  private static final Logger log = LoggerFactory.getLogger(PictureProcess.class);

  /// What HotSpot ends with under `-XX:+ExitOnOutOfMemoryError`.
  private static final int EXIT_OUT_OF_MEMORY = 3;

  /// Of stderr, kept for the log; our own choice.
  private static final int MAX_LAST_WORDS_CHARS = 2_000;

  /// How often it is looked at what a process has used.
  private static final long LOOK_MILLIS = 250;

  /// How many times its processor time a task may take by the clock on the wall; our own choice.
  private static final int MOST_PATIENCE = 4;

  private static final Duration TIME_TO_DIE = Duration.ofSeconds(10);

  private final Process process;
  private final DataInputStream replies;
  private final DataOutputStream tasks;
  private volatile String lastWords = "";
  private volatile boolean isWell = true;

  private PictureProcess(Process process) {
    this.process = process;
    this.replies = new DataInputStream(new BufferedInputStream(process.getInputStream()));
    this.tasks = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
    Thread.ofVirtual().name("picture-errors-" + process.pid()).start(this::listen);
  }

  /// Starts one.
  ///
  /// @param heapMib largest heap, in MiB
  static PictureProcess start(int heapMib) throws IOException {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(NICE)) {
      command.addAll(List.of(NICE.toString(), "-n", "10"));
    }
    command.addAll(command(heapMib));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    return new PictureProcess(builder.start());
  }

  /// A serial collector has no threads of its own and gives memory back; a crash leaves no files.
  private static List<String> command(int heapMib) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx" + heapMib + "m",
        "-XX:+UseSerialGC",
        "-XX:+ExitOnOutOfMemoryError",
        "-XX:MaxMetaspaceSize=96m",
        "-XX:MaxDirectMemorySize=64m",
        "-XX:-CreateCoredumpOnCrash",
        "-XX:-UsePerfData",
        "-XX:ErrorFile=/dev/null",
        "-XX:+DisplayVMOutputToStderr",
        "-Xshare:auto",
        // Of TwelveMonkeys, for one picture: the heap is the bound.
        "-Dcom.twelvemonkeys.imageio.maxImageBytes=" + ((long) heapMib << 20),
        "-Djava.awt.headless=true",
        "-Dorg.apache.commons.logging.LogFactory=org.apache.commons.logging.impl.LogFactoryImpl",
        "-Dorg.apache.commons.logging.Log=org.apache.commons.logging.impl.NoOpLog",
        "-cp",
        System.getProperty("java.class.path"),
        PictureChild.class.getName());
  }

  private void listen() {
    try (BufferedReader errors = process.errorReader(StandardCharsets.UTF_8)) {
      char[] some = new char[MAX_LAST_WORDS_CHARS];
      for (int count = errors.read(some); count >= 0; count = errors.read(some)) {
        String all = lastWords + new String(some, 0, count);
        lastWords = all.substring(Math.max(0, all.length() - MAX_LAST_WORDS_CHARS));
      }
    } catch (IOException killed) {
      log.debug("picture process {} says no more", process.pid(), killed);
    }
  }

  /// Does one task. Unless [#isWell] afterwards, the process is gone.
  ///
  /// @param maxTime of a core, which a busy machine may take several times as long to give; by the
  ///   clock on the wall, where the system does not tell the processor time of a process
  /// @throws NotDecoded if the picture is to blame, or has cost the process
  PictureReply run(PictureTask task, Duration maxTime) throws NotDecoded, InterruptedException {
    isWell = false;
    CompletableFuture<PictureReply> reply = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("picture-replies-" + process.pid())
        .start(() -> {
          try {
            task.write(tasks);
            tasks.flush();
            reply.complete(PictureReply.read(replies));
          } catch (IOException e) {
            reply.completeExceptionally(e);
          }
        });
    try {
      PictureReply answer = await(reply, maxTime);
      isWell = true;
      return answer;
    } catch (TimeoutException e) {
      throw lost(Why.TOO_SLOW, "took longer than %d s".formatted(maxTime.toSeconds()), e);
    } catch (ExecutionException e) {
      throw lost(Why.CRASHED, "ended", e);
    } finally {
      if (!isWell) {
        kill();
      }
    }
  }

  private PictureReply await(CompletableFuture<PictureReply> reply, Duration maxTime)
      throws TimeoutException, ExecutionException, InterruptedException {
    Optional<Duration> before = process.info().totalCpuDuration();
    long started = System.nanoTime();
    while (true) {
      try {
        return reply.get(Math.min(LOOK_MILLIS, maxTime.toMillis()), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        Duration waited = Duration.ofNanos(System.nanoTime() - started);
        Duration spent =
            before
                .flatMap(then -> process.info().totalCpuDuration().map(now -> now.minus(then)))
                .orElse(waited);
        if (spent.compareTo(maxTime) >= 0
            || waited.compareTo(maxTime.multipliedBy(MOST_PATIENCE)) >= 0) {
          throw e;
        }
      }
    }
  }

  private NotDecoded lost(Why why, String how, Throwable cause) throws InterruptedException {
    boolean hasEnded =
        why == Why.CRASHED && process.waitFor(TIME_TO_DIE.toMillis(), TimeUnit.MILLISECONDS);
    boolean isFull = hasEnded && process.exitValue() == EXIT_OUT_OF_MEMORY;
    String exit = hasEnded ? " with exit code " + process.exitValue() : "";
    log.warn(
        "picture process {} {}{}; its last words: {}", process.pid(), how, exit, lastWords.strip());
    return new NotDecoded(isFull ? Why.TOO_MUCH_MEMORY : why, how + exit, cause);
  }

  /// Whether it can do another task.
  boolean isWell() {
    return isWell && process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  void kill() {
    process.destroyForcibly();
  }
}
