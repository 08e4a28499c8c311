package dev.sightline.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.ledger.Budget;
import dev.sightline.ledger.DisplayCurrency;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The dashboard of people who read Swiss francs.
class DashboardCurrencyTest {
  private static final DisplayCurrency FRANCS =
      new DisplayCurrency(
          Currency.getInstance("CHF"), new BigDecimal("0.8"), LocalDate.of(2026, 11, 20));

  @TempDir private Path folder;
  private final StagedDesk desk = new StagedDesk();
  private StockedBooks books;
  private Playground playground;
  private Visit visit;

  @BeforeEach
  void open() throws Exception {
    books =
        new StockedBooks(
            folder,
            FRANCS,
            new Budget.Limit(Budget.Of.TOTAL, Budget.Per.MONTH, StockedBooks.usd("2")));
    books.spend(0, StockedBooks.ADA, "flash", StockedBooks.GEMINI, "0.25");
    playground =
        new Playground(
            new PlaygroundSettings("127.0.0.1", 0, "", folder.resolve("uploads"), 1_000_000),
            desk.desk(),
            List.of(),
            books.books());
    visit = new Visit(playground.start());
  }

  @AfterEach
  void close() {
    playground.close();
    books.close();
    desk.close();
  }

  @Test
  void sumsTablesAndChartAreInTheCurrency() throws Exception {
    assertThat(visit.get("/dashboard").body())
        .contains("<dd>CHF 0.20</dd>", "<td>CHF 0.20</td>", "CHF 0.20 of CHF 1.60, per month")
        .contains("The highest: CHF 0.20 for the day")
        .contains("<li>CHF 0.20</li><li>CHF 0.10</li><li>CHF 0</li>")
        .contains("Amounts in CHF at 0.8 for a US dollar, as of 2026-11-20;")
        .doesNotContain("$0");
  }

  @Test
  void barsReachAsHighAsInDollars() throws Exception {
    assertThat(visit.get("/dashboard").body())
        .containsPattern("<rect class=\"m0\" x=\"[\\d.]+\" y=\"0.00\" [^>]*height=\"1000.00\"/>");
  }

  @Test
  void limitsSayWhatWasSetToo() throws Exception {
    assertThat(visit.get("/dashboard").body()).contains("<td>CHF 1.60<small>$2.00</small></td>");
  }

  @Test
  void csvAndFormsStayInDollars() throws Exception {
    assertThat(visit.get("/dashboard/usage.csv").body()).contains("0.250000000");
    assertThat(visit.get("/dashboard/budgets/new").body()).contains("Limit, in US dollars");
  }
}
