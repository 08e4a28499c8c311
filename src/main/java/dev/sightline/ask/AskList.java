package dev.sightline.ask;

import dev.sightline.event.Platform;
import dev.sightline.ledger.NanoUsd;
import dev.sightline.ledger.SpendingFilter;
import dev.sightline.store.Store;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which asks are under way and which were the last: for admins, and without what was asked. Safe
/// for all threads.
public final class AskList {
  /// Of one list.
  public static final int MOST = 50;

  private static final String COLUMNS =
      """
      SELECT a.id, a.platform, a.workspace, a.channel, a.person_id, a.person_name, a.state,
        a.started, a.ended, COALESCE(a.route, a.called_route) AS route, a.model,
        COALESCE('#' || (SELECT c.name FROM channels c
          WHERE c.platform = a.platform AND c.channel = a.channel), a.channel) AS place,
      """;

  private final Store store;

  /// What one line tells.
  ///
  /// @param channel id
  /// @param place the name of the channel; its id where none is known
  /// @param ended null while it is under way
  /// @param route the one that is asked now or answered at last; null before any was asked
  /// @param model as the provider names it; null before it answered
  /// @param money what was spent; for an ask under way, what is held for it
  public record Line(
      String id,
      Platform platform,
      String workspace,
      String channel,
      String place,
      String personId,
      String personName,
      AskState state,
      Instant started,
      @Nullable Instant ended,
      @Nullable String route,
      @Nullable String model,
      NanoUsd money) {}

  /// Of the asks in the store.
  public AskList(Store store) {
    this.store = store;
  }

  /// All that are under way in any process, oldest first, at most [#MOST].
  public List<Line> running() {
    return store
        .reads()
        .withHandle(handle ->
            handle
                .createQuery(
                    COLUMNS
                        + """
                        (SELECT COALESCE(SUM(h.nanos), 0) FROM holds h WHERE h.ask_id = a.id) AS nanos
                        FROM asks a WHERE a.state = 'RUNNING' ORDER BY a.started, a.id LIMIT :most
                        """)
                .bind("most", MOST)
                .map((row, context) -> line(row))
                .list());
  }

  /// The last that ended and began on the filter's days, newest first.
  ///
  /// @param zone where days begin
  /// @param most at most [#MOST]
  public List<Line> last(SpendingFilter filter, ZoneId zone, int most) {
    Map<String, String> wanted = filter.columns();
    var sql = new StringBuilder(COLUMNS);
    sql.append(
        """
        (SELECT COALESCE(SUM(e.nanos), 0) FROM entries e WHERE e.ask_id = a.id) AS nanos
        FROM asks a WHERE a.state <> 'RUNNING' AND a.started >= :since AND a.started < :until
        """);
    wanted.keySet().forEach(column -> sql.append(" AND a.%1$s = :%1$s".formatted(column)));
    sql.append(" ORDER BY a.started DESC, a.id LIMIT :most");
    return store
        .reads()
        .withHandle(handle ->
            handle
                .createQuery(sql.toString())
                .bind("since", filter.since().atStartOfDay(zone).toInstant().toEpochMilli())
                .bind(
                    "until",
                    filter.until().plusDays(1).atStartOfDay(zone).toInstant().toEpochMilli())
                .bind("most", Math.min(MOST, most))
                .bindMap(wanted)
                .map((row, context) -> line(row))
                .list());
  }

  /// How many asks began and ended somehow.
  ///
  /// @param whole how many there were in all
  /// @param refused for want of money or permission
  /// @param failed because no route gave an answer, or the platform did not take it
  public record Ends(long whole, long refused, long failed) {}

  /// How those ended that began in this time, as far as they are still known.
  public Ends ends(Instant since, Instant until) {
    return store
        .reads()
        .withHandle(handle ->
            handle
                .createQuery(
                    """
                    SELECT COUNT(*) AS whole,
                      COUNT(CASE WHEN state = 'REFUSED' THEN 1 END) AS refused,
                      COUNT(CASE WHEN state = 'FAILED' THEN 1 END) AS failed
                    FROM asks WHERE started >= :since AND started < :until
                    """)
                .bind("since", since.toEpochMilli())
                .bind("until", until.toEpochMilli())
                .map((row, context) ->
                    new Ends(row.getLong("whole"), row.getLong("refused"), row.getLong("failed")))
                .one());
  }

  private static Line line(ResultSet row) throws SQLException {
    long ended = row.getLong("ended");
    boolean isEnded = !row.wasNull();
    return new Line(
        row.getString("id"),
        Platform.valueOf(row.getString("platform")),
        row.getString("workspace"),
        row.getString("channel"),
        row.getString("place"),
        row.getString("person_id"),
        row.getString("person_name"),
        AskState.valueOf(row.getString("state")),
        Instant.ofEpochMilli(row.getLong("started")),
        isEnded ? Instant.ofEpochMilli(ended) : null,
        row.getString("route"),
        row.getString("model"),
        new NanoUsd(row.getLong("nanos")));
  }
}
