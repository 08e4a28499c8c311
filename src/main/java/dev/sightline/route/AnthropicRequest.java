package dev.sightline.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.failure.ProviderNote;
import dev.sightline.failure.RouteRefused;
import dev.sightline.http.Base64File;
import dev.sightline.media.MediaKind;
import dev.sightline.media.MediaRef;
import dev.sightline.media.MediaRules;
import java.util.List;

/// Writes a prompt in Anthropic's messages shape, which refuses texts of nothing but white space
/// and conversations that the model begins.
record AnthropicRequest(AnthropicSettings settings) {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /// Others go up to 2 (platform.claude.com/docs, messages, read 2026-08).
  private static final double WARMEST = 1;

  /// Spent on thinking at most, beside the answer; at least 1,024 (platform.claude.com/docs,
  /// extended thinking, read 2026-08). The figure is our own choice.
  private static final int THOUGHT_TOKENS = 4_096;

  private static final String USER = "user";
  private static final String BEFORE_A_MODEL_BEGINS = "[The conversation so far is longer.]";

  /// The body of a streamed call.
  ///
  /// @throws RouteRefused if the shape cannot take one of the question's media, or the route's
  ///   temperature
  JsonNode body(ModelRoute route, Prompt prompt) throws RouteRefused {
    for (MediaRef media : prompt.media()) {
      if (!isSendable(route, media)) {
        throw refused(
            RouteRefused.Reason.CANNOT_SEE, media.kind() + " cannot be sent to it as configured");
      }
    }
    Parameters wanted = route.parameters();
    Double temperature = wanted.temperature();
    if (temperature != null && (temperature < 0 || temperature > WARMEST)) {
      throw refused(
          RouteRefused.Reason.BAD_CALL,
          "temperature of route %s is %s, but Anthropic's shape takes 0 to 1 only"
              .formatted(route.name(), temperature));
    }
    ObjectNode body = JSON.objectNode();
    body.put("model", route.model());
    int maxTokens = wanted.maxTokens() == null ? settings.maxTokens() : wanted.maxTokens();
    boolean thinks = Boolean.TRUE.equals(wanted.reasoning());
    body.put("max_tokens", thinks ? Math.addExact(maxTokens, THOUGHT_TOKENS) : maxTokens);
    if (!prompt.system().isBlank()) {
      body.put("system", prompt.system());
    }
    body.set("messages", messages(route, prompt));
    body.put("stream", true);
    if (thinks) {
      body.putObject("thinking").put("type", "enabled").put("budget_tokens", THOUGHT_TOKENS);
    } else if (temperature != null) {
      // Refused beside "thinking" (platform.claude.com/docs, extended thinking, read 2026-08).
      body.put("temperature", temperature);
    }
    return body;
  }

  private RouteRefused refused(RouteRefused.Reason reason, String message) {
    return new RouteRefused(reason, ProviderNote.withoutAnswer(settings.name(), message));
  }

  private static boolean isSendable(ModelRoute route, MediaRef media) {
    return media.kind() == MediaKind.IMAGE
        && switch (media) {
          case MediaRef.Remote remote ->
              route.media().transport() != MediaRules.Transport.INLINE_ONLY;
          case MediaRef.Inline inline ->
              AnthropicSettings.imageTypes().contains(inline.mediaType());
        };
  }

  private static ArrayNode messages(ModelRoute route, Prompt prompt) {
    ArrayNode messages = JSON.arrayNode();
    for (Shown shown : Shown.of(prompt, route.media(), media -> isSendable(route, media))) {
      if (shown.turn().role() == Turn.Role.PERSON) {
        add(messages, USER, shown.text(), shown.sent());
      } else {
        if (messages.isEmpty()) {
          add(messages, USER, BEFORE_A_MODEL_BEGINS, List.of());
        }
        add(messages, "assistant", shown.text(), List.of());
      }
    }
    add(messages, USER, prompt.question(), prompt.media());
    return messages;
  }

  /// Pictures stand before the text, as Anthropic's "Vision" advises (read 2026-08).
  private static void add(ArrayNode messages, String role, String text, List<MediaRef> media) {
    if (media.isEmpty()) {
      if (!text.isBlank()) {
        messages.addObject().put("role", role).put("content", text);
      }
      return;
    }
    ArrayNode blocks = messages.addObject().put("role", role).putArray("content");
    for (MediaRef one : media) {
      blocks.addObject().put("type", "image").set("source", source(one));
    }
    String words = PictureNames.after(text, media);
    if (!words.isBlank()) {
      blocks.addObject().put("type", "text").put("text", words);
    }
  }

  private static ObjectNode source(MediaRef media) {
    return switch (media) {
      case MediaRef.Remote remote ->
          JSON.objectNode().put("type", "url").put("url", remote.url().toString());
      case MediaRef.Inline inline ->
          JSON.objectNode()
              .put("type", "base64")
              .put("media_type", inline.mediaType())
              .set("data", JSON.pojoNode(new Base64File("", inline.file())));
    };
  }
}
