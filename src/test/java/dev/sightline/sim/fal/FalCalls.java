package dev.sightline.sim.fal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.sim.model.PlainClient;
import dev.sightline.sim.model.PlainClient.Answer;
import dev.sightline.sim.model.SimJson;
import java.io.IOException;
import okhttp3.Call;

/// Calls to a [FalSim] as a plain client makes them.
final class FalCalls {
  static final String ROUTER = "/openrouter/router";
  static final String AUTHORIZATION = "Key " + FalSim.KEY;

  private FalCalls() {}

  static ObjectNode input() {
    return SimJson.object().put("prompt", "hello").put("model", "google/gemini-2.5-flash");
  }

  static JsonNode urls(String url) {
    return SimJson.array().add(url);
  }

  static Call call(FalSim fal, String path, JsonNode input) {
    return PlainClient.post(fal.runUrl() + path, AUTHORIZATION, input.toString());
  }

  static Answer run(FalSim fal, String path, JsonNode input) throws IOException {
    return PlainClient.read(call(fal, path, input));
  }
}
