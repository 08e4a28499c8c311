package dev.sightline.sim.slack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/// Who the app is, who people are, and the way to a socket.
final class AuthMethods {
  private final SlackWorld world;
  private final SocketHub sockets;
  private final Supplier<URI> base;

  AuthMethods(SlackWorld world, SocketHub sockets, Supplier<URI> base) {
    this.world = world;
    this.sockets = sockets;
    this.base = base;
  }

  List<ApiMethod> methods() {
    return List.of(
        new ApiMethod(
            "auth.test", ApiMethod.Token.EITHER, Set.of(), Tier.SPECIAL, true, this::test),
        new ApiMethod(
            "apps.connections.open", ApiMethod.Token.APP, Set.of(), Tier.THREE, true, this::open),
        ApiMethod.reading("bots.info", Tier.THREE, "users:read", this::bot),
        ApiMethod.reading("users.info", Tier.FOUR, "users:read", this::person));
  }

  private ObjectNode test(ApiArgs args) {
    return Json.object()
        .put("url", base.get() + "/")
        .put("team", SlackWorld.TEAM_NAME)
        .put("user", SlackWorld.BOT_NAME)
        .put("team_id", SlackWorld.TEAM_ID)
        .put("user_id", SlackWorld.BOT_USER_ID)
        .put("bot_id", SlackWorld.BOT_ID)
        .put("is_enterprise_install", false);
  }

  private ObjectNode open(ApiArgs args) {
    return Json.object().put("url", sockets.openUrl(base.get().getAuthority()));
  }

  private ObjectNode bot(ApiArgs args) {
    if (args.has("bot") && !args.text("bot").equals(SlackWorld.BOT_ID)) {
      throw new ApiRefusal("bot_not_found");
    }
    ObjectNode answer = Json.object();
    answer
        .putObject("bot")
        .put("id", SlackWorld.BOT_ID)
        .put("deleted", false)
        .put("name", SlackWorld.BOT_NAME)
        .put("updated", 1_700_000_000)
        .put("app_id", SlackWorld.APP_ID)
        .put("user_id", SlackWorld.BOT_USER_ID);
    return answer;
  }

  private ObjectNode person(ApiArgs args) {
    String id = args.required("user");
    if (!world.knows(id)) {
      throw new ApiRefusal("user_not_found");
    }
    boolean isBot = id.equals(SlackWorld.BOT_USER_ID);
    ObjectNode answer = Json.object();
    ObjectNode user =
        answer
            .putObject("user")
            .put("id", id)
            .put("team_id", SlackWorld.TEAM_ID)
            .put("name", world.name(id))
            .put("deleted", false)
            .put("real_name", world.name(id))
            .put("tz", "Europe/Amsterdam")
            .put("tz_label", "Central European Time")
            .put("tz_offset", 3_600)
            .put("is_admin", world.admins().contains(id))
            .put("is_owner", false)
            .put("is_restricted", world.guests().contains(id))
            .put("is_ultra_restricted", false)
            .put("is_bot", isBot)
            .put("is_app_user", false)
            .put("updated", 1_700_000_000);
    user.putObject("profile")
        .put("real_name", world.name(id))
        .put("display_name", world.name(id))
        .put("team", SlackWorld.TEAM_ID);
    return answer;
  }
}
