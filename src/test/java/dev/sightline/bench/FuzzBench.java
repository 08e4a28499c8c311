package dev.sightline.bench;

import dev.sightline.fuzz.FuzzTarget;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Lets Jazzer look for inputs at which something does not hold that has to hold for all, and fails
/// if there is one. Each target stands in a row of the bench's table.
///
/// Jazzer (libFuzzer) sees which branches an input takes and goes on from those that take new ones.
/// It runs in a process of its own for each target; what it said and what it found is in
/// `target/fuzz`.
final class FuzzBench {
  /// Runs of all targets together.
  private static final long RUNS = 10_000_000;

  /// An input that takes longer than this is a finding as well, in seconds.
  private static final int MAX_SECONDS_OF_ONE = 20;

  private static final int MAX_INPUT_BYTES = 4096;
  private static final int MAX_FINDINGS = 100;
  private static final Path FOLDER = Path.of("target", "fuzz");
  private static final Pattern RUNS_DONE =
      Pattern.compile("stat::number_of_executed_units: (\\d+)");
  private static final Pattern FINDING = Pattern.compile("(?m)^== Java |^==\\d+== ?ERROR");

  /// All patterns are our own, and to guide inputs along them takes three quarters of the time.
  private static final List<String> HOOKS_LEFT_OUT =
      List.of(
          "com.code_intelligence.jazzer.sanitizers.RegexInjection",
          "com.code_intelligence.jazzer.sanitizers.RegexRoadblocks");

  private FuzzBench() {}

  /// What came of one target.
  private record Figures(FuzzTarget target, long runs, int findings, long ms) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "| Fuzzing | %s | %,d runs, %d findings | %,d s, %,d runs a second |",
          target.subject(),
          runs,
          findings,
          ms / 1_000,
          runs * 1_000 / Math.max(1, ms));
    }
  }

  /// Runs all targets in equal parts.
  ///
  /// @param args how many runs in all, where not [#RUNS], and the only target, where not all
  public static void main(String[] args) throws IOException, InterruptedException {
    long runs = args.length == 0 ? RUNS : Long.parseLong(args[0]);
    List<FuzzTarget> targets =
        FuzzTarget.ALL.stream()
            .filter(target -> args.length < 2 || target.subject().equals(args[1]))
            .toList();
    List<Figures> all = new ArrayList<>();
    for (FuzzTarget target : targets) {
      Figures figures = run(target, Math.ceilDiv(runs, targets.size()));
      System.out.println(figures);
      all.add(figures);
    }
    System.out.printf(
        Locale.ROOT,
        "| Fuzzing | all of it | %,d runs, %d findings | %,d s |%n",
        all.stream().mapToLong(Figures::runs).sum(),
        all.stream().mapToInt(Figures::findings).sum(),
        all.stream().mapToLong(Figures::ms).sum() / 1_000);
    if (all.stream().anyMatch(figures -> figures.findings() > 0)) {
      throw new IllegalStateException("something does not hold; see " + FOLDER);
    }
  }

  private static Figures run(FuzzTarget target, long runs)
      throws IOException, InterruptedException {
    Path folder = FOLDER.resolve(target.entry().getSimpleName());
    Path corpus = fresh(folder);
    int number = 0;
    for (byte[] seed : target.seeds().get()) {
      Files.write(corpus.resolve("seed-" + number++), seed);
    }
    Path log = folder.resolve("jazzer.log");
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command(target, runs, folder, corpus))
            .redirectErrorStream(true)
            .redirectOutput(Redirect.to(log.toFile()))
            .start();
    Thread stop = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(stop);
    int exit = process.waitFor();
    Runtime.getRuntime().removeShutdownHook(stop);
    long ms = (System.nanoTime() - start) / 1_000_000;

    String said = Files.readString(log);
    // It is said after each finding, too.
    long done =
        RUNS_DONE
            .matcher(said)
            .results()
            .mapToLong(match -> Long.parseLong(match.group(1)))
            .max()
            .orElseThrow(() -> new IOException("Jazzer did not come to its end; see " + log));
    int findings = (int) FINDING.matcher(said).results().count();
    boolean isUnclear = exit != 0 && findings == 0;
    return new Figures(target, done, isUnclear ? 1 : findings, ms);
  }

  private static List<String> command(FuzzTarget target, long runs, Path folder, Path corpus) {
    return List.of(
        ChildProcess.tool("java"),
        "-Xmx1g",
        "-XX:+EnableDynamicAgentLoading",
        "--enable-native-access=ALL-UNNAMED",
        "-Djava.awt.headless=true",
        "-classpath",
        System.getProperty("java.class.path"),
        "com.code_intelligence.jazzer.Jazzer",
        "--target_class=" + target.entry().getName(),
        "--instrumentation_includes=dev.sightline.**",
        "--disabled_hooks=" + String.join(File.pathSeparator, HOOKS_LEFT_OUT),
        "--keep_going=" + MAX_FINDINGS,
        "--reproducer_path=" + folder,
        "-artifact_prefix=" + folder + "/",
        "-runs=" + runs,
        "-seed=1",
        "-max_len=" + MAX_INPUT_BYTES,
        "-timeout=" + MAX_SECONDS_OF_ONE,
        "-rss_limit_mb=0",
        "-print_final_stats=1",
        corpus.toString());
  }

  /// The folder of the inputs, with nothing in it or beside it.
  private static Path fresh(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    return Files.createDirectories(folder.resolve("corpus"));
  }
}
