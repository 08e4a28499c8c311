package dev.sightline.ledger;

import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.ledger.Identities.Identity;
import dev.sightline.ledger.UsageReport.Totals;
import dev.sightline.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jdbi.v3.core.statement.Query;

/// Reads the ledger for people: reports out of the sums of days, which it adds up itself only where
/// the store has them in another zone. Safe for all asks.
public final class UsageReader {
  private static final String COLUMNS =
      """
      SELECT id, ask_id, kind, at, platform, workspace, channel, person_id, person_name, route,
        provider, model, prompt_tokens, completion_tokens, nanos, basis, medium,
        group_ids
      FROM entries e WHERE at >= ?
      """;

  private static final int ROWS_AT_ONCE = 5_000;

  private final Store store;
  private final InstantSource time;

  /// A reader of the ledger in the store.
  public UsageReader(Store store, InstantSource time) {
    this.store = store;
    this.time = time;
  }

  /// What everybody spent this month.
  ///
  /// @param zone where days and months begin
  public UsageReport month(ZoneId zone) {
    return report(List.of(), zone, today(zone).withDayOfMonth(1));
  }

  /// What one person spent this month on their platform.
  public UsageReport month(PersonRef person, ZoneId zone) {
    return report(List.of(Identity.of(person)), zone, today(zone).withDayOfMonth(1));
  }

  /// What one person spent this month on all platforms on which they are linked.
  public UsageReport month(PersonRef person, Identities identities, ZoneId zone) {
    return report(identities.of(person), zone, today(zone).withDayOfMonth(1));
  }

  /// What everybody spent since the beginning of a day.
  ///
  /// @param since not after today
  public UsageReport since(LocalDate since, ZoneId zone) {
    return report(List.of(), zone, since);
  }

  private LocalDate today(ZoneId zone) {
    return LocalDate.ofInstant(time.instant(), zone);
  }

  private UsageReport report(List<Identity> person, ZoneId zone, LocalDate since) {
    var today = today(zone);
    if (since.isAfter(today)) {
      throw new IllegalArgumentException("since: " + since + " is after today, " + today);
    }
    var sums = new Sums(zone);
    if (!read(person, zone, since, sums)) {
      read(person, since.atStartOfDay(zone).toInstant(), sums::add);
    }
    var days = since.datesUntil(today.plusDays(1)).map(sums::day).toList();
    return new UsageReport(
        since,
        today,
        days.getLast().totals(),
        sums.whole.totals(),
        days,
        lines(sums.byModel, Map.of()),
        lines(sums.byPerson, sums.names));
  }

  private static <K> List<UsageReport.Line> lines(Map<K, Tally> tallies, Map<K, String> labels) {
    var lines = new ArrayList<UsageReport.Line>();
    tallies.forEach((key, tally) ->
        lines.add(new UsageReport.Line(labels.getOrDefault(key, key.toString()), tally.totals())));
    lines.sort(
        Comparator.comparing((UsageReport.Line line) -> line.totals().cost())
            .reversed()
            .thenComparing(UsageReport.Line::label));
    return lines;
  }

  /// Writes the entries since then as CSV with a header, oldest first.
  public void csv(Instant since, Appendable out) throws IOException {
    UsageCsv.writeHeader(out);
    try {
      read(List.of(), since, entry -> UsageCsv.write(entry, out));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /// @param person all identities of a person; none for everybody
  private static String whose(List<Identity> person, String row) {
    return person.isEmpty()
        ? ""
        : person.stream()
            .map(_ -> "(%1$s.platform = ? AND %1$s.person_id = ?)".formatted(row))
            .collect(Collectors.joining(" OR ", " AND (", ") "));
  }

  private static Query bound(Query query, long since, List<Identity> person) {
    query.bind(0, since);
    var place = 1;
    for (var one : person) {
      query.bind(place++, one.platform().name());
      query.bind(place++, one.id());
    }
    return query;
  }

  private void read(List<Identity> person, Instant since, Consumer<Entry> each) {
    store
        .reads()
        .useHandle(handle -> {
          var query =
              bound(
                  handle.createQuery(COLUMNS + whose(person, "e") + "ORDER BY at, id"),
                  since.toEpochMilli(),
                  person);
          try (var rows = query.map((row, context) -> EntryRows.read(row)).stream()) {
            rows.forEach(each);
          }
        });
  }

  /// Reads the sums of days.
  ///
  /// @return false if the store has none for the days of this zone
  private boolean read(List<Identity> person, ZoneId zone, LocalDate since, Sums sums) {
    return store
        .reads()
        .withHandle(handle -> {
          if (RollUp.zone(handle).filter(zone::equals).isEmpty()) {
            return false;
          }
          var query =
              bound(
                  handle.createQuery(
                      """
                      SELECT d.*, COALESCE(p.name, d.person_id) AS name FROM (
                        SELECT day, platform, person_id, model, SUM(asks) AS asks,
                          SUM(prompt_tokens) AS prompt_tokens,
                          SUM(completion_tokens) AS completion_tokens, SUM(nanos) AS nanos,
                          SUM(estimated_nanos) AS estimated_nanos, SUM(unpriced) AS unpriced
                        FROM usage_days d WHERE day >= ?%s
                        GROUP BY day, platform, person_id, model
                      ) d LEFT JOIN people p
                        ON p.platform = d.platform AND p.person_id = d.person_id
                      """
                          .formatted(whose(person, "d"))),
                  since.toEpochDay(),
                  person);
          query.setFetchSize(ROWS_AT_ONCE);
          try (var rows = query.map((row, context) -> DayRow.read(row)).stream()) {
            rows.forEach(sums::add);
          }
          return true;
        });
  }

  private record DayRow(
      LocalDate date, PersonKey person, String name, String model, Totals totals) {
    static DayRow read(ResultSet row) throws SQLException {
      return new DayRow(
          LocalDate.ofEpochDay(row.getLong("day")),
          new PersonKey(Platform.valueOf(row.getString("platform")), row.getString("person_id")),
          row.getString("name"),
          row.getString("model"),
          new Totals(
              row.getLong("asks"),
              row.getLong("prompt_tokens"),
              row.getLong("completion_tokens"),
              new NanoUsd(row.getLong("nanos")),
              new NanoUsd(row.getLong("estimated_nanos")),
              row.getLong("unpriced")));
    }
  }

  private record PersonKey(Platform platform, String id) {}

  private static final class Sums {
    private final ZoneId zone;
    private final Tally whole = new Tally();
    private final Map<LocalDate, Tally> byDay = new HashMap<>();
    private final Map<LocalDate, Map<String, NanoUsd>> modelsByDay = new HashMap<>();
    private final Map<String, Tally> byModel = new HashMap<>();
    private final Map<PersonKey, Tally> byPerson = new HashMap<>();
    private final Map<PersonKey, String> names = new HashMap<>();

    Sums(ZoneId zone) {
      this.zone = zone;
    }

    void add(Entry entry) {
      var date = LocalDate.ofInstant(entry.at(), zone);
      var model = entry.charge().model();
      var person = new PersonKey(entry.platform(), entry.personId());
      whole.add(entry);
      byDay.computeIfAbsent(date, key -> new Tally()).add(entry);
      byModel.computeIfAbsent(model, key -> new Tally()).add(entry);
      byPerson.computeIfAbsent(person, key -> new Tally()).add(entry);
      names.put(person, entry.personName());
      modelsByDay
          .computeIfAbsent(date, key -> new HashMap<>())
          .merge(model, entry.charge().cost(), NanoUsd::plus);
    }

    void add(DayRow row) {
      whole.add(row.totals());
      byDay.computeIfAbsent(row.date(), key -> new Tally()).add(row.totals());
      byModel.computeIfAbsent(row.model(), key -> new Tally()).add(row.totals());
      byPerson.computeIfAbsent(row.person(), key -> new Tally()).add(row.totals());
      names.put(row.person(), row.name());
      modelsByDay
          .computeIfAbsent(row.date(), key -> new HashMap<>())
          .merge(row.model(), row.totals().cost(), NanoUsd::plus);
    }

    UsageReport.Day day(LocalDate date) {
      var tally = byDay.get(date);
      return new UsageReport.Day(
          date,
          tally == null ? UsageReport.Totals.NONE : tally.totals(),
          modelsByDay.getOrDefault(date, Map.of()));
    }
  }
}
