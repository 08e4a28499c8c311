package dev.sightline.ledger;

import dev.sightline.event.AskId;
import dev.sightline.event.Platform;
import dev.sightline.route.Usage;
import dev.sightline.store.ForEach;
import dev.sightline.store.Together;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Entries as rows.
final class EntryRows {
  private static final String INTO =
      """
      INSERT INTO entries (id, settles, part, ask_id, kind, at, platform, workspace, channel,
        person_id, person_name, route, provider, model, medium, nanos, basis, prompt_tokens,
        completion_tokens, held, group_ids)
      """;

  private static final ForEach INSERT =
      new ForEach(
          "id TEXT, settles TEXT, part BIGINT, ask_id TEXT, kind TEXT, at BIGINT, platform TEXT,"
              + " workspace TEXT, channel TEXT, person_id TEXT, person_name TEXT, route TEXT,"
              + " provider TEXT, model TEXT, medium TEXT, nanos BIGINT, basis TEXT,"
              + " prompt_tokens BIGINT, completion_tokens BIGINT, held BIGINT, group_ids TEXT",
          INTO
              + """
              SELECT id, settles, part, ask_id, kind, at, platform, workspace, channel, person_id,
                person_name, route, provider, model, medium, nanos, basis,
                NULLIF(prompt_tokens, -1), NULLIF(completion_tokens, -1), NULLIF(held, -1),
                group_ids
              FROM given\
              """);

  private static final String INSERT_ONCE =
      INTO
          + """
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULLIF(CAST(? AS BIGINT), -1),
            NULLIF(CAST(? AS BIGINT), -1), NULLIF(CAST(? AS BIGINT), -1), ?)
          ON CONFLICT (settles, part) DO NOTHING
          """;

  private EntryRows() {}

  /// @param rows [#values] of each
  static void insert(Together statements, List<List<Object>> rows) {
    statements.add(INSERT, rows);
  }

  /// Writes the entry unless another one has its place.
  ///
  /// @return false if one has
  static boolean insertOnce(Handle handle, String settles, int part, Entry entry) {
    return handle.execute(INSERT_ONCE, values(settles, part, entry, null).toArray()) == 1;
  }

  /// The entry with the person and channel that it has by now, as somebody may have been forgotten
  /// since it was read.
  static Entry renamed(Handle handle, Entry entry) {
    return handle
        .createQuery("SELECT * FROM entries WHERE id = ?")
        .bind(0, entry.id())
        .map((row, context) -> read(row))
        .findFirst()
        .orElse(entry);
  }

  /// What [Ledger#estimates] tells.
  static List<Estimate> estimates(Handle handle, Instant since) {
    return handle
        .createQuery(
            """
            SELECT e.*, m.call_id FROM entries e
              JOIN calls m ON m.ask_id = e.ask_id AND m.route = e.route
            WHERE e.at >= :since AND e.kind = 'CHARGE' AND e.basis IN ('ESTIMATED', 'UNPRICED')
              AND NOT EXISTS (SELECT 1 FROM entries c WHERE c.settles = e.id)
            ORDER BY e.at, e.id
            """)
        .bind("since", since.toEpochMilli())
        .map((row, context) -> new Estimate(read(row), row.getString("call_id")))
        .list();
  }

  /// The values of a row.
  ///
  /// @param held what was held for it; null in parts after the first
  static List<Object> values(String settles, int part, Entry entry, @Nullable NanoUsd held) {
    var charge = entry.charge();
    return List.of(
        entry.id(),
        settles,
        part,
        entry.ask().value(),
        entry.kind().name(),
        entry.at().toEpochMilli(),
        entry.platform().name(),
        entry.workspace(),
        entry.channel(),
        entry.personId(),
        entry.personName(),
        charge.route(),
        charge.provider(),
        charge.model(),
        entry.medium().name(),
        charge.cost().nanos(),
        charge.basis().name(),
        Math.max(-1, charge.usage().promptTokens()),
        Math.max(-1, charge.usage().completionTokens()),
        held == null ? -1 : held.nanos(),
        GroupIds.text(entry.groups()));
  }

  /// The entries of an ask on a route that count: no correction replaced them, and they are not
  /// what a correction takes back.
  static List<Entry> standing(Handle handle, AskId ask, String route) {
    return handle
        .createQuery(
            """
            SELECT * FROM entries e WHERE e.ask_id = :ask AND e.route = :route
              AND (e.kind = 'CHARGE' OR e.part = 1)
              AND NOT EXISTS (SELECT 1 FROM entries c WHERE c.settles = e.id)
            ORDER BY e.at, e.id
            """)
        .bind("ask", ask.value())
        .bind("route", route)
        .map((row, context) -> read(row))
        .list();
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
        Medium.valueOf(row.getString("medium")),
        GroupIds.read(row.getString("group_ids")));
  }

  private static long count(ResultSet row, String column) throws SQLException {
    var count = row.getLong(column);
    return row.wasNull() ? -1 : count;
  }
}
