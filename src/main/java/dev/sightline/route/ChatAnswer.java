package dev.sightline.route;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sightline.route.AnswerEvent.Ending;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Puts an answer of the chat-completions shape together, from chunks or from one whole object.
/// Used by one call.
final class ChatAnswer implements StreamedAnswer {
  private final Consumer<AnswerEvent> events;
  private String model;
  private @Nullable Ending ending;
  private @Nullable JsonNode usage;

  /// @param model the name to give where the answer does not name its model
  ChatAnswer(String model, Consumer<AnswerEvent> events) {
    this.model = model;
    this.events = events;
  }

  @Override
  public @Nullable JsonNode takeEvent(JsonNode chunk) {
    take(chunk, "delta");
    return error(chunk);
  }

  @Override
  public @Nullable JsonNode takeWhole(JsonNode whole) {
    take(whole, "message");
    if (ending == null) {
      ending = Ending.COMPLETE;
    }
    JsonNode error = error(whole);
    return error == null && whole.path("choices").isEmpty() ? whole : error;
  }

  /// The error that comes instead of, or beside, text; null where there is none. An object that is
  /// neither an error nor a chunk is passed over.
  private static @Nullable JsonNode error(JsonNode chunk) {
    JsonNode choice = chunk.path("choices").path(0);
    for (JsonNode error : List.of(chunk.path("error"), choice.path("error"))) {
      if (!Json.text(error).isEmpty() || (error.isObject() && !error.isEmpty())) {
        return error;
      }
    }
    boolean isBareError =
        !chunk.has("choices")
            && (chunk.has("detail") || chunk.has("message") || isNamedError(chunk));
    boolean isFailed = "error".equals(Json.text(choice.path("finish_reason")));
    return isBareError || isFailed ? chunk : null;
  }

  private static boolean isNamedError(JsonNode chunk) {
    return Json.text(chunk.path("object")).equals("error")
        || Json.text(chunk.path("type")).equals("error");
  }

  private void take(JsonNode chunk, String part) {
    String name = Json.text(chunk.path("model"));
    if (!name.isEmpty()) {
      model = name;
    }
    if (chunk.path("usage").isObject()) {
      usage = chunk.path("usage");
    }
    for (JsonNode choice : chunk.path("choices")) {
      if (choice.path("index").asInt(0) == 0) {
        delta(choice.path(part));
        String reason = Json.text(choice.path("finish_reason"));
        if (!reason.isEmpty()) {
          ending = ending(reason);
        }
      }
    }
  }

  private void delta(JsonNode delta) {
    String reasoning = reasoning(delta);
    if (!reasoning.isEmpty()) {
      events.accept(new AnswerEvent.Reasoning(reasoning));
    }
    String text = content(delta.path("content")) + Json.text(delta.path("refusal"));
    if (!text.isEmpty()) {
      events.accept(new AnswerEvent.Text(text));
    }
  }

  /// OpenRouter sends the same words in `reasoning` and in `reasoning_details`.
  private static String reasoning(JsonNode delta) {
    for (String field : List.of("reasoning", "reasoning_content")) {
      String text = Json.text(delta.path(field));
      if (!text.isEmpty()) {
        return text;
      }
    }
    StringBuilder all = new StringBuilder();
    for (JsonNode detail : delta.path("reasoning_details")) {
      all.append(Json.text(detail.path("text"))).append(Json.text(detail.path("summary")));
    }
    return all.toString();
  }

  private static String content(JsonNode content) {
    if (!content.isArray()) {
      return Json.text(content);
    }
    StringBuilder all = new StringBuilder();
    for (JsonNode part : content) {
      all.append(Json.text(part)).append(Json.text(part.path("text")));
    }
    return all.toString();
  }

  private static Ending ending(String reason) {
    return switch (reason.toLowerCase(Locale.ROOT)) {
      case "length", "max_tokens", "model_length" -> Ending.LENGTH;
      case "content_filter", "refusal", "safety" -> Ending.FILTERED;
      default -> Ending.COMPLETE;
    };
  }

  @Override
  public void done() {
    if (ending == null) {
      ending = Ending.COMPLETE;
    }
  }

  @Override
  public @Nullable JsonNode usage() {
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
