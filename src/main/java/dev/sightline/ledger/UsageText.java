package dev.sightline.ledger;

import dev.sightline.ledger.UsageReport.Line;
import dev.sightline.ledger.UsageReport.Totals;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A report in a few lines of plain text, with exact amounts:
///
/// ```
/// Today: $0.00056 · 1 ask
/// November: est. $0.0123 · 41 asks · 57,100 tokens
/// • gemini-2.5-flash: $0.0113 · 30 asks · 42,000 tokens
/// • vlm-large: est. $0.001 · 9 asks · 15,100 tokens
/// • qwen3-vl: unpriced · 2 asks
/// ```
public final class UsageText {
  private static final int MOST_MODELS = 10;

  private final DisplayCurrency currency;

  private UsageText(DisplayCurrency currency) {
    this.currency = currency;
  }

  /// The report of one person or of all; ends with the rate where the currency is not that of the
  /// ledger.
  public static String of(UsageReport report, DisplayCurrency currency) {
    return new UsageText(currency).lines(report);
  }

  private String lines(UsageReport report) {
    var lines = new ArrayList<String>();
    lines.add("Today: " + sums(report.ofToday()));
    lines.add(span(report) + ": " + sums(report.whole()));
    lines.addAll(models(report.byModel()));
    currency.rate().ifPresent(rate -> lines.add("In " + rate + "."));
    return String.join("\n", lines);
  }

  private static String span(UsageReport report) {
    return report.isMonth()
        ? report.since().getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH)
        : "Since " + report.since();
  }

  private List<String> models(List<Line> byModel) {
    var lines = new ArrayList<String>();
    for (var line : byModel.subList(0, Math.min(MOST_MODELS, byModel.size()))) {
      lines.add("• " + Footer.modelName(line.label()) + ": " + sums(line.totals()));
    }
    if (byModel.size() > MOST_MODELS) {
      lines.add("• and " + (byModel.size() - MOST_MODELS) + " more");
    }
    return lines;
  }

  private String sums(Totals totals) {
    var parts = new ArrayList<String>();
    parts.add(cost(totals));
    parts.add(totals.asks() == 1 ? "1 ask" : counted(totals.asks(), "asks"));
    var tokens = totals.promptTokens() + totals.completionTokens();
    if (tokens > 0) {
      parts.add(counted(tokens, "tokens"));
    }
    return String.join(Footer.DOT, parts);
  }

  private String cost(Totals totals) {
    var amount = (totals.estimated().nanos() == 0 ? "" : "est. ") + currency.exact(totals.cost());
    if (totals.unpriced() == 0) {
      return amount;
    }
    return totals.cost().nanos() == 0
        ? "unpriced"
        : amount + " + " + counted(totals.unpriced(), "unpriced");
  }

  private static String counted(long number, String what) {
    return String.format(Locale.ROOT, "%,d %s", number, what);
  }
}
