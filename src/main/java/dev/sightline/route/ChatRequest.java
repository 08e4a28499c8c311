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
import dev.sightline.route.OpenAiSettings.ImageTransport;
import dev.sightline.route.OpenAiSettings.VideoPart;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Writes a prompt in the chat-completions shape, as one server wants it.
record ChatRequest(OpenAiSettings settings) {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /// The body of a streamed call.
  ///
  /// @throws RouteRefused if the server cannot take one of the question's media
  JsonNode body(ModelRoute route, Prompt prompt) throws RouteRefused {
    for (MediaRef media : prompt.media()) {
      if (!isSendable(media)) {
        throw new RouteRefused(
            RouteRefused.Reason.CANNOT_SEE,
            ProviderNote.withoutAnswer(
                settings.name(), media.kind() + " cannot be sent to it as configured"));
      }
    }
    ObjectNode body = JSON.objectNode();
    body.put("model", route.model());
    body.set("messages", messages(route, prompt));
    body.put("stream", true);
    if (settings.sendIncludeUsage()) {
      body.putObject("stream_options").put("include_usage", true);
    }
    if (route.parameters().temperature() != null) {
      body.put("temperature", route.parameters().temperature());
    }
    if (route.parameters().maxTokens() != null) {
      body.put(settings.maxTokensField().wireName(), route.parameters().maxTokens());
    }
    Boolean reasoning = route.parameters().reasoning();
    if (reasoning != null) {
      think(body, reasoning);
    }
    return body;
  }

  private void think(ObjectNode body, boolean reasoning) {
    switch (settings.reasoningField()) {
      case REASONING -> body.putObject("reasoning").put("enabled", reasoning);
      case REASONING_EFFORT -> body.put("reasoning_effort", reasoning ? "medium" : "minimal");
      case NONE -> {}
    }
  }

  private ArrayNode messages(ModelRoute route, Prompt prompt) {
    ArrayNode messages = JSON.arrayNode();
    if (!prompt.system().isEmpty()) {
      messages.addObject().put("role", "system").put("content", prompt.system());
    }
    for (Shown shown : Shown.of(prompt, route.media(), this::isSendable)) {
      String role = shown.turn().role() == Turn.Role.PERSON ? "user" : "assistant";
      add(messages, role, shown.text(), shown.sent(), route);
    }
    add(messages, "user", prompt.question(), prompt.media(), route);
    return messages;
  }

  /// Text stands before pictures, as OpenRouter's "Image inputs" advises (read 2026-11-20).
  private void add(
      ArrayNode messages, String role, String text, List<MediaRef> media, ModelRoute route) {
    ObjectNode message = messages.addObject().put("role", role);
    if (media.isEmpty()) {
      message.put("content", text);
      return;
    }
    ArrayNode parts = message.putArray("content");
    String words = PictureNames.after(text, media);
    if (!words.isEmpty()) {
      parts.addObject().put("type", "text").put("text", words);
    }
    for (MediaRef one : media) {
      parts.add(part(one, route.parameters().detail()));
    }
  }

  private boolean isSendable(MediaRef media) {
    boolean arrives =
        media instanceof MediaRef.Inline || settings.imageTransport() == ImageTransport.URL;
    return switch (media.kind()) {
      case IMAGE -> arrives;
      case VIDEO -> arrives && settings.videoPart() != VideoPart.NONE;
      case YOUTUBE -> arrives && settings.videoPart() == VideoPart.VIDEO_URL;
    };
  }

  private ObjectNode part(MediaRef media, @Nullable Detail detail) {
    if (media.kind() == MediaKind.IMAGE) {
      return image(part("image_url", "url", url(media)), detail);
    }
    if (settings.videoPart() == VideoPart.VIDEO_URL) {
      return part("video_url", "url", url(media));
    }
    return switch (media) {
      case MediaRef.Remote remote -> part("input_video", "url", url(remote));
      case MediaRef.Inline inline ->
          part("input_video", "data", JSON.pojoNode(new Base64File("", inline.file())));
    };
  }

  private static ObjectNode image(ObjectNode part, @Nullable Detail detail) {
    if (detail != null) {
      part.withObject("image_url").put("detail", detail.name().toLowerCase(Locale.ROOT));
    }
    return part;
  }

  private static ObjectNode part(String type, String field, JsonNode value) {
    ObjectNode part = JSON.objectNode().put("type", type);
    part.putObject(type).set(field, value);
    return part;
  }

  /// A URL, or a data URI whose bytes are read when they are sent.
  static JsonNode url(MediaRef media) {
    return switch (media) {
      case MediaRef.Remote remote -> JSON.textNode(remote.url().toString());
      case MediaRef.Inline inline ->
          JSON.pojoNode(Base64File.dataUri(inline.mediaType(), inline.file()));
    };
  }
}
