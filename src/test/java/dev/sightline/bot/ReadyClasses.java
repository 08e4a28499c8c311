package dev.sightline.bot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The classes of the built jar, kept ready linked, so that a process that tests launch is up in
/// half the processor time. Made by the first that asks, out of one question through the whole
/// line.
///
/// Safe for all threads.
public final class ReadyClasses {
  private static final Path JAR = Path.of("target", "sightline.jar");
  private static final Path CACHE = Path.of("target", "tests.aot");

  /// A cache fits one way to lay out objects; any collector and any compiler may use it.
  private static final List<String> LAYOUT =
      List.of("-XX:+UseCompactObjectHeaders", "-Djava.awt.headless=true");

  private static final long MAX_SECONDS = 120;

  private ReadyClasses() {}

  /// For the JVM that runs `target/sightline.jar` with compact object headers; nothing where there
  /// is no jar.
  public static synchronized List<String> flags() {
    if (!Files.exists(JAR)) {
      return List.of();
    }
    try {
      if (!isFresh()) {
        make();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return List.of("-XX:AOTCache=" + CACHE.toAbsolutePath());
  }

  private static boolean isFresh() throws IOException {
    return Files.exists(CACHE)
        && Files.getLastModifiedTime(CACHE).compareTo(Files.getLastModifiedTime(JAR)) > 0;
  }

  private static void make() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory(JAR.toAbsolutePath().getParent(), "ready-classes-");
    Path log = folder.resolve("log");
    ProcessBuilder builder =
        new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    builder.command().addAll(LAYOUT);
    builder
        .command()
        .addAll(
            List.of(
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xlog:aot=error",
                "-XX:AOTCacheOutput=" + CACHE.toAbsolutePath(),
                "-jar",
                JAR.toAbsolutePath().toString(),
                "ask",
                "--image",
                Path.of("src/test/resources/media/rocket.jpg").toAbsolutePath().toString(),
                "What is this?"));
    builder.environment().keySet().retainAll(List.of("PATH", "HOME"));
    builder.environment().put("SIGHTLINE_MODEL_LIST", "");
    builder.directory(folder.toFile()).redirectErrorStream(true).redirectOutput(log.toFile());
    Process process = builder.start();
    try {
      if (!process.waitFor(MAX_SECONDS, TimeUnit.SECONDS)
          || process.exitValue() != 0
          || !Files.exists(CACHE)) {
        throw new AssertionError("classes are not ready: " + Files.readString(log));
      }
    } finally {
      process.destroyForcibly();
    }
  }
}
