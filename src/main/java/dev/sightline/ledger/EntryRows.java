package dev.sightline.ledger;

import dev.sightline.event.AskId;
import dev.sightline.event.Platform;
import dev.sightline.route.Usage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/// Entries as rows.
final class EntryRows {
  private static final String INSERT =
      """
      INSERT INTO entries (id, settles, part, ask_id, kind, at, platform, workspace,
        channel, person_id, person_name, route, provider, model, prompt_tokens,
        completion_tokens, nanos, basis, medium, held)
      VALUES (:id, :settles, :part, :ask.value, :kind, :millis, :platform, :workspace,
        :channel, :personId, :personName, :c.route, :c.provider, :c.model, :prompt,
        :completion, :nanos, :c.basis, :medium, :held)
      """;

  private EntryRows() {}

  /// Writes the entry.
  ///
  /// @param held what was held for it; null in parts after the first
  static void insert(Handle handle, String settles, int part, Entry entry, @Nullable NanoUsd held) {
    bound(handle.createUpdate(INSERT), settles, part, entry, held).execute();
  }

  /// Writes the entry unless another one has its place.
  ///
  /// @return false if one has
  static boolean insertOnce(Handle handle, String settles, int part, Entry entry) {
    var insert = handle.createUpdate(INSERT + "ON CONFLICT (settles, part) DO NOTHING");
    return bound(insert, settles, part, entry, null).execute() == 1;
  }

  private static Update bound(
      Update insert, String settles, int part, Entry entry, @Nullable NanoUsd held) {
    var charge = entry.charge();
    insert
        .bindMethods(entry)
        .bindMethods("c", charge)
        .bindMethods("ask", entry.ask())
        .bind("settles", settles)
        .bind("part", part)
        .bind("millis", entry.at().toEpochMilli())
        .bind("nanos", charge.cost().nanos())
        .bindByType("held", held == null ? null : held.nanos(), Long.class);
    bindCount(insert, "prompt", charge.usage().promptTokens());
    bindCount(insert, "completion", charge.usage().completionTokens());
    return insert;
  }

  private static void bindCount(Update insert, String name, long count) {
    if (count < 0) {
      insert.bindNull(name, Types.BIGINT);
    } else {
      insert.bind(name, count);
    }
  }

  static Entry read(ResultSet row) throws SQLException {
    var cost = new NanoUsd(row.getLong("nanos"));
    var basis = Charge.Basis.valueOf(row.getString("basis"));
    var usage =
        new Usage(
            count(row, "prompt_tokens"),
            count(row, "completion_tokens"),
            basis == Charge.Basis.BILLED ? cost.toUsd() : null);
    return new Entry(
        row.getString("id"),
        new AskId(row.getString("ask_id")),
        Entry.Kind.valueOf(row.getString("kind")),
        Instant.ofEpochMilli(row.getLong("at")),
        Platform.valueOf(row.getString("platform")),
        row.getString("workspace"),
        row.getString("channel"),
        row.getString("person_id"),
        row.getString("person_name"),
        new Charge(
            row.getString("route"),
            row.getString("provider"),
            row.getString("model"),
            usage,
            cost,
            basis),
        Medium.valueOf(row.getString("medium")));
  }

  private static long count(ResultSet row, String column) throws SQLException {
    var count = row.getLong(column);
    return row.wasNull() ? -1 : count;
  }
}
