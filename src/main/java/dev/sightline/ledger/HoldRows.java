package dev.sightline.ledger;

import dev.sightline.event.AskId;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.event.ThreadRef;
import dev.sightline.store.ForEach;
import dev.sightline.store.Together;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jdbi.v3.core.Handle;

/// Holds as rows.
final class HoldRows {
  private static final ForEach INSERT =
      new ForEach(
          "id TEXT, ask_id TEXT, platform TEXT, workspace TEXT, channel TEXT, thread TEXT,"
              + " person_workspace TEXT, person_id TEXT, person_name TEXT, nanos BIGINT,"
              + " medium TEXT, expires BIGINT, group_ids TEXT",
          """
          INSERT INTO holds (id, ask_id, platform, workspace, channel, thread, person_workspace,
            person_id, person_name, nanos, medium, expires, group_ids)
          SELECT * FROM given\
          """);

  private static final ForEach DELETE =
      new ForEach(
          "id TEXT", "DELETE FROM holds WHERE id IN (SELECT id FROM given) RETURNING id, nanos");

  private HoldRows() {}

  /// @param rows [#values] of each
  static void insert(Together statements, List<List<Object>> rows) {
    statements.add(INSERT, rows);
  }

  static List<Object> values(Hold hold) {
    return List.of(
        hold.id(),
        hold.ask().value(),
        hold.thread().platform().name(),
        hold.thread().workspace(),
        hold.thread().channel(),
        hold.thread().thread(),
        hold.person().workspace(),
        hold.person().id(),
        hold.person().name(),
        hold.estimate().nanos(),
        hold.medium().name(),
        hold.expires().toEpochMilli(),
        GroupIds.text(hold.person().groups()));
  }

  static boolean update(Handle handle, Hold hold) {
    return handle.execute(
            "UPDATE holds SET nanos = ?, medium = ? WHERE id = ?",
            hold.estimate().nanos(),
            hold.medium().name(),
            hold.id())
        == 1;
  }

  /// @param deleted is told of each that had not ended before: its id, and what was held
  static void delete(
      Together statements, Collection<String> ids, BiConsumer<String, NanoUsd> deleted) {
    statements.add(
        DELETE,
        ids.stream().map(List::<Object>of).toList(),
        row -> deleted.accept(row.getString("id"), new NanoUsd(row.getLong("nanos"))));
  }

  static Optional<Hold> of(Handle handle, AskId ask) {
    return handle
        .createQuery("SELECT * FROM holds WHERE ask_id = :ask")
        .bind("ask", ask.value())
        .map((row, context) -> read(row))
        .findFirst();
  }

  static NanoUsd sum(Handle handle) {
    return new NanoUsd(
        handle.createQuery("SELECT COALESCE(SUM(nanos), 0) FROM holds").mapTo(long.class).one());
  }

  static List<Hold> past(Handle handle, long nowMillis) {
    return handle
        .createQuery("SELECT * FROM holds WHERE expires <= :now ORDER BY expires, id")
        .bind("now", nowMillis)
        .map((row, context) -> read(row))
        .list();
  }

  static Hold read(ResultSet row) throws SQLException {
    var platform = Platform.valueOf(row.getString("platform"));
    return new Hold(
        row.getString("id"),
        new AskId(row.getString("ask_id")),
        new PersonRef(
            platform,
            row.getString("person_workspace"),
            row.getString("person_id"),
            row.getString("person_name"),
            GroupIds.read(row.getString("group_ids")),
            false),
        new ThreadRef(
            platform,
            row.getString("workspace"),
            row.getString("channel"),
            row.getString("thread")),
        new NanoUsd(row.getLong("nanos")),
        Medium.valueOf(row.getString("medium")),
        Instant.ofEpochMilli(row.getLong("expires")),
        List.of());
  }
}
