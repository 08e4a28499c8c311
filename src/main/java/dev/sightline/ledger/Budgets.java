package dev.sightline.ledger;

import dev.sightline.failure.OverBudget;
import java.time.Instant;
import java.time.temporal.TemporalAdjusters;
import org.jdbi.v3.core.Handle;

/// Compares a [Budget] with the entries and the holds.
final class Budgets {
  private final Budget budget;

  Budgets(Budget budget) {
    this.budget = budget;
  }

  void check(Handle handle, Hold hold, Instant now) throws OverBudget {
    var perAsk = budget.perAsk();
    if (perAsk != null && hold.estimate().compareTo(perAsk) > 0) {
      throw new OverBudget(
          "This could cost "
              + Dollars.rounded(hold.estimate())
              + "; one question may cost "
              + Dollars.exact(perAsk)
              + " at most.");
    }
    var today = now.atZone(budget.zone()).toLocalDate();
    var perDay = budget.perPersonAndDay();
    if (perDay != null) {
      var since = today.atStartOfDay(budget.zone()).toInstant();
      if (spent(handle, "person_id", hold.person().id(), hold, since).compareTo(perDay) > 0) {
        throw new OverBudget(
            "Your budget of "
                + Dollars.exact(perDay)
                + " for today is used up; it starts anew at midnight ("
                + budget.zone()
                + ").");
      }
    }
    var perMonth = budget.perWorkspaceAndMonth();
    if (perMonth != null) {
      var first = today.with(TemporalAdjusters.firstDayOfMonth());
      var since = first.atStartOfDay(budget.zone()).toInstant();
      if (spent(handle, "workspace", hold.thread().workspace(), hold, since).compareTo(perMonth)
          > 0) {
        throw new OverBudget(
            "The budget of "
                + Dollars.exact(perMonth)
                + " that this workspace has for the month is used up; it starts anew on "
                + first.plusMonths(1)
                + ".");
      }
    }
  }

  /// Entries since then, holds, and the hold that is asked for.
  private static NanoUsd spent(
      Handle handle, String column, String value, Hold hold, Instant since) {
    var platform = hold.person().platform();
    var settled =
        handle
            .createQuery(
                "SELECT COALESCE(SUM(nanos), 0) FROM entries WHERE platform = :platform AND "
                    + column
                    + " = :value AND at >= :since")
            .bind("platform", platform)
            .bind("value", value)
            .bind("since", since.toEpochMilli())
            .mapTo(long.class)
            .one();
    var held =
        handle
            .createQuery(
                "SELECT COALESCE(SUM(nanos), 0) FROM holds WHERE platform = :platform AND "
                    + column
                    + " = :value")
            .bind("platform", platform)
            .bind("value", value)
            .mapTo(long.class)
            .one();
    return new NanoUsd(settled).plus(new NanoUsd(held)).plus(hold.estimate());
  }
}
