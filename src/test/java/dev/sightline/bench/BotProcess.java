package dev.sightline.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A bot that is up and running in a process of its own, from the built jar where there is one.
final class BotProcess implements AutoCloseable {
  /// What `./sightline` starts it with.
  static final List<String> JVM_FLAGS =
      List.of("-XX:+UseCompactObjectHeaders", "-Djava.awt.headless=true");

  private static final Path JAR = Path.of("target", "sightline.jar");
  private static final String READY = "Sightline is ready";
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");

  private final ChildProcess process;
  private final Duration startUp;

  private BotProcess(ChildProcess process, Duration startUp) {
    this.process = process;
    this.startUp = startUp;
  }

  /// Starts one, and returns when it says that it is ready.
  ///
  /// @param folder takes its configuration, its store and its log
  static BotProcess start(Path folder, ObjectNode config) throws IOException, InterruptedException {
    long startedNanos = System.nanoTime();
    ChildProcess process = launch(folder, config, List.of());
    try {
      awaitReady(process);
    } catch (IOException | InterruptedException e) {
      process.close();
      throw e;
    }
    return new BotProcess(process, Duration.ofNanos(System.nanoTime() - startedNanos));
  }

  /// Starts one, and returns at once.
  ///
  /// @param more flags for the JVM
  static ChildProcess launch(Path folder, ObjectNode config, List<String> more) throws IOException {
    Files.createDirectories(folder);
    ObjectNode whole = config.deepCopy();
    whole
        .putObject("store")
        .put("url", "jdbc:sqlite:" + folder.resolve("sightline.db"))
        .put("work-dir", folder.resolve("media").toString());
    whole.putObject("web").put("bind", "127.0.0.1:0");
    whole.withObjectProperty("limits").put("asks-per-minute", 0);
    Files.writeString(folder.resolve("sightline.yaml"), whole.toPrettyString());
    List<String> arguments = new ArrayList<>(JVM_FLAGS);
    arguments.addAll(more);
    if (Files.exists(JAR)) {
      arguments.addAll(List.of("-jar", JAR.toString()));
    } else {
      // Not that of the tests, which comes first on their class path.
      arguments.add("-Dlogback.configurationFile=logback.xml");
      arguments.addAll(
          List.of("-cp", System.getProperty("java.class.path"), "dev.sightline.bot.Main"));
    }
    arguments.addAll(List.of("serve", "--config", folder.toString()));
    return new ChildProcess(folder.resolve("stderr.log"), arguments);
  }

  static void awaitReady(ChildProcess process) throws IOException, InterruptedException {
    process.awaitLine(READY, PATIENCE);
  }

  /// Waits until it is ready.
  ///
  /// @return the address of its page
  static URI awaitPage(ChildProcess process) throws IOException, InterruptedException {
    return URI.create(process.awaitLine(READY, PATIENCE).substring(READY.length() + 2));
  }

  /// From the start of the process to its word that it is ready.
  Duration startUp() {
    return startUp;
  }

  Duration cpuTime() {
    return process.cpuTime();
  }

  /// Memory of the process that is in RAM now.
  long residentBytes() throws IOException {
    return status("VmRSS");
  }

  /// The most that ever was.
  long peakResidentBytes() throws IOException {
    return status("VmHWM");
  }

  private long status(String key) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
        .filter(line -> line.startsWith(key + ":"))
        .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .findFirst()
        .orElseThrow(() -> new IOException(key + " of " + process.pid()));
  }

  /// Objects that are in use, after a full collection.
  long liveHeapBytes() throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                ChildProcess.tool("jcmd"), Long.toString(process.pid()), "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String said = new String(jcmd.getInputStream().readAllBytes(), UTF_8);
    if (!jcmd.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      jcmd.destroyForcibly();
    }
    Matcher total = TOTAL.matcher(said);
    if (!total.find()) {
      throw new IOException("jcmd: " + said.lines().findFirst().orElse(""));
    }
    return Long.parseLong(total.group(1));
  }

  @Override
  public void close() {
    process.close();
  }
}
