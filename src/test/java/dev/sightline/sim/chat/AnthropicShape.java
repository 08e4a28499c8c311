package dev.sightline.sim.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.sim.model.Charge;
import dev.sightline.sim.model.EventWriter;
import dev.sightline.sim.model.Fault;
import dev.sightline.sim.model.Faults;
import dev.sightline.sim.model.SimJson;
import dev.sightline.sim.model.StreamShape;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Anthropic's message, whole and as named events. Used by one call.
final class AnthropicShape implements StreamShape {
  private final String id;
  private final String model;
  private final long promptTokens;
  private int blockIndex = -1;
  private @Nullable String openBlock;

  /// @param promptTokens known before the first word, and told with it
  AnthropicShape(String id, String model, long promptTokens) {
    this.id = id;
    this.model = model;
    this.promptTokens = promptTokens;
  }

  @Override
  public void open(EventWriter events) throws IOException {
    ObjectNode start = typed("message_start");
    ObjectNode message = start.putObject("message");
    fillMessage(message);
    message.putNull("stop_reason").putNull("stop_sequence");
    fillUsage(message.putObject("usage"), promptTokens, 1);
    send(events, start);
    send(events, typed("ping"));
  }

  @Override
  public void think(EventWriter events, String piece) throws IOException {
    enter(events, "thinking");
    delta(events, "thinking_delta", "thinking", piece);
  }

  @Override
  public void say(EventWriter events, String piece) throws IOException {
    enter(events, "text");
    delta(events, "text_delta", "text", piece);
  }

  @Override
  public void fail(EventWriter events, Fault.ErrorInStream error) throws IOException {
    send(events, AnthropicMessages.error(error.code(), error.message()));
  }

  @Override
  public void finish(EventWriter events, Charge charge, Faults faults) throws IOException {
    leave(events);
    ObjectNode end = typed("message_delta");
    end.putObject("delta").put("stop_reason", stopReason(charge)).putNull("stop_sequence");
    if (!faults.has(Fault.Quirk.NO_USAGE)) {
      end.putObject("usage")
          .putNull("input_tokens")
          .put("output_tokens", charge.completionTokens());
    }
    send(events, end);
    send(events, typed("message_stop"));
  }

  ObjectNode whole(String text, String reasoning, Charge charge, Faults faults) {
    ObjectNode body = SimJson.object();
    fillMessage(body);
    if (!reasoning.isEmpty()) {
      body.withArray("content")
          .addObject()
          .put("type", "thinking")
          .put("thinking", reasoning)
          .put("signature", "c2lt");
    }
    body.withArray("content").addObject().put("type", "text").put("text", text);
    body.put("stop_reason", stopReason(charge)).putNull("stop_sequence");
    if (!faults.has(Fault.Quirk.NO_USAGE)) {
      fillUsage(body.putObject("usage"), charge.promptTokens(), charge.completionTokens());
    }
    return body;
  }

  private void enter(EventWriter events, String type) throws IOException {
    if (type.equals(openBlock)) {
      return;
    }
    leave(events);
    blockIndex++;
    openBlock = type;
    ObjectNode start = typed("content_block_start").put("index", blockIndex);
    start.putObject("content_block").put("type", type).put(type, "");
    send(events, start);
  }

  private void leave(EventWriter events) throws IOException {
    if (openBlock == null) {
      return;
    }
    if ("thinking".equals(openBlock)) {
      delta(events, "signature_delta", "signature", "c2lt");
    }
    openBlock = null;
    send(events, typed("content_block_stop").put("index", blockIndex));
  }

  private void delta(EventWriter events, String type, String field, String value)
      throws IOException {
    ObjectNode event = typed("content_block_delta").put("index", blockIndex);
    event.putObject("delta").put("type", type).put(field, value);
    send(events, event);
  }

  private void fillMessage(ObjectNode message) {
    message.put("id", id).put("type", "message").put("role", "assistant").put("model", model);
    message.putArray("content");
  }

  private static void fillUsage(ObjectNode usage, long input, long output) {
    usage
        .put("input_tokens", input)
        .put("cache_creation_input_tokens", 0)
        .put("cache_read_input_tokens", 0)
        .put("output_tokens", output);
  }

  private static String stopReason(Charge charge) {
    return switch (charge.finishReason()) {
      case "stop" -> "end_turn";
      case "length" -> "max_tokens";
      case "content_filter" -> "refusal";
      default -> charge.finishReason();
    };
  }

  private static ObjectNode typed(String type) {
    return SimJson.object().put("type", type);
  }

  private static void send(EventWriter events, ObjectNode event) throws IOException {
    events.event(event.path("type").asText(), event);
  }
}
