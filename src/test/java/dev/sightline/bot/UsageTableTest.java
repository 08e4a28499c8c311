package dev.sightline.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.ledger.DisplayCurrency;
import dev.sightline.ledger.NanoUsd;
import dev.sightline.ledger.UsageReport;
import dev.sightline.ledger.UsageReport.Line;
import dev.sightline.ledger.UsageReport.Totals;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import org.junit.jupiter.api.Test;

class UsageTableTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 21);

  @Test
  void amountsAreExactDollars() {
    assertThat(UsageTable.of(report(), UsageCommand.Grouping.person, DisplayCurrency.US_DOLLARS))
        .containsExactly(
            "PERSON      ASKS          TOKENS  COST (USD)",
            "Ada            3           1,200  0.012500000",
            "all            3           1,200  0.012500000");
  }

  @Test
  void amountsOfAnotherCurrencyEndWithTheirRate() {
    DisplayCurrency yen =
        new DisplayCurrency(Currency.getInstance("JPY"), new BigDecimal("156.4"), TODAY);

    assertThat(UsageTable.of(report(), UsageCommand.Grouping.person, yen))
        .containsExactly(
            "PERSON      ASKS          TOKENS  COST (JPY)",
            "Ada            3           1,200  1.955000000",
            "all            3           1,200  1.955000000",
            "In JPY at 156.4 for a US dollar, as of 2026-11-21.");
  }

  private static UsageReport report() {
    var totals = new Totals(3, 1_000, 200, new NanoUsd(12_500_000), NanoUsd.ZERO, 0);
    return new UsageReport(
        TODAY, TODAY, totals, totals, List.of(), List.of(), List.of(new Line("Ada", totals)));
  }
}
