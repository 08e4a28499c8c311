package dev.sightline.media;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sightline.media.VideoFacts.Track;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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

  private static final String ENTRIES =
      "format=duration:format_tags"
          + ":stream=codec_type,codec_name,width,height,avg_frame_rate,pix_fmt"
          + ":stream_disposition=attached_pic";

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
    List<String> words = new ArrayList<>(List.of("-v", "error"));
    words.addAll(Ffmpeg.input(video, CONTAINERS));
    words.addAll(List.of("-show_entries", ENTRIES, "-of", "json"));
    Optional<VideoFacts> facts = run(words).flatMap(this::parse);
    return facts.isPresent() && facts.get().duration().isZero() && facts.get().picture().isPresent()
        ? Optional.of(
            new VideoFacts(playedThrough(video), facts.get().tracks(), facts.get().hasPlace()))
        : facts;
  }

  /// How long it is by its packets, for a recording whose container was written before that was
  /// known, as browsers do. Nothing is decoded.
  private Duration playedThrough(Path video) throws InterruptedException {
    List<String> words = new ArrayList<>(Ffmpeg.input(video, CONTAINERS));
    words.addAll(List.of("-map", "0:v:0", "-c", "copy", "-progress", "pipe:1", "-f", "null", "-"));
    ConversionWatch watch = new ConversionWatch(Duration.ZERO, maxTime, percent -> {});
    ffmpeg.run(words, ChildLimits.writing(maxTime, 0), watch);
    return watch.reached();
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
              isCover(stream) ? "data" : stream.path("codec_type").asText(""),
              stream.path("codec_name").asText(""),
              stream.path("width").asInt(0),
              stream.path("height").asInt(0),
              rate(stream.path("avg_frame_rate").asText("0/0")),
              stream.path("pix_fmt").asText("")));
    }
    double seconds = root.path("format").path("duration").asDouble(0);
    boolean hasPlace =
        root.path("format").path("tags").propertyStream().anyMatch(tag -> isPlace(tag.getKey()));
    return Optional.of(
        new VideoFacts(Duration.ofMillis(Math.round(seconds * 1000)), tracks, hasPlace));
  }

  private static boolean isCover(JsonNode stream) {
    return stream.path("disposition").path("attached_pic").asInt(0) == 1;
  }

  /// Such as `location`, `location-eng` and `com.apple.quicktime.location.ISO6709`.
  private static boolean isPlace(String tag) {
    return tag.toLowerCase(Locale.ROOT).contains("location");
  }

  /// Of a fraction such as `30000/1001`.
  private static double rate(String fraction) {
    List<String> parts = List.of(fraction.split("/", -1));
    double divisor = parts.size() == 2 ? Double.parseDouble(parts.getLast()) : 0;
    return divisor == 0 ? 0 : Double.parseDouble(parts.getFirst()) / divisor;
  }
}
