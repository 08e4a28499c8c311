package dev.sightline.sim.discord;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The body that writes or rewrites a message: checked against Discord's limits, then applied.
///
/// Source of the limits: Discord docs, "Message" and "Embed Limits" (c98d64bc, Aug 2026).
final class MessageBody {
  private static final int MOST_CONTENT = 2000;
  private static final int MOST_EMBEDS = 10;
  private static final int MOST_EMBED_CHARACTERS = 6000;
  private static final int MOST_NONCE = 25;
  private static final long SETTABLE_FLAGS = (1 << 2) | (1 << 12) | (1 << 13) | (1 << 15);
  private static final long V2 = SimMessage.COMPONENTS_V2;

  private final DiscordWorld world;
  private final ObjectNode json;
  private final ApiRequest request;

  /// @param json the message in the request; for callbacks its `data`
  MessageBody(DiscordWorld world, ApiRequest request, ObjectNode json) {
    this.world = world;
    this.request = request;
    this.json = json;
  }

  boolean hasFiles() {
    return !request.files().isEmpty();
  }

  boolean hasEmbeds() {
    return !json.path("embeds").isEmpty();
  }

  long flags() {
    return json.path("flags").asLong(0);
  }

  @Nullable JsonNode allowedMentions() {
    return json.get("allowed_mentions");
  }

  /// Refuses what breaks a limit.
  ///
  /// @param present the message as it is, with its flags; absent when it is new
  MessageBody checked(@Nullable SimMessage present) {
    BodyErrors errors = new BodyErrors();
    boolean isV2 = ((flags() | (present == null ? 0 : present.flags)) & V2) != 0;
    errors.text(json, "content", "content", MOST_CONTENT);
    errors.text(json, "nonce", "nonce", MOST_NONCE);
    checkEmbeds(errors);
    ComponentRules.check(json.path("components"), isV2, errors);
    Mentions.check(json.path("allowed_mentions"), errors);
    if (isV2) {
      for (String field : List.of("content", "embeds", "poll", "sticker_ids")) {
        if (!json.path(field).asText().isEmpty() || !json.path(field).isEmpty()) {
          errors.add(
              field,
              "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
              "The '%s' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
                  .formatted(field));
        }
      }
    }
    if (kept().size() + request.files().size() > 10) {
      errors.tooLong("attachments", 10);
    }
    errors.throwIfAny();
    return this;
  }

  /// Writes it into a message, and refuses when nothing would be left.
  ///
  /// @param settable the flags that count here
  void applyTo(SimMessage message, long settable) {
    List<SimAttachment> attachments = attachmentsOf(message);
    boolean setsContent = json.has("content");
    String content = json.path("content").asText().strip();
    String left = setsContent ? (json.path("content").isNull() ? "" : content) : message.content;
    ArrayNode embeds =
        json.has("embeds") ? normalised(json.path("embeds"), attachments) : message.embeds;
    ArrayNode components =
        json.path("components").isArray()
            ? ComponentRules.numbered(json.path("components"))
            : message.components;
    boolean isForward = message.forwarded != null;
    if (left.isEmpty()
        && embeds.isEmpty()
        && components.isEmpty()
        && attachments.isEmpty()
        && !isForward) {
      throw Rejection.of(ApiError.EMPTY_MESSAGE);
    }
    message.content = left;
    message.embeds = embeds;
    message.components = components;
    message.attachments.clear();
    message.attachments.addAll(attachments);
    message.flags |= flags() & settable & (SETTABLE_FLAGS | SimMessage.EPHEMERAL);
    message.flags &= ~SimMessage.LOADING;
    Pings named = Mentions.in(left, message.channel(), message.author());
    message.named =
        Mentions.allowed(
            named, allowedMentions(), message.reply == null ? null : message.reply.author());
  }

  private List<SimAttachment> attachmentsOf(SimMessage message) {
    List<SimAttachment> attachments = new ArrayList<>();
    List<Long> kept = kept();
    boolean keepsAll = !json.path("attachments").isArray();
    for (SimAttachment attachment : message.attachments) {
      if (keepsAll || kept.contains(attachment.id())) {
        attachments.add(attachment);
      } else {
        world.cdn.forget(attachment);
      }
    }
    boolean isEphemeral = ((message.flags | flags()) & SimMessage.EPHEMERAL) != 0;
    for (SimFile file : request.uploads()) {
      SimAttachment uploaded =
          new SimAttachment(world.ids.next(), message.channel().id(), file, isEphemeral);
      world.cdn.keep(uploaded);
      world.ledger.uploads.add(new DiscordLedger.Upload(Instant.now(), uploaded));
      attachments.add(uploaded);
    }
    return attachments;
  }

  /// Ids of attachments that are already there; small numbers name uploads of this request.
  private List<Long> kept() {
    List<Long> kept = new ArrayList<>();
    for (JsonNode attachment : json.path("attachments")) {
      long id = attachment.path("id").asLong(0);
      if (id > 1000) {
        kept.add(id);
      }
    }
    return kept;
  }

  private void checkEmbeds(BodyErrors errors) {
    JsonNode embeds = json.path("embeds");
    if (embeds.size() > MOST_EMBEDS) {
      errors.tooLong("embeds", MOST_EMBEDS);
    }
    int characters = 0;
    int index = 0;
    for (JsonNode embed : embeds) {
      String at = "embeds/" + index;
      errors.text(embed, "title", at + "/title", 256);
      errors.text(embed, "description", at + "/description", 4096);
      errors.text(embed.path("footer"), "text", at + "/footer/text", 2048);
      errors.text(embed.path("author"), "name", at + "/author/name", 256);
      if (embed.path("fields").size() > 25) {
        errors.tooLong(at + "/fields", 25);
      }
      int field = 0;
      for (JsonNode one : embed.path("fields")) {
        errors.requiredText(one, "name", at + "/fields/" + field + "/name", 256);
        errors.requiredText(one, "value", at + "/fields/" + field + "/value", 1024);
        characters += length(one, "name") + length(one, "value");
        field++;
      }
      checkUrls(embed, at, errors);
      characters +=
          length(embed, "title")
              + length(embed, "description")
              + length(embed.path("footer"), "text")
              + length(embed.path("author"), "name");
      index++;
    }
    if (characters > MOST_EMBED_CHARACTERS) {
      errors.add(
          "embeds",
          "MAX_EMBED_SIZE_EXCEEDED",
          "Embed size exceeds maximum size of %d".formatted(MOST_EMBED_CHARACTERS));
    }
  }

  private static void checkUrls(JsonNode embed, String path, BodyErrors errors) {
    for (String field : List.of("", "image", "thumbnail")) {
      JsonNode owner = field.isEmpty() ? embed : embed.path(field);
      String url = owner.path("url").asText();
      if (!url.isEmpty() && !url.matches("(?s)(https?|attachment)://\\S+")) {
        errors.add(
            path + (field.isEmpty() ? "" : "/" + field) + "/url",
            "URL_TYPE_INVALID_URL",
            "Not a well formed URL.");
      }
    }
  }

  /// Embeds as Discord gives them back: typed, with `attachment://` turned into links.
  private ArrayNode normalised(JsonNode embeds, List<SimAttachment> attachments) {
    ArrayNode normalised = Json.array();
    for (JsonNode embed : embeds) {
      ObjectNode copy = embed.deepCopy();
      copy.put("type", "rich");
      for (String field : List.of("image", "thumbnail")) {
        String url = copy.path(field).path("url").asText();
        for (SimAttachment attachment : attachments) {
          if (url.equals("attachment://" + attachment.file().name())) {
            ((ObjectNode) copy.path(field)).put("url", world.cdn.url(attachment));
          }
        }
      }
      normalised.add(copy);
    }
    return normalised;
  }

  private static int length(JsonNode owner, String field) {
    return BodyErrors.length(owner.path(field).asText());
  }
}
