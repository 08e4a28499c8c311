package dev.sightline.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks a server which models it has: `GET {base}/models` in the OpenAI shape, `{base}/v1/models`
/// in Anthropic's.
public final class ModelList {
  private static final Logger log = LoggerFactory.getLogger(ModelList.class);

  /// It is asked while the bot starts; our own choice.
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  private static final long MAX_BYTES = 4_000_000;

  private final String server;
  private final HttpUrl url;
  private final Headers headers;
  private final OkHttpClient client;

  /// A list that is asked for anew each time.
  public ModelList(OpenAiSettings settings, OkHttpClient client) {
    this(settings.name(), settings.url("models"), settings.headers(), client);
  }

  /// As [#ModelList(OpenAiSettings, OkHttpClient)], of a server of Anthropic's shape.
  public ModelList(AnthropicSettings settings, OkHttpClient client) {
    this(settings.name(), settings.url("models"), settings.headers(), client);
  }

  private ModelList(String server, HttpUrl url, Headers headers, OkHttpClient client) {
    this.server = server;
    this.url = url;
    this.headers = headers;
    this.client = client.newBuilder().callTimeout(TIMEOUT).build();
  }

  /// The model that the server names first; empty as for [#all].
  public Optional<String> first() {
    return all().stream().findFirst();
  }

  /// The models that the server names, in its order; empty where it names none or does not answer,
  /// which is logged: a server may do without this call.
  public List<String> all() {
    Request request = new Request.Builder().url(url).headers(headers).build();
    try (Response response = client.newCall(request).execute()) {
      JsonNode answer = new ObjectMapper().readTree(response.peekBody(MAX_BYTES).byteStream());
      List<String> ids = answer.path("data").findValuesAsText("id");
      if (response.isSuccessful() && !ids.isEmpty()) {
        return ids;
      }
      log.warn("{} lists no models (status {})", server, response.code());
    } catch (IOException e) {
      log.warn("{} does not list its models: {}", server, e.toString());
    }
    return List.of();
  }
}
