package dev.sightline.media;

import dev.sightline.event.IncomingFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/// How much of the files of one question has come, in words for the person. Safe for all threads.
final class FetchMeter {
  private static final double BYTES_PER_MB = 1_000_000;

  private final Consumer<String> words;
  private final List<Gauge> gauges = new ArrayList<>();
  private String said = "";

  /// @param words told each time they change; must not wait
  FetchMeter(Consumer<String> words) {
    this.words = words;
  }

  /// One file more is fetched.
  synchronized Gauge add(IncomingFile file) {
    String claimed = file.claimedType().toLowerCase(Locale.ROOT);
    String kind =
        claimed.startsWith("video/") ? "video" : claimed.startsWith("image/") ? "picture" : "file";
    Gauge gauge = new Gauge(kind);
    gauges.add(gauge);
    return gauge;
  }

  /// All files are known: says how many there are.
  synchronized void start() {
    if (!gauges.isEmpty()) {
      say();
    }
  }

  private void say() {
    String sentence = sentence();
    if (!sentence.equals(said)) {
      said = sentence;
      words.accept(sentence);
    }
  }

  private String sentence() {
    String what = gauges.size() == 1 ? "the " + gauges.getFirst().kind : gauges.size() + " files";
    long came = gauges.stream().mapToLong(gauge -> gauge.cameBytes).sum();
    boolean isWholeKnown = gauges.stream().allMatch(gauge -> gauge.wholeBytes >= gauge.cameBytes);
    long whole = gauges.stream().mapToLong(gauge -> gauge.wholeBytes).sum();
    if (came < BYTES_PER_MB) {
      return "Fetching %s…".formatted(what);
    }
    return isWholeKnown
        ? "Fetching %s: %.0f of %.0f MB…"
            .formatted(what, Math.floor(came / BYTES_PER_MB), Math.ceil(whole / BYTES_PER_MB))
        : "Fetching %s: %.0f MB so far…".formatted(what, Math.floor(came / BYTES_PER_MB));
  }

  /// How much of one file has come.
  final class Gauge {
    private final String kind;
    private long cameBytes;
    private long wholeBytes = -1;

    private Gauge(String kind) {
      this.kind = kind;
    }

    /// So much of it is here.
    ///
    /// @param whole the server's figure, or -1
    void came(long bytes, long whole) {
      synchronized (FetchMeter.this) {
        cameBytes = bytes;
        wholeBytes = whole;
        say();
      }
    }
  }
}
