package dev.sightline.sim.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sightline.sim.model.MediaReader;
import dev.sightline.sim.model.MediaRefused;
import dev.sightline.sim.model.ModelAsk;
import dev.sightline.sim.model.SeenMedia;
import dev.sightline.sim.model.SimJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the body of `POST /v1/messages` as strictly as Anthropic does.
final class AnthropicRequestReader {
  /// JPEG, PNG, GIF, WebP (platform.claude.com/docs, vision, read 2026-08).
  private static final Set<String> IMAGE_TYPES =
      Set.of("image/jpeg", "image/png", "image/gif", "image/webp");

  private final MediaReader media;

  AnthropicRequestReader(MediaReader media) {
    this.media = media;
  }

  ModelAsk read(byte[] body) throws ChatRefused, InterruptedException {
    JsonNode root = parse(body);
    String model = text(root.path("model"), "model");
    JsonNode maxTokens = root.path("max_tokens");
    if (!maxTokens.isIntegralNumber() || maxTokens.longValue() < 1) {
      throw ChatRefused.invalid("max_tokens", "max_tokens: Field required");
    }
    JsonNode temperature = root.path("temperature");
    boolean isWarm = temperature.isNumber();
    if (!temperature.isMissingNode()
        && (!isWarm || temperature.doubleValue() < 0 || temperature.doubleValue() > 1)) {
      throw ChatRefused.invalid("temperature", "temperature: range: 0..1");
    }
    List<ModelAsk.Turn> turns = new ArrayList<>();
    List<SeenMedia> seen = new ArrayList<>();
    String system = system(root.path("system"));
    if (system != null) {
      turns.add(new ModelAsk.Turn("system", system));
    }
    String prompt = readMessages(root.path("messages"), turns, seen);
    return new ModelAsk(
        model,
        system,
        prompt,
        turns,
        seen,
        isWarm ? temperature.doubleValue() : null,
        maxTokens.longValue(),
        "enabled".equals(root.at("/thinking/type").asText()),
        root.path("stream").asBoolean(false));
  }

  private static JsonNode parse(byte[] body) throws ChatRefused {
    try {
      JsonNode root = SimJson.read(body);
      if (root.isObject()) {
        return root;
      }
    } catch (IOException e) {
      throw ChatRefused.invalid(null, "The request body is not valid JSON");
    }
    throw ChatRefused.invalid(null, "The request body must be an object");
  }

  private static @Nullable String system(JsonNode system) throws ChatRefused {
    if (system.isMissingNode()) {
      return null;
    }
    if (system.isTextual()) {
      return system.textValue();
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode block : system) {
      texts.add(text(block.path("text"), "system.text"));
    }
    return String.join("\n", texts);
  }

  private String readMessages(JsonNode messages, List<ModelAsk.Turn> turns, List<SeenMedia> seen)
      throws ChatRefused, InterruptedException {
    if (!messages.isArray() || messages.isEmpty()) {
      throw ChatRefused.invalid("messages", "messages: Field required");
    }
    String prompt = "";
    for (JsonNode message : messages) {
      String role = text(message.path("role"), "messages.role");
      if (!"user".equals(role) && !"assistant".equals(role)) {
        throw ChatRefused.invalid("messages.role", "messages: Unexpected role \"" + role + "\".");
      }
      List<String> texts = content(message.path("content"), role, seen);
      turns.add(new ModelAsk.Turn(role, String.join("\n", texts)));
      if ("user".equals(role)) {
        prompt = texts.isEmpty() ? "" : texts.getLast();
      }
    }
    return prompt;
  }

  private List<String> content(JsonNode content, String role, List<SeenMedia> seen)
      throws ChatRefused, InterruptedException {
    if (content.isTextual()) {
      return List.of(text(content, "messages.content"));
    }
    if (!content.isArray() || content.isEmpty()) {
      throw ChatRefused.invalid("messages.content", "messages.content: at least one block");
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode block : content) {
      String type = text(block.path("type"), "messages.content.type");
      if ("text".equals(type)) {
        texts.add(text(block.path("text"), "messages.content.text"));
      } else if ("image".equals(type) && "user".equals(role)) {
        seen.add(image(block.path("source")));
      } else {
        throw ChatRefused.invalid("messages.content", "Input tag '" + type + "' found");
      }
    }
    return texts;
  }

  private SeenMedia image(JsonNode source) throws ChatRefused, InterruptedException {
    String sent =
        switch (source.path("type").asText()) {
          case "url" -> text(source.path("url"), "source.url");
          case "base64" ->
              "data:"
                  + text(source.path("media_type"), "source.media_type")
                  + ";base64,"
                  + text(source.path("data"), "source.data");
          default -> throw ChatRefused.invalid("source.type", "source: Field required");
        };
    try {
      return media.read(SeenMedia.Kind.IMAGE, sent, IMAGE_TYPES);
    } catch (MediaRefused e) {
      throw ChatRefused.invalid("messages.content", "Could not process image: " + e.getMessage());
    }
  }

  private static String text(JsonNode node, String field) throws ChatRefused {
    if (!node.isTextual() || node.textValue().isBlank()) {
      throw ChatRefused.invalid(field, field + ": Field required");
    }
    return node.textValue();
  }
}
