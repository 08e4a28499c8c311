package dev.sightline.web;

import dev.sightline.ledger.Budget.AtWarning;
import dev.sightline.ledger.Budget.Limit;
import dev.sightline.ledger.Budget.Of;
import dev.sightline.ledger.Budget.Per;
import dev.sightline.ledger.BudgetBook;
import dev.sightline.ledger.BudgetBook.Actor;
import dev.sightline.ledger.BudgetUse;
import dev.sightline.ledger.NanoUsd;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Where admins set, change and remove budgets. What stands in the configuration is shown, and
/// changed there.
final class BudgetPages {
  private static final String BUDGETS = Dashboard.PATH + "#budgets";

  /// Up to a billion dollars, and to the nano-dollar. A comma is no decimal point.
  private static final Pattern USD =
      Pattern.compile("(\\d{1,9}|\\d{1,3}(,\\d{3}){1,2})(\\.\\d{1,9})?");

  private static final int MOST_IDS = 100;
  private static final Pattern ID = Pattern.compile("[\\w.:/@-]{1,64}");

  /// What is said after a change, by the word in the URL.
  private static final Map<String, String> SAID =
      Map.of(
          "added", "The budget was added. It counts from now on.",
          "changed", "The budget was changed. It counts from now on.",
          "removed", "The budget was removed.",
          "lifted", "They can go on, and are left alone for a day.");

  private final BudgetBook book;
  private final BudgetTables tables;

  BudgetPages(BudgetBook book, BudgetUse use) {
    this.book = book;
    this.tables = new BudgetTables(book, use);
  }

  /// Adds its pages below `path`.
  void route(RoutesConfig routes, String path) {
    routes.get(path + "/new", this::newForm);
    routes.post(path + "/new", this::add);
    routes.get(path + "/{id}", this::form);
    routes.post(path + "/{id}", this::change);
    routes.get(path + "/{id}/remove", this::removeForm);
    routes.post(path + "/{id}/remove", this::remove);
  }

  /// The budgets and what became of them, for the dashboard's page.
  BudgetTables.Shown section() {
    return tables.shown();
  }

  /// What to say about the change that led to a request; empty for none.
  static String said(Context context) {
    String word = context.queryParam("said");
    return word == null ? "" : SAID.getOrDefault(word, "");
  }

  private void newForm(Context context) {
    Dashboard.html(context, BudgetForm.NEW.page("", "/dashboard/budgets/new"));
  }

  private void form(Context context) {
    Limit limit = stored(context);
    Dashboard.html(context, BudgetForm.of(limit).page("", path(limit)));
  }

  private void add(Context context) {
    take(context, "web-" + Secrets.randomId().substring(0, 8), "added");
  }

  private void change(Context context) {
    take(context, stored(context).id(), "changed");
  }

  private void take(Context context, String id, String word) {
    BudgetForm form = BudgetForm.read(context);
    try {
      book.put(limit(id, form), actor(context));
    } catch (WebRefusal refusal) {
      context.status(refusal.status());
      Dashboard.html(context, form.page(refusal.sentence(), context.path()));
      return;
    }
    context.redirect(Dashboard.PATH + "?said=" + word + "#budgets", HttpStatus.SEE_OTHER);
  }

  private static Limit limit(String id, BudgetForm form) {
    NanoUsd most = usd("The limit", form.usd());
    NanoUsd warn = form.warn().isEmpty() ? null : usd("The warning", form.warn());
    if (warn != null && warn.compareTo(most) > 0) {
      throw new WebRefusal(422, "The warning cannot be above the limit.");
    }
    if (form.of().equals(Of.GROUP.text()) && form.only().isBlank()) {
      throw new WebRefusal(422, "Name the user groups or roles by their ids.");
    }
    try {
      return new Limit(
          id,
          Of.of(form.of()),
          Per.of(form.per()).orElseThrow(() -> new IllegalArgumentException(form.per())),
          only(form.only()),
          most,
          warn,
          AtWarning.of(form.atWarning()));
    } catch (IllegalArgumentException e) {
      throw new WebRefusal(422, "This is no budget: choose from the lists.");
    }
  }

  private static NanoUsd usd(String what, String text) {
    String amount = text.replace("$", "").strip();
    if (!USD.matcher(amount).matches()) {
      throw new WebRefusal(422, what + " has to be an amount in US dollars, such as 2.50.");
    }
    return NanoUsd.ofUsd(new BigDecimal(amount.replace(",", "")));
  }

  private static Set<String> only(String text) {
    Set<String> ids =
        Arrays.stream(text.split("[\\s,]+"))
            .filter(id -> !id.isEmpty())
            .collect(Collectors.toSet());
    if (ids.size() > MOST_IDS || !ids.stream().allMatch(id -> ID.matcher(id).matches())) {
      throw new WebRefusal(
          422, "Name up to " + MOST_IDS + " ids, such as U024BE7LH, with blanks between.");
    }
    return ids;
  }

  private void removeForm(Context context) {
    Limit limit = stored(context);
    Dashboard.html(
        context,
        DashboardFrame.inner(
            "Remove a budget",
            false,
            Html.of(
                """
                <h1>Remove this budget?</h1>
                <p>%s</p>
                <p>What it limits can be spent without it at once.</p>
                <form method="post" class="buttons">
                  <button type="submit" class="main">Remove it</button>
                  <a href="%s">Keep it</a>
                </form>
                """,
                BudgetBook.words(limit), BUDGETS)));
  }

  private void remove(Context context) {
    book.remove(stored(context).id(), actor(context));
    context.redirect(Dashboard.PATH + "?said=removed#budgets", HttpStatus.SEE_OTHER);
  }

  private Limit stored(Context context) {
    String id = context.pathParam("id");
    return book.stored().stream()
        .filter(limit -> limit.id().equals(id))
        .findFirst()
        .orElseThrow(() -> WebRefusal.unknown("budget"));
  }

  private static String path(Limit limit) {
    return Dashboard.PATH + "/budgets/" + limit.id();
  }

  private static Actor actor(Context context) {
    return new Actor("web", DashboardPass.who(context));
  }
}
