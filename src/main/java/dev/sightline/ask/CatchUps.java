package dev.sightline.ask;

import dev.sightline.event.Platform;
import dev.sightline.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jdbi.v3.core.Handle;

/// What a process has to know to read what was said while none listened, on disk: until when
/// everything was heard, and where the bot is asked. Safe for all surfaces.
public final class CatchUps {
  /// A place in which nobody asked for this long is not looked at; our own choice, as the next.
  private static final Duration LATELY = Duration.ofDays(2);

  /// Of each workspace, the direct messages being one.
  private static final int MOST_PLACES = 100;

  private final Store store;
  private final InstantSource time;

  /// Over the same store as the [Journal].
  public CatchUps(Store store, InstantSource time) {
    this.store = store;
    this.time = time;
  }

  /// Notes that reading begins; what an earlier process began and did not end is part of it. To be
  /// called before anything new is taken.
  Whereabouts begin(Platform platform) {
    return store
        .writes()
        .inTransaction(handle -> {
          var newest = newest(handle, platform);
          handle.execute(
              """
              INSERT INTO catch_ups (platform, since) VALUES (?, ?)
              ON CONFLICT (platform) DO NOTHING
              """,
              platform.name(),
              newest);
          var since =
              handle
                  .createQuery("SELECT since FROM catch_ups WHERE platform = :p")
                  .bind("p", platform)
                  .mapTo(long.class)
                  .one();
          var heardUntil = Instant.ofEpochMilli(Math.min(since, newest));
          return new Whereabouts(heardUntil, places(handle, platform));
        });
  }

  /// Notes that everything is read.
  void end(Platform platform) {
    store
        .writes()
        .useHandle(
            handle -> handle.execute("DELETE FROM catch_ups WHERE platform = ?", platform.name()));
  }

  private static long newest(Handle handle, Platform platform) {
    return handle
        .createQuery("SELECT COALESCE(MAX(started), 0) FROM asks WHERE platform = :p")
        .bind("p", platform)
        .mapTo(long.class)
        .one();
  }

  private List<Whereabouts.Place> places(Handle handle, Platform platform) {
    return handle
        .createQuery(
            """
            SELECT channel, workspace, person, newest FROM (
              SELECT channel, workspace, person, newest,
                ROW_NUMBER() OVER (PARTITION BY workspace ORDER BY newest DESC, channel) AS place
              FROM (
                SELECT channel, MAX(workspace) AS workspace, MAX(person_id) AS person,
                  MAX(started) AS newest
                FROM (
                  SELECT channel, workspace, person_id, started FROM asks
                  WHERE platform = :p AND started >= :since
                  UNION ALL
                  SELECT m.channel, a.workspace, a.person_id, a.started
                  FROM answer_messages m JOIN asks a ON a.id = m.ask_id
                  WHERE a.platform = :p AND a.started >= :since AND m.channel <> ''
                ) visited
                GROUP BY channel
              ) visited_once
            ) in_order
            WHERE place <= :most ORDER BY newest DESC
            """)
        .bind("p", platform)
        .bind("since", time.instant().minus(LATELY).toEpochMilli())
        .bind("most", MOST_PLACES)
        .map((row, context) ->
            new Whereabouts.Place(
                row.getString("channel"), row.getString("workspace"), row.getString("person")))
        .list();
  }
}
