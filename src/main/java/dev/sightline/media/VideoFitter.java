package dev.sightline.media;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sightline.media.MediaFolder.Stored;
import dev.sightline.media.ReadMedia.ReadVideo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes videos such that a route takes them: passed as they are where that will do, else copied
/// into another container, encoded anew, scaled down or cut, and it is said which.
///
/// The same video is made fit for the same limits once. Safe for all threads.
final class VideoFitter {
  private static final Logger log = LoggerFactory.getLogger(VideoFitter.class);

  /// For reading a file's head and counting its packets; our own choice.
  private static final Duration MEASURE_TIME = Duration.ofSeconds(20);

  /// Less of a video is of no use to anybody.
  private static final Duration LEAST_LENGTH = Duration.ofSeconds(3);

  private static final int MAX_REMEMBERED = 1_000;

  /// A result that is shorter than this share of what was wanted has been cut off.
  private static final double WHOLE = 0.9;

  private final MediaFolder folder;
  private final Ffmpeg ffmpeg;
  private final Ffprobe ffprobe;
  private final Duration maxLength;
  private final Duration convertTime;
  private final Cache<String, VideoFacts> measured =
      Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).build();
  private final Cache<String, Try> converted =
      Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).build();

  /// One video is converted once, however many ask about it at the same time.
  private final List<Lock> turns = Stream.<Lock>generate(ReentrantLock::new).limit(64).toList();

  VideoFitter(MediaFolder folder, Ffmpeg ffmpeg, MediaLimits limits) {
    this.folder = folder;
    this.ffmpeg = ffmpeg;
    this.ffprobe = new Ffprobe(ffmpeg, MEASURE_TIME);
    this.maxLength = limits.maxVideoTime();
    this.convertTime = limits.convertTime();
  }

  /// A video that a route takes, or why there is none: one of `stored` and `unread` is null.
  ///
  /// @param note for the person: what was done to it; empty where nothing was
  record Fitted(@Nullable Stored stored, VideoType type, String note, @Nullable Unread unread) {}

  /// What `video` is made of; empty where there is no ffmpeg, or it can make nothing of the file.
  Optional<VideoFacts> facts(ReadVideo video) throws InterruptedException {
    String sha256 = video.stored().sha256();
    VideoFacts known = measured.getIfPresent(sha256);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<VideoFacts> facts = ffprobe.measure(video.stored().file());
    facts.ifPresent(found -> measured.put(sha256, found));
    return facts;
  }

  /// Makes `video` fit.
  ///
  /// @param maxBytes of the route
  /// @param progress told sentences for the person; must not wait
  Fitted fit(ReadVideo video, long maxBytes, Consumer<String> progress)
      throws IOException, InterruptedException {
    if (!ffmpeg.isThere()) {
      return withoutFfmpeg(video, maxBytes);
    }
    Optional<VideoFacts> facts = facts(video);
    if (facts.isEmpty() || facts.get().picture().isEmpty()) {
      return not(video, withoutPicture(video, facts));
    }
    VideoPlan plan =
        VideoPlan.of(video.type(), facts.get(), video.stored().sizeBytes(), maxBytes, maxLength);
    if (plan.isUntouched()) {
      return new Fitted(video.stored(), video.type(), "", null);
    }
    Duration cut = plan.length();
    if (cut != null && cut.compareTo(LEAST_LENGTH) < 0) {
      return not(
          video, MediaWords.tooLarge(video.name(), video.stored().sizeBytes(), "videos", maxBytes));
    }
    Try result = once(video, facts.get(), plan, maxBytes, progress);
    return switch (result.flaw) {
      case NONE ->
          new Fitted(
              result.stored,
              result.plan.container(),
              note(video, facts.get(), result.plan, maxBytes),
              null);
      case FAILED -> not(video, MediaWords.videoDamaged(video.name(), video.type()));
      case TOO_SLOW -> not(video, MediaWords.notConverted(video.name(), convertTime));
      case TOO_LARGE -> not(video, tooLarge(video, maxBytes));
    };
  }

  /// Why there are no pictures in a video.
  Unread withoutFrames(ReadVideo video, Optional<VideoFacts> facts) throws InterruptedException {
    return ffmpeg.isThere()
        ? withoutPicture(video, facts)
        : MediaWords.noFfmpegForFrames(video.name());
  }

  private static Unread withoutPicture(ReadVideo video, Optional<VideoFacts> facts) {
    boolean isSoundOnly =
        facts.filter(found -> found.picture().isEmpty() && found.sound().isPresent()).isPresent();
    return isSoundOnly
        ? MediaWords.noPicture(video.name())
        : MediaWords.videoDamaged(video.name(), video.type());
  }

  private static Fitted withoutFfmpeg(ReadVideo video, long maxBytes) {
    long sizeBytes = video.stored().sizeBytes();
    return !video.type().isTakenByModels()
        ? not(video, MediaWords.videoTypeNotTaken(video.name(), video.type()))
        : sizeBytes > maxBytes
            ? not(video, tooLarge(video, maxBytes))
            : new Fitted(video.stored(), video.type(), "", null);
  }

  private static Unread tooLarge(ReadVideo video, long maxBytes) {
    return MediaWords.tooLarge(video.name(), video.stored().sizeBytes(), "videos", maxBytes);
  }

  private static Fitted not(ReadVideo video, Unread why) {
    return new Fitted(null, video.type(), "", why);
  }

  private Try once(
      ReadVideo video, VideoFacts facts, VideoPlan plan, long maxBytes, Consumer<String> progress)
      throws IOException, InterruptedException {
    String key = video.stored().sha256() + " " + maxBytes + " " + plan;
    Lock turn = turns.get(Math.floorMod(key.hashCode(), turns.size()));
    turn.lockInterruptibly();
    try {
      Try known = converted.getIfPresent(key);
      if (known != null && known.stored != null && folder.isKept(known.stored)) {
        return known;
      }
      Try result = convert(video, facts, plan, maxBytes, progress);
      if (result.flaw == Flaw.NONE) {
        converted.put(key, result);
      }
      return result;
    } finally {
      turn.unlock();
    }
  }

  /// Tries `plan`; where its result is too large, with fewer bits, and where it takes too long,
  /// hurried.
  private Try convert(
      ReadVideo video, VideoFacts facts, VideoPlan plan, long maxBytes, Consumer<String> progress)
      throws IOException, InterruptedException {
    long untilNanos = System.nanoTime() + convertTime.toNanos();
    VideoPlan next = plan;
    for (int tries = 1; ; tries++) {
      Duration left = Duration.ofNanos(untilNanos - System.nanoTime());
      Try done = tryOnce(video, facts, next, maxBytes, left, progress);
      VideoPlan other =
          switch (done.flaw) {
            case NONE -> next;
            case TOO_LARGE -> next.picture() == null ? encoded(facts, maxBytes) : next.smaller();
            case TOO_SLOW -> next.hurried();
            case FAILED -> encoded(facts, maxBytes);
          };
      if (tries == 3 || other.equals(next)) {
        return done;
      }
      next = other;
    }
  }

  /// Nothing is copied of what comes out of AVI.
  private VideoPlan encoded(VideoFacts facts, long maxBytes) {
    return VideoPlan.of(VideoType.AVI, facts, maxBytes, maxBytes, maxLength);
  }

  private enum Flaw {
    NONE,
    FAILED,
    TOO_LARGE,
    TOO_SLOW
  }

  /// @param stored what came of it; null where it has a flaw
  private record Try(@Nullable Stored stored, VideoPlan plan, Flaw flaw) {}

  private Try tryOnce(
      ReadVideo video,
      VideoFacts facts,
      VideoPlan plan,
      long maxBytes,
      Duration maxTime,
      Consumer<String> progress)
      throws IOException, InterruptedException {
    if (!maxTime.isPositive()) {
      return new Try(null, plan, Flaw.TOO_SLOW);
    }
    Path draft = folder.draft();
    Duration length = Optional.ofNullable(plan.length()).orElse(facts.duration());
    ConversionWatch watch =
        new ConversionWatch(
            length,
            maxTime,
            percent -> progress.accept("Converting %s: %d %%…".formatted(video.name(), percent)));
    progress.accept("Converting %s…".formatted(video.name()));
    try {
      ChildEnd end =
          ffmpeg.run(
              words(video, plan, maxBytes, draft), ChildLimits.writing(maxTime, maxBytes), watch);
      boolean isTooLarge = Files.exists(draft) && Files.size(draft) > maxBytes * 0.98;
      if (!end.isWell() || !Files.exists(draft)) {
        log.info("a video was not converted by {}: {} {}", plan, end.cause(), end.complaint());
        boolean isTooSlow = watch.isTooSlow() || end.cause() == ChildEnd.Cause.KILLED;
        return new Try(
            null, plan, isTooSlow ? Flaw.TOO_SLOW : isTooLarge ? Flaw.TOO_LARGE : Flaw.FAILED);
      }
      if (Files.size(draft) > maxBytes || !isWhole(draft, length)) {
        return new Try(null, plan, isTooLarge ? Flaw.TOO_LARGE : Flaw.FAILED);
      }
      return new Try(folder.keep(draft, plan.container().extension()), plan, Flaw.NONE);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private List<String> words(ReadVideo video, VideoPlan plan, long maxBytes, Path draft)
      throws InterruptedException {
    List<String> words = new ArrayList<>(List.of("-progress", "pipe:1", "-stats_period", "0.5"));
    if (plan.picture() != null && plan.picture().onlyKeyFrames()) {
      words.addAll(List.of("-skip_frame", "nokey"));
    }
    words.addAll(Ffmpeg.input(video.stored().file(), Ffprobe.CONTAINERS));
    words.addAll(plan.words(plan.picture() == null ? "copy" : ffmpeg.encoder()));
    words.addAll(List.of("-fs", String.valueOf(maxBytes), "file:" + draft.toAbsolutePath()));
    return words;
  }

  private boolean isWhole(Path draft, Duration length) throws InterruptedException {
    Optional<VideoFacts> facts = ffprobe.measure(draft);
    return facts.isPresent()
        && facts.get().picture().isPresent()
        && facts.get().duration().toMillis() >= length.toMillis() * WHOLE - 1000;
  }

  private static String note(ReadVideo video, VideoFacts facts, VideoPlan plan, long maxBytes) {
    boolean isOther = plan.container() != video.type() && !isTwin(plan.container(), video.type());
    boolean isSmaller = plan.scaledToPx(facts) > 0 || video.stored().sizeBytes() > maxBytes;
    List<String> lines = new ArrayList<>();
    String shown =
        MediaWords.videoChanged(
            video.name(),
            isOther || (plan.picture() != null && !isSmaller) ? plan.container() : null,
            plan.picture() == null ? 0 : plan.scaledToPx(facts),
            plan.picture() != null && plan.picture().framesPerSecond() == 1,
            video.stored().sizeBytes() > maxBytes ? maxBytes : 0);
    if (!shown.isEmpty()) {
      lines.add(shown);
    }
    if (plan.length() != null) {
      lines.add(MediaWords.videoCut(video.name(), plan.length(), facts.duration()));
    }
    return String.join("\n", lines);
  }

  /// What is copied from one to the other is not worth a word.
  private static boolean isTwin(VideoType one, VideoType other) {
    return one == VideoType.MP4 && other == VideoType.MOV;
  }
}
