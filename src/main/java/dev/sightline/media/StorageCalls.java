package dev.sightline.media;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sightline.failure.ProviderNote;
import dev.sightline.failure.RouteDown;
import dev.sightline.failure.RouteRefused;
import dev.sightline.http.HttpStack;
import dev.sightline.limit.Pause;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.time.Duration;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/// Calls to fal's storage, with what goes wrong in our words. Safe for all threads.
final class StorageCalls {
  /// Tries for failures that may pass, and the wait before the second, doubled for the third; as
  /// fal's own JS client 1.10.1 does (read 2026-08-02).
  private static final int MAX_TRIES = 3;

  private static final Duration FIRST_WAIT = Duration.ofMillis(500);

  /// For one call that carries the largest video over a slow line; our own choice.
  private static final Duration MAX_CALL = Duration.ofMinutes(15);

  private final OkHttpClient client;
  private final ObjectMapper json = new ObjectMapper();
  private final String provider;
  private final Pause pause;

  StorageCalls(HttpStack http, String provider, Pause pause) {
    this.client = http.client().newBuilder().callTimeout(MAX_CALL).build();
    this.provider = provider;
    this.pause = pause;
  }

  /// An answer that is no failure.
  ///
  /// @param body an empty object where it is no JSON
  record Answer(Headers headers, JsonNode body) {}

  /// What may be tried more than once.
  @FunctionalInterface
  interface Attempt<T> {
    T make() throws RouteDown, RouteRefused, InterruptedException;
  }

  /// The first attempt that succeeds, of as many as are made.
  <T> T patiently(Attempt<T> attempt) throws RouteDown, RouteRefused, InterruptedException {
    Duration wait = FIRST_WAIT;
    for (int tries = 1; ; tries++) {
      try {
        return attempt.make();
      } catch (RouteDown down) {
        Duration asked = down.retryAfter();
        if (tries == MAX_TRIES || (asked != null && asked.compareTo(MAX_CALL) > 0)) {
          throw down;
        }
        pause.sleep(asked == null ? wait : asked);
        wait = wait.multipliedBy(2);
      }
    }
  }

  /// One call.
  Answer call(Request request) throws RouteDown, RouteRefused, InterruptedException {
    try (Response response = client.newCall(request).execute()) {
      String body = response.peekBody(64 * 1024).string();
      if (!response.isSuccessful()) {
        throwFailure(response, body);
      }
      return new Answer(response.headers(), parse(body));
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

  /// The URL in that field of an answer.
  URI url(JsonNode answer, String field) throws RouteDown {
    try {
      return URI.create(answer.path(field).textValue());
    } catch (IllegalArgumentException | NullPointerException e) {
      throw unusable("no " + field + " in the answer");
    }
  }

  /// The URL in that field of an answer, to be called.
  HttpUrl httpUrl(JsonNode answer, String field) throws RouteDown {
    HttpUrl url = HttpUrl.get(url(answer, field));
    if (url == null) {
      throw unusable(field + " is not http");
    }
    return url;
  }

  /// An answer with which nothing can be done.
  RouteDown unusable(String why) {
    return new RouteDown(RouteDown.Reason.PROVIDER_ERROR, note(200, null, why), null);
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
