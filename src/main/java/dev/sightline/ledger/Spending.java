package dev.sightline.ledger;

import dev.sightline.event.Platform;
import dev.sightline.ledger.SpendingReport.Line;
import dev.sightline.ledger.SpendingReport.Side;
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
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/// Reads what was spent from the sums of days, never from the entries: how long that takes depends
/// on how many days, persons and channels there are, and not on how often they asked. Safe for all
/// threads.
///
/// Three queries make a whole report. What has few values (day, model, route, medium) comes from
/// one of them and is summed up here; places and persons are summed up by the database, as there
/// may be many.
public final class Spending {
  /// Of one side of a report; people look at the dearest, and have the CSV for the rest.
  public static final int MOST_LINES = 100;

  private static final String SUMS =
      """
      SUM(u.asks) AS asks, SUM(u.prompt_tokens) AS prompt_tokens,
      SUM(u.completion_tokens) AS completion_tokens, SUM(u.nanos) AS nanos,
      SUM(u.estimated_nanos) AS estimated_nanos, SUM(u.unpriced) AS unpriced
      """;

  private static final String FROM = "FROM usage_days u";

  private final Store store;
  private final InstantSource time;
  private final ZoneId zone;

  /// @param zone where days begin: the one in which the store has its days
  public Spending(Store store, InstantSource time, ZoneId zone) {
    this.store = store;
    this.time = time;
    this.zone = zone;
  }

  /// The day that it is.
  public LocalDate today() {
    return LocalDate.ofInstant(time.instant(), zone);
  }

  /// What time it is.
  public Instant now() {
    return time.instant();
  }

  /// Where days begin.
  public ZoneId zone() {
    return zone;
  }

  /// How far what was held was from what asks cost.
  ///
  /// @param since its first day
  /// @param until its last day
  public EstimateError estimateError(LocalDate since, LocalDate until) {
    return EstimateError.between(
        store,
        since.atStartOfDay(zone).toInstant(),
        until.plusDays(1).atStartOfDay(zone).toInstant());
  }

  /// All that the dashboard's first page shows of spending.
  public SpendingReport report(SpendingFilter filter) {
    return store
        .reads()
        .withHandle(handle -> {
          Facets facets = new Facets();
          for (Row row : facetRows(handle, filter)) {
            facets.add(row);
          }
          Map<SpendingReport.Key, Totals> places = new LinkedHashMap<>();
          Map<SpendingReport.Key, String> names = new HashMap<>();
          for (Line line : placeRows(handle, filter)) {
            places.put(line.key(), line.totals());
            names.put(line.key(), line.label());
          }
          return new SpendingReport(
              filter,
              facets.whole,
              filter
                  .since()
                  .datesUntil(filter.until().plusDays(1))
                  .map(day -> new SpendingReport.Day(day, facets.days.getOrDefault(day, Map.of())))
                  .toList(),
              persons(handle, filter),
              named(side(places, Function.identity()), names),
              side(places, key -> new SpendingReport.Key(key.platform(), "", key.workspace())),
              side(places, key -> new SpendingReport.Key(key.platform(), "", "")),
              side(facets.models, SpendingReport.Key::of),
              side(facets.routes, SpendingReport.Key::of),
              side(facets.media, SpendingReport.Key::of));
        });
  }

  private record Row(LocalDate day, String model, String route, String medium, Totals totals) {}

  private static final class Facets {
    private Totals whole = Totals.NONE;
    private final Map<LocalDate, Map<String, NanoUsd>> days = new HashMap<>();
    private final Map<String, Totals> models = new HashMap<>();
    private final Map<String, Totals> routes = new HashMap<>();
    private final Map<String, Totals> media = new HashMap<>();

    void add(Row row) {
      whole = whole.plus(row.totals);
      days.computeIfAbsent(row.day, day -> new HashMap<>())
          .merge(row.model, row.totals.cost(), NanoUsd::plus);
      models.merge(row.model, row.totals, Totals::plus);
      routes.merge(row.route, row.totals, Totals::plus);
      media.merge(row.medium, row.totals, Totals::plus);
    }
  }

  private static List<Row> facetRows(Handle handle, SpendingFilter filter) {
    return filtered(
            handle,
            "SELECT u.day, u.model, u.route, u.medium, " + SUMS + FROM,
            filter,
            " GROUP BY u.day, u.model, u.route, u.medium")
        .map((row, context) ->
            new Row(
                LocalDate.ofEpochDay(row.getLong("day")),
                row.getString("model"),
                row.getString("route"),
                row.getString("medium").toLowerCase(Locale.ROOT),
                totals(row)))
        .list();
  }

  private static List<Line> placeRows(Handle handle, SpendingFilter filter) {
    return filtered(
            handle,
            "SELECT s.*, COALESCE('#' || c.name, s.channel) AS name FROM ("
                + "SELECT u.platform, u.workspace, u.channel, "
                + SUMS
                + FROM,
            filter,
            """
             GROUP BY u.platform, u.workspace, u.channel) s
            LEFT JOIN channels c ON c.platform = s.platform AND c.channel = s.channel
            """)
        .map((row, context) -> {
          String channel = row.getString("channel");
          var key = new SpendingReport.Key(platform(row), row.getString("workspace"), channel);
          return new Line(key, row.getString("name"), totals(row));
        })
        .list();
  }

  private static Side persons(Handle handle, SpendingFilter filter) {
    var hidden = new long[1];
    var lines =
        filtered(
                handle,
                """
                SELECT s.*, COALESCE(p.name, n.name, s.person_id) AS name FROM (
                  SELECT COALESCE(i.joint_platform, u.platform) AS platform,
                    COALESCE(i.joint_id, u.person_id) AS person_id, COUNT(*) OVER () AS many,
                """
                    + SUMS
                    + "FROM (SELECT u.platform, u.person_id, "
                    + SUMS
                    + FROM,
                filter,
                """
                 GROUP BY u.platform, u.person_id) u
                 LEFT JOIN identities i ON i.platform = u.platform AND i.person_id = u.person_id
                 GROUP BY COALESCE(i.joint_platform, u.platform), COALESCE(i.joint_id, u.person_id)
                 ORDER BY nanos DESC, COALESCE(i.joint_id, u.person_id) LIMIT :most) s
                LEFT JOIN people p ON p.platform = s.platform AND p.person_id = s.person_id
                LEFT JOIN identities n ON n.platform = s.platform AND n.person_id = s.person_id
                ORDER BY s.nanos DESC, s.person_id
                """)
            .bind("most", MOST_LINES)
            .map((row, context) -> {
              hidden[0] = row.getLong("many") - MOST_LINES;
              String id = row.getString("person_id");
              return new Line(
                  new SpendingReport.Key(platform(row), "", id),
                  row.getString("name"),
                  totals(row));
            })
            .list();
    return new Side(lines, Math.max(0, hidden[0]));
  }

  private static <K> Side side(Map<K, Totals> finer, Function<K, SpendingReport.Key> key) {
    Map<SpendingReport.Key, Totals> sums = new HashMap<>();
    finer.forEach((each, totals) -> sums.merge(key.apply(each), totals, Totals::plus));
    var lines =
        sums.entrySet().stream()
            .map(sum -> new Line(sum.getKey(), label(sum.getKey()), sum.getValue()))
            .sorted(
                Comparator.comparing((Line line) -> line.totals().cost())
                    .reversed()
                    .thenComparing(Line::label))
            .toList();
    return new Side(
        lines.subList(0, Math.min(MOST_LINES, lines.size())),
        Math.max(0, lines.size() - MOST_LINES));
  }

  private static Side named(Side side, Map<SpendingReport.Key, String> names) {
    return new Side(
        side.lines().stream()
            .map(line ->
                new Line(line.key(), names.getOrDefault(line.key(), line.label()), line.totals()))
            .toList(),
        side.hidden());
  }

  private static String label(SpendingReport.Key key) {
    return key.id().isEmpty() && key.platform() != null
        ? key.platform().name().toLowerCase(Locale.ROOT)
        : key.id();
  }

  /// Writes the sums that a report of this filter is made of, as CSV with a header: one line for
  /// each day, place, person, route, model and medium, oldest first, with exact amounts.
  public void csv(SpendingFilter filter, Appendable out) throws IOException {
    SpendingCsv.writeHeader(out);
    try {
      store
          .reads()
          .useHandle(handle -> {
            try (var rows =
                filtered(
                    handle,
                    """
                    SELECT u.*, p.name FROM usage_days u LEFT JOIN people p
                      ON p.platform = u.platform AND p.person_id = u.person_id\
                    """,
                    filter,
                    """
                     ORDER BY u.day, u.platform, u.workspace, u.channel, u.person_id, u.route,
                      u.provider, u.model, u.medium
                    """)
                    .map((row, context) -> SpendingCsv.line(row, platform(row), totals(row)))
                    .stream()) {
              rows.forEach(line -> append(out, line));
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void append(Appendable out, String line) {
    try {
      out.append(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Query filtered(Handle handle, String head, SpendingFilter filter, String tail) {
    var sql = new StringBuilder(head).append(" WHERE u.day BETWEEN :since AND :until");
    Map<String, String> wanted = filter.columns();
    for (String column : wanted.keySet()) {
      sql.append(" AND ").append(condition(column, filter));
    }
    return handle
        .createQuery(sql.append(tail).toString())
        .bind("since", filter.since().toEpochDay())
        .bind("until", filter.until().toEpochDay())
        .bindMap(wanted);
  }

  /// A person is meant with all their identities, on whichever platform they are.
  private static String condition(String column, SpendingFilter filter) {
    if (filter.person().isEmpty() || !Set.of("platform", "person_id").contains(column)) {
      return "u.%1$s = :%1$s".formatted(column);
    }
    String platform = filter.platform() == null ? "" : " AND %1$s.platform = :platform";
    return column.equals("platform")
        ? "TRUE"
        : """
        (u.person_id = :person_id%s OR (u.platform, u.person_id) IN (
          SELECT o.platform, o.person_id FROM identities i JOIN identities o
            ON o.joint_platform = i.joint_platform AND o.joint_id = i.joint_id
          WHERE i.person_id = :person_id%s))
        """
            .formatted(platform.formatted("u"), platform.formatted("i"));
  }

  private static Platform platform(ResultSet row) throws SQLException {
    return Platform.valueOf(row.getString("platform"));
  }

  private static Totals totals(ResultSet row) throws SQLException {
    return new Totals(
        row.getLong("asks"),
        row.getLong("prompt_tokens"),
        row.getLong("completion_tokens"),
        new NanoUsd(row.getLong("nanos")),
        new NanoUsd(row.getLong("estimated_nanos")),
        row.getLong("unpriced"));
  }
}
