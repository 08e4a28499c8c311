package dev.sightline.route;

import dev.sightline.failure.Finding;
import dev.sightline.failure.Finding.Health;
import java.io.IOException;
import java.time.Duration;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/// Tries a provider's key on a call that costs nothing.
public final class ProviderProbe {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final MediaType JSON = MediaType.get("application/json");

  private final OkHttpClient client;

  /// A probe that uses the shared connections.
  public ProviderProbe(OkHttpClient client) {
    this.client = client.newBuilder().callTimeout(TIMEOUT).build();
  }

  /// Asks fal's storage where a file could be put, and puts none there: the one call of fal's that
  /// checks the key and is not billed (facts of the fal JS client 1.10.1, read 2026-08-02).
  ///
  /// @param restUrl such as `https://rest.fal.ai`
  public Finding fal(String subject, HttpUrl restUrl, String key) {
    HttpUrl url =
        restUrl
            .newBuilder()
            .addPathSegments("storage/upload/initiate")
            .addQueryParameter("storage_type", "fal-cdn-v3")
            .build();
    String body = "{\"content_type\":\"image/png\",\"file_name\":\"check.png\"}";
    return find(
        subject,
        new Request.Builder()
            .url(url)
            .header("Authorization", "Key " + key)
            .post(RequestBody.create(body, JSON))
            .build());
  }

  /// Asks a server of the OpenAI shape for its models. OpenRouter lists them to everybody; there
  /// the key itself is asked about (`GET /api/v1/key`, OpenRouter's OpenAPI, read 2026-08-22).
  public Finding openAi(String subject, OpenAiSettings settings) {
    HttpUrl url = settings.url(tried(settings.baseUrl()));
    return find(subject, new Request.Builder().url(url).headers(settings.headers()).build());
  }

  /// As [#openAi], of a server of Anthropic's shape.
  public Finding anthropic(String subject, AnthropicSettings settings) {
    HttpUrl url = settings.url(tried(settings.baseUrl()));
    return find(subject, new Request.Builder().url(url).headers(settings.headers()).build());
  }

  private static String tried(HttpUrl base) {
    return base.host().equals("openrouter.ai") ? "key" : "models";
  }

  private Finding find(String subject, Request request) {
    try (Response response = client.newCall(request).execute()) {
      int status = response.code();
      if (response.isSuccessful()) {
        return new Finding(Health.WORKS, subject, "answers, and accepts the key.");
      }
      if (status == 401 || status == 403) {
        return new Finding(
            Health.BROKEN,
            subject,
            "does not accept the key (status %d); set the right one.".formatted(status));
      }
      if (status == 404 || status == 405) {
        return new Finding(
            Health.NOTE, subject, "answers; the key could not be tried without paying.");
      }
      return new Finding(
          Health.BROKEN, subject, "answers with status %d; see its status page.".formatted(status));
    } catch (IOException e) {
      return new Finding(
          Health.BROKEN,
          subject,
          "cannot be reached at %s (%s); check the URL and the network."
              .formatted(request.url().host(), e.getClass().getSimpleName()));
    }
  }
}
