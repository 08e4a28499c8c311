package dev.sightline.sim.discord;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/// A client without manners: plain HTTP to the simulator, with no pacing and no local checks.
final class PlainDiscord implements AutoCloseable {
  private final OkHttpClient http =
      new OkHttpClient.Builder().retryOnConnectionFailure(false).build();
  private final DiscordSim sim;

  /// An answer with its headers and JSON; the JSON is empty where the body is.
  record Said(int status, okhttp3.Headers headers, JsonNode json) {
    int code() {
      return json.path("code").asInt();
    }

    @Nullable String header(String name) {
      return headers.get(name);
    }
  }

  PlainDiscord(DiscordSim sim) {
    this.sim = sim;
  }

  Said post(String path, String json) throws IOException {
    return call("POST", path, RequestBody.create(json, MediaType.get("application/json")));
  }

  Said patch(String path, String json) throws IOException {
    return call("PATCH", path, RequestBody.create(json, MediaType.get("application/json")));
  }

  Said get(String path) throws IOException {
    return call("GET", path, null);
  }

  Said call(String method, String path, @Nullable RequestBody body) throws IOException {
    Request request =
        new Request.Builder()
            .url(sim.restUrl() + path)
            .header("Authorization", "Bot " + sim.token())
            .method(method, body)
            .build();
    try (Response response = http.newCall(request).execute()) {
      ByteString bytes = response.body().byteString();
      JsonNode json = bytes.size() == 0 ? Json.object() : Json.parse(bytes);
      return new Said(response.code(), response.headers(), json);
    }
  }

  /// The status of a link, fetched without a token.
  int status(String url) throws IOException {
    try (Response response = http.newCall(new Request.Builder().url(url).build()).execute()) {
      return response.code();
    }
  }

  /// Part of a file, as a player asks for it.
  ByteString range(String url, int from, int to) throws IOException {
    Request request =
        new Request.Builder().url(url).header("Range", "bytes=" + from + "-" + to).build();
    try (Response response = http.newCall(request).execute()) {
      return response.body().byteString();
    }
  }

  @Override
  public void close() {
    http.dispatcher().executorService().shutdown();
    http.connectionPool().evictAll();
  }
}
