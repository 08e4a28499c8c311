package dev.sightline.ask;

import dev.sightline.event.PersonRef;
import dev.sightline.ledger.BudgetBook;
import dev.sightline.ledger.PersonalAccount;
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
public final class UsageDesk implements Accounts {
  private static final int LAST_ANSWERS = 5;

  private final UsageReader reader;
  private final PersonalAccount account;
  private final ZoneId zone;

  /// A desk over the ledger in the store.
  ///
  /// @param budgets what people may spend, and where days and months begin
  public UsageDesk(Store store, InstantSource time, BudgetBook budgets) {
    this.reader = new UsageReader(store, time);
    this.account = new PersonalAccount(store, time, budgets);
    this.zone = budgets.zone();
  }

  @Override
  public PersonalPage page(PersonRef person) {
    return new PersonalPage(
        UsageText.of(reader.month(person, zone)),
        account.budgets(person).stream()
            .map(gauge -> new PersonalPage.Bar(gauge.share(), gauge.words()))
            .toList(),
        account.latest(person, LAST_ANSWERS).stream()
            .map(one -> new PersonalPage.Answer(one.at(), one.channel(), one.words()))
            .toList());
  }

  /// One person's usage of today and this month, with a chart of the month.
  @Override
  public UsageAnswer of(PersonRef person) {
    UsageReport report = reader.month(person, zone);
    byte[] png = UsageChart.png(report, UsageChart.Look.LIGHT);
    return new UsageAnswer(
        UsageText.of(report), new OutgoingFile("usage.png", "image/png", ByteString.of(png)));
  }
}
