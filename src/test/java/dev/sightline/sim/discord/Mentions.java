package dev.sightline.sim.discord;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Who is pinged by a message, after Discord's rules for `allowed_mentions`.
///
/// Without the object everything in the content is parsed, and a reply pings its target; with it,
/// only what it allows. Mentions inside code blocks are counted as pings too, which is stricter
/// than what people would notice. Source: Discord docs, "Allowed Mentions Object" (c98d64bc, Aug
/// 2026).
final class Mentions {
  private static final Pattern USER = Pattern.compile("<@!?(\\d{1,20})>");
  private static final Pattern ROLE = Pattern.compile("<@&(\\d{1,20})>");
  private static final Pattern EVERYONE = Pattern.compile("@(?:everyone|here)");

  private Mentions() {}

  /// Whom a text names, as far as its author may ping them.
  static Pings in(String text, SimChannel channel, SimUser author) {
    Set<Long> users = new LinkedHashSet<>();
    for (Matcher found = USER.matcher(text); found.find(); ) {
      long id = Long.parseUnsignedLong(found.group(1));
      if (channel.world.user(id) != null) {
        users.add(id);
      }
    }
    SimGuild guild = channel.guild();
    if (guild == null) {
      return new Pings(users, Set.of(), false);
    }
    boolean mayAll =
        author.equals(channel.world.bot)
            ? channel.botPermissions().contains(SimPermission.MENTION_EVERYONE)
            : guild.permissionsOf(author).contains(SimPermission.MENTION_EVERYONE);
    Set<Long> roles = new LinkedHashSet<>();
    for (Matcher found = ROLE.matcher(text); found.find(); ) {
      SimGuild.SimRole role = guild.roles.get(Long.parseUnsignedLong(found.group(1)));
      if (role != null && (role.isMentionable() || role.isManaged() || mayAll)) {
        roles.add(role.id());
      }
    }
    return new Pings(users, roles, mayAll && EVERYONE.matcher(text).find());
  }

  static Pings plus(Pings pings, long userId) {
    Set<Long> users = new LinkedHashSet<>(pings.users());
    users.add(userId);
    return new Pings(users, pings.roles(), pings.everyone());
  }

  /// Whom a message of the bot pings.
  ///
  /// @param allowed the `allowed_mentions` of the call
  /// @param replied who wrote what is replied to
  static Pings allowed(Pings named, @Nullable JsonNode allowed, @Nullable SimUser replied) {
    if (allowed == null || allowed.isNull()) {
      return replied == null ? named : plus(named, replied.id());
    }
    Set<String> parse = new HashSet<>();
    allowed.path("parse").forEach(kind -> parse.add(kind.asText()));
    Pings left =
        new Pings(
            parse.contains("users") ? named.users() : listed(named.users(), allowed.path("users")),
            parse.contains("roles") ? named.roles() : listed(named.roles(), allowed.path("roles")),
            named.everyone() && parse.contains("everyone"));
    return replied != null && allowed.path("replied_user").asBoolean(false)
        ? plus(left, replied.id())
        : left;
  }

  static void check(JsonNode allowed, BodyErrors errors) {
    Set<String> parse = new HashSet<>();
    int index = 0;
    for (JsonNode kind : allowed.path("parse")) {
      if (!Set.of("users", "roles", "everyone").contains(kind.asText())) {
        errors.badChoice("allowed_mentions/parse/" + index, "'roles', 'users', 'everyone'");
      }
      parse.add(kind.asText());
      index++;
    }
    for (String kind : Set.of("users", "roles")) {
      if (parse.contains(kind) && !allowed.path(kind).isEmpty()) {
        errors.add(
            "allowed_mentions",
            "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
            "parse:[\"%s\"] and %s: [ids...] are mutually exclusive.".formatted(kind, kind));
      }
      if (allowed.path(kind).size() > 100) {
        errors.tooLong("allowed_mentions/" + kind, 100);
      }
    }
  }

  private static Set<Long> listed(Set<Long> named, JsonNode ids) {
    Set<Long> listed = new LinkedHashSet<>();
    ids.forEach(id -> listed.add(id.asLong()));
    listed.retainAll(named);
    return listed;
  }
}
