package dev.sightline.ledger;

import dev.sightline.event.Platform;
import dev.sightline.ledger.Budget.Limit;
import dev.sightline.ledger.Budget.Of;
import dev.sightline.ledger.Budget.Per;
import dev.sightline.store.Store;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

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
            if (limit.of() == Of.GROUP) {
              uses.addAll(groups(handle, limit, now));
              continue;
            }
            switch (limit.per().kind()) {
              case ASK -> {}
              case DAY, WEEK, MONTH ->
                  uses.addAll(
                      limit.of() == Of.PERSON
                          ? mostOfPersons(handle, limit, now)
                          : most(handle, limit, now));
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
        case PERSON, GROUP -> throw new IllegalArgumentException("scope: " + scope);
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
            SELECT COALESCE('#' || c.name, s.id) AS name, s.nanos + COALESCE(h.nanos, 0) AS nanos FROM (
              SELECT %s AS who, MAX(%s) AS id, SUM(u.nanos) AS nanos
              FROM usage_days u WHERE u.day >= :since %s %s ORDER BY SUM(u.nanos) DESC LIMIT 1) s
            LEFT JOIN held h ON h.scope = :scope AND h.who = s.who
            LEFT JOIN channels c ON :scope = 'CHANNEL' AND c.channel = s.id
              AND s.who LIKE c.platform || '/%%'
            WHERE s.nanos IS NOT NULL
            """
                .formatted(grain.who(), grain.id(), onlyThose, grain.grouping()));
    return uses(query.bind("scope", limit.of().name()), limit, only, now);
  }

  /// All identities of a person count together, and go by one of them.
  private List<Use> mostOfPersons(Handle handle, Limit limit, Instant now) {
    var only = List.copyOf(limit.only());
    String ids =
        IntStream.range(0, only.size())
            .mapToObj(i -> ":only" + i)
            .collect(Collectors.joining(", ", "(", ")"));
    var query =
        handle.createQuery(
            """
            SELECT s.nanos + COALESCE((SELECT SUM(h.nanos) FROM held h WHERE h.scope = 'PERSON' AND (
                h.who = s.platform || '/' || s.id OR h.who IN (
                  SELECT o.platform || '/' || o.person_id FROM identities o
                  WHERE o.joint_platform = s.platform AND o.joint_id = s.id))), 0) AS nanos,
              COALESCE(p.name, n.name, s.id) AS name
            FROM (
              SELECT COALESCE(i.joint_platform, g.platform) AS platform,
                COALESCE(i.joint_id, g.person_id) AS id, SUM(g.nanos) AS nanos
              FROM (
                SELECT u.platform, u.person_id, SUM(u.nanos) AS nanos FROM usage_days u
                WHERE u.day >= :since GROUP BY u.platform, u.person_id) g
              LEFT JOIN identities i ON i.platform = g.platform AND i.person_id = g.person_id
              %s
              GROUP BY COALESCE(i.joint_platform, g.platform), COALESCE(i.joint_id, g.person_id)
              ORDER BY SUM(g.nanos) DESC LIMIT 1) s
            LEFT JOIN people p ON p.platform = s.platform AND p.person_id = s.id
            LEFT JOIN identities n ON n.platform = s.platform AND n.person_id = s.id
            """
                .formatted(
                    only.isEmpty()
                        ? ""
                        : """
                        WHERE g.person_id IN %1$s OR EXISTS (
                          SELECT 1 FROM identities o WHERE o.person_id IN %1$s
                            AND o.joint_platform = i.joint_platform AND o.joint_id = i.joint_id)
                        """
                            .formatted(ids)));
    return uses(query, limit, only, now);
  }

  private List<Use> uses(Query query, Limit limit, List<String> only, Instant now) {
    for (int i = 0; i < only.size(); i++) {
      query.bind("only" + i, only.get(i));
    }
    return query
        .bind("since", spans.date(spans.since(limit.per(), now)).toEpochDay())
        .map((row, context) ->
            new Use(limit, row.getString("name"), new NanoUsd(Math.max(0, row.getLong("nanos")))))
        .list();
  }

  /// Whose group an id is, only its platform knows.
  private List<Use> groups(Handle handle, Limit limit, Instant now) {
    if (limit.per().kind() == Per.Kind.ASK) {
      return List.of();
    }
    List<Shared> counted =
        limit.only().stream()
            .flatMap(id -> Arrays.stream(Platform.values()).map(on -> Whose.of(on, id)))
            .map(whose -> new Shared(limit, List.of(whose)))
            .toList();
    List<NanoUsd> sums = Sums.used(store, handle, spans, counted, now);
    return IntStream.range(0, sums.size())
        .filter(i -> sums.get(i).compareTo(NanoUsd.ZERO) > 0)
        .mapToObj(i -> new Use(limit, counted.get(i).whose().getFirst().id(), sums.get(i)))
        .max(Comparator.comparing(Use::used))
        .stream()
        .toList();
  }

  private List<Use> window(Handle handle, Limit limit, Instant now) {
    if (limit.of() != Of.TOTAL) {
      return List.of();
    }
    var all = new Whose(Of.TOTAL, "", "");
    var used =
        Sums.used(store, handle, spans, List.of(new Shared(limit, List.of(all))), now).getFirst();
    return List.of(new Use(limit, "", used));
  }
}
