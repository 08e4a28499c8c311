package dev.sightline.ask;

import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.failure.NotAllowed;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Who may do what, as the configuration says. Safe for all threads.
///
/// A person has ids: their own, that of their workspace or server, and those of their groups or
/// roles; who is at the web page has `web`, too. In this order:
///
/// 1. A listed admin, and whoever sits at the bot's own machine, may do anything.
/// 2. Whoever has a blocked id, or is in a blocked channel, may not ask.
/// 3. Where anybody is allowed by name, one of the person's ids has to be; where channels are
///    named, it has to be in one of them. Both, where both are.
///
/// Who administers a workspace or server is an admin there where no admins are listed, but allowed
/// no more than others by 2 and 3: who runs the bot is above who invites it.
public final class Rights {
  /// What stands for all direct messages among channels.
  private static final String DIRECT = "direct";

  /// What stands for the visitors of the web page, and for that page among channels.
  private static final String WEB = "web";

  private final Rules rules;

  /// What the configuration says.
  ///
  /// @param admins ids; empty for those who administer the workspace or server
  /// @param allow ids of those who may ask; empty for everybody
  /// @param channels in which they may; empty for everywhere
  /// @param block ids, of channels too, that may not, whatever the others say
  /// @param routes who may use a route, by its name; one that is not here is for everybody
  public record Rules(
      Set<String> admins,
      Set<String> allow,
      Set<String> channels,
      Set<String> block,
      Map<String, Set<String>> routes) {
    /// Everybody may everything.
    public static final Rules NONE = new Rules(Set.of(), Set.of(), Set.of(), Set.of(), Map.of());

    public Rules {
      admins = Set.copyOf(admins);
      allow = Set.copyOf(allow);
      channels = Set.copyOf(channels);
      block = Set.copyOf(block);
      routes =
          routes.entrySet().stream()
              .collect(
                  Collectors.toUnmodifiableMap(
                      Map.Entry::getKey, route -> Set.copyOf(route.getValue())));
    }
  }

  /// Decides by these.
  public Rights(Rules rules) {
    this.rules = rules;
  }

  /// Whether this person may do what admins may. Where no admins are listed, that ends at their own
  /// workspace or server, which the caller has to see to: ask [#isListed].
  public boolean isAdmin(Standing standing) {
    return isListed(standing) || (rules.admins.isEmpty() && standing.person().isAdmin());
  }

  /// Whether this is an admin of the whole bot: of every workspace, and of what counts in total.
  public boolean isListed(Standing standing) {
    return standing.isOperator() || isAnyOf(rules.admins, who(standing));
  }

  /// Whether this person may ask here.
  ///
  /// @return why not, for the person; empty if they may
  public Optional<NotAllowed> mayAsk(Standing standing) {
    if (isListed(standing)) {
      return Optional.empty();
    }
    Set<String> who = who(standing);
    Set<String> where = where(standing);
    if (isBlocked(who)) {
      return refusal("You may not ask me anything. One of my admins can change that.");
    }
    if (isAnyOf(rules.block, where)) {
      return refusal("I do not answer in this channel. One of my admins can change that.");
    }
    if (!isAllowed(who)) {
      return refusal("You are not among those who may ask me. One of my admins can change that.");
    }
    if (!rules.channels.isEmpty() && !isAnyOf(rules.channels, where)) {
      return refusal(
          "I do not answer here, only in channels that were chosen for me. One of my admins can change that.");
    }
    return Optional.empty();
  }

  /// Whether there may be a channel in which this person may ask.
  boolean mayAskAnywhere(PersonRef person) {
    Standing standing = new Standing(person, "");
    Set<String> who = who(standing);
    return isListed(standing) || (!isBlocked(who) && isAllowed(who));
  }

  private boolean isBlocked(Set<String> who) {
    return isAnyOf(rules.block, who);
  }

  private boolean isAllowed(Set<String> who) {
    return rules.allow.isEmpty() || isAnyOf(rules.allow, who);
  }

  /// Whether this person may use the route of this name.
  public boolean mayUse(String route, Standing standing) {
    Set<String> only = rules.routes.get(route);
    return only == null || isListed(standing) || isAnyOf(only, who(standing));
  }

  private static Optional<NotAllowed> refusal(String sentence) {
    return Optional.of(new NotAllowed(sentence));
  }

  private static boolean isAnyOf(Set<String> listed, Set<String> ids) {
    return !listed.isEmpty() && ids.stream().anyMatch(listed::contains);
  }

  private static Set<String> who(Standing standing) {
    Set<String> ids = new HashSet<>(standing.person().groups());
    ids.add(standing.person().id());
    ids.add(standing.person().workspace());
    if (standing.person().platform() == Platform.WEB) {
      ids.add(WEB);
    }
    return ids;
  }

  private static Set<String> where(Standing standing) {
    boolean isWeb = standing.person().platform() == Platform.WEB;
    return standing.isDirect() && !isWeb
        ? Set.of(standing.channelId(), DIRECT)
        : Set.of(standing.channelId());
  }
}
