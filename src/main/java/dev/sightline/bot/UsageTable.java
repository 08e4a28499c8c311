package dev.sightline.bot;

import dev.sightline.ledger.DisplayCurrency;
import dev.sightline.ledger.UsageReport;
import dev.sightline.ledger.UsageReport.Totals;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// A usage report as lines of text in columns.
final class UsageTable {
  private UsageTable() {}

  /// A heading, a line for each person, model or day, the sum, and the rate where the currency is
  /// not that of the ledger.
  static List<String> of(
      UsageReport report, UsageCommand.Grouping grouping, DisplayCurrency currency) {
    List<UsageReport.Line> rows =
        switch (grouping) {
          case person -> report.byPerson();
          case model -> report.byModel();
          case day ->
              report.byDay().stream()
                  .map(day -> new UsageReport.Line(day.date().toString(), day.totals()))
                  .toList();
        };
    int width =
        Stream.concat(rows.stream().map(UsageReport.Line::label), Stream.of(grouping.name()))
            .mapToInt(String::length)
            .max()
            .orElse(0);
    List<String> lines = new ArrayList<>();
    lines.add(
        line(
            width,
            grouping.name().toUpperCase(Locale.ROOT),
            "ASKS",
            "TOKENS",
            "COST (%s)".formatted(currency.code())));
    rows.forEach(row -> lines.add(line(width, row.label(), row.totals(), currency)));
    lines.add(line(width, "all", report.whole(), currency));
    currency.rate().ifPresent(rate -> lines.add("In " + rate + "."));
    return lines;
  }

  private static String line(int width, String label, Totals totals, DisplayCurrency currency) {
    String cost = currency.amount(totals.cost()).toPlainString();
    String marks =
        (totals.estimated().nanos() == 0 ? "" : " est.")
            + (totals.unpriced() == 0 ? "" : " + %d unpriced".formatted(totals.unpriced()));
    return line(
        width,
        label,
        "%,d".formatted(totals.asks()),
        "%,d".formatted(totals.promptTokens() + totals.completionTokens()),
        cost + marks);
  }

  private static String line(int width, String label, String asks, String tokens, String cost) {
    return ("%-" + width + "s  %8s  %14s  %s").formatted(label, asks, tokens, cost);
  }
}
