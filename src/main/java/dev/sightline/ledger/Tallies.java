package dev.sightline.ledger;

import dev.sightline.ledger.Budget.Per;
import java.time.Duration;
import java.time.Instant;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Running sums of what is held and what was spent, in the transaction of whoever changes them
/// ([Sums]).
///
/// On PostgreSQL the transactions of all processes meet at the row of the table `held` that counts
/// all: each begins with [#LOCK], so that a check sees what every earlier one held and spent, and
/// none waits in a circle. A lock, and not SERIALIZABLE, which would let one through and have all
/// others begin again; one lock for all, and many asks in each transaction ([GroupCommit]). SQLite
/// has one writer anyway.
final class Tallies {
  /// How long the sums of hours are kept: for the longest window and a day more.
  static final Duration KEPT = Duration.ofHours(Per.MOST_HOURS + 24L);

  /// Waits until no other process changes sums, and keeps them from it until the transaction ends.
  static final String LOCK =
      """
      INSERT INTO held (scope, who, nanos, holds) VALUES ('TOTAL', '', 0, 0)
      ON CONFLICT (scope, who) DO UPDATE SET holds = held.holds\
      """;

  private Tallies() {}

  /// Does what [#LOCK] says.
  static void lock(Handle handle) {
    handle.execute(LOCK);
  }

  /// Deletes sums of hours that no window reaches any more.
  static void forget(Handle handle, Instant now) {
    handle.execute(
        "DELETE FROM tallies WHERE start > 0 AND start < ? AND span = 'HOUR'",
        now.minus(KEPT).toEpochMilli());
  }

  /// The oldest hour since then in which something was spent; null where nothing was.
  static @Nullable Instant oldestHour(Handle handle, Whose whose, Instant since) {
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
