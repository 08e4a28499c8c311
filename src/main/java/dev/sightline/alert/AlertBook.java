package dev.sightline.alert;

import dev.sightline.store.Store;
import dev.sightline.thread.Button;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The alerts of a store: those that wait to be told, and what was told.
///
/// An alert is marked as told right before the platforms are asked to show it. Whoever dies between
/// the mark and the message has not told it, and nobody does: rather once too few than twice. It
/// stands in the log, which is written between the two. Safe for all threads.
final class AlertBook {
  /// Longer than any budget's span, after which its alert may come again; our own choice.
  static final Duration KEPT = Duration.ofDays(70);

  private final Store store;
  private final InstantSource time;

  AlertBook(Store store, InstantSource time) {
    this.store = store;
    this.time = time;
  }

  /// Writes an alert down, unless one with its id is there that is not older than `again`.
  ///
  /// @param again null for never
  /// @param isTold whether it is not to be told any more
  /// @return whether it was written
  boolean add(Alert alert, @Nullable Duration again, boolean isTold) {
    Instant now = time.instant();
    Button button = alert.button();
    return store
            .writes()
            .withHandle(handle ->
                handle
                    .createUpdate(
                        """
                        INSERT INTO alerts (id, at, words, button_id, button_label, told)
                        VALUES (:id, :at, :words, :buttonId, :buttonLabel, :told)
                        ON CONFLICT (id) DO UPDATE SET at = excluded.at, words = excluded.words,
                          button_id = excluded.button_id, button_label = excluded.button_label,
                          told = excluded.told
                        WHERE alerts.at <= :before
                        """)
                    .bind("id", alert.id())
                    .bind("at", now.toEpochMilli())
                    .bind("words", alert.words())
                    .bindByType("buttonId", button == null ? null : button.id(), String.class)
                    .bindByType("buttonLabel", button == null ? null : button.label(), String.class)
                    .bindByType("told", isTold ? now.toEpochMilli() : null, Long.class)
                    .bind("before", again == null ? -1 : now.minus(again).toEpochMilli())
                    .execute())
        == 1;
  }

  /// Whether there is an alert with this id, told or not.
  boolean isKnown(String id) {
    return store
        .reads()
        .withHandle(handle ->
            handle
                .createQuery("SELECT 1 FROM alerts WHERE id = :id")
                .bind("id", id)
                .mapTo(int.class)
                .findFirst()
                .isPresent());
  }

  /// Whether there is something to tell.
  boolean hasUntold() {
    return store
        .reads()
        .withHandle(handle ->
            handle
                .createQuery("SELECT 1 FROM alerts WHERE told IS NULL LIMIT 1")
                .mapTo(int.class)
                .findFirst()
                .isPresent());
  }

  /// All that was not told, oldest first, and marks it as told; each goes to one caller only.
  List<Alert> take() {
    return store
        .writes()
        .inTransaction(handle -> {
          // PostgreSQL gives the rows of UPDATE … RETURNING in no order, so that they are sorted
          // here.
          return handle
              .createQuery("UPDATE alerts SET told = :now WHERE told IS NULL RETURNING *")
              .bind("now", time.instant().toEpochMilli())
              .map((row, context) -> new Row(row.getLong("at"), read(row)))
              .list();
        })
        .stream()
        .sorted()
        .map(Row::alert)
        .toList();
  }

  private record Row(long at, Alert alert) implements Comparable<Row> {
    @Override
    public int compareTo(Row other) {
      int order = Long.compare(at, other.at);
      return order == 0 ? alert.id().compareTo(other.alert.id()) : order;
    }
  }

  private static Alert read(ResultSet row) throws SQLException {
    String button = row.getString("button_id");
    return new Alert(
        row.getString("id"),
        row.getString("words"),
        button == null
            ? null
            : new Button(button, row.getString("button_label"), Button.Kind.LET_GO_ON));
  }

  /// Takes an alert back, so that it can be told again when there is a reason.
  void forget(String id) {
    store.writes().useHandle(handle -> handle.execute("DELETE FROM alerts WHERE id = ?", id));
  }

  /// Deletes what is past its time.
  void sweep() {
    long before = time.instant().minus(KEPT).toEpochMilli();
    store
        .writes()
        .useHandle(handle ->
            handle.execute("DELETE FROM alerts WHERE at < ? AND told IS NOT NULL", before));
  }
}
