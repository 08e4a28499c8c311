package dev.sightline.ledger;

import dev.sightline.ledger.Budget.Limit;
import dev.sightline.ledger.Budget.Of;
import dev.sightline.ledger.Budget.Per;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// What counts together against a limit.
///
/// @param whose all identities of a person; one group, channel or workspace, or all
record Shared(Limit limit, List<Whose> whose) {
  /// Whatever counts against a limit, each for itself but a person's identities; none where it is
  /// for others, or for one hold alone.
  ///
  /// @param whose all that an ask counts for
  static List<Shared> of(Limit limit, List<Whose> whose) {
    var meant = whose.stream().filter(one -> one.isMeantBy(limit)).toList();
    if (meant.isEmpty() || limit.per().kind() == Per.Kind.ASK) {
      return List.of();
    }
    return limit.of() == Of.PERSON
        ? List.of(
            new Shared(limit, whose.stream().filter(one -> one.scope() == Of.PERSON).toList()))
        : meant.stream().map(one -> new Shared(limit, List.of(one))).toList();
  }

  /// Whatever counts against one of the limits.
  static List<Shared> of(List<Limit> limits, List<Whose> whose) {
    return limits.stream().flatMap(limit -> of(limit, whose).stream()).toList();
  }

  /// The oldest hour since then in which something was spent; null where nothing was.
  @Nullable Instant oldestHour(Handle handle, Instant since) {
    return whose.stream()
        .map(who -> Tallies.oldestHour(handle, who, since))
        .filter(Objects::nonNull)
        .min(Instant::compareTo)
        .orElse(null);
  }
}
