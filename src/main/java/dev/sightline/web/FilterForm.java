package dev.sightline.web;

import dev.sightline.event.Platform;
import dev.sightline.ledger.DisplayCurrency;
import dev.sightline.ledger.SpendingFilter;
import dev.sightline.ledger.SpendingReport;
import dev.sightline.ledger.SpendingReport.Line;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Chooses what the page shows; a form that leads to another URL of the same page.
///
/// @param report has what can be chosen
/// @param zone where its days begin
/// @param currency of its amounts
record FilterForm(
    SpendingFilter filter, SpendingReport report, ZoneId zone, DisplayCurrency currency) {
  Html html() {
    String query = FilterQuery.with(filter, Map.of());
    return Html.of(
        """
        <form class="filters" method="get" action="/dashboard" role="search" aria-label="What to show">
          <p><label for="since">From</label><input type="date" id="since" name="since" value="%s"></p>
          <p><label for="until">To</label><input type="date" id="until" name="until" value="%s"></p>
          <p><label for="platform">Platform</label><select id="platform" name="platform">%s</select></p>
          %s
          <p class="buttons">
            <button type="submit" class="main">Show</button>
            %s
            <a href="/dashboard/usage.csv%s" id="export" download>Export CSV</a>
          </p>
        </form>
        <p class="note">Days as in %s. Amounts in %s.</p>
        """,
        filter.since(),
        filter.until(),
        platforms(),
        Html.all(
            List.of(
                choice("Workspace", "workspace", filter.workspace(), report.workspaces().lines()),
                choice("Channel", "channel", filter.channel(), report.channels().lines()),
                choice("Person", "person", filter.person(), report.persons().lines()),
                choice("Model", "model", filter.model(), report.models().lines()),
                choice("Route", "route", filter.route(), report.routes().lines()))),
        Html.of("<a href=\"/dashboard%s\">Show all</a>", all(filter.since(), filter.until()))
            .onlyIf(!filter.isOfAll()),
        query,
        zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId(),
        currency.rate().map(rate -> rate + "; the CSV is in US dollars").orElse("US dollars"));
  }

  private static String all(LocalDate since, LocalDate until) {
    return FilterQuery.with(SpendingFilter.ofAll(since, until), Map.of());
  }

  private Html platforms() {
    List<Html> options = new ArrayList<>();
    options.add(BudgetForm.option("", "all", filter.platform() == null));
    Arrays.stream(Platform.values())
        .map(platform ->
            BudgetForm.option(
                FilterQuery.word(platform),
                FilterQuery.word(platform),
                platform == filter.platform()))
        .forEach(options::add);
    return Html.all(options);
  }

  private static Html choice(String label, String name, String chosen, List<Line> lines) {
    List<Html> options = new ArrayList<>();
    options.add(BudgetForm.option("", "all", chosen.isEmpty()));
    if (lines.stream().noneMatch(line -> line.key().id().equals(chosen)) && !chosen.isEmpty()) {
      options.add(BudgetForm.option(chosen, chosen, true));
    }
    lines.stream()
        .map(line ->
            BudgetForm.option(line.key().id(), line.label(), line.key().id().equals(chosen)))
        .forEach(options::add);
    return Html.of(
        """
        <p><label for="%1$s">%2$s</label><select id="%1$s" name="%1$s">%3$s</select></p>\
        """,
        name, label, Html.all(options));
  }
}
