package dev.sightline.ledger;

import dev.sightline.event.Platform;
import dev.sightline.store.Store;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What channels are called, as far as the platforms told: beside the ids in the books, which stay
/// what they are. Safe for all threads.
public final class ChannelNames {
  /// Of which is known that they are on disk; our own choice.
  private static final int MOST_KNOWN = 10_000;

  private final Store store;
  private final Map<Key, String> known = new ConcurrentHashMap<>();

  private record Key(Platform platform, String channel) {}

  /// Those in the store.
  public ChannelNames(Store store) {
    this.store = store;
  }

  /// Keeps the newest name of a channel. Writes only where it is new.
  ///
  /// @param name without a `#`; blank where there is none
  public void keep(Platform platform, String channel, String name) {
    Key key = new Key(platform, channel);
    if (name.isBlank() || name.equals(known.get(key))) {
      return;
    }
    store
        .writes()
        .useHandle(handle ->
            handle.execute(
                """
                INSERT INTO channels (platform, channel, name) VALUES (?, ?, ?)
                ON CONFLICT (platform, channel) DO UPDATE SET name = excluded.name
                  WHERE channels.name <> excluded.name
                """,
                platform.name(),
                channel,
                name));
    if (known.size() >= MOST_KNOWN) {
      known.clear();
    }
    known.put(key, name);
  }
}
