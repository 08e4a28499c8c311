package dev.sightline.ask;

import dev.sightline.ledger.Erasure;
import dev.sightline.media.MediaFolder;
import dev.sightline.store.Store;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Erases the files of who was forgotten. Files have no owners, because they are kept by their
/// content for whoever asks about it next: so all go that nobody used since. Others only have to
/// fetch theirs again. Safe for all threads.
final class MediaCleaning {
  private static final Logger LOG = LoggerFactory.getLogger(MediaCleaning.class);

  private final Store store;
  private final Erasure erasure;
  private final MediaFolder folder;

  /// Cleans one folder.
  MediaCleaning(Store store, Erasure erasure, MediaFolder folder) {
    this.store = store;
    this.erasure = erasure;
    this.folder = folder;
  }

  /// Erases what nobody used since somebody was forgotten last. Files of an ask that has run since
  /// before that have to wait for its end: call this now and then.
  ///
  /// @return whether nothing has to wait
  boolean sweep() {
    Optional<Instant> last = erasure.last();
    if (last.isEmpty()) {
      return true;
    }
    Optional<Instant> running = oldestRunning().filter(begun -> !begun.isAfter(last.get()));
    try {
      folder.erase(running.orElse(last.get()));
    } catch (IOException e) {
      LOG.error("files of somebody who was forgotten are still there", e);
      return false;
    }
    return running.isEmpty();
  }

  private Optional<Instant> oldestRunning() {
    return store
        .reads()
        .withHandle(handle ->
            handle
                .createQuery(
                    "SELECT started FROM asks WHERE state = 'RUNNING' ORDER BY started LIMIT 1")
                .mapTo(long.class)
                .findFirst()
                .map(Instant::ofEpochMilli));
  }
}
