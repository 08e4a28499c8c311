package dev.sightline.sim.discord;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Who the bot is, where the gateway is, and which commands it registered.
final class ApplicationRoutes {
  private static final long GATEWAY_MESSAGE_CONTENT_LIMITED = 1 << 19;

  private final DiscordWorld world;

  ApplicationRoutes(DiscordWorld world) {
    this.world = world;
  }

  void addTo(Map<DiscordRoute, Function<ApiRequest, Answer>> handlers) {
    handlers.put(DiscordRoute.ME, _ -> Answer.ok(self()));
    handlers.put(DiscordRoute.MY_GUILDS, _ -> Answer.ok(guilds()));
    handlers.put(
        DiscordRoute.GATEWAY, _ -> Answer.ok(Json.object().put("url", world.gateway.url())));
    handlers.put(DiscordRoute.GATEWAY_BOT, _ -> Answer.ok(gatewayBot()));
    handlers.put(DiscordRoute.APPLICATION, _ -> Answer.ok(application()));
    handlers.put(DiscordRoute.OAUTH_APPLICATION, _ -> Answer.ok(application()));
    handlers.put(DiscordRoute.LIST_COMMANDS, request -> Answer.ok(list(request)));
    handlers.put(DiscordRoute.SET_COMMANDS, request -> Answer.ok(set(request, null)));
    handlers.put(
        DiscordRoute.SET_GUILD_COMMANDS,
        request -> {
          SimGuild guild = world.guilds.get(request.id("guild"));
          if (guild == null) {
            throw Rejection.of(ApiError.MISSING_ACCESS);
          }
          return Answer.ok(set(request, guild));
        });
    handlers.put(DiscordRoute.REFRESH_URLS, request -> Answer.ok(refresh(request)));
  }

  /// The application's flags: whether it may have message content (as an app in few guilds has it).
  static long flags(DiscordWorld world) {
    return world.messageContentPermitted ? GATEWAY_MESSAGE_CONTENT_LIMITED : 0;
  }

  private ObjectNode self() {
    return world
        .bot
        .json()
        .putNull("email")
        .put("verified", true)
        .put("mfa_enabled", true)
        .put("locale", "en-US")
        .put("flags", 0);
  }

  private ArrayNode guilds() {
    ArrayNode json = Json.array();
    for (SimGuild guild : world.guilds.values()) {
      long bits = SimPermission.bits(guild.permissionsOf(world.bot));
      json.addObject()
          .put("id", Long.toString(guild.id()))
          .put("name", guild.name())
          .putNull("icon")
          .put("owner", false)
          .put("permissions", Long.toString(bits))
          .putArray("features");
    }
    return json;
  }

  private ObjectNode gatewayBot() {
    ObjectNode json = Json.object().put("url", world.gateway.url()).put("shards", 1);
    json.putObject("session_start_limit")
        .put("total", 1000)
        .put("remaining", 1000 - world.gateway.identifies())
        .put("reset_after", 14_400_000)
        .put("max_concurrency", 1);
    return json;
  }

  private ObjectNode application() {
    ObjectNode json =
        Json.object()
            .put("id", Long.toString(world.bot.id()))
            .put("name", world.bot.name())
            .putNull("icon")
            .put("description", "Looks at pictures and watches videos.")
            .put("summary", "")
            .put("bot_public", true)
            .put("bot_require_code_grant", false)
            .put("verify_key", "0".repeat(64))
            .put("flags", flags(world))
            .put("approximate_guild_count", world.guilds.size())
            .putNull("team");
    json.set("owner", new SimUser(1, "owner", false).json());
    json.set("bot", world.bot.json());
    for (String empty : List.of("tags", "rpc_origins", "redirect_uris")) {
      json.putArray(empty);
    }
    return json;
  }

  private ArrayNode list(ApiRequest request) {
    requireSelf(request);
    ArrayNode json = Json.array();
    world.commands.forEach(json::add);
    return json;
  }

  private ArrayNode set(ApiRequest request, @Nullable SimGuild guild) {
    requireSelf(request);
    JsonNode wanted = request.json().path("items");
    CommandRules.check(wanted);
    List<ObjectNode> before =
        guild == null ? world.commands : world.guildCommands.getOrDefault(guild.id(), List.of());
    List<ObjectNode> now = new ArrayList<>();
    ArrayNode json = Json.array();
    for (JsonNode command : wanted) {
      ObjectNode registered = registered(command, before);
      if (guild != null) {
        registered.put("guild_id", Long.toString(guild.id()));
      }
      now.add(registered);
      json.add(registered);
    }
    if (guild == null) {
      world.commands = now;
    } else {
      world.guildCommands.put(guild.id(), now);
    }
    return json;
  }

  private ObjectNode registered(JsonNode command, List<ObjectNode> before) {
    ObjectNode json = command.deepCopy();
    json.put("type", CommandRules.type(command));
    String id =
        before.stream()
            .filter(old -> CommandRules.type(old) == CommandRules.type(command))
            .filter(old -> old.path("name").equals(command.path("name")))
            .map(old -> old.path("id").asText())
            .findFirst()
            .orElseGet(() -> Long.toString(world.ids.next()));
    json.put("id", id)
        .put("application_id", Long.toString(world.bot.id()))
        .put("version", Long.toString(world.ids.next()));
    if (!json.has("description")) {
      json.put("description", "");
    }
    if (!json.has("default_member_permissions")) {
      json.putNull("default_member_permissions");
    }
    if (!json.has("nsfw")) {
      json.put("nsfw", false);
    }
    return json;
  }

  private ObjectNode refresh(ApiRequest request) {
    JsonNode urls = request.json().path("attachment_urls");
    BodyErrors errors = new BodyErrors();
    if (urls.isEmpty() || urls.size() > 50) {
      errors.badLength("attachment_urls", 1, 50);
    }
    errors.throwIfAny();
    ObjectNode json = Json.object();
    ArrayNode refreshed = json.putArray("refreshed_urls");
    for (JsonNode url : urls) {
      refreshed
          .addObject()
          .put("original", url.asText())
          .put("refreshed", world.cdn.refreshed(url.asText()));
    }
    return json;
  }

  private void requireSelf(ApiRequest request) {
    if (request.id("application") != world.bot.id()) {
      throw Rejection.of(ApiError.UNKNOWN_APPLICATION);
    }
  }
}
