package dev.sightline.ledger;

import dev.sightline.event.Platform;
import dev.sightline.ledger.Budget.Limit;
import dev.sightline.ledger.Budget.Of;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Whose spending counts together: a scope, and its key in [#who].
///
/// @param id the platform's id within the scope, as [Limit#only] names it; empty in total
record Whose(Of scope, String who, String id) {
  private static final char SLASH = '/';

  /// All that an ask counts for.
  ///
  /// @param groups of the person then
  static List<Whose> of(
      Platform platform, String workspace, String channel, String personId, Set<String> groups) {
    var place = workspace(platform, workspace);
    var all = new ArrayList<Whose>();
    all.add(person(platform, personId));
    groups.stream().sorted().map(group -> of(platform, group)).forEach(all::add);
    all.add(new Whose(Of.CHANNEL, place + SLASH + channel, channel));
    all.add(new Whose(Of.WORKSPACE, place, workspace));
    all.add(new Whose(Of.TOTAL, "", ""));
    return List.copyOf(all);
  }

  /// A user group or role.
  static Whose of(Platform platform, String group) {
    return new Whose(Of.GROUP, platform.name() + SLASH + group, group);
  }

  static Whose person(Platform platform, String id) {
    return new Whose(Of.PERSON, platform.name() + SLASH + id, id);
  }

  /// The key of a workspace or server.
  static String workspace(Platform platform, String workspace) {
    return platform.name() + SLASH + workspace;
  }

  static List<Whose> of(Hold hold) {
    return of(
        hold.person().platform(),
        hold.thread().workspace(),
        hold.thread().channel(),
        hold.person().id(),
        hold.person().groups());
  }

  static List<Whose> of(Entry entry) {
    return of(
        entry.platform(), entry.workspace(), entry.channel(), entry.personId(), entry.groups());
  }

  boolean isMeantBy(Limit limit) {
    return limit.of() == scope && (limit.only().isEmpty() || limit.only().contains(id));
  }
}
