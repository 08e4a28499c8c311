package dev.sightline.alert;

import dev.sightline.ask.AskList;
import dev.sightline.ledger.DisplayCurrency;
import dev.sightline.ledger.NanoUsd;
import dev.sightline.ledger.Spending;
import dev.sightline.ledger.SpendingFilter;
import dev.sightline.ledger.SpendingReport;
import dev.sightline.ledger.UsageChart;
import dev.sightline.thread.OutgoingFile;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import okio.ByteString;

/// What the seven days before cost, told once a week, and late where nobody was there to tell it:
///
/// ```
/// 9 to 15 November 2026: $12.30 for 1,204 questions, 25 % more than the week before ($9.84).
/// Persons: Ada (Slack) $5.00, Bob (Discord) $2.10
/// Channels: C024BE91L (Slack) $7.00
/// Models: google/gemini-2.5-flash $12.30
/// Refused: 12 of 1,240 (1.0 %). Failed: 3 (0.2 %).
/// Held: $15.00 for 1,204 questions that cost $12.30; 2 of them cost more than was held, by $0.0013 at most.
/// ```
public final class WeeklyReport {
  private static final int DAYS = 7;
  private static final int MOST_LINES = 5;
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM", Locale.UK);
  private static final DateTimeFormatter LAST =
      DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.UK);

  private final Alerts alerts;
  private final Spending spending;
  private final DisplayCurrency currency;
  private final AskList asks;
  private final DayOfWeek day;
  private final LocalTime time;

  /// Reports on this day of each week, at this time in the zone of the spending.
  public WeeklyReport(
      Alerts alerts,
      Spending spending,
      DisplayCurrency currency,
      AskList asks,
      DayOfWeek day,
      LocalTime time) {
    this.alerts = alerts;
    this.spending = spending;
    this.currency = currency;
    this.asks = asks;
    this.day = day;
    this.time = time;
  }

  /// Tells the last report that is due, unless that was done or there is nothing to tell of it.
  ///
  /// @return whether it was told now
  public boolean look() {
    LocalDate due = due(spending.now().atZone(spending.zone()));
    String id = "report/" + due;
    if (alerts.isKnown(id)) {
      return false;
    }
    SpendingReport week = of(due);
    SpendingReport before = of(due.minusDays(DAYS));
    AskList.Ends ends =
        asks.ends(
            due.minusDays(DAYS).atStartOfDay(spending.zone()).toInstant(),
            due.atStartOfDay(spending.zone()).toInstant());
    if (week.whole().asks() + before.whole().asks() + ends.whole() == 0) {
      return false;
    }
    return alerts.report(
        id,
        "What %s to %s cost".formatted(week.filter().since(), week.filter().until()),
        () ->
            new Alerts.Report(
                words(week, before, ends)
                    + "\n"
                    + spending
                        .estimateError(week.filter().since(), week.filter().until())
                        .words(currency),
                new OutgoingFile(
                    "week-%s.png".formatted(week.filter().since()),
                    "image/png",
                    ByteString.of(UsageChart.png(week, UsageChart.Look.LIGHT, currency)))));
  }

  /// The day of the last report that is due.
  private LocalDate due(ZonedDateTime now) {
    LocalDate last = now.toLocalDate().with(TemporalAdjusters.previousOrSame(day));
    return last.atTime(time).atZone(now.getZone()).isAfter(now) ? last.minusWeeks(1) : last;
  }

  private SpendingReport of(LocalDate until) {
    return spending.report(SpendingFilter.ofAll(until.minusDays(DAYS), until.minusDays(1)));
  }

  private String words(SpendingReport week, SpendingReport before, AskList.Ends ends) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s to %s: %s for %,d questions, %s."
            .formatted(
                DAY.format(week.filter().since()),
                LAST.format(week.filter().until()),
                cost(week),
                week.whole().asks(),
                change(week.whole().cost(), before.whole().cost())));
    side("Persons", week.persons(), lines);
    side("Channels", week.channels(), lines);
    side("Models", week.models(), lines);
    lines.add(
        "Refused: %,d of %,d (%s). Failed: %,d (%s)."
            .formatted(
                ends.refused(),
                ends.whole(),
                percent(ends.refused(), ends.whole()),
                ends.failed(),
                percent(ends.failed(), ends.whole())));
    currency.rate().ifPresent(rate -> lines.add("In " + rate + "."));
    return String.join("\n", lines);
  }

  private String cost(SpendingReport week) {
    boolean isEstimated = week.whole().estimated().nanos() > 0;
    return (isEstimated ? "est. " : "") + currency.rounded(week.whole().cost());
  }

  private String change(NanoUsd now, NanoUsd before) {
    if (before.nanos() <= 0) {
      return "nothing in the week before";
    }
    BigDecimal percent =
        new BigDecimal(now.nanos() - before.nanos())
            .movePointRight(2)
            .divide(new BigDecimal(before.nanos()), 0, RoundingMode.HALF_UP);
    String than = "than the week before (%s)".formatted(currency.rounded(before));
    if (percent.signum() == 0) {
      return "as much as the week before (%s)".formatted(currency.rounded(before));
    }
    return "%,d %% %s %s"
        .formatted(percent.abs().longValue(), percent.signum() > 0 ? "more" : "less", than);
  }

  private static String percent(long part, long whole) {
    return whole == 0
        ? "0 %"
        : new BigDecimal(part)
                .movePointRight(2)
                .divide(new BigDecimal(whole), 1, RoundingMode.HALF_UP)
            + " %";
  }

  private void side(String title, SpendingReport.Side side, List<String> lines) {
    if (!side.lines().isEmpty()) {
      lines.add(
          title
              + ": "
              + side.lines().stream()
                  .limit(MOST_LINES)
                  .map(this::line)
                  .collect(Collectors.joining(", ")));
    }
  }

  private String line(SpendingReport.Line line) {
    var platform = line.key().platform();
    String where = platform == null ? "" : " (%s)".formatted(platform.title());
    return "%s%s %s".formatted(line.label(), where, currency.rounded(line.totals().cost()));
  }
}
