package dev.sightline.discord;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.failure.PlatformRefused;
import dev.sightline.limit.Throttled;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.Permission;
import net.dv8tion.jda.api.entities.Guild;
import net.dv8tion.jda.api.entities.Member;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.entities.Role;
import net.dv8tion.jda.api.entities.User;
import net.dv8tion.jda.api.events.message.react.MessageReactionAddEvent;
import net.dv8tion.jda.api.interactions.Interaction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who people are on Discord, with those of their roles that the configuration names and whether
/// they may manage the server.
///
/// What happens in a server comes with its member, and so with its roles. Of direct messages, and
/// of messages that are read later, Discord is asked, and only about servers that have a role of
/// the configuration. May block; used off the gateway's thread. Safe for all threads.
final class DiscordPeople {
  private static final Logger LOG = LoggerFactory.getLogger(DiscordPeople.class);

  /// A role that is given or taken counts in direct messages after this at the latest; our own
  /// choice, as the next.
  private static final Duration KEPT = Duration.ofMinutes(5);

  private static final int MOST_KEPT = 20_000;

  private final Supplier<JDA> session;
  private final Supplier<Set<String>> named;
  private final Cache<Membership, Set<String>> known =
      Caffeine.newBuilder().maximumSize(MOST_KEPT).expireAfterWrite(KEPT).build();

  private record Membership(String guildId, String userId) {}

  /// @param named ids among which are the roles of the configuration
  DiscordPeople(Supplier<JDA> session, Supplier<Set<String>> named) {
    this.session = session;
    this.named = named;
  }

  /// Who wrote a message.
  PersonRef author(Message message) {
    @Nullable Guild guild = message.isFromGuild() ? message.getGuild() : null;
    return person(guild, message.getAuthor(), message.getMember());
  }

  /// Who gave a command or pressed a button.
  PersonRef person(Interaction interaction) {
    return person(
        interaction.isFromGuild() ? interaction.getGuild() : null,
        interaction.getUser(),
        interaction.getMember(),
        DiscordEvents.workspace(interaction));
  }

  /// Who put an emoji on a message. A member is there in servers only.
  PersonRef person(MessageReactionAddEvent event) {
    String workspace = event.isFromGuild() ? event.getGuild().getId() : DiscordEvents.DIRECT;
    @Nullable Member member = event.getMember();
    return member == null
        ? new PersonRef(Platform.DISCORD, workspace, event.getUserId(), event.getUserId())
        : person(member.getGuild(), member.getUser(), member);
  }

  private PersonRef person(@Nullable Guild guild, User user, @Nullable Member member) {
    return person(guild, user, member, guild == null ? DiscordEvents.DIRECT : guild.getId());
  }

  private PersonRef person(
      @Nullable Guild guild, User user, @Nullable Member member, String workspace) {
    if (member != null) {
      return new PersonRef(
          Platform.DISCORD,
          workspace,
          user.getId(),
          member.getEffectiveName(),
          among(member.getRoles()),
          member.hasPermission(Permission.MANAGE_SERVER));
    }
    Set<String> roles = new HashSet<>();
    guildsThatMatter().stream()
        .filter(each -> workspace.equals(DiscordEvents.DIRECT) || each.equals(guild))
        .forEach(each -> roles.addAll(rolesIn(each, user.getId())));
    return new PersonRef(
        Platform.DISCORD, workspace, user.getId(), user.getEffectiveName(), roles, false);
  }

  private Set<String> among(Collection<Role> roles) {
    Set<String> wanted = named.get();
    return roles.stream().map(Role::getId).filter(wanted::contains).collect(Collectors.toSet());
  }

  private Set<Guild> guildsThatMatter() {
    Set<String> wanted = named.get();
    if (wanted.isEmpty()) {
      return Set.of();
    }
    JDA now = session.get();
    return wanted.stream()
        .map(now::getRoleById)
        .filter(Objects::nonNull)
        .map(Role::getGuild)
        .collect(Collectors.toSet());
  }

  private Set<String> rolesIn(Guild guild, String userId) {
    Membership membership = new Membership(guild.getId(), userId);
    @Nullable Set<String> kept = known.getIfPresent(membership);
    if (kept != null) {
      return kept;
    }
    try {
      Member member = DiscordCalls.await(guild.retrieveMemberById(userId));
      Set<String> roles = among(member.getRoles());
      known.put(membership, roles);
      return roles;
    } catch (PlatformRefused refused) {
      if (refused.reason() == PlatformRefused.Reason.GONE) {
        known.put(membership, Set.of());
      } else {
        LOG.warn("the roles of {} are not known: {}", userId, refused.getMessage());
      }
      return Set.of();
    } catch (Throttled throttled) {
      LOG.warn("the roles of {} are not known: {}", userId, throttled.toString());
      return Set.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Set.of();
    }
  }
}
