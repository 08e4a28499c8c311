package dev.sightline.ledger;

import dev.sightline.event.AskId;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.event.ThreadRef;
import dev.sightline.failure.OverBudget;
import dev.sightline.route.Usage;
import dev.sightline.store.Store;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Money before and after every paid call. A hold ends in one of three ways:
///
/// - [#settle] when the call was made, also when it failed or was stopped but cost something
/// - [#release] when it was not made or is known to have cost nothing
/// - [#expire] when its process died in between
///
/// Each of these is one transaction. Safe for all asks.
public final class Ledger {
  /// How long a hold stands without an end; far longer than any ask may take.
  public static final Duration HOLD_LEASE = Duration.ofHours(1);

  private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);

  private final Store store;
  private final InstantSource time;
  private final Budgets budgets;

  /// A ledger in the store.
  public Ledger(Store store, InstantSource time, Budget budget) {
    this.store = store;
    this.time = time;
    this.budgets = new Budgets(budget);
  }

  /// Sets the estimate aside.
  ///
  /// @throws OverBudget if what was spent and what is held leave too little; then nothing is held
  public Hold hold(AskId ask, PersonRef person, ThreadRef thread, NanoUsd estimate)
      throws OverBudget {
    if (estimate.compareTo(NanoUsd.ZERO) < 0) {
      throw new IllegalArgumentException("estimate: " + estimate);
    }
    var now = now();
    var hold =
        new Hold(UUID.randomUUID().toString(), ask, person, thread, estimate, now.plus(HOLD_LEASE));
    store
        .writes()
        .useTransaction(handle -> {
          budgets.check(handle, hold, now);
          insert(handle, hold);
        });
    return hold;
  }

  private static void insert(Handle handle, Hold hold) {
    handle
        .createUpdate(
            """
            INSERT INTO holds (id, ask_id, platform, workspace, channel, thread,
              person_workspace, person_id, person_name, nanos, expires)
            VALUES (:id, :ask, :t.platform, :t.workspace, :t.channel, :t.thread,
              :p.workspace, :p.id, :p.name, :nanos, :expires)
            """)
        .bind("id", hold.id())
        .bind("ask", hold.ask().value())
        .bindMethods("t", hold.thread())
        .bindMethods("p", hold.person())
        .bind("nanos", hold.estimate().nanos())
        .bind("expires", hold.expires().toEpochMilli())
        .execute();
  }

  /// Ends a hold with what the call cost. A hold that expired meanwhile is settled all the same:
  /// the money is spent.
  ///
  /// @throws IllegalStateException if the hold was settled or released before; nothing is written
  public Entry settle(Hold hold, Charge charge) {
    return settle(hold, List.of(charge)).getFirst();
  }

  /// Ends a hold with what its calls cost, where one was repeated.
  ///
  /// @param charges at least one
  /// @throws IllegalStateException as above
  public List<Entry> settle(Hold hold, List<Charge> charges) {
    if (charges.isEmpty()) {
      throw new IllegalArgumentException("charges: none; release the hold instead");
    }
    var now = now();
    var entries = charges.stream().map(charge -> entry(hold, charge, now)).toList();
    store
        .writes()
        .useTransaction(handle -> {
          if (!delete(handle, hold)) {
            checkExpired(handle, hold, now);
          }
          for (var part = 0; part < entries.size(); part++) {
            EntryRows.insert(handle, hold.id(), part, entries.get(part));
          }
        });
    return entries;
  }

  private static void checkExpired(Handle handle, Hold hold, Instant now) {
    var settled =
        handle
            .createQuery("SELECT COUNT(*) FROM entries WHERE settles = :id")
            .bind("id", hold.id())
            .mapTo(long.class)
            .one();
    if (settled > 0) {
      throw new IllegalStateException(
          "hold " + hold.id() + " of ask " + hold.ask().value() + " is settled already");
    }
    if (now.isBefore(hold.expires())) {
      throw new IllegalStateException(
          "hold " + hold.id() + " of ask " + hold.ask().value() + " was released or never made");
    }
    LOG.warn("Hold {} of ask {} had expired before it was settled", hold.id(), hold.ask().value());
  }

  private static Entry entry(Hold hold, Charge charge, Instant now) {
    return new Entry(
        UUID.randomUUID().toString(),
        hold.ask(),
        Entry.Kind.CHARGE,
        now,
        hold.person().platform(),
        hold.thread().workspace(),
        hold.thread().channel(),
        hold.person().id(),
        hold.person().name(),
        charge);
  }

  /// Ends a hold whose call was not made or cost nothing.
  ///
  /// @return false if it had ended before
  public boolean release(Hold hold) {
    return store.writes().inTransaction(handle -> delete(handle, hold));
  }

  private static boolean delete(Handle handle, Hold hold) {
    return handle.execute("DELETE FROM holds WHERE id = ?", hold.id()) == 1;
  }

  /// Replaces the figure of an entry by the provider's own, which came later: two more entries, one
  /// taking the old figure back.
  ///
  /// @return false if the entry was corrected before, by whichever process; nothing is written
  public boolean correct(Entry wrong, NanoUsd actual) {
    var now = now();
    var old = wrong.charge();
    var back = correction(wrong, now, new NanoUsd(-old.cost().nanos()), old.basis());
    var anew = correction(wrong, now, actual, Charge.Basis.BILLED);
    return store
        .writes()
        .inTransaction(handle -> {
          var isFirst = EntryRows.insertOnce(handle, wrong.id(), 0, back);
          if (isFirst) {
            EntryRows.insert(handle, wrong.id(), 1, anew);
          }
          return isFirst;
        });
  }

  private static Entry correction(Entry wrong, Instant now, NanoUsd cost, Charge.Basis basis) {
    var old = wrong.charge();
    return new Entry(
        UUID.randomUUID().toString(),
        wrong.ask(),
        Entry.Kind.CORRECTION,
        now,
        wrong.platform(),
        wrong.workspace(),
        wrong.channel(),
        wrong.personId(),
        wrong.personName(),
        new Charge(old.route(), old.provider(), old.model(), Usage.UNKNOWN, cost, basis));
  }

  /// What was booked since then as an estimate, and is not corrected though the provider may know
  /// better; oldest first.
  public List<Estimate> estimates(Instant since) {
    return store
        .reads()
        .withHandle(handle ->
            handle
                .createQuery(
                    """
                    SELECT e.*, a.call_id FROM entries e JOIN asks a ON a.id = e.ask_id
                    WHERE e.at >= :since AND e.kind = 'CHARGE' AND a.call_id IS NOT NULL
                      AND e.basis IN ('ESTIMATED', 'UNPRICED')
                      AND NOT EXISTS (SELECT 1 FROM entries c WHERE c.settles = e.id)
                    ORDER BY e.at, e.id
                    """)
                .bind("since", since.toEpochMilli())
                .map((row, context) -> new Estimate(EntryRows.read(row), row.getString("call_id")))
                .list());
  }

  /// Ends the holds past their lease, at start-up and now and then.
  ///
  /// @return those that it ended: what their calls cost is not known here
  public List<Hold> expire() {
    var now = now().toEpochMilli();
    return store
        .writes()
        .inTransaction(handle -> {
          var expired = new ArrayList<Hold>();
          for (var hold : past(handle, now)) {
            if (delete(handle, hold)) {
              expired.add(hold);
            }
          }
          return List.copyOf(expired);
        });
  }

  private static List<Hold> past(Handle handle, long nowMillis) {
    return handle
        .createQuery("SELECT * FROM holds WHERE expires <= :now ORDER BY expires, id")
        .bind("now", nowMillis)
        .map((row, context) -> hold(row))
        .list();
  }

  private static Hold hold(ResultSet row) throws SQLException {
    var platform = Platform.valueOf(row.getString("platform"));
    return new Hold(
        row.getString("id"),
        new AskId(row.getString("ask_id")),
        new PersonRef(
            platform,
            row.getString("person_workspace"),
            row.getString("person_id"),
            row.getString("person_name")),
        new ThreadRef(
            platform,
            row.getString("workspace"),
            row.getString("channel"),
            row.getString("thread")),
        new NanoUsd(row.getLong("nanos")),
        Instant.ofEpochMilli(row.getLong("expires")));
  }

  /// What is held for an ask whose process is gone; empty where it ended before.
  public Optional<Hold> holdOf(AskId ask) {
    return store
        .reads()
        .withHandle(handle ->
            handle
                .createQuery("SELECT * FROM holds WHERE ask_id = :ask")
                .bind("ask", ask.value())
                .map((row, context) -> hold(row))
                .findFirst());
  }

  /// The sum of all holds that have not ended.
  public NanoUsd held() {
    return store
        .reads()
        .withHandle(handle ->
            new NanoUsd(
                handle
                    .createQuery("SELECT COALESCE(SUM(nanos), 0) FROM holds")
                    .mapTo(long.class)
                    .one()));
  }

  /// The store keeps milliseconds; so do the records that we return.
  private Instant now() {
    return time.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
