package dev.sightline.media;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sightline.media.VideoFacts.Track;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Measures videos with ffmpeg's `ffprobe`, in a child process that is bounded in time and output,
/// and that opens nothing but the one file.
///
/// Safe for all threads.
public final class Ffprobe {
  private static final Logger log = LoggerFactory.getLogger(Ffprobe.class);

  private static final int MAX_OUTPUT_BYTES = 256 * 1024;

  /// Containers that [VideoType] knows; playlists and scripts, which name other files, are not.
  private static final String CONTAINERS = "mov,matroska,webm,mpeg,mpegvideo,avi";

  private final ObjectMapper json = new ObjectMapper();
  private final String command;
  private final Duration maxTime;

  /// @param command `ffprobe`, or where it is
  /// @param maxTime after which the child is killed
  public Ffprobe(String command, Duration maxTime) {
    this.command = command;
    this.maxTime = maxTime;
  }

  /// Its version line, or empty where there is no ffprobe.
  public Optional<String> version() throws InterruptedException {
    return run(List.of(command, "-version")).flatMap(out -> out.lines().findFirst());
  }

  /// What `video` is made of; empty where there is no ffprobe, or it can make nothing of the file.
  public Optional<VideoFacts> measure(Path video) throws InterruptedException {
    return run(List.of(
            command,
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
    Process child;
    try {
      child = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    } catch (IOException absent) {
      log.info("cannot start {}: {}", command, absent.getMessage());
      return Optional.empty();
    }
    closeInput(child);
    try (ExecutorService reading = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<byte[]> output = reading.submit(() -> readAll(child.getInputStream()));
      try {
        byte[] bytes = output.get(maxTime.toMillis(), TimeUnit.MILLISECONDS);
        boolean ended = child.waitFor(maxTime.toMillis(), TimeUnit.MILLISECONDS);
        return ended && child.exitValue() == 0
            ? Optional.of(new String(bytes, StandardCharsets.UTF_8))
            : Optional.empty();
      } catch (TimeoutException | ExecutionException e) {
        log.warn("{} was stopped: {}", command, e.toString());
        return Optional.empty();
      } finally {
        child.destroyForcibly();
      }
    }
  }

  private static void closeInput(Process child) {
    try {
      child.getOutputStream().close();
    } catch (IOException alreadyGone) {
      log.debug("the child closed its input first", alreadyGone);
    }
  }

  private static byte[] readAll(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(MAX_OUTPUT_BYTES + 1);
    if (bytes.length > MAX_OUTPUT_BYTES) {
      throw new IOException("more than " + MAX_OUTPUT_BYTES + " bytes of output");
    }
    return bytes;
  }

  private Optional<VideoFacts> parse(String output) {
    JsonNode root;
    try {
      root = json.readTree(output);
    } catch (JsonProcessingException e) {
      log.warn("{} wrote something else than JSON", command, e);
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
