package dev.sightline.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.failure.ProviderNote;
import dev.sightline.failure.RouteRefused;
import dev.sightline.media.MediaKind;
import dev.sightline.media.MediaRef;
import java.util.ArrayList;
import java.util.List;

/// A call of fal's router, which has an endpoint each for text, pictures and videos, and takes one
/// prompt and no messages.
///
/// Earlier turns are folded into the prompt, as paragraphs that begin with who spoke:
///
///     The conversation so far:
///
///     Person: What is this? [picture 1]
///
///     You: A cat.
///
///     The person now says:
///
///     And what breed?
///
/// Media of earlier turns go along, numbered in the order of `image_urls` or `video_urls`, as far as
/// the endpoint takes them.
///
/// @param sent the media in `body`
record FalRequest(Endpoint endpoint, JsonNode body, List<MediaRef> sent) {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  FalRequest {
    sent = List.copyOf(sent);
  }

  /// An endpoint of the router.
  ///
  /// Source: fal.ai/models/openrouter/router, `/vision` and `/video`, read 2026-11-20.
  enum Endpoint {
    TEXT("openrouter/router", "", ""),
    VISION("openrouter/router/vision", "image_urls", "picture"),
    VIDEO("openrouter/router/video", "video_urls", "video");

    private final String id;
    private final String field;
    private final String noun;

    Endpoint(String id, String field, String noun) {
      this.id = id;
      this.field = field;
      this.noun = noun;
    }

    String id() {
      return id;
    }

    boolean takes(MediaRef media) {
      return this == of(media.kind());
    }

    static Endpoint of(MediaKind kind) {
      return switch (kind) {
        case IMAGE -> VISION;
        case VIDEO, YOUTUBE -> VIDEO;
      };
    }
  }

  /// Writes a prompt. What the question carries decides on the endpoint; a question without media
  /// goes where the last media went.
  ///
  /// @param server the provider's name in the configuration
  /// @throws RouteRefused if the question carries both pictures and videos
  static FalRequest of(String server, ModelRoute route, Prompt prompt) throws RouteRefused {
    Endpoint endpoint = endpoint(prompt);
    if (!prompt.media().stream().allMatch(endpoint::takes)) {
      throw new RouteRefused(
          RouteRefused.Reason.CANNOT_SEE,
          ProviderNote.withoutAnswer(
              server, "pictures and videos in one question: the router takes either"));
    }
    List<MediaRef> sent = new ArrayList<>();
    String text = fold(endpoint, Shown.of(prompt, route.media(), endpoint::takes), prompt, sent);
    ObjectNode body = JSON.objectNode();
    body.put("prompt", text);
    body.put("model", route.model());
    if (!prompt.system().isEmpty()) {
      body.put("system_prompt", prompt.system());
    }
    if (route.parameters().temperature() != null) {
      body.put("temperature", route.parameters().temperature());
    }
    if (route.parameters().reasoning() != null) {
      body.put("reasoning", route.parameters().reasoning());
    }
    if (route.parameters().maxTokens() != null) {
      body.put("max_tokens", route.parameters().maxTokens());
    }
    if (sent.isEmpty()) {
      return new FalRequest(Endpoint.TEXT, body, sent);
    }
    ArrayNode urls = body.putArray(endpoint.field);
    sent.forEach(media -> urls.add(ChatRequest.url(media)));
    return new FalRequest(endpoint, body, sent);
  }

  private static Endpoint endpoint(Prompt prompt) {
    if (!prompt.media().isEmpty()) {
      return Endpoint.of(prompt.media().getFirst().kind());
    }
    for (Turn turn : prompt.earlier().reversed()) {
      if (!turn.media().isEmpty()) {
        return Endpoint.of(turn.media().getLast().kind());
      }
    }
    return Endpoint.TEXT;
  }

  /// Adds to `sent` what is numbered in the text.
  private static String fold(
      Endpoint endpoint, List<Shown> earlier, Prompt prompt, List<MediaRef> sent) {
    if (earlier.isEmpty()) {
      sent.addAll(prompt.media());
      return PictureNames.after(prompt.question(), prompt.media());
    }
    StringBuilder text = new StringBuilder("The conversation so far:\n\n");
    for (Shown shown : earlier) {
      String speaker = shown.turn().role() == Turn.Role.PERSON ? "Person: " : "You: ";
      text.append(speaker).append(shown.text());
      number(endpoint, shown.sent(), sent, text);
      text.append("\n\n");
    }
    text.append("The person now says:\n\n").append(prompt.question());
    number(endpoint, prompt.media(), sent, text);
    return text.toString();
  }

  private static void number(
      Endpoint endpoint, List<MediaRef> media, List<MediaRef> sent, StringBuilder text) {
    boolean isNamed = PictureNames.hasSeveral(media);
    for (MediaRef one : media) {
      sent.add(one);
      text.append(" [").append(endpoint.noun).append(' ').append(sent.size());
      text.append(isNamed ? ": " + PictureNames.quoted(one) : "").append(']');
    }
  }
}
