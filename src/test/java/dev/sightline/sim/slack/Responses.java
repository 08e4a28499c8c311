package dev.sightline.sim.slack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// `response_url`s, and the payloads that come with acknowledgements: both answer an interaction.
final class Responses {
  static final String PATH = "/response/";

  private final SlackWorld world;
  private final BotVoice voice;
  private final SlackLedger ledger;
  private final Supplier<URI> base;
  private final Map<String, Target> targets = new ConcurrentHashMap<>();

  Responses(SlackWorld world, BotVoice voice, SlackLedger ledger, Supplier<URI> base) {
    this.world = world;
    this.voice = voice;
    this.ledger = ledger;
    this.base = base;
  }

  /// A URL that answers `target`.
  String open(Target target) {
    String id = world.nextId("R");
    targets.put(id, target);
    return base.get() + PATH + id;
  }

  /// Lets all URLs given out so far run out of time.
  void expireAll() {
    targets.replaceAll((id, target) -> target.expired());
  }

  void receive(Context context) {
    String url = base.get() + context.path();
    JsonNode body;
    try {
      body = Json.parse(context.body());
    } catch (JsonProcessingException e) {
      refuse(context, url, Json.object(), 400, "invalid_payload");
      return;
    }
    Target target = targets.get(context.pathParam("id"));
    if (target == null
        || target.opened.plus(SlackLimits.RESPONSE_URL_LIFE).isBefore(Instant.now())) {
      refuse(context, url, body, 404, "expired_url");
      return;
    }
    if (target.uses.incrementAndGet() > SlackLimits.RESPONSE_URL_USES) {
      refuse(context, url, body, 404, "used_url");
      return;
    }
    try {
      apply(target, body, "response_url");
    } catch (ApiRefusal refusal) {
      refuse(context, url, body, 400, refusal.error());
      return;
    }
    ledger.note(new SlackLedger.ResponseUse(Instant.now(), url, body, ""));
    context.contentType("application/json").result("{\"ok\":true}");
  }

  private void refuse(Context context, String url, JsonNode body, int status, String error) {
    ledger.note(new SlackLedger.ResponseUse(Instant.now(), url, body, error));
    context
        .status(status)
        .contentType("application/json")
        .result(new ApiRefusal(error).toJson().toString());
  }

  /// Shows what the app answered.
  void apply(Target target, JsonNode body, String via) {
    if (!(body instanceof ObjectNode values)) {
      throw new ApiRefusal("invalid_payload");
    }
    values.remove("markdown_text");
    ApiArgs args = new ApiArgs(values);
    SimMessage message = target.message;
    if (args.flag("delete_original")) {
      if (message == null) {
        throw new ApiRefusal("cant_delete_message");
      }
      voice.delete(message);
      return;
    }
    MessageVersion version = MessageContent.read(args, SlackLimits.POST_TEXT_CHARS);
    if (args.flag("replace_original") && message != null && message.isFromBot()) {
      voice.update(message, version, false);
    } else if (args.text("response_type").equals("in_channel")) {
      voice.post(target.channel, args.text("thread_ts"), version, false, List.of());
    } else {
      ledger.note(
          new SlackLedger.Ephemeral(
              Instant.now(),
              target.channel.id(),
              target.userId,
              null,
              world.nextTs(),
              version,
              via));
    }
  }

  /// Where an answer goes.
  ///
  /// @param message the message that was clicked; null for commands and ephemeral messages
  record Target(
      SimChannel channel,
      String userId,
      @Nullable SimMessage message,
      Instant opened,
      AtomicInteger uses) {
    Target(SimChannel channel, String userId, @Nullable SimMessage message) {
      this(channel, userId, message, Instant.now(), new AtomicInteger());
    }

    Target expired() {
      return new Target(channel, userId, message, Instant.EPOCH, uses);
    }
  }
}
