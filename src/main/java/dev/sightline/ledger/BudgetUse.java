package dev.sightline.ledger;

import dev.sightline.ledger.Budget.Limit;
import dev.sightline.ledger.Budget.Of;
import dev.sightline.store.Store;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;

/// Tells of each limit who is nearest to it. Safe for all threads.
public final class BudgetUse {
  private final Store store;
  private final InstantSource time;
  private final Spans spans;

  /// How much of a limit is used by the one who uses it most.
  ///
  /// @param who its name or id; empty where all count together
  /// @param used spent in the limit's span, and held
  public record Use(Limit limit, String who, NanoUsd used) {}

  /// @param zone where days begin: the one in which the store has its days
  public BudgetUse(Store store, InstantSource time, ZoneId zone) {
    this.store = store;
    this.time = time;
    this.spans = new Spans(zone);
  }

  /// The uses of those limits of which anything is used. A limit on single asks has none, and one
  /// on a moving window only where all count together.
  public List<Use> of(Collection<Limit> limits) {
    Instant now = time.instant();
    return store
        .reads()
        .withHandle(handle -> {
          List<Use> uses = new ArrayList<>();
          for (Limit limit : limits) {
            switch (limit.per().kind()) {
              case ASK -> {}
              case DAY, WEEK, MONTH -> uses.addAll(most(handle, limit, now));
              case ROLLING -> uses.addAll(window(handle, limit, now));
            }
          }
          return uses;
        });
  }

  /// @param who the key of `held`
  /// @param id as in [Limit#only]
  private record Grain(String who, String id, String grouping) {
    static Grain of(Of scope) {
      return switch (scope) {
        case PERSON -> new Grain("u.platform || '/' || u.person_id", "u.person_id");
        case CHANNEL ->
            new Grain("u.platform || '/' || u.workspace || '/' || u.channel", "u.channel");
        case WORKSPACE -> new Grain("u.platform || '/' || u.workspace", "u.workspace");
        case TOTAL -> new Grain("''", "''", "");
      };
    }

    Grain(String who, String id) {
      this(who, id, "GROUP BY " + who.replace(" || '/' || ", ", "));
    }
  }

  private List<Use> most(Handle handle, Limit limit, Instant now) {
    Grain grain = Grain.of(limit.of());
    var only = limit.of() == Of.TOTAL ? List.<String>of() : List.copyOf(limit.only());
    var names = IntStream.range(0, only.size()).mapToObj(i -> ":only" + i).toList();
    String onlyThose =
        only.isEmpty() ? "" : "AND %s IN (%s)".formatted(grain.id(), String.join(", ", names));
    var query =
        handle.createQuery(
            """
            SELECT s.id, s.nanos + COALESCE(h.nanos, 0) AS nanos, p.name FROM (
              SELECT MAX(u.platform) AS platform, %s AS who, MAX(%s) AS id, SUM(u.nanos) AS nanos
              FROM usage_days u WHERE u.day >= :since %s %s ORDER BY SUM(u.nanos) DESC LIMIT 1) s
            LEFT JOIN held h ON h.scope = :scope AND h.who = s.who
            LEFT JOIN people p
              ON :scope = 'PERSON' AND p.platform = s.platform AND p.person_id = s.id
            WHERE s.nanos IS NOT NULL
            """
                .formatted(grain.who(), grain.id(), onlyThose, grain.grouping()));
    for (int i = 0; i < only.size(); i++) {
      query.bind("only" + i, only.get(i));
    }
    return query
        .bind("since", spans.date(spans.since(limit.per(), now)).toEpochDay())
        .bind("scope", limit.of().name())
        .map((row, context) -> {
          String name = row.getString("name");
          return new Use(
              limit,
              name == null ? row.getString("id") : name,
              new NanoUsd(Math.max(0, row.getLong("nanos"))));
        })
        .list();
  }

  private List<Use> window(Handle handle, Limit limit, Instant now) {
    if (limit.of() != Of.TOTAL) {
      return List.of();
    }
    var all = new Whose(Of.TOTAL, "", "");
    var used =
        new Tallies(spans).used(handle, List.of(new Tallies.Counted(limit, all)), now).getFirst();
    return List.of(new Use(limit, "", used));
  }
}
