package dev.sightline.ledger;

import dev.sightline.ledger.Budget.Limit;
import dev.sightline.ledger.Budget.Of;
import dev.sightline.ledger.Budget.Per;
import dev.sightline.ledger.Tallies.Counted;
import java.time.Instant;
import java.util.ArrayList;
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

  /// What was spent and is held, of each.
  static List<NanoUsd> used(Tallies tallies, Handle handle, List<Shared> all, Instant now) {
    var flat =
        all.stream()
            .flatMap(one -> one.whose.stream().map(who -> new Counted(one.limit, who)))
            .toList();
    var sums = tallies.used(handle, flat, now).iterator();
    var used = new ArrayList<NanoUsd>();
    for (var one : all) {
      var sum = NanoUsd.ZERO;
      for (var _ : one.whose) {
        sum = sum.plus(sums.next());
      }
      used.add(sum);
    }
    return used;
  }

  /// The oldest hour since then in which something was spent; null where nothing was.
  @Nullable Instant oldestHour(Tallies tallies, Handle handle, Instant since) {
    return whose.stream()
        .map(who -> tallies.oldestHour(handle, who, since))
        .filter(Objects::nonNull)
        .min(Instant::compareTo)
        .orElse(null);
  }
}
