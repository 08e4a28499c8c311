package dev.sightline.web;

import dev.sightline.ledger.DisplayCurrency;
import dev.sightline.ledger.NanoUsd;
import dev.sightline.ledger.SpendingReport;
import dev.sightline.ledger.SpendingReport.Day;
import dev.sightline.ledger.SpendingReport.Line;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Spending over time as bars, stacked by model, with the same figures as a table. The bars stretch
/// with the page, and so stand without text, which is beside them and keeps its size.
final class SpendingChart {
  /// Of the scale where nothing was spent: ten cents, as on a quiet day.
  private static final BigDecimal END_OF_NOTHING = new BigDecimal("0.1");

  private static final BigDecimal LEAST = new BigDecimal("0.000000001");

  /// Models with a colour of their own, as in `dashboard.css`; the rest shares one.
  private static final int MOST_MODELS = 5;

  private static final String REST = "other models";

  /// More bars than these stand for weeks, and more of those for months; our own choice.
  private static final int MOST_BARS = 92;

  private static final int UNITS = 1000;
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM yyyy", Locale.UK);

  private final List<String> models;
  private final TreeMap<LocalDate, Map<String, NanoUsd>> bars = new TreeMap<>();
  private final Span span;
  private final DisplayCurrency currency;

  private enum Span {
    DAY("day"),
    WEEK("week from"),
    MONTH("month from");

    private final String word;

    Span(String word) {
      this.word = word;
    }

    LocalDate start(LocalDate day) {
      return switch (this) {
        case DAY -> day;
        case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        case MONTH -> day.withDayOfMonth(1);
      };
    }

    static Span of(int days) {
      return days <= MOST_BARS ? DAY : days <= MOST_BARS * 7 ? WEEK : MONTH;
    }
  }

  SpendingChart(SpendingReport report, DisplayCurrency currency) {
    this.currency = currency;
    List<String> all =
        report.models().lines().stream()
            .filter(line -> line.totals().cost().nanos() > 0)
            .map(Line::label)
            .toList();
    models = new ArrayList<>(all.subList(0, Math.min(MOST_MODELS, all.size())));
    span = Span.of(report.byDay().size());
    for (Day day : report.byDay()) {
      Map<String, NanoUsd> bar = bars.computeIfAbsent(span.start(day.date()), d -> new HashMap<>());
      day.costByModel()
          .forEach((model, cost) ->
              bar.merge(models.contains(model) ? model : REST, cost, NanoUsd::plus));
    }
    if (bars.values().stream().anyMatch(bar -> bar.containsKey(REST))) {
      models.add(REST);
    }
  }

  /// The chart in its section.
  Html html() {
    BigDecimal top =
        scaleEnd(
            bars.values().stream()
                .map(SpendingChart::sum)
                .max(Comparator.naturalOrder())
                .map(currency::amount)
                .orElse(BigDecimal.ZERO));
    return Html.of(
        """
        <section aria-labelledby="time-title">
          <h2 id="time-title">Over time</h2>
          <figure class="chart">
            <div class="plot">
              <ol class="scale" aria-hidden="true"><li>%s</li><li>%s</li><li>%s</li></ol>
              <svg viewBox="0 0 1000 1000" preserveAspectRatio="none" role="img" aria-label="%s">
              <path class="grid" d="M0 1h1000M0 500h1000M0 999h1000"/>
              %s
              </svg>
              <p class="ends" aria-hidden="true"><span>%s</span><span>%s</span></p>
            </div>
            <figcaption>
              <ul class="legend">%s</ul>
            </figcaption>
          </figure>
          <details>
            <summary>The same as a table</summary>
            %s
          </details>
        </section>
        """,
        currency.text(top),
        currency.text(top.divide(BigDecimal.TWO)),
        currency.symbol() + "0",
        inWords(),
        bars(top),
        DAY.format(bars.firstKey()),
        DAY.format(bars.lastKey()),
        legend(),
        table());
  }

  private String inWords() {
    var highest =
        bars.entrySet().stream()
            .max(Comparator.comparing(bar -> sum(bar.getValue())))
            .orElseThrow();
    return sum(highest.getValue()).equals(NanoUsd.ZERO)
        ? "Bars of spending: nothing was spent."
        : "Bars of spending, %d in all. The highest: %s for the %s %s."
            .formatted(
                bars.size(),
                currency.rounded(sum(highest.getValue())),
                span.word,
                DAY.format(highest.getKey()));
  }

  private Html bars(BigDecimal top) {
    double width = (double) UNITS / bars.size();
    List<Html> drawn = new ArrayList<>();
    int place = 0;
    for (var bar : bars.entrySet()) {
      double x = place++ * width;
      double bottom = UNITS;
      List<Html> parts = new ArrayList<>();
      for (int i = 0; i < models.size(); i++) {
        NanoUsd cost = bar.getValue().get(models.get(i));
        if (cost != null && cost.nanos() > 0) {
          double height = currency.amount(cost).doubleValue() / top.doubleValue() * UNITS;
          bottom -= height;
          parts.add(rectangle(i, x + width * 0.1, bottom, width * 0.8, height));
        }
      }
      drawn.add(
          Html.of(
              "<g><title>%s: %s</title>%s</g>",
              DAY.format(bar.getKey()), currency.rounded(sum(bar.getValue())), Html.all(parts)));
    }
    return Html.all(drawn);
  }

  private Html rectangle(int model, double x, double y, double width, double height) {
    return Html.of(
        "<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"/>",
        colour(model), decimal(x), decimal(y), decimal(width), decimal(height));
  }

  private static String decimal(double number) {
    return String.format(Locale.ROOT, "%.2f", number);
  }

  private String colour(int model) {
    return models.get(model).equals(REST) ? "rest" : "m" + model;
  }

  private Html legend() {
    List<Html> entries = new ArrayList<>();
    for (int i = 0; i < models.size(); i++) {
      entries.add(
          Html.of(
              "<li><svg viewBox=\"0 0 10 10\" aria-hidden=\"true\"><rect class=\"%s\" width=\"10\" height=\"10\"/></svg>%s</li>",
              colour(i), models.get(i)));
    }
    return Html.all(entries);
  }

  private Html table() {
    List<Html> heads =
        models.stream().map(model -> Html.of("<th scope=\"col\">%s</th>", model)).toList();
    List<Html> rows = new ArrayList<>();
    bars.forEach((start, bar) ->
        rows.add(
            Html.of(
                "<tr><th scope=\"row\">%s</th>%s<td>%s</td></tr>",
                start,
                Html.all(
                    models.stream()
                        .map(model -> bar.getOrDefault(model, NanoUsd.ZERO))
                        .map(cost -> Html.of("<td>%s</td>", currency.exact(cost)))
                        .toList()),
                currency.exact(sum(bar)))));
    return Html.of(
        """
        <div class="wide" role="region" aria-label="Spending over time, as a table" tabindex="0"><table class="sums">
          <caption class="unseen">Spending over time</caption>
          <thead><tr><th scope="col">%s</th>%s<th scope="col">All</th></tr></thead>
          <tbody>%s</tbody>
        </table></div>
        """,
        span == Span.DAY ? "Day" : span == Span.WEEK ? "Week from" : "Month from",
        Html.all(heads),
        Html.all(rows));
  }

  private static NanoUsd sum(Map<String, NanoUsd> bar) {
    return bar.values().stream().reduce(NanoUsd.ZERO, NanoUsd::plus);
  }

  /// The least number that is short, as is its half, and not below.
  private static BigDecimal scaleEnd(BigDecimal most) {
    if (most.signum() == 0) {
      return END_OF_NOTHING;
    }
    for (BigDecimal power = LEAST; true; power = power.movePointRight(1)) {
      for (int step : new int[] {10, 12, 16, 20, 30, 40, 60, 80}) {
        BigDecimal end = power.multiply(BigDecimal.valueOf(step));
        if (end.compareTo(most) >= 0) {
          return end;
        }
      }
    }
  }
}
