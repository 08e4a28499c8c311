package dev.sightline.route;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sightline.limit.Pause;
import java.io.IOException;
import java.time.Duration;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks what a call used that was stopped in the middle: `GET …/generation?id=`, which OpenRouter
/// answers a moment after the call has ended (its OpenAPI, read 2026-08-22).
final class LateUsage {
  /// The answer's header that names the call; who sends it knows `generation`.
  static final String CALL_ID = "X-Generation-Id";

  private static final Logger LOG = LoggerFactory.getLogger(LateUsage.class);

  /// With 0.2 s, doubled each time, between: about a quarter of a minute. Our own choice.
  private static final int MAX_TRIES = 7;

  private static final Duration FIRST_WAIT = Duration.ofMillis(200);
  private static final int MAX_BYTES = 1 << 20;

  private final HttpUrl url;
  private final Headers headers;
  private final OkHttpClient client;
  private final Pause pause;

  LateUsage(HttpUrl url, Headers headers, OkHttpClient client, Pause pause) {
    this.url = url;
    this.headers = headers;
    this.client = client.newBuilder().followRedirects(false).followSslRedirects(false).build();
    this.pause = pause;
  }

  Usage of(String callId) throws InterruptedException {
    Duration wait = FIRST_WAIT;
    for (int attempt = 1; attempt <= MAX_TRIES; attempt++) {
      Usage usage = ask(callId);
      if (usage != null) {
        return usage;
      }
      pause.sleep(wait);
      wait = wait.multipliedBy(2);
    }
    return Usage.UNKNOWN;
  }

  /// What is told now.
  Usage once(String callId) throws InterruptedException {
    Usage usage = ask(callId);
    return usage == null ? Usage.UNKNOWN : usage;
  }

  /// Null where the figure is not there yet.
  private @Nullable Usage ask(String callId) throws InterruptedException {
    Request request =
        new Request.Builder()
            .url(url.newBuilder().addQueryParameter("id", callId).build())
            .headers(headers)
            .build();
    try (Response response = client.newCall(request).execute()) {
      if (!response.isSuccessful()) {
        return null;
      }
      JsonNode tree = Json.read(response.peekBody(MAX_BYTES).string());
      JsonNode data = tree == null ? null : tree.path("data");
      if (data == null || !data.isObject()) {
        return null;
      }
      Usage billed = Usages.read(data, Headers.of());
      return billed == null || billed.costUsd() == null
          ? null
          : new Usage(
              data.path("tokens_prompt").asLong(-1),
              data.path("tokens_completion").asLong(-1),
              billed.costUsd());
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while asking for the cost of " + callId);
      }
      LOG.info("cost of call {} not told yet: {}", callId, e.toString());
      return null;
    }
  }
}
