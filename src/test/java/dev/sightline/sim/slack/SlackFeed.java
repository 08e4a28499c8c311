package dev.sightline.sim.slack;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Turns what happens in the workspace into events for the app, as far as it was granted the scopes
/// to see them.
final class SlackFeed {
  private final SlackWorld world;
  private final SocketHub sockets;
  private final MessageJson json;
  private volatile Delivery delivery = Delivery.usual();

  SlackFeed(SlackWorld world, SocketHub sockets, MessageJson json) {
    this.world = world;
    this.sockets = sockets;
    this.json = json;
  }

  Delivery delivery() {
    return delivery;
  }

  void deliver(Delivery value) {
    delivery = value;
  }

  void posted(SimMessage message, Delivery how) {
    List<ObjectNode> events = new ArrayList<>();
    if (how.messageSent() && seesMessages(message.channel())) {
      events.add(message(message));
    }
    if (how.mentionSent() && mentionsBot(message, message.latest())) {
      events.add(how.mentionFirst() ? 0 : events.size(), mention(message, how.filesInMention()));
    }
    Duration wait = Duration.ZERO;
    for (ObjectNode event : events) {
      ObjectNode payload = payload(event);
      for (int i = 0; i < how.times(); i++) {
        send(SocketDelivery.event(payload, how.overReconnect() && i == 0), wait);
      }
      wait = wait.plus(how.gap());
    }
  }

  void changed(SimMessage message, MessageVersion before) {
    changed(message, json.of(message), json.of(message, before));
    if (!mentionsBot(message, before) && mentionsBot(message, message.latest())) {
      ObjectNode mention = mention(message, true);
      mention.putObject("edited").put("user", message.userId()).put("ts", world.nextTs());
      emit(mention);
    }
  }

  private void changed(SimMessage message, ObjectNode now, ObjectNode before) {
    if (!seesMessages(message.channel())) {
      return;
    }
    ObjectNode event = event(message, "message").put("subtype", "message_changed");
    event.set("message", now);
    event.set("previous_message", before);
    emit(event.put("hidden", true).put("ts", event.path("event_ts").asText()));
  }

  /// The root of a thread that has replies is not deleted but turned into a tombstone.
  void deleted(SimMessage message) {
    if (message.threadTs() == null && !message.channel().replies(message.ts()).isEmpty()) {
      changed(message, json.tombstone(message), json.of(message));
      return;
    }
    if (!seesMessages(message.channel())) {
      return;
    }
    ObjectNode event = event(message, "message").put("subtype", "message_deleted");
    event.set("previous_message", json.of(message));
    emit(
        event
            .put("hidden", true)
            .put("deleted_ts", message.ts())
            .put("ts", event.path("event_ts").asText()));
  }

  /// Told to apps that may read reactions and the messages of the channel.
  void reacted(SimMessage message, String userId, String emoji) {
    if (!message.channel().hasBot() || !world.scopes().contains("reactions:read")) {
      return;
    }
    ObjectNode event =
        Json.object()
            .put("type", "reaction_added")
            .put("user", userId)
            .put("reaction", emoji)
            .put("item_user", message.userId())
            .put("event_ts", world.nextTs());
    event
        .putObject("item")
        .put("type", "message")
        .put("channel", message.channelId())
        .put("ts", message.ts());
    emit(event);
  }

  void homeOpened(String userId, String channelId, String tab) {
    emit(
        Json.object()
            .put("type", "app_home_opened")
            .put("user", userId)
            .put("channel", channelId)
            .put("tab", tab)
            .put("event_ts", world.nextTs()));
  }

  void sessionStopped(
      String userId, SimChannel channel, String threadTs, List<SimMessage> stopped) {
    ObjectNode event =
        Json.object()
            .put("type", "agent_session_stopped")
            .put("channel", channel.id())
            .put("user", userId)
            .put("thread_ts", threadTs)
            .put("event_ts", world.nextTs());
    ArrayNode streams = event.putArray("streaming_message_ts");
    stopped.forEach(message -> streams.add(message.ts()));
    emit(event);
  }

  private boolean seesMessages(SimChannel channel) {
    return channel.hasBot() && world.scopes().contains(channel.kind().scope("history"));
  }

  private boolean mentionsBot(SimMessage message, MessageVersion version) {
    return !message.isFromBot()
        && message.channel().hasBot()
        && message.channel().kind() != ChannelKind.DIRECT
        && world.scopes().contains("app_mentions:read")
        && Markup.pieces(version.text()).contains(new Markup.Piece.Person(SlackWorld.BOT_USER_ID));
  }

  private ObjectNode message(SimMessage message) {
    ObjectNode event = json.of(message);
    if (!message.files().isEmpty()) {
      event.put("subtype", "file_share");
    }
    return event
        .put("channel", message.channelId())
        .put("event_ts", message.ts())
        .put("channel_type", message.channel().kind().type());
  }

  private ObjectNode mention(SimMessage message, boolean withFiles) {
    ObjectNode event =
        Json.object()
            .put("type", "app_mention")
            .put("user", message.userId())
            .put("client_msg_id", MessageJson.clientId(message))
            .put("text", message.text())
            .put("ts", message.ts())
            .put("team", SlackWorld.TEAM_ID)
            .put("channel", message.channelId())
            .put("event_ts", message.ts());
    event.set("blocks", RichText.blocks(message.text()));
    MessageJson.putThread(event, message);
    if (withFiles) {
      json.putFiles(event, message);
    }
    return event;
  }

  private ObjectNode event(SimMessage message, String type) {
    return Json.object()
        .put("type", type)
        .put("channel", message.channelId())
        .put("channel_type", message.channel().kind().type())
        .put("event_ts", world.nextTs());
  }

  private void emit(ObjectNode event) {
    send(SocketDelivery.event(payload(event), false), Duration.ZERO);
  }

  private void send(SocketDelivery envelope, Duration wait) {
    if (wait.isZero()) {
      sockets.send(envelope);
    } else {
      sockets.sendLater(envelope, wait);
    }
  }

  private ObjectNode payload(ObjectNode event) {
    ObjectNode payload =
        Json.object()
            .put("token", "not-verified-in-socket-mode")
            .put("team_id", SlackWorld.TEAM_ID)
            .put("context_team_id", SlackWorld.TEAM_ID)
            .putNull("context_enterprise_id")
            .put("api_app_id", SlackWorld.APP_ID);
    payload.set("event", event);
    payload
        .put("type", "event_callback")
        .put("event_id", world.nextId("Ev"))
        .put("event_time", Instant.now().getEpochSecond());
    payload
        .putArray("authorizations")
        .addObject()
        .putNull("enterprise_id")
        .put("team_id", SlackWorld.TEAM_ID)
        .put("user_id", SlackWorld.BOT_USER_ID)
        .put("is_bot", true)
        .put("is_enterprise_install", false);
    return payload
        .put("is_ext_shared_channel", false)
        .put("event_context", "4-" + world.nextId("EC"));
  }
}
