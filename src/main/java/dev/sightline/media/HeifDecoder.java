package dev.sightline.media;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sightline.media.NotDecoded.Why;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Decodes HEIC and AVIF pictures with ffmpeg, into PNG files of the pixels as they are stored:
/// neither turned nor converted to other colours. Safe for all threads.
///
/// Phones cut a large picture into tiles, and each is a stream to ffmpeg. Up to version 8.0 its
/// command line writes the first one only, so they are put together here by a filter, as ffprobe
/// says (its stream groups, which are there from version 7 on).
final class HeifDecoder {
  private static final Logger log = LoggerFactory.getLogger(HeifDecoder.class);

  private static final String FORMATS = "mov";

  private static final String SECTIONS =
      "stream=index:stream_disposition=default:stream_group=type:stream_group_component"
          + ":subcomponent:stream_group_disposition=default";

  /// The first major version that reads tiles; the one before reads no HEIC at all.
  private static final int LEAST_VERSION = 7;

  /// What libaom 3.9.1 says of a picture above AV1's level 6, which is one of more than 35,651,584
  /// pixels (AV1 specification, version 1.0.0 with errata 1, annex A.3).
  private static final String ABOVE_LEVEL = "Bitstream not supported by this decoder";

  /// What ffmpeg 8.0.1 and libaom 3.9.1 say where a memory limit stops them, threads included.
  private static final Pattern NO_MEMORY =
      Pattern.compile(
          "Cannot allocate|allocation error|thread creation failed|Resource temporarily unavailable");

  /// A phone has 48; more is a bomb. Our own choice.
  private static final int MAX_TILES = 1024;

  /// Largest PNG, for each pixel: four samples of 16 bits.
  private static final int BYTES_PER_PIXEL = 8;

  private final ObjectMapper json = new ObjectMapper();
  private final Ffmpeg ffmpeg;
  private final PictureBounds bounds;

  HeifDecoder(Ffmpeg ffmpeg, PictureBounds bounds) {
    this.ffmpeg = ffmpeg;
    this.bounds = bounds;
  }

  /// Writes the primary picture of `source` to `target`, as PNG.
  void decode(Path source, Path target) throws NotDecoded, InterruptedException {
    Ffmpeg.Status status = ffmpeg.status();
    if (major(status.version()) < LEAST_VERSION) {
      throw new NotDecoded(
          Why.NO_DECODER, "ffmpeg is '%s', not at least 7".formatted(status.version()));
    }
    JsonNode facts = probe(source);
    List<String> words = new ArrayList<>();
    words.addAll(List.of("-noautorotate", "-max_pixels", String.valueOf(bounds.maxPixels())));
    words.addAll(Ffmpeg.input(source, FORMATS));
    words.addAll(selection(facts));
    words.addAll(
        List.of(
            "-frames:v",
            "1",
            "-c:v",
            "png",
            "-compression_level",
            "1",
            "-f",
            "image2",
            "-update",
            "1",
            "file:" + target.toAbsolutePath()));
    long maxFileBytes = bounds.maxPixels() * BYTES_PER_PIXEL;
    check(ffmpeg.run(words, ChildLimits.writing(bounds.maxTime(), maxFileBytes), line -> {}));
  }

  private static int major(String version) {
    String digits = version.replaceFirst("^n?(\\d{1,4}).*$", "$1");
    return digits.matches("\\d{1,4}") ? Integer.parseInt(digits) : 0;
  }

  private JsonNode probe(Path source) throws NotDecoded, InterruptedException {
    List<String> words = new ArrayList<>(List.of("-v", "error"));
    words.addAll(Ffmpeg.input(source, FORMATS));
    words.addAll(List.of("-show_entries", SECTIONS, "-of", "json=compact=1"));
    StringBuilder output = new StringBuilder();
    check(
        ffmpeg.probe(
            words, ChildLimits.talking(Duration.ofSeconds(20)), line -> output.append(line)));
    try {
      return json.readTree(output.toString());
    } catch (JsonProcessingException e) {
      throw new NotDecoded(Why.CRASHED, "ffprobe wrote something else than JSON", e);
    }
  }

  private static void check(ChildEnd end) throws NotDecoded {
    Why why =
        switch (end.cause()) {
          case WELL -> null;
          case BADLY -> whyOf(end.complaint());
          case KILLED -> Why.TOO_SLOW;
          case NOT_STARTED -> Why.NO_DECODER;
        };
    if (why != null) {
      log.info("a picture was not decoded by ffmpeg: {}", end.complaint());
      throw new NotDecoded(why, end.complaint());
    }
  }

  private static Why whyOf(String complaint) {
    return complaint.contains(ABOVE_LEVEL)
        ? Why.ABOVE_LEVEL
        : NO_MEMORY.matcher(complaint).find() ? Why.TOO_MUCH_MEMORY : Why.DAMAGED;
  }

  /// Which stream the picture is, or how to make it from several.
  private static List<String> selection(JsonNode facts) throws NotDecoded {
    for (JsonNode group : facts.path("stream_groups")) {
      JsonNode grid = group.path("components").path(0);
      if (group.path("type").asText("").equals("Tile Grid")
          && grid.path("subcomponents").size() > 0
          && group.path("disposition").path("default").asInt(1) == 1) {
        return List.of("-filter_complex", tiles(grid));
      }
    }
    for (JsonNode stream : facts.path("streams")) {
      if (stream.path("disposition").path("default").asInt(0) == 1) {
        return List.of("-map", "0:" + stream.path("index").asInt());
      }
    }
    return List.of("-map", "0:v:0");
  }

  private static String tiles(JsonNode grid) throws NotDecoded {
    JsonNode tiles = grid.path("subcomponents");
    if (tiles.size() > MAX_TILES) {
      throw new NotDecoded(Why.TOO_MANY_PIXELS, tiles.size() + " tiles");
    }
    StringBuilder inputs = new StringBuilder();
    List<String> places = new ArrayList<>();
    for (JsonNode tile : tiles) {
      inputs.append("[0:").append(tile.path("stream_index").asInt()).append(']');
      places.add(
          tile.path("tile_horizontal_offset").asInt()
              + "_"
              + tile.path("tile_vertical_offset").asInt());
    }
    String together =
        tiles.size() == 1
            ? inputs.toString()
            : "%sxstack=inputs=%d:layout=%s,"
                .formatted(inputs, tiles.size(), String.join("|", places));
    return "%scrop=%d:%d:%d:%d:exact=1"
        .formatted(
            together,
            grid.path("width").asInt(),
            grid.path("height").asInt(),
            grid.path("horizontal_offset").asInt(),
            grid.path("vertical_offset").asInt());
  }
}
