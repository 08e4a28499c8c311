package dev.sightline.sim.discord;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Messages of channels: write, read, rewrite, delete, react.
final class MessageRoutes {
  private static final int REPLY = 19;
  private static final int MOST_REACTIONS = 20;
  private static final Duration NONCE_LIFE = Duration.ofMinutes(5);

  private final DiscordWorld world;
  private final RateLimits limits;

  MessageRoutes(DiscordWorld world, RateLimits limits) {
    this.world = world;
    this.limits = limits;
  }

  void addTo(Map<DiscordRoute, Function<ApiRequest, Answer>> handlers) {
    handlers.put(DiscordRoute.LIST_MESSAGES, this::list);
    handlers.put(DiscordRoute.GET_MESSAGE, this::get);
    handlers.put(DiscordRoute.CREATE_MESSAGE, this::create);
    handlers.put(DiscordRoute.EDIT_MESSAGE, this::edit);
    handlers.put(DiscordRoute.DELETE_MESSAGE, this::delete);
    handlers.put(DiscordRoute.ADD_REACTION, this::react);
    handlers.put(DiscordRoute.REMOVE_REACTION, this::unreact);
  }

  private Answer list(ApiRequest request) {
    SimChannel channel = world.existing(request.id("channel"));
    channel.require();
    if (!channel.botPermissions().contains(SimPermission.READ_MESSAGE_HISTORY)) {
      return Answer.ok(Json.array());
    }
    int limit = Integer.parseInt(orElse(request.query("limit"), "50"));
    if (limit < 1 || limit > 100) {
      BodyErrors errors = new BodyErrors();
      errors.add("limit", "NUMBER_TYPE_MAX", "int value should be between 1 and 100.");
      errors.throwIfAny();
    }
    long before = Long.parseLong(orElse(request.query("before"), "" + Long.MAX_VALUE));
    String after = request.query("after");
    List<SimMessage> found =
        new ArrayList<>(
            channel.messages.values().stream()
                .filter(message -> !message.isEphemeral() && message.id() < before)
                .filter(message -> after == null || message.id() > Long.parseLong(after))
                .toList());
    if (after != null && found.size() > limit) {
      found = found.subList(0, limit);
    }
    ArrayNode json = Json.array();
    found.reversed().stream().limit(limit).forEach(message -> json.add(rest(message)));
    return Answer.ok(json);
  }

  private Answer get(ApiRequest request) {
    SimChannel channel = world.existing(request.id("channel"));
    channel.require(SimPermission.READ_MESSAGE_HISTORY);
    return Answer.ok(rest(channel.existing(request.id("message"))));
  }

  private Answer create(ApiRequest request) {
    SimChannel channel = world.existing(request.id("channel"));
    channel.require(
        channel.isThread() ? SimPermission.SEND_MESSAGES_IN_THREADS : SimPermission.SEND_MESSAGES);
    if (channel.isClosed) {
      throw Rejection.of(ApiError.CANNOT_DM);
    }
    if (channel.isLocked && !channel.botPermissions().contains(SimPermission.MANAGE_THREADS)) {
      throw Rejection.of(ApiError.LOCKED_THREAD);
    }
    MessageBody body = new MessageBody(world, request, request.json()).checked(null);
    requireForParts(channel, body);
    SimMessage earlier = sameNonce(request.json());
    if (earlier != null) {
      world.ledger.repeatedNonces.add(earlier);
      return Answer.ok(rest(earlier));
    }
    SimMessage replied = replied(request.json(), channel);
    boolean isForward = request.json().path("message_reference").path("type").asInt(0) == 1;
    SimMessage message =
        new SimMessage(
            channel, world.ids.next(), world.bot, replied == null || isForward ? 0 : REPLY);
    if (isForward && replied != null) {
      message.forwarded = replied.snapshot();
      message.forwardedFrom = replied;
    } else {
      message.reply = replied;
    }
    body.applyTo(message, ~SimMessage.EPHEMERAL);
    if (Json.has(request.json(), "nonce")) {
      message.nonce = request.json().get("nonce");
      world.nonces.put(message.nonce, message);
    }
    message.pings = message.named;
    message.remember();
    channel.wake();
    world.publish(message);
    return Answer.ok(rest(message));
  }

  private @Nullable SimMessage replied(JsonNode json, SimChannel channel) {
    JsonNode reference = json.path("message_reference");
    if (!reference.isObject()) {
      return null;
    }
    if (!channel.botPermissions().contains(SimPermission.READ_MESSAGE_HISTORY)) {
      throw Rejection.of(ApiError.REPLY_WITHOUT_HISTORY);
    }
    SimChannel from =
        reference.path("type").asInt(0) == 1
            ? world.existing(reference.path("channel_id").asLong())
            : channel;
    SimMessage message = from.messages.get(reference.path("message_id").asLong());
    if (message == null && reference.path("fail_if_not_exists").asBoolean(true)) {
      BodyErrors errors = new BodyErrors();
      errors.add("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message");
      errors.throwIfAny();
    }
    return message;
  }

  private @Nullable SimMessage sameNonce(ObjectNode json) {
    if (!json.path("enforce_nonce").asBoolean(false) || !Json.has(json, "nonce")) {
      return null;
    }
    SimMessage earlier = world.nonces.get(json.get("nonce"));
    return earlier != null && earlier.createdAt.isAfter(Instant.now().minus(NONCE_LIFE))
        ? earlier
        : null;
  }

  private Answer edit(ApiRequest request) {
    SimChannel channel = world.existing(request.id("channel"));
    channel.require();
    SimMessage message = channel.existing(request.id("message"));
    if (!message.author().equals(world.bot)) {
      throw Rejection.of(ApiError.NOT_YOUR_MESSAGE);
    }
    if (channel.isArchived) {
      throw Rejection.of(ApiError.ARCHIVED_THREAD);
    }
    boolean isOld = message.createdAt.isBefore(Instant.now().minus(world.editsAreOldAfter));
    if (isOld && !limits.takeOldEdit(channel.id()).isAllowed()) {
      throw Rejection.of(ApiError.TOO_MANY_OLD_EDITS);
    }
    MessageBody body = new MessageBody(world, request, request.json()).checked(message);
    requireForParts(channel, body);
    rewrite(message, body);
    return Answer.ok(rest(message));
  }

  /// Applies an edit and tells everybody; an edit never pings.
  static void rewrite(SimMessage message, MessageBody body) {
    body.applyTo(message, ~SimMessage.EPHEMERAL);
    message.editedAt = Instant.now();
    message.remember();
    message.world.gateway.message("MESSAGE_UPDATE", message);
  }

  private Answer delete(ApiRequest request) {
    SimChannel channel = world.existing(request.id("channel"));
    channel.require();
    SimMessage message = channel.existing(request.id("message"));
    if (!message.author().equals(world.bot)) {
      channel.require(SimPermission.MANAGE_MESSAGES);
    }
    message.delete();
    return Answer.empty();
  }

  private Answer react(ApiRequest request) {
    SimChannel channel = world.existing(request.id("channel"));
    channel.require(SimPermission.READ_MESSAGE_HISTORY);
    SimMessage message = channel.existing(request.id("message"));
    String emoji = request.path("emoji");
    if (emoji.isBlank() || emoji.matches("[A-Za-z0-9_]+")) {
      throw Rejection.of(ApiError.UNKNOWN_EMOJI);
    }
    if (!message.reactions.containsKey(emoji)) {
      channel.require(SimPermission.ADD_REACTIONS);
      if (message.reactions.size() >= MOST_REACTIONS) {
        throw Rejection.of(ApiError.TOO_MANY_REACTIONS);
      }
    }
    message.react(emoji, world.bot.id());
    return Answer.empty();
  }

  private Answer unreact(ApiRequest request) {
    SimChannel channel = world.existing(request.id("channel"));
    channel.require();
    SimMessage message = channel.existing(request.id("message"));
    message.reactions.computeIfPresent(
        request.path("emoji"),
        (_, users) -> {
          users.remove(world.bot.id());
          return users.isEmpty() ? null : users;
        });
    return Answer.empty();
  }

  private static void requireForParts(SimChannel channel, MessageBody body) {
    if (body.hasFiles()) {
      channel.require(SimPermission.ATTACH_FILES);
    }
    if (body.hasEmbeds()) {
      channel.require(SimPermission.EMBED_LINKS);
    }
  }

  private ObjectNode rest(SimMessage message) {
    return world.payloads.message(message, world.messageContentPermitted);
  }

  private static String orElse(@Nullable String value, String otherwise) {
    return value == null ? otherwise : value;
  }
}
