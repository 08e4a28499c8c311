package dev.sightline.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/// Uploads a large file to a server on this machine, as the bot does and with curl, and prints rows
/// of the bench's table.
final class UploadBench {
  private static final int SIZE_MB = 2_000;

  /// Just large enough to go in parts.
  private static final int WARM_UP_MB = 100;

  private static final int RUNS = 3;
  private static final String HEAP = "-Xmx48m";
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /// Of a key that lives for one run and is trusted by this bench alone.
  private static final String PASSWORD = "changeit";

  private UploadBench() {}

  /// Runs it.
  ///
  /// @param args how many megabytes, where not [#SIZE_MB]
  public static void main(String[] args) throws Exception {
    int sizeMb = args.length == 0 ? SIZE_MB : Integer.parseInt(args[0]);
    Path folder = Files.createTempDirectory("upload-bench");
    Path file = folder.resolve("film.mp4");
    Path warmUp = folder.resolve("warm-up.mp4");
    Path keys = folder.resolve("keys.p12");
    Path log = folder.resolve("stderr.txt");
    try {
      fill(file, sizeMb);
      fill(warmUp, WARM_UP_MB);
      makeKeys(keys);
      for (Server server : Server.values()) {
        System.out.println(measured(server, sizeMb, warmUp, file, keys, log));
      }
    } finally {
      for (Path each : List.of(file, warmUp, keys, log, folder)) {
        Files.deleteIfExists(each);
      }
    }
  }

  private static void makeKeys(Path keys) throws IOException, InterruptedException {
    List<String> command =
        List.of(
            ChildProcess.tool("keytool"),
            "-genkeypair",
            "-alias",
            "storage",
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-dname",
            "CN=localhost",
            "-ext",
            "san=ip:127.0.0.1",
            "-validity",
            "2",
            "-keystore",
            keys.toString(),
            "-storepass",
            PASSWORD);
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IOException("no key was made: " + said);
    }
  }

  private enum Server {
    TLS("tls", "over TLS, as storages are"),
    HASHING("sha256", "that takes its SHA-256, as storages do"),
    EAGER("eager", "in the clear that throws it away");

    private final String argument;
    private final String words;

    Server(String argument, String words) {
      this.argument = argument;
      this.words = words;
    }
  }

  private static String measured(
      Server server, int sizeMb, Path warmUp, Path file, Path keys, Path log)
      throws IOException, InterruptedException {
    String classes = System.getProperty("java.class.path");
    List<String> arguments =
        List.of(
            "-cp", classes, UploadSink.class.getName(), server.argument, keys.toString(), PASSWORD);
    try (ChildProcess sink = new ChildProcess(log, arguments)) {
      String url = sink.awaitLine("ready ", PATIENCE).substring(6);
      curl(file, url);
      List<Double> curls = new ArrayList<>();
      List<Double> firsts = new ArrayList<>();
      List<Double> ours = new ArrayList<>();
      long heapBytes = 0;
      for (int run = 0; run < RUNS; run++) {
        // By turns, so that a busy moment of the machine hits both.
        curls.add(rate(sizeMb, curl(file, url)));
        Uploaded uploaded = uploaded(log, classes, warmUp, file, keys, url);
        firsts.add(rate(sizeMb, uploaded.firstMillis()));
        ours.add(rate(sizeMb, uploaded.millis()));
        heapBytes = Math.max(heapBytes, uploaded.heapBytes());
      }
      return row(server, sizeMb, median(firsts), median(ours), median(curls), heapBytes);
    }
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private record Uploaded(long firstMillis, long millis, long heapBytes) {}

  private static String row(
      Server server, int sizeMb, double first, double ours, double curls, long heapBytes) {
    return String.format(
        Locale.ROOT,
        "| Upload of %,d MB in parts, to a server %s | %,.0f MB/s, curl %,.0f MB/s: %.0f %% (a process that has just begun: %.0f %%); %.1f MB more on the heap (%s) |",
        sizeMb,
        server.words,
        ours,
        curls,
        100 * ours / curls,
        100 * first / curls,
        heapBytes / 1e6,
        HEAP);
  }

  private static double rate(int sizeMb, long millis) {
    return 1000.0 * sizeMb / millis;
  }

  private static void fill(Path file, int sizeMb) throws IOException {
    Random random = new Random(1);
    byte[] block = new byte[1_000_000];
    random.nextBytes(block);
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int i = 0; i < sizeMb; i++) {
        block[0] = (byte) i;
        out.write(block);
      }
    }
  }

  private static Uploaded uploaded(
      Path log, String classes, Path warmUp, Path file, Path keys, String server)
      throws IOException, InterruptedException {
    try (ChildProcess run =
        new ChildProcess(
            log,
            List.of(
                HEAP,
                "-Djavax.net.ssl.trustStore=" + keys,
                "-Djavax.net.ssl.trustStorePassword=" + PASSWORD,
                "-cp",
                classes,
                UploadRun.class.getName(),
                warmUp.toString(),
                file.toString(),
                server))) {
      String[] words = run.awaitLine("uploaded ", PATIENCE).split(" ", -1);
      return new Uploaded(
          Long.parseLong(words[1]), Long.parseLong(words[2]), Long.parseLong(words[3]));
    }
  }

  /// @return in milliseconds
  private static long curl(Path file, String server) throws IOException, InterruptedException {
    Process curl =
        new ProcessBuilder(
                "curl",
                "-sS",
                "-f",
                "--insecure",
                "-H",
                "Expect:",
                "-o",
                "/dev/null",
                "-w",
                "%{time_total}",
                "-T",
                file.toString(),
                server + "/curl")
            .redirectError(Redirect.INHERIT)
            .start();
    String seconds = new String(curl.getInputStream().readAllBytes(), UTF_8);
    if (curl.waitFor() != 0) {
      throw new IOException("curl failed");
    }
    return Math.round(Double.parseDouble(seconds.strip()) * 1000);
  }
}
