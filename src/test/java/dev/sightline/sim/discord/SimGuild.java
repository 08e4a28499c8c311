package dev.sightline.sim.discord;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// A guild ("server") with its roles and members. Safe for all threads.
public final class SimGuild {

  /// A role, with the text that mentions it.
  public record SimRole(long id, String name, boolean isMentionable, boolean isManaged) {
    /// The text that mentions it.
    public String mention() {
      return "<@&" + id + ">";
    }
  }

  final DiscordWorld world;
  final Map<Long, SimRole> roles = new LinkedHashMap<>();
  final Map<Long, Set<SimPermission>> permissions = new LinkedHashMap<>();
  final Map<Long, Set<Long>> members = new LinkedHashMap<>();
  final SimUser owner;
  final SimRole botRole;
  private final long id;
  private final String name;
  private final Instant joinedAt = Instant.now();

  SimGuild(DiscordWorld world, String name) {
    this.world = world;
    this.id = world.ids.next();
    this.name = name;
    owner = world.person("owner-of-" + id);
    putRole(new SimRole(id, "@everyone", false, false), SimPermission.ORDINARY);
    botRole = new SimRole(world.ids.next(), world.bot.name(), false, true);
    putRole(botRole, SimPermission.ORDINARY);
    members.put(owner.id(), new LinkedHashSet<>());
    members.put(world.bot.id(), new LinkedHashSet<>(Set.of(botRole.id())));
  }

  /// Its id.
  public long id() {
    return id;
  }

  /// Its name.
  public String name() {
    return name;
  }

  /// The role Discord made for the bot.
  public SimRole botRole() {
    return botRole;
  }

  /// The text channel of this name, made where there is none.
  public SimChannel channel(String channelName) {
    return world.call(() -> {
      for (SimChannel channel : world.channels.values()) {
        if (equals(channel.guild()) && channel.name().equals(channelName)) {
          return channel;
        }
      }
      SimChannel made =
          new SimChannel(world, world.ids.next(), SimChannel.TEXT, channelName, this, null, null);
      world.channels.put(made.id(), made);
      world.gateway.dispatch("CHANNEL_CREATE", this, world.payloads.channel(made, true));
      return made;
    });
  }

  /// The person of this name as a member with no roles; the same person in all guilds.
  public SimUser member(String personName) {
    return world.call(() -> {
      SimUser user = world.person(personName);
      members.computeIfAbsent(user.id(), _ -> new LinkedHashSet<>());
      return user;
    });
  }

  /// Makes a role.
  public SimRole role(String roleName, boolean isMentionable, SimPermission... granted) {
    return world.call(() -> {
      SimRole role = new SimRole(world.ids.next(), roleName, isMentionable, false);
      putRole(role, Set.of(granted));
      world.gateway.dispatch("GUILD_ROLE_CREATE", this, roleEvent(role));
      return role;
    });
  }

  /// Gives a member a role.
  public void assign(SimUser user, SimRole role) {
    world.run(() -> {
      members.computeIfAbsent(user.id(), _ -> new LinkedHashSet<>()).add(role.id());
      if (user.equals(world.bot)) { // others are told of only with the GUILD_MEMBERS intent
        ObjectNode event = world.payloads.member(this, user);
        event.put("guild_id", Long.toString(id)).set("user", user.json());
        world.gateway.dispatch("GUILD_MEMBER_UPDATE", this, event);
      }
    });
  }

  /// Takes a permission from the bot in the whole guild.
  public void revoke(SimPermission... revoked) {
    world.run(() -> {
      for (SimRole role : Set.of(botRole, everyone())) {
        putRole(role, without(permissions.getOrDefault(role.id(), Set.of()), revoked));
        world.gateway.dispatch("GUILD_ROLE_UPDATE", this, roleEvent(role));
      }
    });
  }

  /// Removes the bot from the guild.
  public void expelBot() {
    world.run(() -> {
      world.guilds.remove(id);
      world.channels.values().removeIf(channel -> equals(channel.guild()));
      world.gateway.dispatch("GUILD_DELETE", this, Json.object().put("id", Long.toString(id)));
    });
  }

  SimRole everyone() {
    return roles.getOrDefault(id, botRole);
  }

  Set<SimPermission> permissionsOf(SimUser user) {
    if (user.equals(owner)) {
      return EnumSet.allOf(SimPermission.class);
    }
    Set<SimPermission> all = EnumSet.noneOf(SimPermission.class);
    all.addAll(permissions.getOrDefault(id, Set.of()));
    for (long role : members.getOrDefault(user.id(), Set.of())) {
      all.addAll(permissions.getOrDefault(role, Set.of()));
    }
    return all.contains(SimPermission.ADMINISTRATOR) ? EnumSet.allOf(SimPermission.class) : all;
  }

  ObjectNode json() {
    ObjectNode json =
        Json.object()
            .put("id", Long.toString(id))
            .put("name", name)
            .putNull("icon")
            .putNull("splash")
            .putNull("banner")
            .putNull("description")
            .put("owner_id", Long.toString(owner.id()))
            .putNull("afk_channel_id")
            .put("afk_timeout", 300)
            .put("verification_level", 1)
            .put("default_message_notifications", 1)
            .put("explicit_content_filter", 0)
            .put("mfa_level", 0)
            .putNull("application_id")
            .putNull("system_channel_id")
            .put("system_channel_flags", 0)
            .putNull("rules_channel_id")
            .putNull("public_updates_channel_id")
            .putNull("safety_alerts_channel_id")
            .putNull("vanity_url_code")
            .put("premium_tier", 0)
            .put("premium_subscription_count", 0)
            .put("premium_progress_bar_enabled", false)
            .put("preferred_locale", "en-US")
            .put("nsfw_level", 0)
            .put("max_members", 500_000)
            .put("joined_at", joinedAt.toString())
            .put("large", false)
            .put("unavailable", false)
            .put("member_count", members.size());
    ArrayNode roleArray = json.putArray("roles");
    roles.values().forEach(role -> roleArray.add(roleJson(role)));
    ArrayNode channels = json.putArray("channels");
    ArrayNode threads = json.putArray("threads");
    for (SimChannel channel : world.channels.values()) {
      if (equals(channel.guild()) && !channel.isThread()) {
        channels.add(world.payloads.channel(channel, false));
      } else if (equals(channel.guild()) && !channel.isArchived) {
        threads.add(world.payloads.channel(channel, true));
      }
    }
    ObjectNode self = json.putArray("members").addObject();
    self.setAll(world.payloads.member(this, world.bot));
    self.set("user", world.bot.json());
    for (String empty :
        new String[] {
          "features",
          "emojis",
          "stickers",
          "voice_states",
          "presences",
          "stage_instances",
          "guild_scheduled_events",
          "soundboard_sounds"
        }) {
      json.putArray(empty);
    }
    return json;
  }

  private void putRole(SimRole role, Collection<SimPermission> granted) {
    roles.put(role.id(), role);
    permissions.put(role.id(), Set.copyOf(granted));
  }

  private ObjectNode roleEvent(SimRole role) {
    ObjectNode event = Json.object().put("guild_id", Long.toString(id));
    event.set("role", roleJson(role));
    return event;
  }

  ObjectNode roleJson(SimRole role) {
    long bits = SimPermission.bits(permissions.getOrDefault(role.id(), Set.of()));
    ObjectNode json =
        Json.object()
            .put("id", Long.toString(role.id()))
            .put("name", role.name())
            .put("permissions", Long.toString(bits))
            .put("position", role.id() == id ? 0 : 1)
            .put("color", 0)
            .put("hoist", false)
            .put("managed", role.isManaged())
            .put("mentionable", role.isMentionable())
            .putNull("icon")
            .putNull("unicode_emoji")
            .put("flags", 0);
    json.putObject("colors")
        .put("primary_color", 0)
        .putNull("secondary_color")
        .putNull("tertiary_color");
    if (role.isManaged()) {
      json.putObject("tags").put("bot_id", Long.toString(world.bot.id()));
    }
    return json;
  }

  static Set<SimPermission> without(Set<SimPermission> from, SimPermission... revoked) {
    Set<SimPermission> left = EnumSet.noneOf(SimPermission.class);
    left.addAll(from);
    Set.of(revoked).forEach(left::remove);
    return left;
  }
}
