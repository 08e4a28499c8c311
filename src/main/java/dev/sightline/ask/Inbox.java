package dev.sightline.ask;

import dev.sightline.event.AskId;
import dev.sightline.event.Platform;
import dev.sightline.store.Store;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// What a platform told us and will not tell again, because it is acknowledged: on disk from before
/// the acknowledgement until it is claimed, or turns out not to be for us.
///
/// Safe for all surfaces.
public final class Inbox {
  /// What is older nobody waits for; our own choice.
  private static final Duration KEPT = Duration.ofHours(1);

  private final Store store;
  private final InstantSource time;

  /// An inbox in the store.
  public Inbox(Store store, InstantSource time) {
    this.store = store;
    this.time = time;
  }

  /// Something that was told.
  ///
  /// @param body in the surface's own words
  public record Letter(String id, String body) {}

  /// Keeps it, and returns by which id [#done] forgets it.
  public String keep(Platform platform, String body) {
    String id = AskId.random().value();
    store
        .urgentWrites()
        .useHandle(handle ->
            handle.execute(
                "INSERT INTO inbox (id, platform, body, at) VALUES (?, ?, ?, ?)",
                id,
                platform.name(),
                body,
                time.millis()));
    return id;
  }

  /// It is claimed, or was not for us.
  public void done(String id) {
    store.writes().useHandle(handle -> handle.execute("DELETE FROM inbox WHERE id = ?", id));
  }

  /// What an earlier process did not get done, oldest first. Call it before anything new is kept.
  public List<Letter> left(Platform platform) {
    return store
        .writes()
        .inTransaction(handle -> {
          handle.execute(
              "DELETE FROM inbox WHERE at < ?", time.instant().minus(KEPT).toEpochMilli());
          return handle
              .createQuery("SELECT id, body FROM inbox WHERE platform = :platform ORDER BY at, id")
              .bind("platform", platform)
              .map((row, context) -> new Letter(row.getString("id"), row.getString("body")))
              .list();
        });
  }
}
