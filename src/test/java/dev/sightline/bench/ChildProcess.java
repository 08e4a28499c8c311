package dev.sightline.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A Java process of ours whose stdout is read line by line; closing it kills it.
final class ChildProcess implements AutoCloseable {
  private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));
  private static final String END = "\u0000end of output";

  private final Process process;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final Path log;

  /// Starts `java` with these arguments and none of our environment but PATH and HOME.
  ///
  /// @param log takes its stderr
  ChildProcess(Path log, List<String> arguments) throws IOException {
    this.log = log;
    List<String> command = new ArrayList<>();
    command.add(tool("java"));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(Redirect.appendTo(log.toFile()));
    Map<String, String> environment = builder.environment();
    environment.keySet().retainAll(List.of("PATH", "HOME"));
    // Nothing beyond this machine is asked.
    environment.put("SIGHTLINE_MODEL_LIST", "");
    process = builder.start();
    Thread.ofPlatform().daemon().name("output of " + log.getFileName()).start(this::read);
  }

  /// The path of a command of the JDK that runs this.
  static String tool(String name) {
    return JAVA_HOME.resolve("bin").resolve(name).toString();
  }

  private void read() {
    try (BufferedReader output = process.inputReader(UTF_8)) {
      output.lines().forEach(lines::add);
    } catch (IOException | UncheckedIOException e) {
      lines.add("stdout: " + e.getMessage()); // the process was killed: nobody waits any more
    }
    lines.add(END);
  }

  /// The next line that begins so; others are skipped.
  ///
  /// @throws IOException if the process ended, or did not say it in time
  String awaitLine(String start, Duration patience) throws IOException, InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      String line = lines.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (line == null) {
        throw new IOException(
            "nothing from the process within %s; see %s".formatted(patience, log));
      }
      if (line.equals(END)) {
        throw new IOException("the process ended; see " + log);
      }
      if (line.startsWith(start)) {
        return line;
      }
    }
  }

  /// Writes one line to its stdin.
  void tell(String line) throws IOException {
    process.outputWriter(UTF_8).append(line).append('\n').flush();
  }

  /// Asks it to end (SIGTERM), and waits.
  ///
  /// @return whether it ended in time
  boolean end(Duration patience) throws InterruptedException {
    process.destroy();
    return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  long pid() {
    return process.pid();
  }

  /// Processor time that it has used so far, on all cores.
  Duration cpuTime() {
    return process
        .info()
        .totalCpuDuration()
        .orElseThrow(() -> new IllegalStateException("no processor time of " + process.pid()));
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
