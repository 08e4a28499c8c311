package dev.sightline.web;

import dev.sightline.ask.AskList;
import dev.sightline.ledger.DisplayCurrency;
import dev.sightline.ledger.NanoUsd;
import dev.sightline.ledger.SpendingFilter;
import dev.sightline.ledger.SpendingReport;
import dev.sightline.ledger.SpendingReport.Line;
import dev.sightline.ledger.SpendingReport.Side;
import dev.sightline.ledger.UsageReport.Totals;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/// The page with all figures.
final class DashboardPage {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.UK);

  private final ZoneId zone;
  private final boolean hasLogout;
  private final DisplayCurrency currency;
  private final AskTables asks;

  /// @param zone where days begin
  /// @param currency of all amounts
  DashboardPage(ZoneId zone, boolean hasLogout, DisplayCurrency currency) {
    this.zone = zone;
    this.hasLogout = hasLogout;
    this.currency = currency;
    this.asks = new AskTables(new Moments(zone), currency);
  }

  /// @param said what was done just now; empty for nothing
  Html of(
      FilterQuery query,
      SpendingReport report,
      List<AskList.Line> running,
      List<AskList.Line> last,
      Html pauses,
      BudgetTables.Shown budgets,
      String said,
      Instant now) {
    return DashboardFrame.inner(
        "Sightline: what is spent",
        hasLogout,
        Html.of(
            """
            <h1>What is spent <small>%s</small></h1>
            %s
            %s
            %s
            %s
            %s
            %s
            %s
            <div class="sides">
            %s
            </div>
            %s
            %s
            """,
            days(query.filter()),
            Html.of("<p class=\"said\" role=\"status\">%s</p>", said).onlyIf(!said.isEmpty()),
            Html.of("<p class=\"problem\" role=\"alert\">%s</p>", query.problem())
                .onlyIf(!query.problem().isEmpty()),
            pauses,
            totals(report.whole(), budgets.bars()),
            new FilterForm(query.filter(), report, zone, currency).html(),
            new SpendingChart(report, currency).html(),
            asks.live(running, now),
            sides(report),
            asks.last(last),
            budgets.html()));
  }

  private static String days(SpendingFilter filter) {
    return filter.since().equals(filter.until())
        ? DAY.format(filter.since())
        : DAY.format(filter.since()) + " to " + DAY.format(filter.until());
  }

  private Html totals(Totals totals, Html bars) {
    return Html.of(
        """
        <section aria-labelledby="sums-title">
          <h2 id="sums-title" class="unseen">In all</h2>
          <dl class="totals">
            <div><dt>Spent</dt><dd>%s</dd></div>
            <div><dt>Questions</dt><dd>%s</dd></div>
            <div><dt>Each, on average</dt><dd>%s</dd></div>
            <div><dt>Tokens</dt><dd>%s</dd></div>
            <div><dt>Estimated</dt><dd>%s</dd></div>
            <div><dt>Without a price</dt><dd>%s</dd></div>
          </dl>
          %s
        </section>
        """,
        currency.rounded(totals.cost()),
        number(totals.asks()),
        totals.asks() == 0
            ? "–"
            : currency.rounded(new NanoUsd(totals.cost().nanos() / totals.asks())),
        number(totals.promptTokens() + totals.completionTokens()),
        currency.rounded(totals.estimated()),
        number(totals.unpriced()),
        bars);
  }

  private Html sides(SpendingReport report) {
    return Html.all(
        List.of(
            side("Persons", report, report.persons(), key -> of(key, "person")),
            side("Channels", report, report.channels(), key -> of(key, "channel")),
            side("Models", report, report.models(), key -> Map.of("model", key.id())),
            side("Routes", report, report.routes(), key -> Map.of("route", key.id())),
            side("Workspaces", report, report.workspaces(), key -> of(key, "workspace")),
            side("Platforms", report, report.platforms(), key -> of(key, "platform")),
            side("Asked about", report, report.media(), key -> Map.of())));
  }

  private static Map<String, String> of(SpendingReport.Key key, String name) {
    String platform = FilterQuery.word(key.platform());
    if (name.equals("platform")) {
      return Map.of("platform", platform);
    }
    return key.workspace().isEmpty()
        ? Map.of("platform", platform, name, key.id())
        : Map.of("platform", platform, "workspace", key.workspace(), name, key.id());
  }

  private Html side(
      String title,
      SpendingReport report,
      Side side,
      Function<SpendingReport.Key, Map<String, String>> filter) {
    String id = "side-" + title.toLowerCase(Locale.ROOT).replace(' ', '-');
    return Html.of(
        """
        <section aria-labelledby="%1$s">
          <h2 id="%1$s">%2$s</h2>
          %3$s
          %4$s
        </section>
        """,
        id,
        title,
        side.lines().isEmpty()
            ? Html.of("<p class=\"none\">Nothing yet.</p>")
            : table(title, report, side, filter),
        Html.of("<p class=\"none\">and %s more, which the CSV has</p>", number(side.hidden()))
            .onlyIf(side.hidden() > 0));
  }

  private Html table(
      String title,
      SpendingReport report,
      Side side,
      Function<SpendingReport.Key, Map<String, String>> filter) {
    return Html.of(
        """
        <div class="wide" role="region" aria-label="%1$s" tabindex="0"><table class="sums">
          <caption class="unseen">%1$s, dearest first</caption>
          <thead><tr><th scope="col">Name</th><th scope="col">Spent</th><th scope="col">Part</th><th scope="col">Questions</th><th scope="col">Tokens</th></tr></thead>
          <tbody>%2$s</tbody>
        </table></div>
        """,
        title,
        Html.all(
            side.lines().stream()
                .map(line -> row(report, line, filter.apply(line.key())))
                .toList()));
  }

  private Html row(SpendingReport report, Line line, Map<String, String> filter) {
    Totals totals = line.totals();
    Html name =
        filter.isEmpty()
            ? Html.text(line.label())
            : Html.of(
                "<a href=\"/dashboard%s\">%s</a>",
                FilterQuery.with(report.filter(), filter), line.label());
    return Html.of(
        "<tr><th scope=\"row\">%s</th><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>",
        name,
        currency.rounded(totals.cost()),
        part(totals, report.whole()),
        number(totals.asks()),
        number(totals.promptTokens() + totals.completionTokens()));
  }

  private static String part(Totals totals, Totals whole) {
    long all = whole.cost().nanos();
    return all <= 0 ? "–" : Math.round(100.0 * totals.cost().nanos() / all) + " %";
  }

  static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /// What is under way, for the page's script.
  Map<String, Object> live(List<AskList.Line> running, Instant now) {
    return asks.json(running, now);
  }
}
