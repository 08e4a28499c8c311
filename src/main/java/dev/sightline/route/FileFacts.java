package dev.sightline.route;

import dev.sightline.media.Ffprobe;
import dev.sightline.media.MediaKind;
import dev.sightline.media.MediaRef;
import dev.sightline.media.PictureFacts;
import dev.sightline.media.PictureMeter;
import dev.sightline.media.VideoFacts;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// Says in one line what can be measured of a file.
public final class FileFacts implements OfflineRoute.Measure {
  private static final int COLOURS = 3;

  private final PictureMeter pictures;
  private final Ffprobe videos;

  /// Facts by these two instruments.
  public FileFacts(PictureMeter pictures, Ffprobe videos) {
    this.pictures = pictures;
    this.videos = videos;
  }

  @Override
  public String measure(MediaRef.Inline media) throws IOException, InterruptedException {
    Optional<String> facts =
        media.kind() == MediaKind.IMAGE
            ? pictures.measure(media.file()).map(FileFacts::picture)
            : videos.measure(media.file()).map(video -> video(video, media));
    return facts.orElseGet(() -> "%s, %,d bytes".formatted(media.mediaType(), media.sizeBytes()));
  }

  private static String picture(PictureFacts facts) {
    List<String> parts = new ArrayList<>();
    parts.add(facts.type().name());
    parts.add("%,d × %,d pixels".formatted(facts.widthPx(), facts.heightPx()));
    parts.add("%,d bytes".formatted(facts.sizeBytes()));
    if (!facts.camera().isEmpty()) {
      parts.add("taken with " + facts.camera());
    }
    if (!facts.takenAt().isEmpty()) {
      parts.add("on " + facts.takenAt());
    }
    if (facts.hasPosition()) {
      parts.add("with its GPS position inside");
    }
    if (!facts.colours().isEmpty()) {
      parts.add(
          "mostly "
              + facts.colours().stream()
                  .limit(COLOURS)
                  .map(colour -> "%s (%d %%)".formatted(colour.hex(), colour.percent()))
                  .collect(Collectors.joining(", ")));
    }
    return String.join(", ", parts);
  }

  private static String video(VideoFacts facts, MediaRef.Inline media) {
    List<String> parts = new ArrayList<>();
    parts.add(media.mediaType());
    parts.add("%,d bytes".formatted(media.sizeBytes()));
    if (facts.duration().isPositive()) {
      parts.add(seconds(facts.duration()) + " long");
    }
    facts.tracks().forEach(track -> parts.add(track(track, facts.duration())));
    return String.join(", ", parts);
  }

  private static String track(VideoFacts.Track track, Duration duration) {
    if (!track.kind().equals("video")) {
      return "%s (%s)".formatted(track.kind(), track.codec());
    }
    long frames = Math.round(track.framesPerSecond() * duration.toMillis() / 1000.0);
    return String.format(
        Locale.ROOT,
        "video (%s, %,d × %,d pixels, %.2f frames a second, about %,d frames)",
        track.codec(),
        track.widthPx(),
        track.heightPx(),
        track.framesPerSecond(),
        frames);
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
  }
}
