package dev.sightline.web;

import dev.sightline.ledger.Budget.Limit;
import dev.sightline.ledger.Budget.Of;
import dev.sightline.ledger.Budget.Per;
import dev.sightline.ledger.BudgetBook;
import dev.sightline.ledger.BudgetBook.Change;
import dev.sightline.ledger.BudgetUse;
import dev.sightline.ledger.DisplayCurrency;
import dev.sightline.ledger.Dollars;
import dev.sightline.ledger.NanoUsd;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// All budgets with what is used of them, and the latest changes.
final class BudgetTables {
  private static final int MOST_CHANGES = 10;

  private final BudgetBook book;
  private final BudgetUse use;
  private final DisplayCurrency currency;

  BudgetTables(BudgetBook book, BudgetUse use) {
    this.book = book;
    this.use = use;
    this.currency = book.currency();
  }

  /// @param bars of what is limited for all together
  /// @param html all else
  record Shown(Html bars, Html html) {}

  Shown shown() {
    List<Limit> stored = book.stored();
    List<Limit> configured = book.configured();
    List<Limit> all = new ArrayList<>(configured);
    all.addAll(stored);
    Map<Limit, BudgetUse.Use> uses =
        use.of(all).stream()
            .collect(
                Collectors.toMap(
                    BudgetUse.Use::limit, Function.identity(), (first, later) -> first));
    List<Html> rows = new ArrayList<>();
    configured.forEach(limit -> rows.add(row(limit, uses.get(limit), false)));
    stored.forEach(limit -> rows.add(row(limit, uses.get(limit), true)));
    Html bars =
        Html.all(
            all.stream()
                .filter(limit -> limit.of() == Of.TOTAL && uses.containsKey(limit))
                .map(limit -> bar(limit, uses.get(limit)))
                .toList());
    return new Shown(
        Html.of("<div class=\"bars\">%s</div>", bars).onlyIf(!bars.markup().isEmpty()),
        section(rows));
  }

  private Html bar(Limit limit, BudgetUse.@Nullable Use use) {
    return use == null
        ? Html.NONE
        : Html.of(
            "<p><span>%s of %s, %s</span>%s</p>",
            currency.rounded(use.used()),
            currency.exact(limit.most()),
            span(limit.per()),
            progress("all together, " + span(limit.per()), use));
  }

  private Html section(List<Html> rows) {
    return Html.of(
        """
        <section aria-labelledby="budgets">
          <h2 id="budgets" tabindex="-1">Budgets</h2>
          %s
          <p class="buttons"><a class="main" href="/dashboard/budgets/new">Add a budget</a></p>
          %s
        </section>
        """,
        rows.isEmpty() ? Html.of("<p class=\"none\">Nothing is limited.</p>") : table(rows),
        changes());
  }

  private static Html table(List<Html> rows) {
    return Html.of(
        """
        <div class="wide" role="region" aria-label="Budgets" tabindex="0"><table class="budgets">
          <caption class="unseen">Budgets, and what is used of them</caption>
          <thead><tr><th scope="col">Counts for</th><th scope="col">Limit</th><th scope="col">Warning</th>
            <th scope="col">Used</th><th scope="col">What to do</th></tr></thead>
          <tbody>%s</tbody>
        </table></div>
        """,
        Html.all(rows));
  }

  private Html row(Limit limit, BudgetUse.@Nullable Use used, boolean isStored) {
    String name = whose(limit.of()) + ", " + span(limit.per());
    return Html.of(
        """
        <tr><th scope="row">%s%s</th><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>\
        """,
        name,
        Html.of(
                "<small>only %s</small>",
                limit.only().stream().sorted().collect(Collectors.joining(", ")))
            .onlyIf(!limit.only().isEmpty()),
        set(limit.most()),
        limit.warn() == null ? Html.text("–") : set(limit.warn()),
        used == null ? Html.text("–") : used(name, used),
        isStored ? actions(limit, name) : Html.text("in the configuration"));
  }

  /// An amount of a limit, with that in US dollars beside it which was set.
  private Html set(NanoUsd amount) {
    return Html.of(
        "%s%s",
        currency.exact(amount),
        Html.of("<small>%s</small>", Dollars.exact(amount)).onlyIf(!currency.isUsDollar()));
  }

  private Html used(String name, BudgetUse.Use use) {
    return Html.of(
        "%s<small>%s, %s %%%s</small>",
        progress(name, use),
        currency.rounded(use.used()),
        percent(use),
        Html.text(": " + use.who()).onlyIf(!use.who().isEmpty()));
  }

  private static Html progress(String name, BudgetUse.Use use) {
    long percent = percent(use);
    return Html.of(
        "<progress class=\"%s\" max=\"100\" value=\"%s\" aria-label=\"%s\">%s %%</progress>",
        percent >= 100 ? "full" : isWarned(use) ? "warned" : "fine",
        Math.min(100, percent),
        "Used of the budget of " + name,
        percent);
  }

  private static long percent(BudgetUse.Use use) {
    return Math.round(100.0 * use.used().nanos() / Math.max(1, use.limit().most().nanos()));
  }

  private static boolean isWarned(BudgetUse.Use use) {
    var warn = use.limit().warn();
    return warn != null && use.used().compareTo(warn) > 0;
  }

  private static Html actions(Limit limit, String name) {
    return Html.of(
        """
        <a href="/dashboard/budgets/%1$s" aria-label="Change: %2$s">Change</a>
        <a href="/dashboard/budgets/%1$s/remove" aria-label="Remove: %2$s">Remove</a>\
        """,
        limit.id(), name);
  }

  private Html changes() {
    List<Change> changes = book.changes(MOST_CHANGES);
    if (changes.isEmpty()) {
      return Html.NONE;
    }
    Moments moments = new Moments(book.zone());
    return Html.of(
        """
        <h3>Changes</h3>
        <ol class="changes">%s</ol>\
        """,
        Html.all(
            changes.stream()
                .map(change ->
                    Html.of(
                        "<li>%s <span>%s</span> <small>by %s</small></li>",
                        moments.html(change.at()), words(change), change.by().name()))
                .toList()));
  }

  private static String words(Change change) {
    String was = change.was();
    String became = change.became();
    if (was == null) {
      return "New " + change.what() + ": " + became;
    }
    return became == null
        ? "Removed " + change.what() + ": " + was
        : "Changed " + change.what() + ": " + was + " → " + became;
  }

  /// Whose spending counts together, in words.
  static String whose(Of of) {
    return switch (of) {
      case PERSON -> "each person";
      case GROUP -> "each user group or role";
      case CHANNEL -> "each channel";
      case WORKSPACE -> "each workspace";
      case TOTAL -> "everyone together";
    };
  }

  private static String span(Per per) {
    return switch (per.kind()) {
      case ASK -> "per question";
      case DAY -> "per day";
      case WEEK -> "per week";
      case MONTH -> "per month";
      case ROLLING -> "in any " + per.hours() + (per.hours() == 1 ? " hour" : " hours");
    };
  }
}
