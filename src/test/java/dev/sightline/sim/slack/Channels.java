package dev.sightline.sim.slack;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Finds conversations for calls, with the refusals Slack gives, and makes new ones.
final class Channels {
  private final SlackWorld world;
  private final SlackFeed feed;

  Channels(SlackWorld world, SlackFeed feed) {
    this.world = world;
    this.feed = feed;
  }

  /// The channel of this id, made with the bot in it where it does not exist.
  SimChannel named(String id, String name, ChannelKind kind) {
    SimChannel known = world.channel(id);
    return known != null ? known : world.add(new SimChannel(world, feed, id, name, kind, null));
  }

  /// The direct messages between a person and the app.
  SimChannel direct(String userId) {
    return world
        .directMessages(userId)
        .orElseGet(() -> {
          String id = "D" + userId.substring(1);
          return world.add(new SimChannel(world, feed, id, "", ChannelKind.DIRECT, userId));
        });
  }

  SimChannel forWriting(String channel) {
    SimChannel found = find(channel);
    if (found.isArchived()) {
      throw new ApiRefusal("is_archived");
    }
    boolean open =
        found.kind() == ChannelKind.PUBLIC && world.scopes().contains("chat:write.public");
    if (!found.hasBot() && !open) {
      throw new ApiRefusal("not_in_channel");
    }
    return found;
  }

  /// @param permission `read` or `history`
  SimChannel forReading(String channel, String permission) {
    SimChannel found = find(channel);
    requireScope(Set.of(found.kind().scope(permission)));
    if (permission.equals("history") && !found.hasBot()) {
      throw new ApiRefusal("not_in_channel");
    }
    return found;
  }

  /// A message of the channel that is not deleted.
  SimMessage message(SimChannel channel, String ts) {
    return channel
        .message(ts)
        .filter(message -> !message.isDeleted())
        .orElseThrow(() -> new ApiRefusal("message_not_found"));
  }

  /// Refuses a `thread_ts` that is no root of a thread; empty is fine.
  void checkThread(SimChannel channel, String threadTs) {
    if (threadTs.isEmpty()) {
      return;
    }
    if (!threadTs.matches("\\d+\\.\\d{6}")) {
      throw new ApiRefusal("invalid_thread_ts");
    }
    SimMessage root =
        channel.message(threadTs).orElseThrow(() -> new ApiRefusal("thread_not_found"));
    if (root.threadTs() != null) {
      throw new ApiRefusal("cannot_reply_to_message");
    }
    if (root.isDeleted() && channel.replies(threadTs).isEmpty()) {
      throw new ApiRefusal("thread_not_found");
    }
  }

  void requireScope(Set<String> oneOf) {
    if (!oneOf.isEmpty() && oneOf.stream().noneMatch(world.scopes()::contains)) {
      throw new ApiRefusal(
          "missing_scope",
          Json.object()
              .put("needed", String.join(",", oneOf))
              .put("provided", String.join(",", world.scopes())));
    }
  }

  private SimChannel find(String channel) {
    SimChannel known = world.channel(channel);
    if (known == null && channel.startsWith("U") && world.knows(channel)) {
      known = direct(channel);
    }
    if (known == null && channel.startsWith("#")) {
      String name = channel.substring(1).toLowerCase(Locale.ROOT);
      Optional<SimChannel> byName =
          world.channels().stream().filter(one -> one.name().equals(name)).findFirst();
      known = byName.orElse(null);
    }
    if (known == null || (known.kind() == ChannelKind.PRIVATE && !known.hasBot())) {
      throw new ApiRefusal("channel_not_found");
    }
    return known;
  }
}
