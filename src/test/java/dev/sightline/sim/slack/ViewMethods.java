package dev.sightline.sim.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The Home tab, and the status line of assistant threads.
final class ViewMethods {
  /// Blocks whose documentation names Home tabs among their surfaces (docs.slack.dev, Block Kit
  /// reference, read 2026-11-21); `markdown` is for messages alone.
  private static final Set<String> IN_HOME =
      Set.of(
          "actions",
          "context",
          "divider",
          "header",
          "image",
          "input",
          "rich_text",
          "section",
          "video");

  private final SlackWorld world;
  private final Channels channels;
  private final SlackLedger ledger;
  private final AgentSessions sessions;
  private final Map<String, String> hashes = new ConcurrentHashMap<>();

  ViewMethods(SlackWorld world, Channels channels, SlackLedger ledger, AgentSessions sessions) {
    this.world = world;
    this.channels = channels;
    this.ledger = ledger;
    this.sessions = sessions;
  }

  List<ApiMethod> methods() {
    return List.of(
        new ApiMethod(
            "views.publish", ApiMethod.Token.BOT, Set.of(), Tier.FOUR, true, this::publish),
        new ApiMethod(
            "assistant.threads.setStatus",
            ApiMethod.Token.BOT,
            Set.of("assistant:write", "chat:write"),
            Tier.FOUR,
            true,
            this::setStatus));
  }

  private ObjectNode publish(ApiArgs args) {
    String userId = args.required("user_id");
    if (!world.knows(userId)) {
      throw ApiRefusal.invalidArgument("invalid `user_id`");
    }
    JsonNode view =
        args.json("view", "invalid_arguments")
            .orElseThrow(() -> ApiRefusal.invalidArgument("missing required field: view"));
    if (view.toString().getBytes(StandardCharsets.UTF_8).length > SlackLimits.VIEW_BYTES) {
      throw new ApiRefusal("view_too_large");
    }
    if (!view.path("type").asText().equals("home")
        || !(view.path("blocks") instanceof ArrayNode blocks)) {
      throw ApiRefusal.invalidArgument("failed to match all allowed schemas [json-pointer:/view]");
    }
    BlockRules.check(blocks, SlackLimits.BLOCKS_PER_VIEW);
    for (int i = 0; i < blocks.size(); i++) {
      String type = blocks.get(i).path("type").asText();
      if (!IN_HOME.contains(type)) {
        throw ApiRefusal.because(
            "invalid_blocks",
            List.of("unsupported type: %s [json-pointer:/blocks/%d/type]".formatted(type, i)));
      }
    }
    if (args.has("hash") && !args.text("hash").equals(hashes.get(userId))) {
      throw new ApiRefusal("hash_conflict");
    }
    String hash = world.nextTs() + ".sim";
    hashes.put(userId, hash);
    ObjectNode shown = view.deepCopy();
    shown.set("blocks", BlockRules.withIds(blocks));
    shown
        .put("id", "V" + userId.substring(1))
        .put("team_id", SlackWorld.TEAM_ID)
        .put("hash", hash)
        .put("app_id", SlackWorld.APP_ID)
        .put("bot_id", SlackWorld.BOT_ID);
    ledger.note(new SlackLedger.Home(Instant.now(), userId, shown));
    return Json.object().set("view", shown);
  }

  private ObjectNode setStatus(ApiArgs args) {
    SimChannel channel = channels.forWriting(args.required("channel_id"));
    String threadTs = args.required("thread_ts");
    channels.checkThread(channel, threadTs);
    ledger.note(
        new SlackLedger.ThreadStatus(Instant.now(), channel.id(), threadTs, args.text("status")));
    sessions.said(channel.id(), threadTs, args.text("status"));
    return Json.object();
  }
}
