package dev.sightline.sim.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.sim.model.PlainClient;
import dev.sightline.sim.model.PlainClient.Answer;
import dev.sightline.sim.model.SeenMedia;
import dev.sightline.sim.model.SimJson;
import java.io.IOException;
import java.util.stream.Collectors;
import okhttp3.Call;

/// Calls to a [ChatSim] as a plain client makes them.
final class ChatCalls {
  private ChatCalls() {}

  static String url(ChatSim sim) {
    return sim.baseUrl() + "/chat/completions";
  }

  static Call call(ChatSim sim, ObjectNode body) {
    String scheme = sim.baseUrl().contains("router/openai") ? "Key " : "Bearer ";
    return PlainClient.post(url(sim), scheme + ChatSim.KEY, body.toString());
  }

  static Answer ask(ChatSim sim, ObjectNode body) throws IOException {
    return PlainClient.read(call(sim, body));
  }

  static ObjectNode body(ChatSim sim, String prompt, boolean isStreamed) {
    String model =
        sim.provider().models().stream()
            .filter(offered -> offered.takes(SeenMedia.Kind.IMAGE))
            .findFirst()
            .orElseThrow()
            .id();
    ObjectNode body = SimJson.object().put("model", model).put("stream", isStreamed);
    body.putArray("messages").addObject().put("role", "user").put("content", prompt);
    return body;
  }

  static ObjectNode withImage(ChatSim sim, String url) {
    ObjectNode body = body(sim, "hello", false);
    var parts = body.putArray("messages").addObject().put("role", "user").putArray("content");
    parts.addObject().put("type", "text").put("text", "What is it?");
    parts.addObject().put("type", "image_url").putObject("image_url").put("url", url);
    return body;
  }

  static String text(Answer answer) {
    return joined(answer, "content");
  }

  static String joined(Answer answer, String field) {
    return answer.events().stream()
        .map(event -> event.at("/choices/0/delta/" + field).asText(""))
        .collect(Collectors.joining());
  }
}
