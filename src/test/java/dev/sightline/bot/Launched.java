package dev.sightline.bot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// One run of `./sightline` as a person types it, in a process of its own.
///
/// @param out all of its standard output
/// @param err all of its standard error
public record Launched(int exitCode, String out, String err) {
  private static final long MAX_SECONDS = 60;

  /// Runs it in the project's folder with nothing in the environment that could switch something
  /// on.
  public static Launched run(Path folder, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    Path out = folder.resolve("out-" + System.nanoTime());
    Path err = folder.resolve("err-" + System.nanoTime());
    Process process =
        builder(environment, arguments)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      if (!process.waitFor(MAX_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("still running: " + Files.readString(err));
      }
    } finally {
      process.destroyForcibly();
    }
    return new Launched(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  /// The process before it starts.
  public static ProcessBuilder builder(Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>(List.of("./sightline"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder
        .environment()
        .keySet()
        .removeIf(name ->
            name.startsWith("SIGHTLINE_")
                || name.endsWith("_API_KEY")
                || name.endsWith("_TOKEN")
                || name.equals("FAL_KEY")
                || name.equals("LOCAL_LLM_URL"));
    builder.environment().put("SIGHTLINE_JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("LC_ALL", "C.UTF-8");
    // Short runs spend most of their time on compiling what they leave at once.
    builder
        .environment()
        .put(
            "SIGHTLINE_JAVA_OPTIONS",
            "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC " + String.join(" ", ReadyClasses.flags()));
    // Nothing beyond this machine is asked.
    builder.environment().put("SIGHTLINE_MODEL_LIST", "");
    builder.environment().putAll(environment);
    return builder;
  }
}
