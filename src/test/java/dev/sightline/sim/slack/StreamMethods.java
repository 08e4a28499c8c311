package dev.sightline.sim.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Messages that grow: `chat.startStream`, `chat.appendStream` and `chat.stopStream`.
///
/// Of the chunks only `markdown_text` is known here; others are `invalid_chunks`.
final class StreamMethods {
  static final List<String> NAMES =
      List.of("chat.startStream", "chat.appendStream", "chat.stopStream");

  private final SlackWorld world;
  private final Channels channels;
  private final BotVoice voice;
  private final MessageJson json;
  private final AgentSessions sessions;
  private final Duration wall;

  StreamMethods(
      SlackWorld world,
      Channels channels,
      BotVoice voice,
      MessageJson json,
      AgentSessions sessions,
      Duration wall) {
    this.world = world;
    this.channels = channels;
    this.voice = voice;
    this.json = json;
    this.sessions = sessions;
    this.wall = wall;
  }

  List<ApiMethod> methods() {
    return List.of(
        ApiMethod.writing("chat.startStream", Tier.STREAM_START, "chat:write", this::start),
        ApiMethod.writing("chat.appendStream", Tier.FOUR, "chat:write", this::append),
        ApiMethod.writing("chat.stopStream", Tier.TWO, "chat:write", this::stop));
  }

  private ObjectNode start(ApiArgs args) {
    SimChannel channel = channels.forWriting(args.required("channel"));
    if (!args.has("thread_ts")) {
      throw new ApiRefusal("invalid_thread_ts");
    }
    channels.checkThread(channel, args.text("thread_ts"));
    String recipient = recipient(channel, args);
    String first = text(args);
    SimMessage message =
        voice.post(channel, args.text("thread_ts"), version(first), false, List.of());
    message.stream(new LiveStream(first, wall), recipient);
    sessions.streamBegan(message);
    return answer(message);
  }

  private String recipient(SimChannel channel, ApiArgs args) {
    String person = channel.otherPerson();
    String recipient = args.text("recipient_user_id");
    if (person == null) {
      if (!args.has("recipient_team_id")) {
        throw new ApiRefusal("missing_recipient_team_id");
      }
      if (recipient.isEmpty()) {
        throw new ApiRefusal("missing_recipient_user_id");
      }
    }
    if (!recipient.isEmpty() && !world.knows(recipient)) {
      throw new ApiRefusal("user_not_found");
    }
    return person == null ? recipient : person;
  }

  private ObjectNode append(ApiArgs args) {
    SimMessage message = streamed(args);
    String piece = text(args);
    if (piece.isEmpty()) {
      throw new ApiRefusal("no_text");
    }
    voice.grow(message, version(message.streamed().append(piece)));
    return answer(message);
  }

  private ObjectNode stop(ApiArgs args) {
    SimMessage message = streamed(args);
    ArrayNode blocks = args.array("blocks", "invalid_blocks_format");
    BlockRules.check(blocks, SlackLimits.BLOCKS_PER_MESSAGE);
    SessionStatus next =
        args.has("session_status")
            ? AgentSessions.status(args.text("session_status"), "session_status")
            : SessionStatus.ACTIVE;
    String whole = message.streamed().stop(text(args));
    sessions.streamStopped(message, next);
    voice.end(message, blocks.isEmpty() ? version(whole) : withBlocksUnder(whole, blocks));
    args.json("metadata", "invalid_metadata_format").ifPresent(message::attach);
    return answer(message).set("message", json.of(message));
  }

  private SimMessage streamed(ApiArgs args) {
    SimChannel channel = channels.forWriting(args.required("channel"));
    SimMessage message = channels.message(channel, args.required("ts"));
    if (!message.isFromBot()) {
      throw new ApiRefusal("message_not_owned_by_app");
    }
    if (!message.wasStreamed()) {
      throw new ApiRefusal("message_not_in_streaming_state");
    }
    return message;
  }

  private static String text(ApiArgs args) {
    String text = args.text("markdown_text");
    ArrayNode chunks = args.array("chunks", "invalid_chunks");
    if (!text.isEmpty() && !chunks.isEmpty()) {
      throw new ApiRefusal("cannot_provide_both_markdown_text_and_chunks");
    }
    StringBuilder all = new StringBuilder(text);
    for (JsonNode chunk : chunks) {
      if (!chunk.path("type").asText().equals("markdown_text")) {
        throw new ApiRefusal("invalid_chunks");
      }
      all.append(chunk.path("text").asText());
    }
    if (all.length() > SlackLimits.MARKDOWN_CHARS) {
      throw new ApiRefusal("msg_too_long");
    }
    return all.toString();
  }

  private static MessageVersion version(String markdown) {
    return new MessageVersion(Instant.now(), markdown, true, Json.array(), Json.array());
  }

  private static MessageVersion withBlocksUnder(String markdown, ArrayNode blocks) {
    ArrayNode all = Json.array();
    if (!markdown.isEmpty()) {
      all.addObject().put("type", "markdown").put("text", markdown);
    }
    all.addAll(blocks);
    return new MessageVersion(Instant.now(), markdown, true, BlockRules.withIds(all), Json.array());
  }

  private static ObjectNode answer(SimMessage message) {
    return Json.object().put("channel", message.channelId()).put("ts", message.ts());
  }
}
