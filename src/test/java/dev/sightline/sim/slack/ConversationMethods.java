package dev.sightline.sim.slack;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/// Channels and what was said in them.
final class ConversationMethods {
  private static final int COMMERCIAL_ITEMS = 15;
  private static final int MOST_ITEMS = 999;

  private final SlackWorld world;
  private final Channels channels;
  private final MessageJson json;
  private final boolean commercial;

  ConversationMethods(SlackWorld world, Channels channels, MessageJson json, boolean commercial) {
    this.world = world;
    this.channels = channels;
    this.json = json;
    this.commercial = commercial;
  }

  List<ApiMethod> methods() {
    Tier history = commercial ? Tier.ONE : Tier.THREE;
    return List.of(
        reading("conversations.info", Tier.THREE, this::info),
        reading("conversations.history", history, this::history),
        reading("conversations.replies", history, this::replies),
        ApiMethod.writing("conversations.open", Tier.THREE, "im:write", this::open));
  }

  /// The scope depends on the kind of channel, so it is checked inside.
  private static ApiMethod reading(String name, Tier tier, ApiMethod.Handler handler) {
    return new ApiMethod(name, ApiMethod.Token.BOT, Set.of(), tier, false, handler);
  }

  private ObjectNode info(ApiArgs args) {
    SimChannel channel = channels.forReading(args.required("channel"), "read");
    return Json.object().set("channel", toJson(channel));
  }

  private ObjectNode open(ApiArgs args) {
    List<String> users = List.of(args.required("users").split(",", -1));
    if (users.size() != 1 || !world.knows(users.getFirst())) {
      throw new ApiRefusal(
          users.size() == 1 ? "user_not_found" : "method_not_supported_for_channel_type");
    }
    SimChannel channel = channels.direct(users.getFirst());
    ObjectNode answer = Json.object();
    if (args.flag("return_im")) {
      answer.set("channel", toJson(channel));
    } else {
      answer.putObject("channel").put("id", channel.id());
    }
    return answer;
  }

  private ObjectNode history(ApiArgs args) {
    SimChannel channel = channels.forReading(args.required("channel"), "history");
    List<SimMessage> found =
        channel.messages().stream()
            .filter(message -> message.threadTs() == null && !message.isDeleted())
            .toList();
    return page(within(found, args).reversed(), args, 100);
  }

  private ObjectNode replies(ApiArgs args) {
    SimChannel channel = channels.forReading(args.required("channel"), "history");
    SimMessage asked =
        channel.message(args.required("ts")).orElseThrow(() -> new ApiRefusal("thread_not_found"));
    SimMessage root = channel.message(asked.rootTs()).orElse(asked);
    List<SimMessage> replies = channel.replies(root.ts());
    if (root.isDeleted() && replies.isEmpty()) {
      throw new ApiRefusal("thread_not_found");
    }
    List<SimMessage> found = new ArrayList<>(replies);
    found.addFirst(root);
    return page(within(found, args), args, MOST_ITEMS);
  }

  private static List<SimMessage> within(List<SimMessage> messages, ApiArgs args) {
    String oldest = args.text("oldest");
    String latest = args.text("latest");
    boolean inclusive = args.flag("inclusive");
    return messages.stream()
        .filter(message -> after(message.ts(), oldest, inclusive))
        .filter(message -> latest.isEmpty() || after(latest, message.ts(), inclusive))
        .toList();
  }

  private static boolean after(String ts, String bound, boolean inclusive) {
    if (bound.isEmpty()) {
      return true;
    }
    int order = Double.compare(Double.parseDouble(ts), Double.parseDouble(bound));
    return order > 0 || (inclusive && order == 0);
  }

  private ObjectNode page(List<SimMessage> found, ApiArgs args, int usual) {
    int most = commercial ? COMMERCIAL_ITEMS : MOST_ITEMS;
    int limit = Math.clamp(args.number("limit", usual), 1, most);
    int from = offset(args.text("cursor"));
    int to = Math.min(found.size(), from + limit);
    ObjectNode answer = Json.object();
    ArrayNode list = answer.putArray("messages");
    for (SimMessage message : found.subList(Math.min(from, to), to)) {
      ObjectNode shown = message.isDeleted() ? json.tombstone(message) : json.of(message);
      if (message.metadata() != null && args.flag("include_all_metadata")) {
        shown.set("metadata", message.metadata());
      }
      list.add(shown);
    }
    boolean more = to < found.size();
    answer.put("has_more", more);
    if (more) {
      answer.putObject("response_metadata").put("next_cursor", cursor(to));
    }
    return answer;
  }

  private static String cursor(int offset) {
    return Base64.getEncoder()
        .encodeToString(("next_ts:" + offset).getBytes(StandardCharsets.UTF_8));
  }

  private static int offset(String cursor) {
    if (cursor.isEmpty()) {
      return 0;
    }
    try {
      String plain = new String(Base64.getDecoder().decode(cursor), StandardCharsets.UTF_8);
      return Integer.parseInt(plain.substring(plain.indexOf(':') + 1));
    } catch (IllegalArgumentException e) {
      throw new ApiRefusal("invalid_cursor");
    }
  }

  private static ObjectNode toJson(SimChannel channel) {
    boolean direct = channel.kind() == ChannelKind.DIRECT;
    ObjectNode json =
        Json.object()
            .put("id", channel.id())
            .put("created", 1_700_000_000)
            .put("is_channel", channel.kind() == ChannelKind.PUBLIC)
            .put("is_group", channel.kind() == ChannelKind.PRIVATE)
            .put("is_im", direct)
            .put("is_mpim", false)
            .put("is_private", channel.kind() != ChannelKind.PUBLIC)
            .put("is_archived", channel.isArchived())
            .put("is_org_shared", false)
            .put("is_ext_shared", false)
            .put("context_team_id", SlackWorld.TEAM_ID);
    return direct
        ? json.put("user", channel.otherPerson())
        : json.put("name", channel.name())
            .put("name_normalized", channel.name())
            .put("is_member", channel.hasBot());
  }
}
