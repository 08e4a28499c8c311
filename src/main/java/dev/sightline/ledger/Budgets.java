package dev.sightline.ledger;

import dev.sightline.failure.OverBudget;
import dev.sightline.ledger.Budget.Limit;
import dev.sightline.ledger.Budget.Of;
import dev.sightline.ledger.Budget.Per;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/// Compares a [Budget] with the entries and the holds.
final class Budgets {
  private final Budget budget;

  Budgets(Budget budget) {
    this.budget = budget;
  }

  void check(Handle handle, Hold hold, Instant now) throws OverBudget {
    for (var limit : budget.limits()) {
      if (limit.per() == Per.ASK) {
        checkAlone(limit, hold);
      } else {
        checkTogether(handle, limit, hold, now);
      }
    }
  }

  private static void checkAlone(Limit limit, Hold hold) throws OverBudget {
    if (hold.estimate().compareTo(limit.most()) > 0) {
      throw new OverBudget(
          "This could cost %s; one question may cost %s at most."
              .formatted(Dollars.rounded(hold.estimate()), Dollars.exact(limit.most())));
    }
  }

  private void checkTogether(Handle handle, Limit limit, Hold hold, Instant now) throws OverBudget {
    var today = now.atZone(budget.zone()).toLocalDate();
    var since = limit.per().firstDay(today).atStartOfDay(budget.zone()).toInstant();
    var spent = spent(handle, limit.of(), hold, since);
    if (spent.plus(hold.estimate()).compareTo(limit.most()) <= 0) {
      return;
    }
    var anew =
        limit.per() == Per.DAY
            ? "at midnight (%s)".formatted(budget.zone())
            : "on " + limit.per().nextDay(today);
    throw new OverBudget(
        "%s of %s for %s is used up; it starts anew %s."
            .formatted(
                switch (limit.of()) {
                  case PERSON -> "Your budget";
                  case CHANNEL -> "This channel's budget";
                  case WORKSPACE -> "This workspace's budget";
                },
                Dollars.exact(limit.most()),
                limit.per() == Per.DAY ? "today" : "this month",
                anew));
  }

  /// Entries since then, and holds.
  private static NanoUsd spent(Handle handle, Of of, Hold hold, Instant since) {
    var theirs =
        switch (of) {
          case PERSON -> " WHERE platform = :platform AND person_id = :person";
          case CHANNEL ->
              " WHERE platform = :platform AND workspace = :workspace AND channel = :channel";
          case WORKSPACE -> " WHERE platform = :platform AND workspace = :workspace";
        };
    var sum =
        "SELECT (SELECT COALESCE(SUM(nanos), 0) FROM entries"
            + theirs
            + " AND at >= :since) + (SELECT COALESCE(SUM(nanos), 0) FROM holds"
            + theirs
            + ")";
    return handle
        .createQuery(sum)
        .bind("platform", hold.person().platform())
        .bind("person", hold.person().id())
        .bind("workspace", hold.thread().workspace())
        .bind("channel", hold.thread().channel())
        .bind("since", since.toEpochMilli())
        .mapTo(long.class)
        .map(NanoUsd::new)
        .one();
  }
}
