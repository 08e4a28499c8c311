package dev.sightline.ask;

import dev.sightline.event.AskId;
import dev.sightline.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/// The provider's own ids of the calls that were made. Safe for all threads.
final class CallBook {
  /// For a bill that comes after the quarter; our own choice.
  static final Duration KEPT = Duration.ofDays(100);

  private CallBook() {}

  /// One call.
  record Made(AskId ask, String callId, String route) {}

  /// Adds the id of a call that the ask makes now.
  static void add(Handle handle, AskId ask, String route, String callId, Instant now) {
    handle
        .createUpdate(
            """
            INSERT INTO calls (ask_id, call_id, route, at)
            SELECT id, :call, :route, CAST(:at AS BIGINT) FROM asks WHERE id = :ask
            ON CONFLICT (ask_id, call_id) DO NOTHING
            """)
        .bind("call", callId)
        .bind("route", route)
        .bind("at", now.toEpochMilli())
        .bind("ask", ask.value())
        .execute();
  }

  /// All calls since then of asks that are not under way, oldest first.
  static List<Made> since(Store store, Instant since) {
    return store
        .reads()
        .withHandle(handle ->
            handle
                .createQuery(
                    """
                    SELECT c.ask_id, c.call_id, c.route FROM calls c
                    WHERE c.at >= :since
                      AND NOT EXISTS (SELECT 1 FROM holds h WHERE h.ask_id = c.ask_id)
                      AND NOT EXISTS (
                        SELECT 1 FROM asks a WHERE a.id = c.ask_id AND a.state = 'RUNNING')
                    ORDER BY c.at, c.ask_id, c.call_id
                    """)
                .bind("since", since.toEpochMilli())
                .map((row, context) ->
                    new Made(
                        new AskId(row.getString("ask_id")),
                        row.getString("call_id"),
                        row.getString("route")))
                .list());
  }

  /// Forgets what is past its time.
  static void sweep(Handle handle, Instant now) {
    handle.execute("DELETE FROM calls WHERE at < ?", now.minus(KEPT).toEpochMilli());
  }
}
