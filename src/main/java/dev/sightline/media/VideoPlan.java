package dev.sightline.media;

import dev.sightline.media.VideoFacts.Track;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How a video becomes one that a route takes: as little as possible is done to it.
///
/// @param container what comes out
/// @param picture how it is encoded anew; null where it is copied
/// @param soundKbit how its sound is encoded anew, in kilobits a second; 0 where it is copied
/// @param length what is kept of it, from its beginning; null for all
/// @param isUntouched whether nothing is done at all
record VideoPlan(
    VideoType container,
    @Nullable Picture picture,
    int soundKbit,
    @Nullable Duration length,
    boolean isUntouched) {

  /// A picture encoded as H.264.
  ///
  /// @param shortSidePx at most
  /// @param framesPerSecond at most
  /// @param kbit kilobits a second
  /// @param onlyKeyFrames whether all others are skipped, where decoding them takes too long
  record Picture(int shortSidePx, int framesPerSecond, int kbit, boolean onlyKeyFrames) {}

  /// Share of a limit that is aimed at: encoders miss the rate by a few percent, and the container
  /// takes its part.
  private static final double AIM = 0.92;

  /// More is not seen: Gemini looks at one frame a second, scaled down to 258 tokens
  /// (https://ai.google.dev/gemini-api/docs/video-understanding, read 2026-08-02).
  private static final Picture GOOD = new Picture(720, 30, 2_500, false);

  private static final Picture FAIR = new Picture(480, 10, 900, false);
  private static final Picture POOR = new Picture(480, 1, 250, false);

  /// Below these a step looks worse than the next one. Our own choice, by eye.
  private static final int GOOD_FROM_KBIT = 900;

  private static final int FAIR_FROM_KBIT = 250;
  private static final int POOR_FROM_KBIT = 50;

  private static final int LEAST_SOUND_KBIT = 24;

  private static final Set<String> IN_MP4 = Set.of("h264", "av1", "vp9", "mpeg4");
  private static final Set<String> IN_WEBM = Set.of("vp8", "vp9", "av1");
  private static final Set<String> IN_MPEG = Set.of("mpeg1video", "mpeg2video");
  private static final Set<String> SOUND_IN_MP4 = Set.of("aac", "mp3");
  private static final Set<String> SOUND_IN_WEBM = Set.of("opus", "vorbis");

  /// For a video that has a picture.
  ///
  /// @param maxBytes of the route
  /// @param maxLength of what a model sees
  static VideoPlan of(
      VideoType type, VideoFacts facts, long sizeBytes, long maxBytes, Duration maxLength) {
    boolean isLong = facts.duration().compareTo(maxLength) > 0;
    Duration length = isLong ? maxLength : facts.duration();
    double share = isLong ? (double) length.toMillis() / facts.duration().toMillis() : 1;
    boolean fits = sizeBytes * share <= (isLong ? maxBytes * AIM : maxBytes);
    if (fits && !isLong && isRead(type, facts) && !facts.hasPlace()) {
      return new VideoPlan(type, null, 0, null, true);
    }
    Optional<VideoType> copied = copiedAs(type, facts);
    if (fits && copied.isPresent()) {
      return new VideoPlan(
          copied.get(), null, soundFor(copied.get(), facts), isLong ? length : null, false);
    }
    return encoded(facts, length, isLong, maxBytes);
  }

  /// The same, hurried: what cannot be decoded in time is looked at by its key frames alone.
  VideoPlan hurried() {
    if (picture == null) {
      return this;
    }
    return new VideoPlan(
        container,
        new Picture(POOR.shortSidePx, 1, Math.min(picture.kbit, POOR.kbit), true),
        soundKbit,
        length,
        false);
  }

  /// The same with fewer bits, as the first try was too large.
  VideoPlan smaller() {
    if (picture == null) {
      return this;
    }
    return new VideoPlan(
        container,
        new Picture(
            picture.shortSidePx,
            picture.framesPerSecond,
            picture.kbit * 2 / 3,
            picture.onlyKeyFrames),
        soundKbit,
        length,
        false);
  }

  /// What ffmpeg is told between the input and the output's name.
  ///
  /// @param encoder a name of [Ffmpeg#encoder]
  List<String> words(String encoder) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "-map",
                "0:v:0",
                "-map",
                "0:a:0?",
                "-sn",
                "-dn",
                "-map_metadata",
                "-1",
                "-map_chapters",
                "-1"));
    if (length != null) {
      words.addAll(List.of("-t", length.toMillis() + "ms"));
    }
    if (picture == null) {
      words.addAll(List.of("-c:v", "copy"));
    } else {
      words.addAll(
          List.of(
              "-vf",
              filter(picture),
              "-c:v",
              encoder,
              "-b:v",
              picture.kbit + "k",
              "-g",
              "60",
              "-pix_fmt",
              "yuv420p"));
      words.addAll(
          switch (encoder) {
            case "libopenh264" -> List.of("-rc_mode", "bitrate", "-allow_skip_frames", "1");
            case "libx264" ->
                List.of(
                    "-preset",
                    "veryfast",
                    "-maxrate",
                    picture.kbit + "k",
                    "-bufsize",
                    2 * picture.kbit + "k");
            default -> List.of();
          });
    }
    words.addAll(
        soundKbit == 0
            ? List.of("-c:a", "copy")
            : List.of(
                "-c:a",
                "aac",
                "-b:a",
                soundKbit + "k",
                "-ac",
                soundKbit < 96 ? "1" : "2",
                "-ar",
                "44100"));
    if (container == VideoType.MP4) {
      words.addAll(List.of("-movflags", "+faststart"));
    }
    words.addAll(List.of("-f", container == VideoType.MP4 ? "mp4" : "webm"));
    return words;
  }

  /// The long side of what comes out, in pixels, or 0 where it stays as it is.
  int scaledToPx(VideoFacts facts) {
    Optional<Track> track = facts.picture();
    if (picture == null || track.isEmpty()) {
      return 0;
    }
    int longPx = Math.max(track.get().widthPx(), track.get().heightPx());
    int shortPx = Math.min(track.get().widthPx(), track.get().heightPx());
    return shortPx <= picture.shortSidePx
        ? 0
        : (int) Math.round((double) longPx * picture.shortSidePx / shortPx);
  }

  /// After ffmpeg has turned it upright. Sides are even, as H.264 wants them.
  private static String filter(Picture picture) {
    String side = "2*trunc(min(%d,%s)/2)";
    return "fps='min(%d,source_fps)',scale=w='if(gte(iw,ih),-2,%s)':h='if(gte(iw,ih),%s,-2)'"
        .formatted(
            picture.framesPerSecond,
            side.formatted(picture.shortSidePx, "iw"),
            side.formatted(picture.shortSidePx, "ih"));
  }

  private static VideoPlan encoded(
      VideoFacts facts, Duration length, boolean isLong, long maxBytes) {
    double seconds = Math.max(1, length.toMillis() / 1000.0);
    double kbit = maxBytes * 8 * AIM / 1000 / seconds;
    boolean hasSound = facts.sound().isPresent();
    int sound = hasSound ? kbit >= 1000 ? 96 : kbit >= 300 ? 48 : LEAST_SOUND_KBIT : 0;
    int left = (int) Math.min(Integer.MAX_VALUE, kbit - sound);
    if (left >= POOR_FROM_KBIT) {
      Picture step = left >= GOOD_FROM_KBIT ? GOOD : left >= FAIR_FROM_KBIT ? FAIR : POOR;
      Picture picture =
          new Picture(step.shortSidePx, step.framesPerSecond, Math.min(left, step.kbit), false);
      return new VideoPlan(VideoType.MP4, picture, sound, isLong ? length : null, false);
    }
    // Not even so: as much of it as fits.
    long millis = (long) (maxBytes * 8 * AIM / (POOR_FROM_KBIT + sound));
    Picture picture = new Picture(POOR.shortSidePx, 1, POOR_FROM_KBIT, false);
    return new VideoPlan(VideoType.MP4, picture, sound, Duration.ofMillis(millis), false);
  }

  /// Whether models read it as it is.
  private static boolean isRead(VideoType type, VideoFacts facts) {
    return switch (type) {
      case MP4, MOV -> isIn(IN_MP4, facts);
      case WEBM -> isIn(IN_WEBM, facts);
      case MPEG -> isIn(IN_MPEG, facts);
      case MKV, AVI -> false;
    };
  }

  /// The container into which its picture can be copied; none for AVI, whose frames have no times.
  private static Optional<VideoType> copiedAs(VideoType type, VideoFacts facts) {
    boolean isSoundOfWebm =
        facts.sound().map(track -> SOUND_IN_WEBM.contains(track.codec())).orElse(true);
    return switch (type) {
      case AVI, MPEG -> Optional.empty();
      case MP4, MOV, MKV, WEBM ->
          isIn(IN_WEBM, facts) && isSoundOfWebm
              ? Optional.of(VideoType.WEBM)
              : isIn(IN_MP4, facts) ? Optional.of(VideoType.MP4) : Optional.empty();
    };
  }

  private static boolean isIn(Set<String> codecs, VideoFacts facts) {
    return facts
        .picture()
        .filter(track -> codecs.contains(track.codec()))
        // Decoders of browsers and models know H.264 with 8 bits and 4:2:0 only.
        .filter(track -> !track.codec().equals("h264") || isPlain(track.pixelFormat()))
        .isPresent();
  }

  private static boolean isPlain(String pixelFormat) {
    return pixelFormat.isEmpty()
        || Set.of("yuv420p", "yuvj420p", "nv12", "gray").contains(pixelFormat);
  }

  private static int soundFor(VideoType container, VideoFacts facts) {
    boolean isCopied =
        facts
            .sound()
            .map(track ->
                (container == VideoType.WEBM ? SOUND_IN_WEBM : SOUND_IN_MP4)
                    .contains(track.codec()))
            .orElse(true);
    return isCopied ? 0 : 96;
  }
}
