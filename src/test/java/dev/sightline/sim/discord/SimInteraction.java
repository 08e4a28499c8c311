package dev.sightline.sim.discord;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A command, menu choice, click or form that somebody sent, and how the bot answered it.
///
/// Safe for all threads.
public final class SimInteraction {
  private static final long ATTACHMENT_LIMIT_BYTES = 10L << 20;

  /// What was done.
  public enum Kind {
    /// A slash command.
    SLASH(2),
    /// A command from a message's menu.
    MENU(2),
    /// A button or select menu.
    COMPONENT(3),
    /// Typing in an option that completes.
    AUTOCOMPLETE(4),
    /// A form sent in.
    MODAL(5);

    final int type;

    Kind(int type) {
      this.type = type;
    }
  }

  final DiscordWorld world;
  final List<SimMessage> followups = new ArrayList<>();
  Instant expiresAt;
  @Nullable Instant acknowledgedAt;
  @Nullable SimMessage original;
  @Nullable JsonNode shown;
  int callbackType;

  private final long id;
  private final String token = "aW50ZXJhY3Rpb24" + UUID.randomUUID().toString().replace("-", "");
  private final Kind kind;
  private final SimChannel channel;
  private final SimUser user;
  private final ObjectNode data;
  private final @Nullable SimMessage message;
  private final Instant createdAt = Instant.now();

  private SimInteraction(
      Kind kind, SimChannel channel, SimUser user, ObjectNode data, @Nullable SimMessage message) {
    this.world = channel.world;
    this.id = world.ids.next();
    this.kind = kind;
    this.channel = channel;
    this.user = user;
    this.data = data;
    this.message = message;
    this.expiresAt = createdAt.plus(world.interactionTokenLife);
  }

  static SimInteraction send(
      Kind kind, SimChannel channel, SimUser user, ObjectNode data, @Nullable SimMessage message) {
    DiscordWorld world = channel.world;
    return world.call(() -> {
      SimInteraction sent = new SimInteraction(kind, channel, user, data, message);
      world.interactions.put(sent.token, sent);
      world.ledger.interactions.add(sent);
      world.gateway.interaction(sent);
      return sent;
    });
  }

  /// Its id.
  public long id() {
    return id;
  }

  /// Its token.
  public String token() {
    return token;
  }

  /// What was done.
  public Kind kind() {
    return kind;
  }

  /// Who did it.
  public SimUser user() {
    return user;
  }

  /// Where it was done.
  public SimChannel channel() {
    return channel;
  }

  /// How long the bot took to acknowledge; absent while it has not.
  public @Nullable Duration timeToAcknowledge() {
    return world.call(
        () -> acknowledgedAt == null ? null : Duration.between(createdAt, acknowledgedAt));
  }

  /// Whether the person reads "The application did not respond".
  public boolean hasFailed() {
    return world.call(() -> acknowledgedAt == null && isTooLate());
  }

  /// The type of the first answer, such as 5 for "thinking"; 0 while there is none.
  public int callbackType() {
    return world.call(() -> callbackType);
  }

  /// The original answer; for a click that updates, the message clicked on.
  public @Nullable SimMessage original() {
    return world.call(() -> original);
  }

  /// What was said after the original answer.
  public List<SimMessage> followups() {
    return world.call(() -> List.copyOf(followups));
  }

  /// The form or the choices that the bot showed, in Discord's JSON.
  public @Nullable JsonNode shown() {
    return world.call(() -> shown);
  }

  /// The gateway tells the bot of it again.
  public void deliverAgain() {
    world.run(() -> world.gateway.interaction(this));
  }

  /// Its fifteen minutes are over now.
  public void expire() {
    world.run(() -> expiresAt = Instant.now());
  }

  /// Fills in one field of the form that the bot showed, and sends it.
  public SimInteraction submit(String fieldId, String text) {
    return world.call(() -> {
      if (shown == null || callbackType != 9) {
        throw new IllegalStateException("no form was shown: " + callbackType);
      }
      ObjectNode form = Json.object().put("custom_id", shown.path("custom_id").asText());
      ArrayNode filled = form.putArray("components");
      ComponentRules.numbered(shown.path("components"))
          .forEach(part -> filled.add(filledIn(part, fieldId, text)));
      return send(Kind.MODAL, channel, user, form, message);
    });
  }

  /// A part of a form as it comes back: labels keep one component, rows a list.
  private static ObjectNode filledIn(JsonNode part, String fieldId, String text) {
    ObjectNode filled =
        Json.object().put("type", part.path("type").asInt()).put("id", part.path("id").asInt());
    if (part.has("custom_id")) {
      String customId = part.path("custom_id").asText();
      filled.put("custom_id", customId).put("value", customId.equals(fieldId) ? text : "");
    }
    if (part.has("component")) {
      filled.set("component", filledIn(part.path("component"), fieldId, text));
    }
    if (part.has("components")) {
      ArrayNode children = filled.putArray("components");
      part.path("components").forEach(child -> children.add(filledIn(child, fieldId, text)));
    }
    return filled;
  }

  boolean isTooLate() {
    return Instant.now().isAfter(createdAt.plus(world.acknowledgeWithin));
  }

  boolean hasExpired() {
    return !Instant.now().isBefore(expiresAt);
  }

  @Nullable SimMessage message() {
    return message;
  }

  ObjectNode integrationOwners() {
    SimGuild guild = channel.guild();
    return Json.object().put("0", guild == null ? "0" : Long.toString(guild.id()));
  }

  ObjectNode json() {
    SimGuild guild = channel.guild();
    ObjectNode json =
        Json.object()
            .put("id", Long.toString(id))
            .put("application_id", Long.toString(world.bot.id()))
            .put("type", kind.type)
            .put("token", token)
            .put("version", 1)
            .put("channel_id", Long.toString(channel.id()))
            .put("locale", "en-GB")
            .put("context", guild == null ? 1 : 0)
            .put("attachment_size_limit", ATTACHMENT_LIMIT_BYTES)
            .put("app_permissions", Long.toString(SimPermission.bits(channel.botPermissions())));
    json.set("data", data);
    json.set("authorizing_integration_owners", integrationOwners());
    json.putArray("entitlements");
    ObjectNode place = world.payloads.channel(channel, true);
    if (guild == null) {
      json.set("user", user.json());
    } else {
      String permissions = Long.toString(SimPermission.bits(guild.permissionsOf(user)));
      place.put("permissions", permissions);
      ObjectNode member = world.payloads.member(guild, user).put("permissions", permissions);
      member.set("user", user.json());
      json.set("member", member);
      json.put("guild_id", Long.toString(guild.id())).put("guild_locale", "en-US");
      json.putObject("guild")
          .put("id", Long.toString(guild.id()))
          .put("locale", "en-US")
          .putArray("features");
    }
    json.set("channel", place);
    if (message != null && kind != Kind.MENU) {
      json.set("message", world.payloads.message(message, true));
    }
    return json;
  }
}
