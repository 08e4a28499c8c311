package dev.sightline.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.route.AnswerEvent.Ending;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Puts an answer of Anthropic's messages shape together, from events or from one whole message:
///
/// - `message_start`: the model, and the tokens of the question
/// - `content_block_start`, any number of `content_block_delta`, `content_block_stop`: text or
///   thinking; any number of such blocks
/// - `message_delta`: why it stopped, and all tokens
/// - `message_stop`
///
/// Between them come pings and kinds of events that are yet to be invented. Why it stopped is the
/// last that matters: a stream that breaks off after it has lost nothing. Used by one call.
final class AnthropicAnswer implements StreamedAnswer {
  private static final String OUTPUT_TOKENS = "output_tokens";

  /// They do not overlap: what was cached is not among the first.
  private static final List<String> INPUT_TOKENS =
      List.of("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens");

  private final Consumer<AnswerEvent> events;
  private final ObjectNode counted = JsonNodeFactory.instance.objectNode();
  private String model;
  private boolean isBegun;
  private boolean isOver;
  private @Nullable Ending ending;

  /// @param model the name to give where the answer does not name its model
  AnthropicAnswer(String model, Consumer<AnswerEvent> events) {
    this.model = model;
    this.events = events;
  }

  @Override
  public @Nullable JsonNode takeEvent(JsonNode event) {
    if (isError(event)) {
      if (!isBegun) {
        // Nothing is billed for a call that was refused, only that here it came after the count.
        counted.removeAll();
      }
      return event;
    }
    switch (Json.text(event.path("type"))) {
      case "message_start" -> {
        JsonNode message = event.path("message");
        named(message);
        count(message.path("usage"));
        // A placeholder: what was written is only known at the end.
        counted.remove(OUTPUT_TOKENS);
      }
      case "content_block_start" -> block(event.path("content_block"));
      case "content_block_delta" -> block(event.path("delta"));
      case "message_delta" -> {
        count(event.path("usage"));
        stopped(event.path("delta"));
      }
      case "message_stop" -> {
        isOver = true;
        done();
      }
      default -> {}
    }
    return null;
  }

  @Override
  public @Nullable JsonNode takeWhole(JsonNode whole) {
    if (isError(whole) || !whole.path("content").isArray()) {
      return whole;
    }
    named(whole);
    whole.path("content").forEach(this::block);
    count(whole.path("usage"));
    stopped(whole);
    done();
    return null;
  }

  private static boolean isError(JsonNode event) {
    JsonNode error = event.path("error");
    return "error".equals(Json.text(event.path("type")))
        || !Json.text(error).isEmpty()
        || (error.isObject() && !error.isEmpty());
  }

  private void named(JsonNode message) {
    String name = Json.text(message.path("model"));
    if (!name.isEmpty()) {
      model = name;
    }
  }

  /// What a block begins with, or what is added to it; calls of tools and signatures are no text.
  private void block(JsonNode block) {
    String thought = Json.text(block.path("thinking"));
    if (!thought.isEmpty()) {
      isBegun = true;
      events.accept(new AnswerEvent.Reasoning(thought));
    }
    String text = Json.text(block.path("text"));
    if (!text.isEmpty()) {
      isBegun = true;
      events.accept(new AnswerEvent.Text(text));
    }
  }

  /// The newest figures count; null is none.
  private void count(JsonNode usage) {
    for (Map.Entry<String, JsonNode> figure : usage.properties()) {
      if (!figure.getValue().isNull()) {
        counted.set(figure.getKey(), figure.getValue());
      }
    }
  }

  private void stopped(JsonNode message) {
    String reason = Json.text(message.path("stop_reason"));
    if (!reason.isEmpty()) {
      ending =
          switch (reason) {
            case "max_tokens", "model_context_window_exceeded" -> Ending.LENGTH;
            case "refusal" -> Ending.FILTERED;
            default -> Ending.COMPLETE;
          };
    }
  }

  @Override
  public void done() {
    if (ending == null) {
      ending = Ending.COMPLETE;
    }
  }

  @Override
  public boolean isOver() {
    return isOver;
  }

  /// In the names of the chat-completions shape.
  @Override
  public @Nullable JsonNode usage() {
    if (counted.isEmpty()) {
      return null;
    }
    ObjectNode usage = counted.deepCopy();
    if (INPUT_TOKENS.stream().anyMatch(counted::has)) {
      usage.put(
          "prompt_tokens",
          INPUT_TOKENS.stream().mapToLong(name -> counted.path(name).asLong(0)).sum());
    }
    if (counted.has(OUTPUT_TOKENS)) {
      usage.set("completion_tokens", counted.path(OUTPUT_TOKENS));
    }
    return usage;
  }

  @Override
  public @Nullable Ending ending() {
    return ending;
  }

  @Override
  public String model() {
    return model;
  }
}
