package dev.sightline.bot;

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
    try (Store store = Store.open(main.config().store().url())) {
      print(new UsageReader(store, InstantSource.system()), main.config().budgets().zone());
      return 0;
    } catch (StoreUnusable e) {
      throw new CannotRun("Cannot read the ledger: " + e.getMessage(), e);
    }
  }

  private void print(UsageReader reader, ZoneId zone) throws IOException {
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    LocalDate from = since;
    if (isCsv) {
      Instant start = from == null ? Instant.EPOCH : from.atStartOfDay(zone).toInstant();
      reader.csv(start, out);
    } else {
      UsageReport report = from == null ? reader.month(zone) : reader.since(from, zone);
      Grouping grouping = by;
      if (grouping == null) {
        out.println(UsageText.of(report));
      } else {
        UsageTable.of(report, grouping).forEach(out::println);
      }
    }
    out.flush();
  }
}
