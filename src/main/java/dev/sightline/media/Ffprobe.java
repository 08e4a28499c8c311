package dev.sightline.media;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sightline.media.VideoFacts.Track;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Measures videos with ffmpeg's `ffprobe`, which opens nothing but the one file.
///
/// Safe for all threads.
public final class Ffprobe {
  private static final Logger log = LoggerFactory.getLogger(Ffprobe.class);

  /// Containers that [VideoType] knows; playlists and scripts, which name other files, are not.
  static final String CONTAINERS = "mov,matroska,webm,mpeg,mpegvideo,avi";

  private final ObjectMapper json = new ObjectMapper();
  private final Ffmpeg ffmpeg;
  private final Duration maxTime;

  /// @param maxTime after which the child is killed
  public Ffprobe(Ffmpeg ffmpeg, Duration maxTime) {
    this.ffmpeg = ffmpeg;
    this.maxTime = maxTime;
  }

  /// What `video` is made of; empty where there is no ffprobe, or it can make nothing of the file.
  public Optional<VideoFacts> measure(Path video) throws InterruptedException {
    return run(List.of(
            "-v",
            "error",
            "-protocol_whitelist",
            "file",
            "-format_whitelist",
            CONTAINERS,
            "-show_entries",
            "format=duration:stream=codec_type,codec_name,width,height,avg_frame_rate",
            "-of",
            "json",
            "file:" + video.toAbsolutePath()))
        .flatMap(this::parse);
  }

  /// The child's output, if it started and ended well.
  private Optional<String> run(List<String> words) throws InterruptedException {
    StringBuilder output = new StringBuilder();
    ChildEnd end =
        ffmpeg.probe(words, ChildLimits.talking(maxTime), line -> output.append(line).append('\n'));
    if (!end.isWell()) {
      log.info("ffprobe ended {}: {}", end.cause(), end.complaint());
      return Optional.empty();
    }
    return Optional.of(output.toString());
  }

  private Optional<VideoFacts> parse(String output) {
    JsonNode root;
    try {
      root = json.readTree(output);
    } catch (JsonProcessingException e) {
      log.warn("ffprobe wrote something else than JSON", e);
      return Optional.empty();
    }
    List<Track> tracks = new ArrayList<>();
    for (JsonNode stream : root.path("streams")) {
      tracks.add(
          new Track(
              stream.path("codec_type").asText(""),
              stream.path("codec_name").asText(""),
              stream.path("width").asInt(0),
              stream.path("height").asInt(0),
              rate(stream.path("avg_frame_rate").asText("0/0"))));
    }
    double seconds = root.path("format").path("duration").asDouble(0);
    return Optional.of(new VideoFacts(Duration.ofMillis(Math.round(seconds * 1000)), tracks));
  }

  /// Of a fraction such as `30000/1001`.
  private static double rate(String fraction) {
    List<String> parts = List.of(fraction.split("/", -1));
    double divisor = parts.size() == 2 ? Double.parseDouble(parts.getLast()) : 0;
    return divisor == 0 ? 0 : Double.parseDouble(parts.getFirst()) / divisor;
  }
}
