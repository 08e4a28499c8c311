package dev.sightline.media;

import dev.sightline.media.MediaFolder.Stored;
import dev.sightline.media.ReadMedia.ReadVideo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Takes pictures out of a video, evenly spread over its length, for models that see pictures only.
///
/// Safe for all threads.
final class VideoFrames {
  /// Enough to follow what happens; our own choice, since each costs as much as a picture.
  static final int MAX_FRAMES = 8;

  /// Long side in pixels; our own choice, as a frame of a video is seldom sharper.
  private static final int MAX_LONG_SIDE_PX = 1024;

  /// For one frame, which is found by the container's index.
  private static final Duration FRAME_TIME = Duration.ofSeconds(20);

  private final MediaFolder folder;
  private final Ffmpeg ffmpeg;

  VideoFrames(MediaFolder folder, Ffmpeg ffmpeg) {
    this.folder = folder;
    this.ffmpeg = ffmpeg;
  }

  /// A JPEG, and where in the video it is from.
  record Frame(Stored stored, Duration at) {}

  /// At most `count` pictures in the video's order; fewer where some cannot be decoded.
  ///
  /// @param progress told sentences for the person; must not wait
  List<Frame> of(
      ReadVideo video, Duration length, int count, MediaRules rules, Consumer<String> progress)
      throws IOException, InterruptedException {
    List<Frame> frames = new ArrayList<>();
    progress.accept("Taking pictures out of %s…".formatted(video.name()));
    for (int i = 0; i < (length.isZero() ? 1 : count); i++) {
      Duration at = length.multipliedBy(2L * i + 1).dividedBy(2L * count);
      int longSidePx = Math.min(MAX_LONG_SIDE_PX, rules.maxLongSidePx());
      Stored taken = taken(video, at, longSidePx, 4);
      if (taken != null && taken.sizeBytes() > rules.maxImageBytes()) {
        taken = taken(video, at, longSidePx / 2, 8);
      }
      if (taken != null && taken.sizeBytes() <= rules.maxImageBytes()) {
        frames.add(new Frame(taken, at));
      }
    }
    return frames;
  }

  /// @param quality ffmpeg's, 2 (best) to 31
  private @Nullable Stored taken(ReadVideo video, Duration at, int longSidePx, int quality)
      throws IOException, InterruptedException {
    Path draft = folder.draft();
    List<String> words = new ArrayList<>(List.of("-ss", at.toMillis() + "ms"));
    words.addAll(Ffmpeg.input(video.stored().file(), Ffprobe.CONTAINERS));
    words.addAll(
        List.of(
            "-map",
            "0:v:0",
            "-frames:v",
            "1",
            "-update",
            "1",
            "-map_metadata",
            "-1",
            "-vf",
            "scale=w='min(%1$d,iw)':h='min(%1$d,ih)':force_original_aspect_ratio=decrease"
                .formatted(longSidePx),
            "-c:v",
            "mjpeg",
            "-pix_fmt",
            "yuvj420p",
            "-q:v",
            String.valueOf(quality),
            "-f",
            "image2",
            "file:" + draft.toAbsolutePath()));
    try {
      ChildEnd end = ffmpeg.run(words, ChildLimits.writing(FRAME_TIME, 16L << 20), line -> {});
      return end.isWell() && Files.exists(draft) && Files.size(draft) > 0
          ? folder.keep(draft, PictureType.JPEG.extension())
          : null;
    } finally {
      Files.deleteIfExists(draft);
    }
  }
}
