package dev.sightline.ledger;

import dev.sightline.ledger.Budget.Limit;
import dev.sightline.ledger.Budget.Per;
import dev.sightline.store.Together;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Running sums of what is held and what was spent, in the transaction of whoever changes them.
///
/// On PostgreSQL the transactions of all processes meet at the row of the table `held` that counts
/// all: each begins with [#lock], so that a check sees what every earlier one held and spent, and
/// none waits in a circle. A lock, and not SERIALIZABLE, which would let one through and have all
/// others begin again; one lock for all, and many asks in each transaction ([GroupCommit]). SQLite
/// has one writer anyway.
final class Tallies {
  /// How long the sums of hours are kept: for the longest window and a day more.
  static final Duration KEPT = Duration.ofHours(Per.MOST_HOURS + 24L);

  private final Spans spans;

  Tallies(Spans spans) {
    this.spans = spans;
  }

  /// Waits until no other process changes sums, and keeps them from it until the transaction ends.
  static void lock(Handle handle) {
    handle.execute(
        """
        INSERT INTO held (scope, who, nanos, holds) VALUES ('TOTAL', '', 0, 0)
        ON CONFLICT (scope, who) DO UPDATE SET holds = held.holds
        """);
  }

  /// Changes what is held.
  ///
  /// @param nanos to add; negative where a hold ends
  /// @param holds how many holds more
  static void hold(Together statements, List<Whose> whose, long nanos, int holds) {
    var rows = whose.stream().map(_ -> "(?, ?, ?, ?)").collect(Collectors.joining(", "));
    var values = new ArrayList<Object>();
    for (var one : whose) {
      values.addAll(List.of(one.scope().name(), one.who(), nanos, holds));
    }
    statements.add(
        "INSERT INTO held (scope, who, nanos, holds) VALUES "
            + rows
            + " ON CONFLICT (scope, who) DO UPDATE SET nanos = held.nanos + excluded.nanos,"
            + " holds = held.holds + excluded.holds",
        values);
  }

  /// Adds to what was spent.
  ///
  /// @param asks how many asks more
  void spend(Together statements, List<Whose> whose, Instant at, long nanos, int asks) {
    var rows =
        whose.stream()
            .map(_ -> "(?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?)")
            .collect(Collectors.joining(", "));
    var values = new ArrayList<Object>();
    for (var one : whose) {
      for (var span : Spans.Kind.values()) {
        var start = span == Spans.Kind.DAY ? spans.day(at) : spans.hour(at);
        values.addAll(
            List.of(one.scope().name(), one.who(), span.name(), start.toEpochMilli(), nanos, asks));
      }
    }
    statements.add(
        "INSERT INTO tallies (scope, who, span, start, nanos, asks) VALUES "
            + rows
            + " ON CONFLICT (scope, who, span, start) DO UPDATE"
            + " SET nanos = tallies.nanos + excluded.nanos,"
            + " asks = tallies.asks + excluded.asks",
        values);
  }

  /// Deletes sums of hours that no window reaches any more.
  static void forget(Handle handle, Instant now) {
    handle.execute(
        "DELETE FROM tallies WHERE start < ? AND span = 'HOUR'", now.minus(KEPT).toEpochMilli());
  }

  /// What counts against a limit.
  record Counted(Limit limit, Whose whose) {}

  /// What was spent in the span of each of the limits, none of which is for one ask alone, and what
  /// is held.
  List<NanoUsd> used(Handle handle, List<Counted> counted, Instant now) {
    if (counted.isEmpty()) {
      return List.of();
    }
    var sums = new ArrayList<String>();
    var values = new ArrayList<Object>();
    for (var one : counted) {
      var since = spans.since(one.limit().per(), now);
      var firstDay = spans.firstDayFrom(since).toEpochMilli();
      var isRolling = one.limit().per().kind() == Per.Kind.ROLLING;
      var scope = one.whose().scope().name();
      var who = one.whose().who();
      sums.add(sum(sums.size(), isRolling));
      values.addAll(List.of(scope, who, scope, who, firstDay));
      if (isRolling) {
        values.addAll(List.of(scope, who, since.toEpochMilli(), firstDay));
      }
    }
    var query = handle.createQuery(String.join(" UNION ALL ", sums) + " ORDER BY place");
    for (var place = 0; place < values.size(); place++) {
      query.bind(place, values.get(place));
    }
    // What was given back to an earlier span is nothing that may be spent in this one.
    return query
        .map((row, context) ->
            new NanoUsd(Math.max(0, row.getLong("spent"))).plus(new NanoUsd(row.getLong("held"))))
        .list();
  }

  private static String sum(int place, boolean isRolling) {
    return "SELECT "
        + place
        + " AS place, COALESCE((SELECT nanos FROM held WHERE scope = ? AND who = ?), 0) AS held,"
        + " COALESCE((SELECT SUM(nanos) FROM tallies"
        + " WHERE scope = ? AND who = ? AND span = 'DAY' AND start >= ?), 0)"
        + (isRolling
            ? " + COALESCE((SELECT SUM(nanos) FROM tallies"
                + " WHERE scope = ? AND who = ? AND span = 'HOUR' AND start >= ? AND start < ?), 0)"
            : "")
        + " AS spent";
  }

  /// The oldest hour since then in which something was spent; null where nothing was.
  @Nullable Instant oldestHour(Handle handle, Whose whose, Instant since) {
    return handle
        .createQuery(
            """
            SELECT start FROM tallies WHERE scope = ? AND who = ? AND span = 'HOUR' AND start >= ?
              AND nanos > 0 ORDER BY start LIMIT 1
            """)
        .bind(0, whose.scope().name())
        .bind(1, whose.who())
        .bind(2, since.toEpochMilli())
        .mapTo(long.class)
        .findFirst()
        .map(Instant::ofEpochMilli)
        .orElse(null);
  }
}
