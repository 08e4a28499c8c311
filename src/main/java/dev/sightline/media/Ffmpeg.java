package dev.sightline.media;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// ffmpeg and ffprobe as child processes, bounded by [ChildLimits] and without a network.
///
/// Looked for at first use: ours, from the jar `org.bytedeco:ffmpeg`, and where that does not
/// start, the system's. Safe for all threads.
public final class Ffmpeg {
  private static final Logger log = LoggerFactory.getLogger(Ffmpeg.class);

  /// One child uses two threads where there are two cores, and is nice to all others.
  private static final int THREADS = Math.min(2, Runtime.getRuntime().availableProcessors());

  /// Encoders of H.264 in the order in which they are wanted. Ours has the first only, as it is
  /// built under the LGPL.
  private static final List<String> ENCODERS = List.of("libx264", "libopenh264", "mpeg4");

  /// For questions to the program about itself.
  private static final Duration TALK_TIME = Duration.ofSeconds(20);

  private final Semaphore atOnce =
      new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / THREADS));
  private final @Nullable FfmpegSearch search;
  private @Nullable FfmpegHome home;
  private boolean isLookedFor;
  private @Nullable String encoder;

  /// @param cache where ours is unpacked, in a folder of its own for each version
  public Ffmpeg(Path cache) {
    this(
        new FfmpegSearch(
            new FfmpegArchive(), cache, Optional.ofNullable(System.getenv("PATH")).orElse("")));
  }

  Ffmpeg(FfmpegSearch search) {
    this.search = search;
  }

  Ffmpeg(FfmpegHome home) {
    this.search = null;
    this.home = home;
    this.isLookedFor = true;
  }

  /// Which one is used.
  ///
  /// @param version such as `8.0.1`; empty where there is none that starts
  /// @param isOurs whether it came with this bot
  /// @param problem why ours is not used, for the operator; empty where it is
  public record Status(String version, boolean isOurs, String problem) {
    /// Whether there is one at all.
    public boolean isThere() {
      return !version.isEmpty();
    }
  }

  /// Looks for it, if that has not been done.
  public Status status() throws InterruptedException {
    FfmpegHome found = home();
    String problem = search == null ? "" : search.problem();
    return found == null
        ? new Status("", false, problem)
        : new Status(found.version(), found.isOurs(), found.isOurs() ? "" : problem);
  }

  /// Whether there is one that starts.
  boolean isThere() throws InterruptedException {
    return home() != null;
  }

  private synchronized @Nullable FfmpegHome home() throws InterruptedException {
    if (!isLookedFor && search != null) {
      home = search.home().orElse(null);
      isLookedFor = true;
      log.info(
          "ffmpeg: {}{}",
          home == null ? "none" : home.version() + (home.isOurs() ? ", ours" : ", the system's"),
          search.problem().isEmpty() ? "" : "; ours: " + search.problem());
    }
    return home;
  }

  /// Runs `ffprobe` and waits for its end; an interrupt kills it.
  ///
  /// @param words after the program's name
  /// @param lines is told each line of its output
  ChildEnd probe(List<String> words, ChildLimits limits, Consumer<String> lines)
      throws InterruptedException {
    FfmpegHome found = home();
    return found == null
        ? absent()
        : run(found.ffprobe(), words, found.environment(), limits, lines);
  }

  /// Runs `ffmpeg` and waits for its end; an interrupt kills it. At most as many run at once as
  /// there are cores for.
  ///
  /// @param words after the program's name; the start of them, which keeps it to itself, is added
  /// @param lines is told each line of its output, such as those of `-progress pipe:1`
  ChildEnd run(List<String> words, ChildLimits limits, Consumer<String> lines)
      throws InterruptedException {
    FfmpegHome found = home();
    if (found == null) {
      return absent();
    }
    List<String> all =
        new ArrayList<>(
            List.of(
                "-nostdin",
                "-hide_banner",
                "-v",
                "error",
                "-y",
                "-filter_threads",
                "1",
                "-threads",
                String.valueOf(THREADS)));
    all.addAll(words);
    atOnce.acquire();
    try {
      return run(found.ffmpeg(), all, found.environment(), limits, lines);
    } finally {
      atOnce.release();
    }
  }

  /// Words that say what to read, and that nothing else is read: no network, no other file that it
  /// names.
  ///
  /// @param formats names of ffmpeg's demuxers that may read it, such as `mov,matroska`
  static List<String> input(Path file, String formats) {
    return List.of(
        "-protocol_whitelist",
        "file",
        "-format_whitelist",
        formats,
        "-i",
        "file:" + file.toAbsolutePath());
  }

  /// The best encoder for what all models read as MP4.
  synchronized String encoder() throws InterruptedException {
    if (encoder == null) {
      List<String> lines = new ArrayList<>();
      run(List.of("-encoders"), ChildLimits.talking(TALK_TIME), lines::add);
      encoder =
          ENCODERS.stream()
              .filter(name -> lines.stream().anyMatch(line -> line.contains(" " + name + " ")))
              .findFirst()
              .orElse(ENCODERS.getLast());
    }
    return encoder;
  }

  private static ChildEnd absent() {
    return new ChildEnd(ChildEnd.Cause.NOT_STARTED, "there is no ffmpeg");
  }

  private static ChildEnd run(
      String program,
      List<String> words,
      Map<String, String> environment,
      ChildLimits limits,
      Consumer<String> lines)
      throws InterruptedException {
    List<String> all = new ArrayList<>(List.of(program));
    all.addAll(words);
    ChildEnd end = ChildProcess.run(all, environment, limits, lines);
    if (end.cause() == ChildEnd.Cause.KILLED) {
      log.warn("{} was killed: it took more than {}", program, limits);
    }
    return end;
  }
}
