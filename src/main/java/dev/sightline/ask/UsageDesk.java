package dev.sightline.ask;

import dev.sightline.event.PersonRef;
import dev.sightline.ledger.UsageChart;
import dev.sightline.ledger.UsageReader;
import dev.sightline.ledger.UsageReport;
import dev.sightline.ledger.UsageText;
import dev.sightline.store.Store;
import dev.sightline.thread.OutgoingFile;
import java.time.InstantSource;
import java.time.ZoneId;
import okio.ByteString;

/// Tells people what they have spent. Safe for all surfaces.
public final class UsageDesk {
  private final UsageReader reader;
  private final ZoneId zone;

  /// A desk over the ledger in the store.
  ///
  /// @param zone where days and months begin
  public UsageDesk(Store store, InstantSource time, ZoneId zone) {
    this.reader = new UsageReader(store, time);
    this.zone = zone;
  }

  /// One person's usage of today and this month, with a chart of the month.
  public UsageAnswer of(PersonRef person) {
    UsageReport report = reader.month(person, zone);
    byte[] png = UsageChart.png(report, UsageChart.Look.LIGHT);
    return new UsageAnswer(
        UsageText.of(report), new OutgoingFile("usage.png", "image/png", ByteString.of(png)));
  }
}
