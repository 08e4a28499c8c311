package dev.sightline.bench;

import dev.sightline.ledger.UsageReader;
import dev.sightline.ledger.UsageReport;
import dev.sightline.store.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Locale;

/// What the ledger of a bot's process says.
///
/// @param costNanos sum of all entries, in nano-dollars
/// @param estimatedNanos the part that is not the provider's own figure
record Books(long costNanos, long estimatedNanos) {
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  /// Reads the store beside the bot until the sum is this, but not longer than `limit`.
  static Books awaitEqualTo(Path folder, long billedNanos, Duration limit)
      throws InterruptedException {
    Instant latest = Instant.now().plus(limit);
    try (Store store = Store.open("jdbc:sqlite:" + folder.resolve("sightline.db"))) {
      Books books = read(store);
      while (books.costNanos != billedNanos && Instant.now().isBefore(latest)) {
        Thread.sleep(LOOK_EVERY);
        books = read(store);
      }
      return books;
    }
  }

  private static Books read(Store store) {
    UsageReport.Totals totals =
        new UsageReader(store, InstantSource.system()).month(ZoneOffset.UTC).whole();
    return new Books(totals.cost().nanos(), totals.estimated().nanos());
  }

  String inWords(long billedNanos) {
    return String.format(
        Locale.ROOT,
        "ledger $%.9f, provider's bills $%.9f, estimated in it $%.9f",
        costNanos / 1e9,
        billedNanos / 1e9,
        estimatedNanos / 1e9);
  }
}
