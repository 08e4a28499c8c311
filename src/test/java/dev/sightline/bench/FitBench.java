package dev.sightline.bench;

import dev.sightline.media.FitTrial;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Fits a JPEG of 12 megapixels to 1,568 pixels and 1 MB, side by side with `vipsthumbnail` and
/// ImageMagick's `convert`, where they are installed; then eight at once. Each stands in a row of
/// the bench's table.
final class FitBench {
  private static final int WARM_UP = 12;
  private static final int ROUNDS = 21;
  private static final int AT_ONCE = 8;
  private static final String SIDE = String.valueOf(FitTrial.LONG_SIDE_PX);

  /// Most of what vipsthumbnail takes, as a factor.
  private static final double LIMIT = 1.5;

  /// ImageMagick of Debian, by its own name: `convert` may be something else.
  private static final List<String> CONVERTS = List.of("convert-im6.q16", "convert-im7.q16");

  private final Path work;

  private FitBench(Path work) {
    this.work = work;
  }

  /// Measures; needs Linux.
  ///
  /// @param args none, or a folder for pictures to be made in: the process that measures makes
  ///   none, so that its memory is what fitting takes
  public static void main(String[] args) throws Exception {
    if (args.length == 1) {
      for (int seed = 1; seed <= AT_ONCE; seed++) {
        FitTrial.photograph(Path.of(args[0]), seed);
      }
      return;
    }
    Path work = Files.createTempDirectory("fit-bench");
    try {
      new FitBench(work).run();
    } finally {
      try (Stream<Path> files = Files.walk(work)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private void run() throws Exception {
    List<Path> photographs = photographs();
    Path photograph = photographs.getFirst();
    List<String> vips =
        List.of(
            "vipsthumbnail",
            photograph.toString(),
            "--size",
            SIDE + "x" + SIDE,
            "-o",
            work.resolve("vips.jpg") + "[Q=85]");
    List<String> magick = magick(photograph);
    try (FitTrial trial = new FitTrial(work)) {
      double cold = trial.fit(photograph);
      for (int i = 0; i < WARM_UP; i++) {
        trial.fit(photograph);
        time(vips);
        time(magick);
      }
      double[] ours = new double[ROUNDS];
      double[] theirs = new double[ROUNDS];
      double[] magicks = new double[ROUNDS];
      for (int i = 0; i < ROUNDS; i++) {
        ours[i] = trial.fit(photograph);
        theirs[i] = time(vips);
        magicks[i] = time(magick);
      }
      row("Sightline, first picture after the start", cold, "a child process is started for it");
      row("Sightline", median(ours), range(ours));
      row("vipsthumbnail", median(theirs), range(theirs));
      row("ImageMagick", median(magicks), range(magicks));
      System.out.printf(
          Locale.ROOT,
          "| Fitting 12 megapixels | Sightline by vipsthumbnail | %.2f | at most %.1f is wanted |%n",
          median(ours) / median(theirs),
          LIMIT);
      eight(trial, photographs);
    }
  }

  private List<Path> photographs() throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath = System.getProperty("java.class.path");
    time(List.of(java, "-cp", classPath, FitBench.class.getName(), work.toString()));
    try (Stream<Path> made = Files.list(work)) {
      return made.sorted().toList();
    }
  }

  private static void eight(FitTrial trial, List<Path> eight) throws Exception {
    trial.fitAll(eight);
    double cpuBefore = cpuMs(trial);
    double ms = trial.fitAll(eight);
    double cores = (cpuMs(trial) - cpuBefore) / ms;
    long childrenMib = trial.children().stream().mapToLong(FitBench::peakMib).sum();
    row(
        "Sightline, %d at once".formatted(AT_ONCE),
        ms,
        String.format(
            Locale.ROOT,
            "%.1f cores busy in %d child processes, which never had more than %d MiB resident"
                + " together; this process never more than %d MiB",
            cores,
            trial.children().size(),
            childrenMib,
            peakMib(ProcessHandle.current().pid())));
  }

  private static void row(String who, double ms, String remark) {
    System.out.printf(
        Locale.ROOT, "| Fitting 12 megapixels | %s | %.0f ms | %s |%n", who, ms, remark);
  }

  private List<String> magick(Path photograph) throws IOException, InterruptedException {
    for (String convert : CONVERTS) {
      List<String> words =
          List.of(
              convert,
              photograph.toString(),
              "-resize",
              SIDE + "x" + SIDE,
              "-quality",
              "85",
              work.resolve("magick.jpg").toString());
      if (!Double.isNaN(time(words))) {
        return words;
      }
    }
    return List.of();
  }

  /// Milliseconds, or no number where there is no such program.
  private static double time(List<String> words) throws IOException, InterruptedException {
    if (words.isEmpty()) {
      return Double.NaN;
    }
    long start = System.nanoTime();
    Process process;
    try {
      process =
          new ProcessBuilder(words)
              .redirectErrorStream(true)
              .redirectOutput(Redirect.DISCARD)
              .start();
    } catch (IOException absent) {
      return Double.NaN;
    }
    if (process.waitFor() != 0) {
      throw new IOException(words + " failed");
    }
    return (System.nanoTime() - start) / 1e6;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static String range(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return String.format(
        Locale.ROOT,
        "median of %d in turns with the others, %.0f to %.0f ms",
        sorted.length,
        sorted[0],
        sorted[sorted.length - 1]);
  }

  private static double cpuMs(FitTrial trial) {
    return Stream.concat(trial.children().stream(), Stream.of(ProcessHandle.current().pid()))
        .flatMap(pid -> ProcessHandle.of(pid).stream())
        .mapToDouble(process -> process.info().totalCpuDuration().orElseThrow().toMillis())
        .sum();
  }

  private static long peakMib(long pid) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
