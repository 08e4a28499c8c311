package dev.sightline.ask;

import dev.sightline.media.UploadMemory;
import dev.sightline.store.Store;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Uploads in the store: a restart, or another process on it, does not upload again what is there.
/// Whoever wants to be forgotten takes all of them along, as nobody notes whose they are. Safe for
/// all threads.
public final class KeptUploads implements UploadMemory {
  private final Store store;
  private final InstantSource time;

  /// Those in the store.
  public KeptUploads(Store store, InstantSource time) {
    this.store = store;
    this.time = time;
  }

  @Override
  public Optional<URI> find(String provider, String content) {
    return store
        .reads()
        .withHandle(handle ->
            handle
                .createQuery(
                    "SELECT url FROM uploads WHERE provider = ? AND content = ? AND until > ?")
                .bind(0, provider)
                .bind(1, content)
                .bind(2, time.millis())
                .mapTo(String.class)
                .findOne()
                .map(URI::create));
  }

  /// Forgets those whose time is over, too.
  @Override
  public void keep(String provider, String content, URI url, Duration lifetime) {
    var now = time.instant();
    store
        .writes()
        .useTransaction(handle -> {
          handle.execute("DELETE FROM uploads WHERE until <= ?", now.toEpochMilli());
          handle.execute(
              """
              INSERT INTO uploads (provider, content, url, until) VALUES (?, ?, ?, ?)
              ON CONFLICT (provider, content) DO UPDATE
                SET url = excluded.url, until = excluded.until
              """,
              provider,
              content,
              url.toString(),
              now.plus(lifetime).toEpochMilli());
        });
  }

  static void forget(Handle handle) {
    handle.execute("DELETE FROM uploads");
  }
}
