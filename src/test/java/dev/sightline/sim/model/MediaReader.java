package dev.sightline.sim.model;

import dev.sightline.sim.model.MediaRefused.Why;
import dev.sightline.sim.model.SeenMedia.Kind;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import okio.ByteString;

/// Reads what a client sent as a picture or video, as strictly as a provider does.
///
/// Links are followed only when told, and only on loopback. Safe for all threads.
public final class MediaReader {
  /// PNG, JPEG, WebP and GIF: what OpenRouter documents (openrouter.ai/docs, images, 2026-08).
  public static final Set<String> IMAGE_TYPES =
      Set.of("image/png", "image/jpeg", "image/jpg", "image/webp", "image/gif");

  /// mp4, mpeg, mov, webm: what fal and OpenRouter document (2026-08).
  public static final Set<String> VIDEO_TYPES =
      Set.of("video/mp4", "video/mpeg", "video/quicktime", "video/mov", "video/webm");

  private static final Pattern WATCH_LINK =
      Pattern.compile("https://www\\.youtube\\.com/watch\\?v=[A-Za-z0-9_-]{11}");
  private static final Set<String> YOUTUBE_HOSTS =
      Set.of("youtube.com", "youtu.be", "youtube-nocookie.com");
  private static final Duration DOWNLOAD_TIMEOUT = Duration.ofSeconds(10);

  private volatile boolean isFetching;
  private volatile OwnFiles ownFiles = url -> Optional.empty();

  /// From now on follows links to loopback, so that a test can compare bytes.
  public void fetchMedia(boolean isFetching) {
    this.isFetching = isFetching;
  }

  /// From now on knows the files of the provider's own store without asking for them.
  public void ownFiles(OwnFiles files) {
    ownFiles = files;
  }

  /// Reads one link or data URI.
  ///
  /// @param types the content types taken, in lower case
  public SeenMedia read(Kind kind, String sent, Set<String> types)
      throws MediaRefused, InterruptedException {
    if (sent.regionMatches(true, 0, "data:", 0, 5)) {
      return readDataUri(kind, sent, types);
    }
    URI url = parse(sent);
    Optional<OwnFile> own = ownFiles.find(sent);
    if (own.isPresent()) {
      return checked(kind, sent, own.get().type(), own.get().bytes(), types);
    }
    if (isYoutube(url)) {
      if (kind != Kind.VIDEO || !WATCH_LINK.matcher(sent).matches()) {
        throw new MediaRefused(Why.BAD_YOUTUBE_LINK, "Invalid YouTube link");
      }
      return new SeenMedia(kind, sent, null, null);
    }
    if (isFetching && isLoopback(url)) {
      return download(kind, url, sent, types);
    }
    return new SeenMedia(kind, sent, null, null);
  }

  private static SeenMedia readDataUri(Kind kind, String sent, Set<String> types)
      throws MediaRefused {
    int comma = sent.indexOf(',');
    if (comma < 0 || !sent.substring(0, comma).toLowerCase(Locale.ROOT).endsWith(";base64")) {
      throw new MediaRefused(Why.BAD_DATA_URI, "Invalid data URI");
    }
    String type =
        sent.substring("data:".length(), comma - ";base64".length()).toLowerCase(Locale.ROOT);
    if (!types.contains(type)) {
      throw new MediaRefused(Why.UNSUPPORTED_TYPE, "Unsupported media type: " + type);
    }
    ByteString bytes = decode(sent.substring(comma + 1));
    if (!MediaMagic.fits(type, bytes)) {
      throw new MediaRefused(Why.WRONG_BYTES, "The data is not valid " + type);
    }
    return new SeenMedia(kind, null, type, bytes);
  }

  private static ByteString decode(String base64) throws MediaRefused {
    if (base64.isEmpty() || base64.length() % 4 != 0) {
      throw new MediaRefused(Why.BAD_DATA_URI, "Invalid base64 length");
    }
    try {
      return ByteString.of(Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      throw new MediaRefused(Why.BAD_DATA_URI, "Invalid base64");
    }
  }

  private static URI parse(String sent) throws MediaRefused {
    try {
      URI url = new URI(sent);
      if (("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
          && url.getHost() != null) {
        return url;
      }
    } catch (URISyntaxException e) {
      throw new MediaRefused(Why.NOT_A_URL, "Invalid URL");
    }
    throw new MediaRefused(Why.NOT_A_URL, "Invalid URL");
  }

  private static SeenMedia download(Kind kind, URI url, String sent, Set<String> types)
      throws MediaRefused, InterruptedException {
    HttpResponse<byte[]> response;
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      response =
          client.send(
              HttpRequest.newBuilder(url).timeout(DOWNLOAD_TIMEOUT).build(),
              HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new MediaRefused(Why.DOWNLOAD_FAILED, "Failed to download the file");
    }
    if (response.statusCode() != 200) {
      throw new MediaRefused(Why.DOWNLOAD_FAILED, "Failed to download the file");
    }
    String type =
        response.headers().firstValue("content-type").orElse("").replaceFirst(";.*", "").strip();
    return checked(kind, sent, type, ByteString.of(response.body()), types);
  }

  private static SeenMedia checked(
      Kind kind, String url, String type, ByteString bytes, Set<String> types) throws MediaRefused {
    if (!types.contains(type)) {
      throw new MediaRefused(Why.UNSUPPORTED_TYPE, "Unsupported media type: " + type);
    }
    if (!MediaMagic.fits(type, bytes)) {
      throw new MediaRefused(Why.WRONG_BYTES, "The file is not valid " + type);
    }
    return new SeenMedia(kind, url, type, bytes);
  }

  private static boolean isYoutube(URI url) {
    String host = url.getHost().toLowerCase(Locale.ROOT);
    return YOUTUBE_HOSTS.stream().anyMatch(name -> host.equals(name) || host.endsWith("." + name));
  }

  private static boolean isLoopback(URI url) {
    return "localhost".equals(url.getHost())
        || "[::1]".equals(url.getHost())
        || url.getHost().startsWith("127.");
  }

  /// The files a provider stores itself.
  @FunctionalInterface
  public interface OwnFiles {
    /// The file behind a link; empty when the link leads elsewhere.
    ///
    /// @throws MediaRefused when the link leads here, but to nothing
    Optional<OwnFile> find(String url) throws MediaRefused;
  }

  /// A stored file.
  public record OwnFile(String type, ByteString bytes) {}
}
