package dev.sightline.sim.slack;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// Messages in the shape that the Web API and events give them.
final class MessageJson {
  private final FileJson files;

  MessageJson(FileJson files) {
    this.files = files;
  }

  ObjectNode of(SimMessage message) {
    return of(message, message.latest());
  }

  ObjectNode of(SimMessage message, MessageVersion version) {
    ObjectNode json = Json.object().put("type", "message").put("user", message.userId());
    if (message.isFromBot()) {
      json.put("bot_id", SlackWorld.BOT_ID).put("app_id", SlackWorld.APP_ID);
      json.set("bot_profile", botProfile());
    } else {
      json.put("client_msg_id", clientId(message));
    }
    json.put("text", shownText(version)).put("ts", message.ts()).put("team", SlackWorld.TEAM_ID);
    ArrayNode blocks =
        version.blocks().isEmpty() ? RichText.blocks(version.text()) : version.blocks();
    if (!blocks.isEmpty()) {
      json.set("blocks", blocks);
    }
    if (!version.attachments().isEmpty()) {
      json.set("attachments", version.attachments());
    }
    putFiles(json, message);
    putThread(json, message);
    Instant editedAt = message.editedAt();
    if (editedAt != null) {
      String ts = "%d.000000".formatted(editedAt.getEpochSecond());
      json.putObject("edited").put("user", message.userId()).put("ts", ts);
    }
    return json;
  }

  /// Adds what an upload adds to its message.
  void putFiles(ObjectNode json, SimMessage message) {
    if (message.files().isEmpty()) {
      return;
    }
    ArrayNode list = json.putArray("files");
    message.files().forEach(file -> list.add(files.inMessage(file)));
    json.put("upload", false).put("display_as_bot", false);
  }

  static void putThread(ObjectNode json, SimMessage message) {
    SimChannel channel = message.channel();
    String threadTs = message.threadTs();
    if (threadTs != null) {
      json.put("thread_ts", threadTs);
      channel.message(threadTs).ifPresent(root -> json.put("parent_user_id", root.userId()));
      return;
    }
    List<SimMessage> replies = channel.replies(message.ts());
    if (!replies.isEmpty()) {
      json.put("thread_ts", message.ts())
          .put("reply_count", replies.size())
          .put("latest_reply", replies.getLast().ts())
          .put("is_locked", false)
          .put("subscribed", true);
      ArrayNode users = json.putArray("reply_users");
      replies.stream().map(SimMessage::userId).distinct().forEach(users::add);
      json.put("reply_users_count", users.size());
    }
  }

  /// What is left of a thread's root that was deleted.
  ObjectNode tombstone(SimMessage message) {
    ObjectNode json =
        Json.object()
            .put("type", "message")
            .put("subtype", "tombstone")
            .put("user", "USLACKBOT")
            .put("text", "This message was deleted.")
            .put("hidden", true)
            .put("ts", message.ts());
    putThread(json, message);
    return json;
  }

  static String clientId(SimMessage message) {
    return UUID.nameUUIDFromBytes(message.ts().getBytes(StandardCharsets.UTF_8)).toString();
  }

  private static String shownText(MessageVersion version) {
    return version.text().isEmpty() ? Markup.escape(version.readerText()) : version.text();
  }

  private static ObjectNode botProfile() {
    return Json.object()
        .put("id", SlackWorld.BOT_ID)
        .put("app_id", SlackWorld.APP_ID)
        .put("name", SlackWorld.BOT_NAME)
        .put("deleted", false)
        .put("updated", 1_700_000_000)
        .put("team_id", SlackWorld.TEAM_ID);
  }
}
