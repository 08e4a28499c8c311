package dev.sightline.ledger;

import dev.sightline.store.Store;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;

/// What of the books is so old that it goes. Safe for all threads.
public final class Attic {
  private final Store store;
  private final InstantSource time;
  private final Spans spans;

  /// The attic of a store.
  ///
  /// @param zone where days begin: the one in which the store has its days
  public Attic(Store store, InstantSource time, ZoneId zone) {
    this.store = store;
    this.time = time;
    this.spans = new Spans(zone);
  }

  /// Erases whole days of entries with their sums, each day in a transaction of its own, so that
  /// the sums are those of the entries at any time.
  ///
  /// @param kept of the days before today; zero is for ever
  /// @return how many entries there were
  public int clear(Duration kept) {
    if (kept.isZero()) {
      return 0;
    }
    var first = spans.date(time.instant()).minusDays(kept.toDays());
    var erased = 0;
    for (var day = oldest(); day.isPresent() && day.get().isBefore(first); day = oldest()) {
      erased += clear(day.get());
    }
    return erased;
  }

  private Optional<LocalDate> oldest() {
    return store
        .reads()
        .withHandle(handle ->
            handle
                .createQuery("SELECT MIN(day) FROM usage_days HAVING MIN(day) IS NOT NULL")
                .mapTo(long.class)
                .findFirst()
                .map(LocalDate::ofEpochDay));
  }

  private int clear(LocalDate day) {
    var end = spans.start(day.plusDays(1)).toEpochMilli();
    return store
        .writes()
        .inTransaction(handle -> {
          Tallies.lock(handle);
          handle.execute("DELETE FROM usage_days WHERE day <= ?", day.toEpochDay());
          handle.execute("DELETE FROM tallies WHERE start > 0 AND start < ?", end);
          handle.execute(
              """
              DELETE FROM people WHERE NOT EXISTS (
                SELECT 1 FROM usage_days u
                WHERE u.platform = people.platform AND u.person_id = people.person_id)
              """);
          handle.execute(
              """
              DELETE FROM channels WHERE NOT EXISTS (
                SELECT 1 FROM usage_days u
                WHERE u.platform = channels.platform AND u.channel = channels.channel)
              """);
          return handle.execute("DELETE FROM entries WHERE at < ?", end);
        });
  }

  /// Erases who changed what.
  ///
  /// @param kept zero is for ever
  /// @return how many lines there were
  public int clearTrail(Duration kept) {
    return kept.isZero()
        ? 0
        : store
            .writes()
            .withHandle(handle ->
                handle.execute(
                    "DELETE FROM audit WHERE at < ?", time.instant().minus(kept).toEpochMilli()));
  }
}
