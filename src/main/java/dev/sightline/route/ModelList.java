package dev.sightline.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks a server of the OpenAI shape which models it has (`GET {base}/models`).
public final class ModelList {
  private static final Logger log = LoggerFactory.getLogger(ModelList.class);

  /// It is asked while the bot starts; our own choice.
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  private static final long MAX_BYTES = 4_000_000;

  private final OpenAiSettings settings;
  private final OkHttpClient client;

  /// A list that is asked for anew each time.
  public ModelList(OpenAiSettings settings, OkHttpClient client) {
    this.settings = settings;
    this.client = client.newBuilder().callTimeout(TIMEOUT).build();
  }

  /// The model that the server names first; empty where it names none or does not answer, which is
  /// logged: a server may do without this call.
  public Optional<String> first() {
    HttpUrl url = settings.baseUrl().newBuilder().addPathSegment("models").build();
    Headers.Builder headers = new Headers.Builder();
    settings.authScheme().addTo(headers, settings.key());
    Request request = new Request.Builder().url(url).headers(headers.build()).build();
    try (Response response = client.newCall(request).execute()) {
      JsonNode answer = new ObjectMapper().readTree(response.peekBody(MAX_BYTES).byteStream());
      String id = answer.path("data").path(0).path("id").asText();
      if (response.isSuccessful() && !id.isEmpty()) {
        return Optional.of(id);
      }
      log.warn("{} lists no models (status {})", settings.name(), response.code());
    } catch (IOException e) {
      log.warn("{} does not list its models: {}", settings.name(), e.toString());
    }
    return Optional.empty();
  }
}
