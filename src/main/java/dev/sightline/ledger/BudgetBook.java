package dev.sightline.ledger;

import dev.sightline.ledger.Budget.AtWarning;
import dev.sightline.ledger.Budget.Limit;
import dev.sightline.ledger.Budget.Of;
import dev.sightline.ledger.Budget.Per;
import dev.sightline.store.Store;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The limits that hold: those of the configuration, and those that admins set while the bot runs,
/// which are in the store. Every change of the latter is in the audit.
///
/// A change counts at once in this process, and within [#FRESH] in others. Safe for all asks.
public final class BudgetBook {
  /// How long another process's change may go unnoticed; our own choice.
  public static final Duration FRESH = Duration.ofSeconds(5);

  private static final String WHAT = "budget";

  private final Store store;
  private final InstantSource time;
  private final Budget configured;
  private volatile Seen seen;

  /// The limits of a store.
  ///
  /// @param configured what stands beside the limits in the store, and is not changed here
  public BudgetBook(Store store, InstantSource time, Budget configured) {
    this.store = store;
    this.time = time;
    this.configured = configured;
    this.seen = read();
  }

  private record Seen(List<Limit> stored, Instant at) {}

  /// Where days begin.
  public ZoneId zone() {
    return configured.zone();
  }

  /// In which people are told of amounts.
  public DisplayCurrency currency() {
    return configured.currency();
  }

  /// All limits that hold now.
  public List<Limit> limits() {
    return Stream.concat(configured.limits().stream(), stored().stream()).toList();
  }

  /// The limits of the configuration.
  public List<Limit> configured() {
    return configured.limits();
  }

  /// The limits that admins set, oldest first.
  public List<Limit> stored() {
    var now = time.instant();
    if (Duration.between(seen.at(), now).compareTo(FRESH) > 0) {
      seen = read();
    }
    return seen.stored();
  }

  private Seen read() {
    var at = time.instant();
    return new Seen(store.reads().withHandle(BudgetBook::all), at);
  }

  private static List<Limit> all(Handle handle) {
    return handle
        .createQuery("SELECT * FROM budgets ORDER BY made, id")
        .map((row, context) -> limit(row))
        .list();
  }

  private static Limit limit(ResultSet row) throws SQLException {
    var warn = row.getLong("warn_nanos");
    var isWarned = !row.wasNull();
    var per = row.getString("per");
    return new Limit(
        row.getString("id"),
        Of.valueOf(row.getString("counts_for")),
        Per.of(per).orElseThrow(() -> new IllegalStateException("budget per " + per)),
        Arrays.stream(row.getString("only_ids").split(" "))
            .filter(id -> !id.isEmpty())
            .collect(Collectors.toSet()),
        new NanoUsd(row.getLong("nanos")),
        isWarned ? new NanoUsd(warn) : null,
        AtWarning.valueOf(row.getString("at_warning")));
  }

  /// Sets a limit, in the place of the one of the same id if there is one.
  ///
  /// @throws IllegalArgumentException for the id of a limit of the configuration, or an id in
  ///   [Limit#only] with a blank in it
  public void put(Limit limit, Actor by) {
    if (configured.limits().stream().anyMatch(one -> one.id().equals(limit.id()))) {
      throw new IllegalArgumentException("budget " + limit.id() + " is in the configuration");
    }
    if (limit.only().stream().anyMatch(id -> id.isBlank() || id.contains(" "))) {
      throw new IllegalArgumentException("budget " + limit.id() + ": only " + limit.only());
    }
    store
        .writes()
        .useTransaction(handle -> {
          var was = find(handle, limit.id());
          write(handle, limit);
          audit(handle, by, limit.id(), was.map(BudgetBook::words), Optional.of(words(limit)));
        });
    seen = read();
  }

  private static Optional<Limit> find(Handle handle, String id) {
    return handle
        .createQuery("SELECT * FROM budgets WHERE id = :id")
        .bind("id", id)
        .map((row, context) -> limit(row))
        .findFirst();
  }

  private void write(Handle handle, Limit limit) {
    var warn = limit.warn();
    handle
        .createUpdate(
            """
            INSERT INTO budgets (id, counts_for, per, only_ids, nanos, warn_nanos, at_warning, made)
            VALUES (:id, :of, :per, :only, :nanos, :warn, :atWarning, :made)
            ON CONFLICT (id) DO UPDATE SET counts_for = excluded.counts_for, per = excluded.per,
              only_ids = excluded.only_ids, nanos = excluded.nanos,
              warn_nanos = excluded.warn_nanos, at_warning = excluded.at_warning
            """)
        .bind("id", limit.id())
        .bind("of", limit.of().name())
        .bind("per", limit.per().text())
        .bind("only", limit.only().stream().sorted().collect(Collectors.joining(" ")))
        .bind("nanos", limit.most().nanos())
        .bindByType("warn", warn == null ? null : warn.nanos(), Long.class)
        .bind("atWarning", limit.atWarning().name())
        .bind("made", time.instant().toEpochMilli())
        .execute();
  }

  /// Takes a limit away that is in the store.
  ///
  /// @return false if there is none of this id
  public boolean remove(String id, Actor by) {
    var isRemoved =
        store
            .writes()
            .inTransaction(handle -> {
              var was = find(handle, id);
              if (was.isPresent()) {
                handle.execute("DELETE FROM budgets WHERE id = ?", id);
                audit(handle, by, id, was.map(BudgetBook::words), Optional.empty());
              }
              return was.isPresent();
            });
    seen = read();
    return isRemoved;
  }

  /// One line, such as `$2.00 per person and day, warning at $1.60`; in US dollars, as it was set.
  public static String words(Limit limit) {
    var words = new ArrayList<String>();
    var whose = limit.of() == Of.TOTAL ? "in total" : "per " + limit.of().text();
    words.add("%s %s and %s".formatted(Dollars.exact(limit.most()), whose, limit.per().text()));
    var warn = limit.warn();
    if (warn != null) {
      words.add("warning at " + Dollars.exact(warn));
    }
    if (limit.atWarning() == AtWarning.CHEAPER_ROUTE) {
      words.add("then the cheapest route");
    }
    if (!limit.only().isEmpty()) {
      words.add("only " + limit.only().stream().sorted().collect(Collectors.joining(" ")));
    }
    return String.join(", ", words);
  }

  private void audit(
      Handle handle, Actor by, String subject, Optional<String> was, Optional<String> became) {
    AuditTrail.add(
        handle, time.instant(), by, WHAT, subject, was.orElse(null), became.orElse(null));
  }

  /// What was changed, newest first.
  public List<Change> changes(int most) {
    return store
        .reads()
        .withHandle(handle ->
            handle
                .createQuery("SELECT * FROM audit ORDER BY at DESC, id LIMIT :most")
                .bind("most", most)
                .map((row, context) ->
                    new Change(
                        Instant.ofEpochMilli(row.getLong("at")),
                        new Actor(row.getString("actor_id"), row.getString("actor_name")),
                        row.getString("what"),
                        row.getString("subject"),
                        row.getString("was"),
                        row.getString("became")))
                .list());
  }

  /// Who changes something.
  ///
  /// @param id such as `SLACK/U1`, or `web` for whoever has the admin's token
  public record Actor(String id, String name) {}

  /// A change that was made.
  ///
  /// @param what the kind of thing that was changed: `budget`, `link`, `pause`
  /// @param subject its id
  /// @param was null where it is new
  /// @param became null where it is gone
  public record Change(
      Instant at,
      Actor by,
      String what,
      String subject,
      @Nullable String was,
      @Nullable String became) {}
}
