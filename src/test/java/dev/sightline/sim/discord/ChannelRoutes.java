package dev.sightline.sim.discord;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// Channels, threads, direct channels, typing, and the guild and members around them.
final class ChannelRoutes {
  private static final Set<Integer> ARCHIVE_MINUTES = Set.of(60, 1440, 4320, 10_080);

  private final DiscordWorld world;

  ChannelRoutes(DiscordWorld world) {
    this.world = world;
  }

  void addTo(Map<DiscordRoute, Function<ApiRequest, Answer>> handlers) {
    handlers.put(DiscordRoute.OPEN_DM, this::openDirect);
    handlers.put(DiscordRoute.GET_GUILD, this::guild);
    handlers.put(DiscordRoute.GET_MEMBER, this::member);
    handlers.put(DiscordRoute.GET_CHANNEL, this::get);
    handlers.put(DiscordRoute.EDIT_CHANNEL, this::edit);
    handlers.put(DiscordRoute.TYPING, this::typing);
    handlers.put(DiscordRoute.THREAD_FROM_MESSAGE, this::threadFromMessage);
    handlers.put(DiscordRoute.CREATE_THREAD, this::createThread);
  }

  private Answer openDirect(ApiRequest request) {
    SimUser user = world.user(request.json().path("recipient_id").asLong());
    if (user == null || user.isBot()) {
      throw Rejection.of(ApiError.UNKNOWN_USER);
    }
    return Answer.ok(world.payloads.channel(world.directChannel(user), true));
  }

  private Answer guild(ApiRequest request) {
    return Answer.ok(existingGuild(request).json());
  }

  private Answer member(ApiRequest request) {
    SimGuild guild = existingGuild(request);
    SimUser user = world.user(request.id("user"));
    if (user == null || !guild.members.containsKey(user.id())) {
      throw Rejection.of(ApiError.UNKNOWN_USER);
    }
    ObjectNode json = world.payloads.member(guild, user);
    json.set("user", user.json());
    return Answer.ok(json);
  }

  private SimGuild existingGuild(ApiRequest request) {
    SimGuild guild = world.guilds.get(request.id("guild"));
    if (guild == null) {
      throw Rejection.of(ApiError.UNKNOWN_GUILD);
    }
    return guild;
  }

  private Answer get(ApiRequest request) {
    SimChannel channel = world.existing(request.id("channel"));
    channel.require();
    return Answer.ok(world.payloads.channel(channel, true));
  }

  private Answer edit(ApiRequest request) {
    SimChannel channel = world.existing(request.id("channel"));
    ObjectNode json = request.json();
    channel.require(permissionToEdit(channel, json));
    BodyErrors errors = new BodyErrors();
    if (json.has("name")) {
      errors.requiredText(json, "name", "name", 100);
    }
    errors.throwIfAny();
    channel.name = json.path("name").asText(channel.name);
    channel.isArchived = json.path("archived").asBoolean(channel.isArchived);
    channel.isLocked = json.path("locked").asBoolean(channel.isLocked);
    channel.announceChange();
    return Answer.ok(world.payloads.channel(channel, true));
  }

  /// Whoever may write opens a thread that is not locked; its owner renames or archives it; all
  /// else is a moderator's. Source: Discord docs, "Modify Channel" (read 2026-08-06).
  private SimPermission permissionToEdit(SimChannel channel, ObjectNode json) {
    boolean isOpened = json.has("archived") && !json.path("archived").asBoolean();
    if (channel.isThread() && !channel.isLocked) {
      if (isOpened && json.size() == 1) {
        return SimPermission.SEND_MESSAGES;
      }
      if (channel.ownerId == world.bot.id() && !json.has("locked")) {
        return SimPermission.VIEW_CHANNEL;
      }
    }
    return SimPermission.MANAGE_THREADS;
  }

  private Answer typing(ApiRequest request) {
    SimChannel channel = world.existing(request.id("channel"));
    channel.require(
        channel.isThread() ? SimPermission.SEND_MESSAGES_IN_THREADS : SimPermission.SEND_MESSAGES);
    world.ledger.typing.add(new DiscordLedger.Typing(Instant.now(), channel.id()));
    return Answer.empty();
  }

  private Answer threadFromMessage(ApiRequest request) {
    SimChannel channel = threadParent(request);
    SimMessage message = channel.existing(request.id("message"));
    if (message.thread != null) {
      throw Rejection.of(ApiError.THREAD_EXISTS);
    }
    return open(channel, message.id(), request.json());
  }

  private Answer createThread(ApiRequest request) {
    SimChannel channel = threadParent(request);
    if (request.json().path("type").asInt(12) != SimChannel.PUBLIC_THREAD) {
      throw Rejection.of(ApiError.WRONG_CHANNEL_TYPE); // private threads are not simulated
    }
    return open(channel, world.ids.next(), request.json());
  }

  private SimChannel threadParent(ApiRequest request) {
    SimChannel channel = world.existing(request.id("channel"));
    if (channel.type != SimChannel.TEXT) {
      throw Rejection.of(ApiError.WRONG_CHANNEL_TYPE);
    }
    channel.require(SimPermission.CREATE_PUBLIC_THREADS);
    return channel;
  }

  private Answer open(SimChannel channel, long threadId, JsonNode json) {
    BodyErrors errors = new BodyErrors();
    errors.requiredText(json, "name", "name", 100);
    int minutes = json.path("auto_archive_duration").asInt(1440);
    if (!ARCHIVE_MINUTES.contains(minutes)) {
      errors.badChoice("auto_archive_duration", "60, 1440, 4320, 10080");
    }
    errors.throwIfAny();
    SimChannel thread =
        world.openThread(channel, threadId, json.path("name").asText().strip(), world.bot);
    thread.archiveAfterMinutes = minutes;
    return Answer.created(world.payloads.channel(thread, true));
  }
}
