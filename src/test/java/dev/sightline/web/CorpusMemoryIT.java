package dev.sightline.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.LongTests;
import dev.sightline.bot.Launched;
import dev.sightline.media.CorpusFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/// `./sightline serve` with a heap of 128 MB, asked about pictures of a hundred megapixels and
/// about bombs: it lives, answers each, and stays small. What decodes them has processes of its
/// own.
@ResourceLock("served pages")
@Order(LongTests.FIRST)
class CorpusMemoryIT {
  private static final String READY = "Sightline is ready: ";

  /// `-Dsightline.whole-corpus=true` takes all formats, which keeps both cores busy for half a
  /// minute.
  private static final List<String> READ =
      Boolean.getBoolean("sightline.whole-corpus")
          ? List.of("a.jpeg", "a.png", "a.gif", "a.bmp", "a.tiff", "a.webp", "a.heic")
          : List.of("a.jpeg", "a.webp");

  private static final String HEAP = "-Xmx128m";

  /// A heap, the code, the threads and the buffers of the network; a picture of a hundred
  /// megapixels alone would be 300 MB.
  private static final long MAX_RESIDENT_BYTES = 320L << 20;

  @TempDir Path folder;
  private Process bot;

  @BeforeEach
  void start() throws IOException {
    Files.writeString(
        folder.resolve("sightline.yaml"),
        """
        store: { url: "jdbc:sqlite:%1$s/sightline.db", work-dir: "%1$s/media" }
        web: { bind: "127.0.0.1:0" }
        limits: { max-picture-megapixels: 120, max-picture-mb: 120 }
        """
            .formatted(folder));
    bot =
        Launched.builder(
                Map.of("SIGHTLINE_JAVA_OPTIONS", HEAP + " -XX:TieredStopAtLevel=1"),
                "--config",
                folder.toString(),
                "serve")
            .redirectError(folder.resolve("log").toFile())
            .start();
  }

  @AfterEach
  void stop() {
    bot.destroyForcibly();
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "resident memory is read from /proc")
  void staysSmallWhateverItIsAskedAbout() throws Exception {
    Visit visit = new Visit(page());
    Map<String, String> answers = new LinkedHashMap<>();

    for (Map.Entry<String, byte[]> file : files().entrySet()) {
      String ask =
          visit
              .ask(
                  Visit.withFile(Visit.form("What is this?"), file.getKey(), file.getValue())
                      .build())
              .json()
              .path("ask")
              .asText();
      answers.put(file.getKey(), answer(visit, ask));
    }

    assertThat(answers.get("bomb.png")).contains("50,000 × 50,000 pixels");
    assertThat(answers.get("frames.gif")).contains("1 × 1 pixels");
    for (String name : READ) {
      assertThat(answers.get(name)).as(name).contains("10,000 × 10,000 pixels", "mostly #");
    }
    assertThat(bot.isAlive()).isTrue();
    assertThat(peakBytes()).isLessThan(MAX_RESIDENT_BYTES);
  }

  private Map<String, byte[]> files() throws Exception {
    CorpusFiles corpus = new CorpusFiles(folder);
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (String name : READ) {
      files.put(name, corpus.large(name.substring(2), 10_000, 10_000));
    }
    files.put("bomb.png", CorpusFiles.zeros(50_000, 50_000, 1_000));
    files.put("frames.gif", CorpusFiles.gifOf(1_000_000));
    files.put("pages.pdf", CorpusFiles.pdfOf(100_000, "9 9 9 9re f"));
    return files;
  }

  private static String answer(Visit visit, String ask) throws IOException {
    try (Visit.Events events = visit.events(ask, null)) {
      StringBuilder all = new StringBuilder();
      for (Visit.Event event : events.rest()) {
        all.append(event.data()).append('\n');
      }
      return all.toString();
    }
  }

  private long peakBytes() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + bot.pid() + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .findFirst()
          .orElseThrow();
    }
  }

  private URI page() throws IOException {
    BufferedReader out = bot.inputReader(StandardCharsets.UTF_8);
    String line = out.readLine();
    if (line == null || !line.startsWith(READY)) {
      throw new AssertionError(line + "\n" + Files.readString(folder.resolve("log")));
    }
    return URI.create(line.substring(READY.length()));
  }
}
