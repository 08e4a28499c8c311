package dev.sightline.media;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sightline.failure.ProviderNote;
import dev.sightline.failure.RouteDown;
import dev.sightline.failure.RouteRefused;
import dev.sightline.http.HttpStack;
import dev.sightline.limit.Pause;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/// Uploads to fal's storage: asks for a signed URL, then puts the bytes there, straight from disk.
///
/// The key goes to the first of the two hosts only. Uploads live for a day; while one lives, the
/// same bytes are not uploaded again. Names of files are not told to fal.
public final class FalStorage implements MediaStore {
  /// https://docs.fal.ai/model-apis/media-expiration, read 2026-08-02.
  private static final String LIFECYCLE_HEADER = "X-Fal-Object-Lifecycle";

  private static final Duration LIFETIME = Duration.ofDays(1);

  /// How long an upload is used again: it still has to live while a job waits in a queue.
  private static final Duration REUSED_FOR = Duration.ofHours(20);

  private static final long MAX_REUSED = 10_000;

  /// Tries for failures that may pass, and the wait before the second, doubled for the third; as
  /// fal's own JS client 1.10.1 does (read 2026-08-02).
  private static final int MAX_TRIES = 3;

  private static final Duration FIRST_WAIT = Duration.ofMillis(500);

  /// For a whole upload of the largest video over a slow line; our own choice.
  private static final Duration MAX_UPLOAD = Duration.ofMinutes(15);

  private static final MediaType JSON = MediaType.get("application/json");

  private final OkHttpClient client;
  private final ObjectMapper json = new ObjectMapper();
  private final String provider;
  private final HttpUrl initiateUrl;
  private final String authorization;
  private final Pause pause;
  private final Cache<String, URI> uploaded =
      Caffeine.newBuilder().maximumSize(MAX_REUSED).expireAfterWrite(REUSED_FOR).build();

  /// @param provider its name in the configuration
  /// @param restUrl such as `https://rest.fal.ai`
  /// @param key a secret
  public FalStorage(HttpStack http, String provider, URI restUrl, String key, Pause pause) {
    this.client = http.client().newBuilder().callTimeout(MAX_UPLOAD).build();
    this.provider = provider;
    this.initiateUrl =
        Objects.requireNonNull(HttpUrl.get(restUrl), "rest-url: " + restUrl)
            .newBuilder()
            .addPathSegments("storage/upload/initiate")
            .addQueryParameter("storage_type", "fal-cdn-v3")
            .build();
    this.authorization = "Key " + key;
    this.pause = pause;
  }

  @Override
  public boolean takes(FittedMedia media) {
    return true;
  }

  @Override
  public MediaRef put(FittedMedia media)
      throws RouteDown, RouteRefused, IOException, InterruptedException {
    String content = media.stored().sha256() + " " + media.mediaType();
    URI url = uploaded.getIfPresent(content);
    if (url == null) {
      url = upload(media);
      uploaded.put(content, url);
    }
    return new MediaRef.Remote(media.kind(), media.name(), url, media.stored().sizeBytes());
  }

  private URI upload(FittedMedia media) throws RouteDown, RouteRefused, InterruptedException {
    Duration wait = FIRST_WAIT;
    for (int tries = 1; ; tries++) {
      try {
        return uploadOnce(media);
      } catch (RouteDown down) {
        Duration asked = down.retryAfter();
        if (tries == MAX_TRIES || (asked != null && asked.compareTo(MAX_UPLOAD) > 0)) {
          throw down;
        }
        pause.sleep(asked == null ? wait : asked);
        wait = wait.multipliedBy(2);
      }
    }
  }

  private URI uploadOnce(FittedMedia media) throws RouteDown, RouteRefused, InterruptedException {
    JsonNode target = call(initiate(media));
    URI uploadUrl = url(target, "upload_url");
    URI fileUrl = url(target, "file_url");
    HttpUrl putUrl = HttpUrl.get(uploadUrl);
    if (putUrl == null) {
      throw new RouteDown(
          RouteDown.Reason.PROVIDER_ERROR, note(200, null, "upload_url is not http"), null);
    }
    RequestBody bytes =
        RequestBody.create(media.stored().file().toFile(), MediaType.get(media.mediaType()));
    call(new Request.Builder().url(putUrl).put(bytes).build());
    return fileUrl;
  }

  private Request initiate(FittedMedia media) {
    String extension = media.stored().file().getFileName().toString().replaceAll(".*\\.", "");
    Map<String, String> body =
        Map.of("content_type", media.mediaType(), "file_name", "media." + extension);
    Map<String, Long> lifecycle = Map.of("expiration_duration_seconds", LIFETIME.toSeconds());
    return new Request.Builder()
        .url(initiateUrl)
        .header("Authorization", authorization)
        .header(LIFECYCLE_HEADER, json.valueToTree(lifecycle).toString())
        .post(RequestBody.create(json.valueToTree(body).toString(), JSON))
        .build();
  }

  /// The answer's JSON; of an answer that is none, an empty object.
  private JsonNode call(Request request) throws RouteDown, RouteRefused, InterruptedException {
    try (Response response = client.newCall(request).execute()) {
      String body = response.peekBody(64 * 1024).string();
      if (!response.isSuccessful()) {
        throwFailure(response, body);
      }
      return parse(body);
    } catch (IOException e) {
      if (Thread.interrupted()) {
        InterruptedException interrupted = new InterruptedException("interrupted while uploading");
        interrupted.initCause(e);
        throw interrupted;
      }
      RouteDown.Reason reason =
          e instanceof InterruptedIOException
              ? RouteDown.Reason.TIMEOUT
              : RouteDown.Reason.UNREACHABLE;
      throw new RouteDown(
          reason, ProviderNote.withoutAnswer(provider, "storage: " + e.getMessage()), null);
    }
  }

  private URI url(JsonNode target, String field) throws RouteDown {
    try {
      return URI.create(target.path(field).textValue());
    } catch (IllegalArgumentException | NullPointerException e) {
      ProviderNote note = note(200, null, "no " + field + " in the answer");
      throw new RouteDown(RouteDown.Reason.PROVIDER_ERROR, note, null);
    }
  }

  private void throwFailure(Response response, String body) throws RouteDown, RouteRefused {
    int status = response.code();
    JsonNode detail = parse(body).path("detail");
    String message =
        detail.isTextual() ? detail.textValue() : detail.isMissingNode() ? body : detail.toString();
    ProviderNote note = note(status, response.header("x-fal-request-id"), message);
    switch (status) {
      case 401 -> throw new RouteRefused(RouteRefused.Reason.WRONG_KEY, note);
      case 402 -> throw new RouteRefused(RouteRefused.Reason.NO_CREDIT, note);
      case 403 ->
          throw new RouteRefused(
              message.contains("balance")
                  ? RouteRefused.Reason.NO_CREDIT
                  : RouteRefused.Reason.WRONG_KEY,
              note);
      case 408, 504 -> throw new RouteDown(RouteDown.Reason.TIMEOUT, note, retryAfter(response));
      case 429, 503 -> throw new RouteDown(RouteDown.Reason.OVERLOADED, note, retryAfter(response));
      default -> {
        if (status >= 500) {
          throw new RouteDown(RouteDown.Reason.PROVIDER_ERROR, note, retryAfter(response));
        }
        throw new RouteRefused(RouteRefused.Reason.BAD_CALL, note);
      }
    }
  }

  private static @Nullable Duration retryAfter(Response response) {
    String seconds = response.header("Retry-After");
    return seconds != null && seconds.matches("\\d{1,6}")
        ? Duration.ofSeconds(Long.parseLong(seconds))
        : null;
  }

  private JsonNode parse(String body) {
    try {
      JsonNode parsed = json.readTree(body);
      return parsed == null ? json.createObjectNode() : parsed;
    } catch (JsonProcessingException notJson) {
      return json.createObjectNode();
    }
  }

  private ProviderNote note(int status, @Nullable String requestId, String message) {
    return new ProviderNote(provider, status, requestId, "storage: " + message);
  }
}
