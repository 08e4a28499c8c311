package dev.sightline.sim.slack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// Messages, their edits and deletions.
final class ChatMethods {
  private final SlackWorld world;
  private final Channels channels;
  private final BotVoice voice;
  private final SlackLedger ledger;
  private final MessageJson json;

  ChatMethods(
      SlackWorld world, Channels channels, BotVoice voice, SlackLedger ledger, MessageJson json) {
    this.world = world;
    this.channels = channels;
    this.voice = voice;
    this.ledger = ledger;
    this.json = json;
  }

  List<ApiMethod> methods() {
    return List.of(
        ApiMethod.writing("chat.postMessage", Tier.POST, "chat:write", this::post),
        ApiMethod.writing("chat.update", Tier.THREE, "chat:write", this::update),
        ApiMethod.writing("chat.delete", Tier.THREE, "chat:write", this::delete),
        ApiMethod.writing("chat.postEphemeral", Tier.FOUR, "chat:write", this::whisper));
  }

  private ObjectNode post(ApiArgs args) {
    if (args.has("username") || args.has("icon_emoji") || args.has("icon_url")) {
      channels.requireScope(Set.of("chat:write.customize"));
    }
    SimChannel channel = channels.forWriting(args.required("channel"));
    MessageVersion version = MessageContent.read(args, SlackLimits.POST_TEXT_CHARS);
    channels.checkThread(channel, args.text("thread_ts"));
    SimMessage message =
        voice.post(
            channel, args.text("thread_ts"), version, MessageContent.linksNames(args), List.of());
    args.json("metadata", "invalid_metadata_format").ifPresent(message::attach);
    return answer(message).set("message", json.of(message));
  }

  private ObjectNode update(ApiArgs args) {
    SimChannel channel = channels.forWriting(args.required("channel"));
    SimMessage message = channels.message(channel, args.required("ts"));
    if (!message.isFromBot()) {
      throw new ApiRefusal("cant_update_message");
    }
    if (message.isStreaming()) {
      throw new ApiRefusal("streaming_state_conflict");
    }
    MessageVersion version = MessageContent.read(args, SlackLimits.UPDATE_TEXT_CHARS);
    voice.update(message, version, MessageContent.linksNames(args));
    ObjectNode answer = answer(message).put("text", message.text());
    return answer.set("message", json.of(message));
  }

  private ObjectNode delete(ApiArgs args) {
    SimChannel channel = channels.forWriting(args.required("channel"));
    SimMessage message = channels.message(channel, args.required("ts"));
    if (!message.isFromBot() || message.isStreaming()) {
      throw new ApiRefusal("cant_delete_message");
    }
    voice.delete(message);
    return answer(message);
  }

  private ObjectNode whisper(ApiArgs args) {
    SimChannel channel = channels.forWriting(args.required("channel"));
    String userId = args.required("user");
    if (!world.knows(userId)) {
      throw new ApiRefusal("user_not_in_channel");
    }
    MessageVersion version = MessageContent.read(args, SlackLimits.POST_TEXT_CHARS);
    String threadTs = args.text("thread_ts");
    channels.checkThread(channel, threadTs);
    String ts = world.nextTs();
    ledger.note(
        new SlackLedger.Ephemeral(
            Instant.now(),
            channel.id(),
            userId,
            threadTs.isEmpty() ? null : threadTs,
            ts,
            version,
            "chat.postEphemeral"));
    return Json.object().put("message_ts", ts);
  }

  private static ObjectNode answer(SimMessage message) {
    return Json.object().put("channel", message.channelId()).put("ts", message.ts());
  }
}
