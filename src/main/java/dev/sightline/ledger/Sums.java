package dev.sightline.ledger;

import dev.sightline.ledger.Budget.Per;
import dev.sightline.store.ForEach;
import dev.sightline.store.Store;
import dev.sightline.store.Together;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/// What is held and what was spent, as one transaction reads it once for many limits, goes on
/// counting in memory, and writes what was added, each row once. Used by one thread.
final class Sums {
  private static final ForEach READ =
      new ForEach(
          "place BIGINT, scope TEXT, who TEXT, span TEXT, since BIGINT, until BIGINT",
          """
          SELECT place,
            COALESCE((SELECT h.nanos FROM held h
              WHERE h.scope = given.scope AND h.who = given.who), 0) AS held,
            COALESCE((SELECT SUM(t.nanos) FROM tallies t
              WHERE t.scope = given.scope AND t.who = given.who AND t.span = given.span
                AND t.start >= given.since AND t.start < given.until), 0) AS spent
          FROM given\
          """);

  private static final ForEach HOLD =
      new ForEach(
          "scope TEXT, who TEXT, nanos BIGINT, holds BIGINT",
          """
          INSERT INTO held (scope, who, nanos, holds) SELECT * FROM given WHERE true
          ON CONFLICT (scope, who) DO UPDATE SET nanos = held.nanos + excluded.nanos,
            holds = held.holds + excluded.holds\
          """);

  private static final ForEach SPEND =
      new ForEach(
          "scope TEXT, who TEXT, span TEXT, start BIGINT, nanos BIGINT, asks BIGINT",
          """
          INSERT INTO tallies (scope, who, span, start, nanos, asks) SELECT * FROM given WHERE true
          ON CONFLICT (scope, who, span, start) DO UPDATE
            SET nanos = tallies.nanos + excluded.nanos, asks = tallies.asks + excluded.asks\
          """);

  private final Spans spans;
  private final Map<Whose, Account> accounts = new LinkedHashMap<>();
  private final Map<Whose, long[]> held = new LinkedHashMap<>();
  private final Map<Tally, long[]> spent = new LinkedHashMap<>();

  Sums(Spans spans) {
    this.spans = spans;
  }

  /// Hours or days one after the other.
  ///
  /// @param since when the first begins, in milliseconds since 1970
  /// @param until exclusive
  private record Range(Spans.Kind span, long since, long until) {}

  /// The key of a row of `tallies`.
  private record Tally(Whose whose, Spans.Kind span, long start) {}

  /// What is known of one that counts.
  private static final class Account {
    private final Map<Range, Long> spent = new HashMap<>();
    private long held;
  }

  /// What was spent and is held of each, read at once.
  static List<NanoUsd> used(
      Store store, Handle handle, Spans spans, List<Shared> counted, Instant now) {
    var sums = new Sums(spans);
    sums.want(counted, now);
    var statements = new Together();
    sums.read(statements);
    store.run(handle, statements);
    return counted.stream().map(one -> sums.used(one, now)).toList();
  }

  /// These will be asked for.
  void want(List<Shared> counted, Instant now) {
    for (var one : counted) {
      for (var whose : one.whose()) {
        var account = accounts.computeIfAbsent(whose, _ -> new Account());
        ranges(one.limit().per(), now).forEach(range -> account.spent.put(range, 0L));
      }
    }
  }

  private List<Range> ranges(Per per, Instant now) {
    var since = spans.since(per, now);
    var firstDay = spans.firstDayFrom(since).toEpochMilli();
    var days = new Range(Spans.Kind.DAY, firstDay, Long.MAX_VALUE);
    return per.kind() == Per.Kind.ROLLING
        ? List.of(days, new Range(Spans.Kind.HOUR, since.toEpochMilli(), firstDay))
        : List.of(days);
  }

  /// Reads what is wanted.
  void read(Together statements) {
    var places = new ArrayList<Map.Entry<Account, Range>>();
    var rows = new ArrayList<List<Object>>();
    accounts.forEach((whose, account) -> {
      for (var range : account.spent.keySet()) {
        rows.add(
            List.of(
                places.size(),
                whose.scope().name(),
                whose.who(),
                range.span.name(),
                range.since,
                range.until));
        places.add(Map.entry(account, range));
      }
    });
    statements.add(
        READ,
        rows,
        row -> {
          var place = places.get(row.getInt("place"));
          place.getKey().held = row.getLong("held");
          place.getKey().spent.put(place.getValue(), row.getLong("spent"));
        });
  }

  /// What was spent in the span of the limit, which was wanted and is not for one ask alone, and
  /// what is held.
  NanoUsd used(Shared shared, Instant now) {
    var used = NanoUsd.ZERO;
    for (var whose : shared.whose()) {
      var account = accounts.get(whose);
      var ranges = ranges(shared.limit().per(), now);
      if (account == null || !account.spent.keySet().containsAll(ranges)) {
        throw new IllegalStateException("not read: " + shared);
      }
      var nanos = ranges.stream().mapToLong(account.spent::get).reduce(0, Math::addExact);
      // What was given back to an earlier span is nothing that may be spent in this one.
      used = used.plus(new NanoUsd(Math.max(0, nanos))).plus(new NanoUsd(account.held));
    }
    return used;
  }

  /// Changes what is held.
  ///
  /// @param nanos to add; negative where a hold ends
  /// @param holds how many holds more
  void hold(List<Whose> whose, long nanos, int holds) {
    for (var one : whose) {
      add(held.computeIfAbsent(one, _ -> new long[2]), nanos, holds);
      var account = accounts.get(one);
      if (account != null) {
        account.held = Math.addExact(account.held, nanos);
      }
    }
  }

  /// Adds to what was spent.
  ///
  /// @param asks how many asks more
  void spend(List<Whose> whose, Instant at, long nanos, int asks) {
    for (var span : Spans.Kind.values()) {
      var start = (span == Spans.Kind.DAY ? spans.day(at) : spans.hour(at)).toEpochMilli();
      for (var one : whose) {
        add(spent.computeIfAbsent(new Tally(one, span, start), _ -> new long[2]), nanos, asks);
        var account = accounts.get(one);
        if (account != null) {
          account.spent.replaceAll((range, sum) ->
              range.span == span && range.since <= start && start < range.until
                  ? Math.addExact(sum, nanos)
                  : sum);
        }
      }
    }
  }

  private static void add(long[] sums, long nanos, int more) {
    sums[0] = Math.addExact(sums[0], nanos);
    sums[1] += more;
  }

  /// Writes what was added since the last time.
  void write(Together statements) {
    var holds = new ArrayList<List<Object>>();
    held.forEach(
        (whose, sums) -> holds.add(List.of(whose.scope().name(), whose.who(), sums[0], sums[1])));
    statements.add(HOLD, holds);
    held.clear();
    var tallies = new ArrayList<List<Object>>();
    spent.forEach((tally, sums) ->
        tallies.add(
            List.of(
                tally.whose.scope().name(),
                tally.whose.who(),
                tally.span.name(),
                tally.start,
                sums[0],
                sums[1])));
    statements.add(SPEND, tallies);
    spent.clear();
  }
}
