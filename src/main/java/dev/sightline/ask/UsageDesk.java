package dev.sightline.ask;

import dev.sightline.event.PersonRef;
import dev.sightline.ledger.BudgetBook;
import dev.sightline.ledger.DisplayCurrency;
import dev.sightline.ledger.Identities;
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

/// Tells people what they have spent, and lets them set what is theirs. Safe for all surfaces.
public final class UsageDesk implements Accounts {
  private static final int LAST_ANSWERS = 5;

  private final UsageReader reader;
  private final PersonalAccount account;
  private final Identities identities;
  private final ZoneId zone;
  private final DisplayCurrency currency;
  private final SettingsDesk settings;

  /// A desk over the ledger in the store.
  ///
  /// @param budgets what people may spend, in which currency they are told, and where days and
  ///   months begin
  /// @param identities who is one person on two platforms
  /// @param settings what people may set for themselves
  public UsageDesk(
      Store store,
      InstantSource time,
      BudgetBook budgets,
      Identities identities,
      SettingsDesk settings) {
    this.reader = new UsageReader(store, time);
    this.account = new PersonalAccount(store, time, budgets, identities);
    this.identities = identities;
    this.zone = budgets.zone();
    this.currency = budgets.currency();
    this.settings = settings;
  }

  @Override
  public PersonalPage page(PersonRef person) {
    return new PersonalPage(
        words(person, reader.month(person, identities, zone)),
        account.budgets(person).stream()
            .map(gauge -> new PersonalPage.Bar(gauge.share(), gauge.words()))
            .toList(),
        account.latest(person, LAST_ANSWERS).stream().map(one -> answer(person, one)).toList(),
        settings.of(person));
  }

  @Override
  public boolean choose(PersonRef person, String setting, String option) {
    return settings.choose(person, setting, option);
  }

  private String words(PersonRef person, UsageReport report) {
    String linked =
        identities
            .linkedWith(person)
            .map(other ->
                "\nWith what you spent as %s on %s: you are linked."
                    .formatted(other.name(), other.platform().title()))
            .orElse("");
    return UsageText.of(report, currency) + linked;
  }

  /// A channel of another platform would mean nothing here.
  private static PersonalPage.Answer answer(PersonRef person, PersonalAccount.Answered one) {
    return one.platform() == person.platform()
        ? new PersonalPage.Answer(one.at(), one.channel(), one.words())
        : new PersonalPage.Answer(one.at(), "", one.words() + " · " + one.platform().title());
  }

  /// One person's usage of today and this month, with a chart of the month.
  @Override
  public UsageAnswer of(PersonRef person) {
    UsageReport report = reader.month(person, identities, zone);
    byte[] png = UsageChart.png(report, UsageChart.Look.LIGHT, currency);
    return new UsageAnswer(
        words(person, report), new OutgoingFile("usage.png", "image/png", ByteString.of(png)));
  }
}
