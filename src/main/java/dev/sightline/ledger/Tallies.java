package dev.sightline.ledger;

import dev.sightline.ledger.Budget.Limit;
import dev.sightline.ledger.Budget.Of;
import dev.sightline.ledger.Budget.Per;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Running sums of what is held and what was spent, in the transaction of whoever changes them.
///
/// On PostgreSQL two transactions meet at rows of the table `held`. Whoever holds, settles or
/// releases locks the rows of all that the ask counts for, by changing them, in the order of
/// [Whose#of]: a check then sees what every earlier one held and spent, and none waits in a circle.
/// Row locks, and not SERIALIZABLE: nearly all asks meet at the row of their workspace, where that
/// would let one through and have all others begin again. SQLite has one writer anyway.
final class Tallies {
  private final Spans spans;

  Tallies(Spans spans) {
    this.spans = spans;
  }

  /// Changes what is held.
  ///
  /// @param nanos to add; negative where a hold ends
  /// @param holds how many holds more
  /// @return what is held now, for each scope
  static Map<Of, NanoUsd> hold(Handle handle, List<Whose> whose, long nanos, int holds) {
    var rows = whose.stream().map(_ -> "(?, ?, ?, ?)").collect(Collectors.joining(", "));
    var upsert =
        handle.createQuery(
            "INSERT INTO held (scope, who, nanos, holds) VALUES "
                + rows
                + " ON CONFLICT (scope, who) DO UPDATE SET nanos = held.nanos + excluded.nanos,"
                + " holds = held.holds + excluded.holds RETURNING scope, nanos");
    var place = 0;
    for (var one : whose) {
      upsert.bind(place++, one.scope().name());
      upsert.bind(place++, one.who());
      upsert.bind(place++, nanos);
      upsert.bind(place++, holds);
    }
    var held = new EnumMap<Of, NanoUsd>(Of.class);
    upsert
        .map((row, context) ->
            Map.entry(Of.valueOf(row.getString("scope")), new NanoUsd(row.getLong("nanos"))))
        .forEach(row -> held.put(row.getKey(), row.getValue()));
    return held;
  }

  /// Adds to what was spent.
  ///
  /// @param asks how many asks more
  void spend(Handle handle, List<Whose> whose, Instant at, long nanos, int asks) {
    var starts =
        Map.of(
            Spans.Kind.HOUR, spans.hour(at).toEpochMilli(),
            Spans.Kind.DAY, spans.day(at).toEpochMilli());
    var rows =
        whose.stream()
            .map(_ -> "(?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?)")
            .collect(Collectors.joining(", "));
    var upsert =
        handle.createUpdate(
            "INSERT INTO tallies (scope, who, span, start, nanos, asks) VALUES "
                + rows
                + " ON CONFLICT (scope, who, span, start) DO UPDATE"
                + " SET nanos = tallies.nanos + excluded.nanos,"
                + " asks = tallies.asks + excluded.asks");
    var place = 0;
    for (var one : whose) {
      for (var span : Spans.Kind.values()) {
        upsert.bind(place++, one.scope().name());
        upsert.bind(place++, one.who());
        upsert.bind(place++, span.name());
        upsert.bind(place++, starts.get(span));
        upsert.bind(place++, nanos);
        upsert.bind(place++, asks);
      }
    }
    upsert.execute();
  }

  /// What counts against a limit.
  record Counted(Limit limit, Whose whose) {}

  /// What was spent in the span of each of the limits, none of which is for one ask alone.
  List<NanoUsd> spent(Handle handle, List<Counted> counted, Instant now) {
    if (counted.isEmpty()) {
      return List.of();
    }
    var sums = new ArrayList<String>();
    for (var i = 0; i < counted.size(); i++) {
      sums.add(sum(i, counted.get(i).limit().per()));
    }
    var query = handle.createQuery(String.join(" UNION ALL ", sums) + " ORDER BY place");
    var place = 0;
    for (var one : counted) {
      var since = spans.since(one.limit().per(), now);
      var firstDay = spans.firstDayFrom(since).toEpochMilli();
      query.bind(place++, one.whose().scope().name());
      query.bind(place++, one.whose().who());
      query.bind(place++, firstDay);
      if (one.limit().per().kind() == Per.Kind.ROLLING) {
        query.bind(place++, one.whose().scope().name());
        query.bind(place++, one.whose().who());
        query.bind(place++, since.toEpochMilli());
        query.bind(place++, firstDay);
      }
    }
    // What was given back to an earlier span is nothing that may be spent in this one.
    return query.map((row, context) -> new NanoUsd(Math.max(0, row.getLong("nanos")))).list();
  }

  private static String sum(int place, Per per) {
    var days =
        "SELECT "
            + place
            + " AS place, COALESCE((SELECT SUM(nanos) FROM tallies"
            + " WHERE scope = ? AND who = ? AND span = 'DAY' AND start >= ?), 0)";
    return days
        + (per.kind() == Per.Kind.ROLLING
            ? " + COALESCE((SELECT SUM(nanos) FROM tallies"
                + " WHERE scope = ? AND who = ? AND span = 'HOUR' AND start >= ? AND start < ?), 0)"
            : "")
        + " AS nanos";
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
