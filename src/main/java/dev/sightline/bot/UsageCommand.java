package dev.sightline.bot;

import dev.sightline.ledger.DisplayCurrency;
import dev.sightline.ledger.Spending;
import dev.sightline.ledger.UsageReader;
import dev.sightline.ledger.UsageReport;
import dev.sightline.ledger.UsageText;
import dev.sightline.store.Store;
import dev.sightline.store.StoreUnusable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Prints the ledger.
@Command(
    name = "usage",
    description = "Prints what was spent: this month, or since a day.",
    mixinStandardHelpOptions = true)
final class UsageCommand implements Callable<Integer> {
  private final Main main;

  @Option(
      names = "--by",
      paramLabel = "person|model|day",
      description = "A table instead of a text.")
  private @Nullable Grouping by;

  @Option(names = "--since", paramLabel = "YYYY-MM-DD", description = "From the start of that day.")
  private @Nullable LocalDate since;

  @Option(names = "--csv", description = "Every entry of the ledger, with exact amounts.")
  private boolean isCsv;

  @Option(
      names = "--reconcile",
      description =
          "Compares each entry with what its provider says that it cost (OpenRouter, fal's queue); exit code 1 where they differ.")
  private boolean isReconciling;

  @Option(names = "--fix", description = "With --reconcile: books what differs as corrections.")
  private boolean isFixing;

  @Option(
      names = "--verify-sums",
      description =
          "Compares the sums that are kept beside the entries with them; exit code 1 where they differ.")
  private boolean isVerifying;

  UsageCommand(Main main) {
    this.main = main;
  }

  /// What a table has a line for.
  enum Grouping {
    person,
    model,
    day
  }

  @Override
  public Integer call() throws Exception {
    if (isReconciling || isVerifying) {
      return check();
    }
    if (isFixing) {
      throw new CannotRun("--fix goes with --reconcile.");
    }
    try (Store store = Store.open(main.config().store().url())) {
      print(store, main.config().budgets().zone(), HouseRules.currency(main.config()));
      return 0;
    } catch (StoreUnusable e) {
      throw new CannotRun("Cannot read the ledger: " + e.getMessage(), e);
    }
  }

  private int check() throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (Bot bot = Bot.open(main.config())) {
      BooksCheck books = new BooksCheck(bot, out);
      boolean agrees = !isVerifying || books.sums(Instant.now());
      if (isReconciling) {
        agrees &= books.providers(start(main.config().budgets().zone()), isFixing);
      }
      return agrees ? 0 : 1;
    }
  }

  private Instant start(ZoneId zone) {
    LocalDate from = since;
    return from == null ? Instant.EPOCH : from.atStartOfDay(zone).toInstant();
  }

  private void print(Store store, ZoneId zone, DisplayCurrency currency) throws IOException {
    UsageReader reader = new UsageReader(store, InstantSource.system());
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    LocalDate from = since;
    if (isCsv) {
      reader.csv(start(zone), out);
    } else {
      UsageReport report = from == null ? reader.month(zone) : reader.since(from, zone);
      Grouping grouping = by;
      if (grouping == null) {
        out.println(UsageText.of(report, currency));
      } else {
        UsageTable.of(report, grouping, currency).forEach(out::println);
      }
      Spending spending = new Spending(store, InstantSource.system(), zone);
      out.println(spending.estimateError(report.since(), spending.today()).words(currency));
    }
    out.flush();
  }
}
