package dev.sightline.sim.discord;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Discord's JSON of what there is.
///
/// Source of the shapes: Discord docs, "Channel", "Message" and "Guild" resources (c98d64bc, Aug
/// 2026). Called under the world's lock.
final class Payloads {
  private final DiscordWorld world;

  Payloads(DiscordWorld world) {
    this.world = world;
  }

  /// A member without its user.
  ObjectNode member(SimGuild guild, SimUser user) {
    ObjectNode json =
        Json.object()
            .putNull("nick")
            .putNull("avatar")
            .putNull("banner")
            .put("joined_at", Snowflakes.instantOf(guild.id()).toString())
            .putNull("premium_since")
            .put("deaf", false)
            .put("mute", false)
            .put("pending", false)
            .put("flags", 0)
            .putNull("communication_disabled_until");
    ArrayNode roles = json.putArray("roles");
    guild.members.getOrDefault(user.id(), Set.of()).forEach(role -> roles.add(text(role)));
    return json;
  }

  /// A channel or thread.
  ObjectNode channel(SimChannel channel, boolean withGuild) {
    ObjectNode json =
        Json.object().put("id", text(channel.id())).put("type", channel.type).put("flags", 0);
    var last = channel.messages.lastEntry();
    json.put("last_message_id", last == null ? null : text(last.getKey()));
    SimGuild guild = channel.guild();
    if (guild == null) {
      ArrayNode recipients = json.putArray("recipients");
      if (channel.recipient != null) {
        recipients.add(channel.recipient.json());
      }
      return json;
    }
    json.put("name", channel.name).put("rate_limit_per_user", 0);
    if (withGuild || channel.isThread()) {
      json.put("guild_id", text(guild.id()));
    }
    if (channel.isThread()) {
      addThread(channel, json);
      return json;
    }
    json.put("position", 0).putNull("topic").put("nsfw", false).putNull("parent_id");
    ArrayNode overwrites = json.putArray("permission_overwrites");
    if (!channel.denied.isEmpty()) {
      overwrites
          .addObject()
          .put("id", text(guild.botRole().id()))
          .put("type", 0)
          .put("allow", "0")
          .put("deny", Long.toString(SimPermission.bits(channel.denied)));
    }
    return json;
  }

  private void addThread(SimChannel thread, ObjectNode json) {
    SimChannel parent = thread.parent();
    json.put("parent_id", parent == null ? null : text(parent.id()))
        .put("owner_id", text(thread.ownerId))
        .put("message_count", thread.messages.size())
        .put("member_count", 1)
        .put("total_message_sent", thread.messages.size());
    json.putObject("thread_metadata")
        .put("archived", thread.isArchived)
        .put("archive_timestamp", thread.createdAt.toString())
        .put("auto_archive_duration", thread.archiveAfterMinutes)
        .put("locked", thread.isLocked)
        .put("create_timestamp", thread.createdAt.toString());
    if (thread.ownerId == world.bot.id()) {
      json.putObject("member")
          .put("id", text(thread.id()))
          .put("user_id", text(world.bot.id()))
          .put("join_timestamp", thread.createdAt.toString())
          .put("flags", 0)
          .put("muted", false);
    }
  }

  /// A message, with its content only where the bot may read it.
  ///
  /// @param isFull whether the bot may read all messages
  ObjectNode message(SimMessage message, boolean isFull) {
    return message(message, isFull, true);
  }

  private ObjectNode message(SimMessage message, boolean isFull, boolean withReply) {
    boolean isReadable = isFull || isReadableWithoutIntent(message);
    ObjectNode json =
        Json.object()
            .put("id", text(message.id()))
            .put("channel_id", text(message.channel().id()))
            .put("type", message.type)
            .put("content", isReadable ? message.content : "")
            .put("timestamp", message.createdAt.toString())
            .put("edited_timestamp", text(message.editedAt))
            .put("tts", false)
            .put("pinned", false)
            .put("mention_everyone", message.named.everyone())
            .put("flags", message.flags);
    json.set("author", message.author().json());
    ArrayNode mentions = json.putArray("mentions");
    for (long id : message.named.users()) {
      SimUser user = world.user(id);
      if (user != null) {
        mentions.add(user.json());
      }
    }
    ArrayNode roles = json.putArray("mention_roles");
    message.named.roles().forEach(role -> roles.add(text(role)));
    ArrayNode attachments = json.putArray("attachments");
    if (isReadable) {
      message.attachments.forEach(attachment -> attachments.add(attachment.json(world.cdn)));
    }
    json.set("embeds", isReadable ? message.embeds.deepCopy() : Json.array());
    json.set("components", isReadable ? message.components.deepCopy() : Json.array());
    if (message.nonce != null) {
      json.set("nonce", message.nonce);
    }
    if (!message.reactions.isEmpty()) {
      json.set("reactions", reactions(message));
    }
    if (message.thread != null) {
      json.set("thread", channel(message.thread, true));
    }
    addReferences(message, isFull, withReply, isReadable, json);
    addInteraction(message, json);
    return json;
  }

  private void addReferences(
      SimMessage message, boolean isFull, boolean withReply, boolean isReadable, ObjectNode json) {
    if (message.reply != null) {
      json.set("message_reference", reference(message.reply, 0));
      if (withReply) {
        json.set(
            "referenced_message",
            message.reply.isDeleted ? null : message(message.reply, isFull, false));
      }
    }
    SimMessage.Snapshot forwarded = message.forwarded;
    if (forwarded != null && message.forwardedFrom != null) {
      json.set("message_reference", reference(message.forwardedFrom, 1));
      ArrayNode snapshots = json.putArray("message_snapshots");
      if (isReadable) {
        snapshots.addObject().set("message", snapshot(forwarded));
      }
    }
  }

  private ObjectNode snapshot(SimMessage.Snapshot forwarded) {
    ObjectNode json =
        Json.object()
            .put("type", forwarded.type())
            .put("content", forwarded.content())
            .put("timestamp", forwarded.createdAt().toString())
            .putNull("edited_timestamp")
            .put("flags", forwarded.flags());
    json.set("embeds", forwarded.embeds());
    json.putArray("mentions");
    json.putArray("mention_roles");
    json.putArray("components");
    ArrayNode attachments = json.putArray("attachments");
    forwarded.attachments().forEach(attachment -> attachments.add(attachment.json(world.cdn)));
    return json;
  }

  private static ObjectNode reference(SimMessage message, int type) {
    ObjectNode json =
        Json.object()
            .put("type", type)
            .put("channel_id", text(message.channel().id()))
            .put("message_id", text(message.id()));
    SimGuild guild = message.channel().guild();
    if (guild != null) {
      json.put("guild_id", text(guild.id()));
    }
    return json;
  }

  private void addInteraction(SimMessage message, ObjectNode json) {
    SimInteraction interaction = message.interaction;
    if (interaction == null) {
      return;
    }
    json.put("application_id", text(world.bot.id())).put("webhook_id", text(world.bot.id()));
    ObjectNode metadata = json.putObject("interaction_metadata");
    metadata.put("id", text(interaction.id())).put("type", interaction.kind().type);
    metadata.set("user", interaction.user().json());
    metadata.set("authorizing_integration_owners", interaction.integrationOwners());
  }

  private ArrayNode reactions(SimMessage message) {
    ArrayNode json = Json.array();
    message.reactions.forEach((emoji, users) -> {
      ObjectNode reaction =
          json.addObject()
              .put("count", users.size())
              .put("me", users.contains(world.bot.id()))
              .put("me_burst", false);
      reaction.putObject("count_details").put("burst", 0).put("normal", users.size());
      reaction.putArray("burst_colors");
      reaction.putObject("emoji").putNull("id").put("name", emoji);
    });
    return json;
  }

  /// A message as the gateway tells it: with the guild and the author as its member.
  ObjectNode messageEvent(SimMessage message, boolean isFull) {
    ObjectNode json = message(message, isFull).put("channel_type", message.channel().type);
    SimGuild guild = message.channel().guild();
    if (guild != null) {
      json.put("guild_id", text(guild.id()));
      json.set("member", member(guild, message.author()));
      json.path("mentions")
          .forEach(user -> {
            SimUser mentioned = world.user(user.path("id").asLong());
            if (mentioned != null) {
              ((ObjectNode) user).set("member", member(guild, mentioned));
            }
          });
    }
    return json;
  }

  /// What an application may read without the MESSAGE_CONTENT intent: direct messages, messages
  /// that mention it and its own. Source: Discord docs, "Message Content Intent" (Aug 2026).
  private boolean isReadableWithoutIntent(SimMessage message) {
    return message.channel().guild() == null
        || message.author().equals(world.bot)
        || message.named.users().contains(world.bot.id());
  }

  static String text(long id) {
    return Long.toString(id);
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }
}
