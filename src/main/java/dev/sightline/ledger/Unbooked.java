package dev.sightline.ledger;

import dev.sightline.event.AskId;
import dev.sightline.event.Platform;
import dev.sightline.route.ModelRoute;
import dev.sightline.route.Usage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// A call that began, gave no answer, and is not booked: another followed, or its ask failed. Its
/// provider may bill it all the same.
///
/// @param callId the provider's own id of the call
/// @param route the name of the route that was called
public record Unbooked(
    String callId,
    String route,
    AskId ask,
    Platform platform,
    String workspace,
    String channel,
    String personId,
    String personName,
    Medium medium,
    Set<String> groups) {
  /// An ask calls each route once: an entry of that route is of that call.
  private static final String SINCE =
      """
      SELECT c.call_id AS made_id, c.route AS made_on, a.*,
        (SELECT MAX(e.medium) FROM entries e WHERE e.ask_id = a.id) AS medium,
        (SELECT MAX(e.group_ids) FROM entries e WHERE e.ask_id = a.id) AS group_ids
      FROM calls c JOIN asks a ON a.id = c.ask_id
      WHERE c.at >= :since AND a.state <> 'RUNNING'
        AND NOT EXISTS (SELECT 1 FROM holds h WHERE h.ask_id = a.id)
        AND NOT EXISTS (SELECT 1 FROM entries e WHERE e.settles = c.call_id)
        AND NOT EXISTS (
          SELECT 1 FROM entries e
          WHERE e.ask_id = a.id AND e.kind = 'CHARGE' AND e.route = c.route)
      ORDER BY c.at, c.call_id
      """;

  public Unbooked {
    groups = Set.copyOf(groups);
  }

  static List<Unbooked> since(Handle handle, Instant since) {
    return handle
        .createQuery(SINCE)
        .bind("since", since.toEpochMilli())
        .map((row, context) -> read(row))
        .list();
  }

  private static Unbooked read(ResultSet row) throws SQLException {
    var medium = row.getString("medium");
    var groups = row.getString("group_ids");
    return new Unbooked(
        row.getString("made_id"),
        row.getString("made_on"),
        new AskId(row.getString("id")),
        Platform.valueOf(row.getString("platform")),
        row.getString("workspace"),
        row.getString("channel"),
        row.getString("person_id"),
        row.getString("person_name"),
        medium == null ? Medium.UNKNOWN : Medium.valueOf(medium),
        groups == null ? Set.of() : GroupIds.read(groups));
  }

  /// The entry that is missing.
  Entry billed(ModelRoute made, Usage usage, NanoUsd cost, Instant now) {
    return new Entry(
        UUID.randomUUID().toString(),
        ask,
        Entry.Kind.CHARGE,
        now,
        platform,
        workspace,
        channel,
        personId,
        personName,
        new Charge(route, made.provider(), made.model(), usage, cost, Charge.Basis.BILLED),
        medium,
        groups);
  }
}
