package dev.sightline.media;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sightline.failure.RouteDown;
import dev.sightline.failure.RouteRefused;
import dev.sightline.http.HttpStack;
import dev.sightline.limit.Pause;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;

/// Uploads to fal's storage: asks for a signed URL, then puts the bytes there, straight from disk,
/// and large files in parts.
///
/// The key goes to the first of the two hosts only. Uploads live for a day; while one lives, the
/// same bytes are not uploaded again. Names of files are not told to fal.
public final class FalStorage implements MediaStore {
  /// https://docs.fal.ai/model-apis/media-expiration, read 2026-08-02.
  private static final String LIFECYCLE_HEADER = "X-Fal-Object-Lifecycle";

  private static final Duration LIFETIME = Duration.ofDays(1);

  /// How long an upload is used again: it still has to live while a job waits in a queue.
  private static final Duration REUSED_FOR = Duration.ofHours(20);

  /// Above this fal's own JS client 1.10.1 uploads in parts (read 2026-08-02).
  static final long PARTS_ABOVE_BYTES = 90L << 20;

  private static final MediaType JSON = MediaType.get("application/json");

  private final ObjectMapper json = new ObjectMapper();
  private final StorageCalls calls;
  private final FalParts parts;
  private final HttpUrl uploadsUrl;
  private final String authorization;
  private final String provider;
  private final UploadMemory uploaded;

  /// @param provider its name in the configuration
  /// @param restUrl such as `https://rest.fal.ai`
  /// @param key a secret
  public FalStorage(
      HttpStack http,
      String provider,
      URI restUrl,
      String key,
      UploadMemory uploaded,
      Pause pause) {
    this.provider = provider;
    this.uploaded = uploaded;
    this.calls = new StorageCalls(http, provider, pause);
    this.parts = new FalParts(calls);
    this.uploadsUrl =
        Objects.requireNonNull(HttpUrl.get(restUrl), "rest-url: " + restUrl)
            .newBuilder()
            .addPathSegments("storage/upload")
            .addQueryParameter("storage_type", "fal-cdn-v3")
            .build();
    this.authorization = "Key " + key;
  }

  @Override
  public boolean takes(FittedMedia media) {
    return true;
  }

  @Override
  public MediaRef put(FittedMedia media, Consumer<String> progress)
      throws RouteDown, RouteRefused, IOException, InterruptedException {
    String content = media.stored().sha256() + " " + media.mediaType();
    URI url = uploaded.find(provider, content).orElse(null);
    if (url == null) {
      UploadMeter meter = new UploadMeter(media.name(), media.stored().sizeBytes(), progress);
      url =
          media.stored().sizeBytes() > PARTS_ABOVE_BYTES
              ? inParts(media, meter)
              : calls.patiently(() -> whole(media, meter));
      uploaded.keep(provider, content, url, REUSED_FOR);
    }
    return new MediaRef.Remote(media.kind(), media.name(), url, media.stored().sizeBytes());
  }

  private URI whole(FittedMedia media, UploadMeter meter)
      throws RouteDown, RouteRefused, InterruptedException {
    JsonNode target = calls.call(initiate(media, "initiate")).body();
    URI fileUrl = calls.url(target, "file_url");
    RequestBody bytes =
        new FileSlice(
            media.stored().file(),
            0,
            media.stored().sizeBytes(),
            MediaType.get(media.mediaType()),
            meter::sent);
    calls.call(new Request.Builder().url(calls.httpUrl(target, "upload_url")).put(bytes).build());
    return fileUrl;
  }

  private URI inParts(FittedMedia media, UploadMeter meter)
      throws RouteDown, RouteRefused, InterruptedException {
    JsonNode target =
        calls.patiently(() -> calls.call(initiate(media, "initiate-multipart")).body());
    URI fileUrl = calls.url(target, "file_url");
    parts.put(media.stored(), calls.httpUrl(target, "upload_url"), meter);
    return fileUrl;
  }

  private Request initiate(FittedMedia media, String how) {
    String extension = media.stored().file().getFileName().toString().replaceAll(".*\\.", "");
    Map<String, String> body =
        Map.of("content_type", media.mediaType(), "file_name", "media." + extension);
    Map<String, Long> lifecycle = Map.of("expiration_duration_seconds", LIFETIME.toSeconds());
    return new Request.Builder()
        .url(uploadsUrl.newBuilder().addPathSegment(how).build())
        .header("Authorization", authorization)
        .header(LIFECYCLE_HEADER, json.valueToTree(lifecycle).toString())
        .post(RequestBody.create(json.valueToTree(body).toString(), JSON))
        .build();
  }
}
