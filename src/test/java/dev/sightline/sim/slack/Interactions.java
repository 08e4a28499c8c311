package dev.sightline.sim.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Commands, clicks and shortcuts on their way to the app.
final class Interactions {
  private static final Pattern BARE_LINK = Pattern.compile("https?://[^\\s<>|]+");
  private static final Pattern BARE_PERSON = Pattern.compile("@([\\w.-]+)");

  private final SlackWorld world;
  private final SocketHub sockets;
  private final Responses responses;
  private final MessageJson json;
  private final SlackLedger ledger;

  Interactions(
      SlackWorld world,
      SocketHub sockets,
      Responses responses,
      MessageJson json,
      SlackLedger ledger) {
    this.world = world;
    this.sockets = sockets;
    this.responses = responses;
    this.json = json;
    this.ledger = ledger;
  }

  /// @param typed as a person types it: `should_escape` links and names are escaped here
  Interaction command(String userId, SimChannel channel, String command, String typed) {
    Responses.Target target = new Responses.Target(channel, userId, null);
    String url = responses.open(target);
    ObjectNode payload =
        Json.object()
            .put("token", "not-verified-in-socket-mode")
            .put("team_id", SlackWorld.TEAM_ID)
            .put("team_domain", SlackWorld.TEAM_DOMAIN)
            .put("channel_id", channel.id())
            .put(
                "channel_name",
                channel.kind() == ChannelKind.DIRECT ? "directmessage" : channel.name())
            .put("user_id", userId)
            .put("user_name", world.name(userId))
            .put("command", command)
            .put("text", escaped(typed))
            .put("api_app_id", SlackWorld.APP_ID)
            .put("is_enterprise_install", "false")
            .put("response_url", url)
            .put("trigger_id", world.nextId("trigger."));
    return send("slash_commands", payload, target, url);
  }

  /// @param message null for an ephemeral message
  Interaction click(
      String userId,
      SimChannel channel,
      @Nullable SimMessage message,
      String messageTs,
      @Nullable String threadTs,
      JsonNode blocks,
      String actionId) {
    Found found =
        button(blocks, actionId)
            .orElseThrow(() -> new IllegalArgumentException("no such action: " + actionId));
    return act(userId, channel, message, messageTs, threadTs, found);
  }

  /// @param label what is written on it
  Interaction press(
      String userId,
      SimChannel channel,
      SimMessage message,
      String messageTs,
      @Nullable String threadTs,
      JsonNode blocks,
      String label) {
    Found found =
        Presses.labelled(blocks, label)
            .map(press -> new Found(press.action(), press.blockId()))
            .orElseThrow(() -> new IllegalArgumentException("nothing says: " + label));
    return act(userId, channel, message, messageTs, threadTs, found);
  }

  private Interaction act(
      String userId,
      SimChannel channel,
      @Nullable SimMessage message,
      String messageTs,
      @Nullable String threadTs,
      Found found) {
    Responses.Target target = new Responses.Target(channel, userId, message);
    String url = responses.open(target);
    ObjectNode payload = interactive("block_actions", userId, channel, url);
    ObjectNode container =
        payload
            .putObject("container")
            .put("type", "message")
            .put("message_ts", messageTs)
            .put("channel_id", channel.id())
            .put("is_ephemeral", message == null);
    if (threadTs != null) {
      container.put("thread_ts", threadTs);
    }
    if (message != null) {
      payload.set("message", json.of(message));
    }
    payload.putObject("state").putObject("values");
    ObjectNode action = payload.putArray("actions").addObject();
    action.setAll(found.element);
    action.remove("url");
    action.put("block_id", found.blockId).put("action_ts", world.nextTs());
    return send("interactive", payload, target, url);
  }

  /// What is done in a Home tab comes with the view instead of a channel and a message, and cannot
  /// be responded to (https://docs.slack.dev/reference/interaction-payloads/block_actions-payload,
  /// 2026-11).
  Interaction pressInHome(String userId, String shownTo, String label) {
    JsonNode view =
        ledger.homes().stream()
            .filter(home -> home.userId().equals(shownTo))
            .reduce((_, later) -> later)
            .orElseThrow(() -> new IllegalStateException("nothing published for " + shownTo))
            .view();
    Presses.Press press =
        Presses.labelled(view.path("blocks"), label)
            .orElseThrow(() -> new IllegalArgumentException("nothing says: " + label));
    ObjectNode payload = payload("block_actions", userId);
    payload.putObject("container").put("type", "view").put("view_id", view.path("id").asText());
    ObjectNode action = press.action();
    ObjectNode shown = view.deepCopy();
    ObjectNode values = shown.putObject("state").putObject("values");
    if (action.has("selected_option")) {
      values
          .putObject(press.blockId())
          .putObject(action.path("action_id").asText())
          .put("type", action.path("type").asText())
          .set("selected_option", action.path("selected_option"));
    }
    payload.set("view", shown);
    action.put("block_id", press.blockId()).put("action_ts", world.nextTs());
    payload.putArray("actions").add(action);
    SocketDelivery delivery = SocketDelivery.interaction("interactive", payload, _ -> {});
    return new Interaction(sockets.trySend(delivery), delivery.id, "");
  }

  Interaction shortcut(String userId, SimMessage message, String callbackId) {
    Responses.Target target = new Responses.Target(message.channel(), userId, message);
    String url = responses.open(target);
    ObjectNode payload = interactive("message_action", userId, message.channel(), url);
    payload
        .put("callback_id", callbackId)
        .put("action_ts", world.nextTs())
        .put("message_ts", message.ts())
        .set("message", json.of(message));
    return send("interactive", payload, target, url);
  }

  private ObjectNode interactive(String type, String userId, SimChannel channel, String url) {
    ObjectNode payload = payload(type, userId).put("response_url", url);
    payload
        .putObject("channel")
        .put("id", channel.id())
        .put("name", channel.kind() == ChannelKind.DIRECT ? "directmessage" : channel.name());
    return payload;
  }

  private ObjectNode payload(String type, String userId) {
    ObjectNode payload = Json.object().put("type", type);
    payload
        .putObject("user")
        .put("id", userId)
        .put("username", world.name(userId))
        .put("name", world.name(userId))
        .put("team_id", SlackWorld.TEAM_ID);
    payload.put("api_app_id", SlackWorld.APP_ID).put("token", "not-verified-in-socket-mode");
    payload
        .put("trigger_id", world.nextId("trigger."))
        .putNull("enterprise")
        .put("is_enterprise_install", false);
    payload.putObject("team").put("id", SlackWorld.TEAM_ID).put("domain", SlackWorld.TEAM_DOMAIN);
    return payload;
  }

  private Interaction send(String type, ObjectNode payload, Responses.Target target, String url) {
    SocketDelivery delivery =
        SocketDelivery.interaction(type, payload, body -> acknowledged(type, target, url, body));
    boolean dispatched = sockets.trySend(delivery);
    return new Interaction(dispatched, delivery.id, url);
  }

  /// Only a command may be answered in its acknowledgement.
  private void acknowledged(String type, Responses.Target target, String url, JsonNode body) {
    if (type.equals("slash_commands") && (body.has("text") || body.has("blocks"))) {
      try {
        responses.apply(target, body, "ack");
      } catch (ApiRefusal refusal) {
        ledger.note(new SlackLedger.ResponseUse(Instant.now(), url, body, refusal.error()));
      }
    }
  }

  private String escaped(String typed) {
    String plain = Markup.escape(typed);
    String linked =
        BARE_LINK
            .matcher(plain)
            .replaceAll(found -> Matcher.quoteReplacement("<" + found.group() + ">"));
    return BARE_PERSON
        .matcher(linked)
        .replaceAll(found ->
            Matcher.quoteReplacement(
                world
                    .personNamed(found.group(1))
                    .map(id -> "<@" + id + "|" + found.group(1) + ">")
                    .or(() -> group(found.group(1)))
                    .orElse(found.group())));
  }

  /// What Slack makes of the handle of a user group
  /// (https://docs.slack.dev/messaging/formatting-message-text#mentioning-groups, read 2026-09).
  private Optional<String> group(String handle) {
    return world.groups().keySet().stream()
        .filter(id -> UserGroupMethods.handle(id).equals(handle))
        .findFirst()
        .map(id -> "<!subteam^" + id + "|@" + handle + ">");
  }

  private static Optional<Found> button(JsonNode blocks, String actionId) {
    for (JsonNode block : blocks) {
      Optional<ObjectNode> element = element(block, actionId);
      if (element.isPresent()) {
        return Optional.of(new Found(element.get(), block.path("block_id").asText()));
      }
    }
    return Optional.empty();
  }

  private static Optional<ObjectNode> element(JsonNode node, String actionId) {
    if (node instanceof ObjectNode object && object.path("action_id").asText().equals(actionId)) {
      return Optional.of(object);
    }
    for (JsonNode child : node) {
      Optional<ObjectNode> inside = element(child, actionId);
      if (inside.isPresent()) {
        return inside;
      }
    }
    return Optional.empty();
  }

  private record Found(ObjectNode element, String blockId) {}
}
