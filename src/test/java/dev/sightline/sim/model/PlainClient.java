package dev.sightline.sim.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import okhttp3.Call;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/// A client as simple as can be, to look at a simulator without the product's own code.
public final class PlainClient {
  private static final MediaType JSON = MediaType.get("application/json");
  private static final OkHttpClient HTTP =
      new OkHttpClient.Builder().readTimeout(Duration.ofSeconds(10)).build();

  private PlainClient() {}

  /// Posts JSON.
  ///
  /// @param authorization the whole header, or null for none
  public static Call post(String url, @Nullable String authorization, String json) {
    Request.Builder request = new Request.Builder().url(url).post(RequestBody.create(json, JSON));
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return HTTP.newCall(request.build());
  }

  public static Call call(Request request) {
    return HTTP.newCall(request);
  }

  /// What came back, read to its end.
  public static Answer read(Call call) throws IOException {
    try (Response response = call.execute()) {
      return new Answer(response, response.body().string());
    }
  }

  /// One response with its body.
  public record Answer(Response response, String body) {
    public int status() {
      return response.code();
    }

    public @Nullable String header(String name) {
      return response.header(name);
    }

    public JsonNode json() {
      return SimJson.read(body);
    }

    /// The data of each event, `[DONE]` left out, read as JSON.
    public List<JsonNode> events() {
      List<JsonNode> events = new ArrayList<>();
      for (String data : data()) {
        if (!"[DONE]".equals(data)) {
          events.add(SimJson.read(data));
        }
      }
      return events;
    }

    /// The data of each event as text.
    public List<String> data() {
      List<String> found = new ArrayList<>();
      StringBuilder data = new StringBuilder();
      for (String line : body.replace("\uFEFF", "").lines().toList()) {
        if (line.startsWith("data: ")) {
          data.append(data.isEmpty() ? "" : "\n").append(line.substring("data: ".length()));
        } else if (line.isEmpty() && !data.isEmpty()) {
          found.add(data.toString());
          data.setLength(0);
        }
      }
      return found;
    }
  }
}
