package dev.sightline.ledger;

import dev.sightline.event.Platform;
import dev.sightline.ledger.Budget.Limit;
import dev.sightline.ledger.Budget.Of;
import java.util.List;

/// Whose spending counts together: a scope, and its key in [#who].
///
/// @param id the platform's id within the scope, as [Limit#only] names it; empty in total
record Whose(Of scope, String who, String id) {
  private static final char SLASH = '/';

  /// All that an ask counts for.
  static List<Whose> of(Platform platform, String workspace, String channel, String personId) {
    var place = platform.name() + SLASH + workspace;
    return List.of(
        person(platform, personId),
        new Whose(Of.CHANNEL, place + SLASH + channel, channel),
        new Whose(Of.WORKSPACE, place, workspace),
        new Whose(Of.TOTAL, "", ""));
  }

  static Whose person(Platform platform, String id) {
    return new Whose(Of.PERSON, platform.name() + SLASH + id, id);
  }

  static List<Whose> of(Hold hold) {
    return of(
        hold.person().platform(),
        hold.thread().workspace(),
        hold.thread().channel(),
        hold.person().id());
  }

  static List<Whose> of(Entry entry) {
    return of(entry.platform(), entry.workspace(), entry.channel(), entry.personId());
  }

  boolean isMeantBy(Limit limit) {
    return limit.of() == scope && (limit.only().isEmpty() || limit.only().contains(id));
  }
}
