package dev.sightline.ledger;

import dev.sightline.store.Store;
import dev.sightline.store.Together;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.jspecify.annotations.Nullable;

/// The sums of the store made out of its entries: for a store that has none yet, or has them in
/// another zone, and to compare.
public final class RollUp {
  private static final int ROWS_AT_ONCE = 5_000;

  private static final String SPEND =
      "INSERT INTO tallies (scope, who, span, start, nanos, asks) VALUES (?, ?, ?, ?, ?, ?)";
  private static final String DAY =
      """
      INSERT INTO usage_days (day, platform, workspace, channel, person_id, route, provider, model,
        medium, asks, prompt_tokens, completion_tokens, nanos, estimated_nanos, unpriced)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private static final String DAY_ROWS = "tallies WHERE span = 'DAY'";
  private static final String HOUR = Spans.Kind.HOUR.name();

  private final Store store;
  private final Spans spans;

  /// The sums of a store.
  ///
  /// @param zone where hours and days begin
  public RollUp(Store store, ZoneId zone) {
    this.store = store;
    this.spans = new Spans(zone);
  }

  /// The zone of the store's sums; empty where they are not made yet.
  static Optional<ZoneId> zone(Handle handle) {
    return handle
        .createQuery("SELECT zone FROM roll_ups WHERE id = 1")
        .mapTo(String.class)
        .findFirst()
        .map(ZoneId::of);
  }

  /// Makes the sums where they are missing or of another zone, in one transaction.
  void make(Instant now) {
    if (store.reads().withHandle(RollUp::zone).filter(spans.zone()::equals).isPresent()) {
      return;
    }
    store
        .writes()
        .useTransaction(handle -> {
          // Another process that starts as well waits here, and then finds it done.
          store.lock(handle, "held", "entries", "holds");
          if (zone(handle).filter(spans.zone()::equals).isEmpty()) {
            make(handle, now);
          }
        });
  }

  private void make(Handle handle, Instant now) {
    for (var table : List.of("tallies", "held", "usage_days", "people", "roll_ups")) {
      handle.execute("DELETE FROM " + table);
    }
    var newest = new HashMap<List<String>, Entry>();
    var oldest = spans.date(now.minus(Tallies.KEPT));
    read(handle, newest, day -> day.write(handle, !day.date.isBefore(oldest)));
    var names = new UsageDays(spans);
    newest.values().forEach(names::name);
    var statements = new Together();
    names.write(statements);
    store.run(handle, statements);
    held(handle)
        .forEach((key, sum) ->
            handle.execute(
                "INSERT INTO held (scope, who, nanos, holds) VALUES (?, ?, ?, ?)",
                key.getFirst(),
                key.getLast(),
                sum[0],
                sum[1]));
    handle.execute(
        "INSERT INTO roll_ups (id, zone, at) VALUES (1, ?, ?)",
        spans.zone().getId(),
        now.toEpochMilli());
  }

  /// Hands over the sums of each day that has entries.
  ///
  /// @param newest takes the newest entry of each person
  private void read(Handle handle, Map<List<String>, Entry> newest, Consumer<Day> each) {
    var query =
        handle
            .createQuery("SELECT * FROM entries ORDER BY at, id")
            .setFetchSize(ROWS_AT_ONCE)
            .map((row, context) -> new Part(EntryRows.read(row), row.getInt("part")));
    Day day = null;
    try (var parts = query.stream()) {
      for (var part : (Iterable<Part>) parts::iterator) {
        var date = spans.date(part.entry().at());
        if (day == null || !day.date.equals(date)) {
          if (day != null) {
            each.accept(day);
          }
          day = new Day(date);
        }
        day.add(part);
        var entry = part.entry();
        newest.put(List.of(entry.platform().name(), entry.personId()), entry);
      }
    }
    if (day != null) {
      each.accept(day);
    }
  }

  private record Part(Entry entry, int part) {}

  private static Map<List<String>, long[]> held(Handle handle) {
    var sums = new HashMap<List<String>, long[]>();
    try (var holds =
        handle
            .createQuery("SELECT * FROM holds")
            .map((row, context) -> HoldRows.read(row))
            .stream()) {
      holds.forEach(hold -> {
        for (var whose : Whose.of(hold)) {
          var key = List.of(whose.scope().name(), whose.who());
          add(sums.computeIfAbsent(key, _ -> new long[2]), hold.estimate().nanos(), 1);
        }
      });
    }
    return sums;
  }

  private static void add(long[] sums, long... more) {
    for (var i = 0; i < more.length; i++) {
      sums[i] = Math.addExact(sums[i], more[i]);
    }
  }

  /// Says where the sums are not those of the entries and holds; empty where all is well. It reads
  /// all entries, as they are at one moment; on SQLite, nobody writes meanwhile.
  public List<String> differences(Instant now) {
    return store
        .writes()
        .inTransaction(
            TransactionIsolationLevel.SERIALIZABLE,
            handle -> {
              var zone = zone(handle);
              if (zone.isEmpty()) {
                return List.of();
              }
              var roll = new RollUp(store, zone.get());
              var differences = new ArrayList<String>();
              var rows = new long[2];
              var oldest = roll.spans.date(now.minus(Tallies.KEPT)).plusDays(1);
              roll.read(
                  handle,
                  new HashMap<>(),
                  day -> {
                    rows[0] += day.tallies.keySet().stream().filter(key -> !isHour(key)).count();
                    rows[1] += day.days.size();
                    differences.addAll(day.compare(handle, !day.date.isBefore(oldest)));
                  });
              compare("days of tallies", rows[0], count(handle, DAY_ROWS), differences);
              compare("rows of usage_days", rows[1], count(handle, "usage_days"), differences);
              compareHeld(handle, differences);
              return List.copyOf(differences);
            });
  }

  private static void compareHeld(Handle handle, List<String> differences) {
    var left = held(handle);
    handle
        .createQuery("SELECT scope, who, nanos, holds FROM held")
        .map((row, context) ->
            Map.entry(
                List.of(row.getString("scope"), row.getString("who")),
                new long[] {row.getLong("nanos"), row.getLong("holds")}))
        .forEach(row ->
            compare(
                "held " + row.getKey(), left.remove(row.getKey()), row.getValue(), differences));
    left.forEach((key, sums) -> compare("held " + key, sums, null, differences));
  }

  private static boolean isHour(List<Object> key) {
    return key.get(2).equals(HOUR);
  }

  private static long count(Handle handle, String rows) {
    return handle.createQuery("SELECT COUNT(*) FROM " + rows).mapTo(long.class).one();
  }

  private static void compare(String what, long expected, long found, List<String> differences) {
    if (expected != found) {
      differences.add("%s: %d instead of %d".formatted(what, found, expected));
    }
  }

  private static void compare(
      String what, long @Nullable [] expected, long @Nullable [] found, List<String> differences) {
    var places = Math.max(length(expected), length(found));
    for (var i = 0; i < places; i++) {
      compare(what, expected == null ? 0 : expected[i], found == null ? 0 : found[i], differences);
    }
  }

  private static int length(long @Nullable [] sums) {
    return sums == null ? 0 : sums.length;
  }

  /// The sums of one day.
  private final class Day {
    private final LocalDate date;
    private final Map<List<Object>, long[]> tallies = new HashMap<>();
    private final Map<List<Object>, long[]> days = new HashMap<>();

    Day(LocalDate date) {
      this.date = date;
    }

    void add(Part part) {
      var entry = part.entry();
      var isCharge = entry.kind() == Entry.Kind.CHARGE;
      var asks = isCharge && part.part() == 0 ? 1 : 0;
      var charge = entry.charge();
      var nanos = charge.cost().nanos();
      for (var whose : Whose.of(entry)) {
        for (var span : Spans.Kind.values()) {
          var start = span == Spans.Kind.DAY ? spans.day(entry.at()) : spans.hour(entry.at());
          var key =
              List.<Object>of(whose.scope().name(), whose.who(), span.name(), start.toEpochMilli());
          RollUp.add(tallies.computeIfAbsent(key, _ -> new long[2]), nanos, asks);
        }
      }
      var key =
          List.<Object>of(
              date.toEpochDay(),
              entry.platform().name(),
              entry.workspace(),
              entry.channel(),
              entry.personId(),
              charge.route(),
              charge.provider(),
              charge.model(),
              entry.medium().name());
      RollUp.add(
          days.computeIfAbsent(key, _ -> new long[6]),
          asks,
          Math.max(0, charge.usage().promptTokens()),
          Math.max(0, charge.usage().completionTokens()),
          nanos,
          charge.basis() == Charge.Basis.ESTIMATED ? nanos : 0,
          charge.basis() == Charge.Basis.UNPRICED ? (isCharge ? 1 : -1) : 0);
    }

    void write(Handle handle, boolean hasHours) {
      if (!hasHours) {
        tallies.keySet().removeIf(RollUp::isHour);
      }
      write(handle, SPEND, tallies);
      write(handle, DAY, days);
    }

    private static void write(Handle handle, String insert, Map<List<Object>, long[]> rows) {
      var batch = handle.prepareBatch(insert);
      rows.forEach((key, sums) -> {
        var place = 0;
        for (var column : key) {
          batch.bind(place++, column);
        }
        for (var sum : sums) {
          batch.bind(place++, sum);
        }
        batch.add();
      });
      batch.execute();
    }

    /// Compares; hours only where they are kept.
    List<String> compare(Handle handle, boolean hasHours) {
      var differences = new ArrayList<String>();
      var expected = new TreeMap<String, long[]>();
      tallies.forEach((key, sums) -> {
        if (hasHours || !isHour(key)) {
          expected.put("tally " + key, sums);
        }
      });
      days.forEach((key, sums) -> expected.put("usage " + key, sums));
      found(handle, hasHours)
          .forEach((key, sums) -> RollUp.compare(key, expected.remove(key), sums, differences));
      expected.forEach((key, sums) -> RollUp.compare(key, sums, null, differences));
      return differences;
    }

    private Map<String, long[]> found(Handle handle, boolean hasHours) {
      var found = new TreeMap<String, long[]>();
      handle
          .createQuery(
              "SELECT * FROM tallies WHERE start > 0 AND start >= :since AND start < :until"
                  + (hasHours ? "" : " AND span = 'DAY'"))
          .bind("since", spans.start(date).toEpochMilli())
          .bind("until", spans.start(date.plusDays(1)).toEpochMilli())
          .map((row, context) ->
              Map.entry(
                  "tally "
                      + List.of(
                          row.getString("scope"),
                          row.getString("who"),
                          row.getString("span"),
                          row.getLong("start")),
                  new long[] {row.getLong("nanos"), row.getLong("asks")}))
          .forEach(row -> found.put(row.getKey(), row.getValue()));
      handle
          .createQuery("SELECT * FROM usage_days WHERE day = :day")
          .bind("day", date.toEpochDay())
          .map((row, context) ->
              Map.entry(
                  "usage "
                      + List.of(
                          row.getLong("day"),
                          row.getString("platform"),
                          row.getString("workspace"),
                          row.getString("channel"),
                          row.getString("person_id"),
                          row.getString("route"),
                          row.getString("provider"),
                          row.getString("model"),
                          row.getString("medium")),
                  new long[] {
                    row.getLong("asks"),
                    row.getLong("prompt_tokens"),
                    row.getLong("completion_tokens"),
                    row.getLong("nanos"),
                    row.getLong("estimated_nanos"),
                    row.getLong("unpriced")
                  }))
          .forEach(row -> found.put(row.getKey(), row.getValue()));
      return found;
    }
  }
}
