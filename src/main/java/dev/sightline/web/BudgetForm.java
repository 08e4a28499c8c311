package dev.sightline.web;

import dev.sightline.ledger.Budget.AtWarning;
import dev.sightline.ledger.Budget.Limit;
import dev.sightline.ledger.Budget.Of;
import io.javalin.http.Context;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What stands in the form of a budget, right or wrong.
record BudgetForm(String of, String per, String usd, String warn, String atWarning, String only) {
  /// What stands there first for a new one.
  static final BudgetForm NEW = new BudgetForm("person", "day", "", "", "say", "");

  private static final Map<String, String> SPANS = new LinkedHashMap<>();

  static {
    SPANS.put("ask", "single question");
    SPANS.put("day", "day");
    SPANS.put("week", "week, from Monday");
    SPANS.put("month", "month");
    SPANS.put("rolling-1h", "last hour, at any time");
    SPANS.put("rolling-24h", "last 24 hours, at any time");
    SPANS.put("rolling-168h", "last 7 days, at any time");
  }

  static BudgetForm of(Limit limit) {
    return new BudgetForm(
        limit.of().text(),
        limit.per().text(),
        plain(limit.most().toUsd()),
        limit.warn() == null ? "" : plain(limit.warn().toUsd()),
        limit.atWarning().text(),
        limit.only().stream().sorted().collect(Collectors.joining(" ")));
  }

  private static String plain(BigDecimal usd) {
    BigDecimal shortest = usd.stripTrailingZeros();
    return shortest.setScale(Math.max(2, shortest.scale())).toPlainString();
  }

  static BudgetForm read(Context context) {
    return new BudgetForm(
        sent(context, "of"),
        sent(context, "per"),
        sent(context, "usd"),
        sent(context, "warn"),
        sent(context, "at-warning"),
        sent(context, "only"));
  }

  private static String sent(Context context, String name) {
    String value = context.formParam(name);
    return value == null ? "" : value.strip();
  }

  /// The page with this form.
  ///
  /// @param problem what is wrong with it; empty for nothing
  /// @param action where it is sent
  Html page(String problem, String action) {
    boolean isNew = action.endsWith("/new");
    String title = isNew ? "New budget" : "Change a budget";
    return DashboardFrame.inner(
        title,
        false,
        Html.of(
            """
            <h1>%s</h1>
            %s
            <form method="post" action="%s" class="budget">
              <p><label for="of">Whose spending counts</label>
              <select id="of" name="of">%s</select></p>
              <p><label for="per">For each</label>
              <select id="per" name="per">%s</select></p>
              <p><label for="usd">Limit, in US dollars</label>
              <input id="usd" name="usd" inputmode="decimal" autocomplete="off" required value="%s" aria-describedby="usd-note">
              <small id="usd-note">Beyond it, questions are refused.</small></p>
              <p><label for="warn">Warning, in US dollars</label>
              <input id="warn" name="warn" inputmode="decimal" autocomplete="off" value="%s" aria-describedby="warn-note">
              <small id="warn-note">Above it, answers say how much is used. Empty for no warning.</small></p>
              <p><label for="at-warning">At the warning</label>
              <select id="at-warning" name="at-warning">%s</select></p>
              <p><label for="only">Only for these ids</label>
              <input id="only" name="only" autocomplete="off" value="%s" aria-describedby="only-note">
              <small id="only-note">Ids of the platform, with blanks between. Empty for everyone, each with their own; groups have to be named.</small></p>
              <p class="buttons"><button type="submit" class="main">%s</button> <a href="/dashboard#budgets">Cancel</a></p>
            </form>
            """,
            title,
            Html.of("<p class=\"problem\" role=\"alert\">%s</p>", problem)
                .onlyIf(!problem.isEmpty()),
            action,
            options(ofWhom(), of),
            options(spans(), per),
            usd,
            warn,
            options(whatThen(), atWarning),
            only,
            isNew ? "Add the budget" : "Save"));
  }

  private static Map<String, String> ofWhom() {
    return Arrays.stream(Of.values())
        .collect(
            Collectors.toMap(
                Of::text, BudgetTables::whose, (one, other) -> one, LinkedHashMap::new));
  }

  private Map<String, String> spans() {
    Map<String, String> spans = new LinkedHashMap<>(SPANS);
    if (per.matches("rolling-\\d{1,3}h")) {
      spans.putIfAbsent(per, per);
    }
    return spans;
  }

  private static Map<String, String> whatThen() {
    Map<String, String> words = new LinkedHashMap<>();
    words.put(AtWarning.SAY.text(), "say so under the answer");
    words.put(AtWarning.CHEAPER_ROUTE.text(), "say so, and take the cheapest route");
    return words;
  }

  private static Html options(Map<String, String> words, String chosen) {
    List<Html> options = new ArrayList<>();
    words.forEach((value, word) -> options.add(option(value, word, value.equals(chosen))));
    return Html.all(options);
  }

  /// One choice of a list.
  static Html option(String value, String word, boolean isChosen) {
    return Html.of(
        "<option value=\"%s\"%s>%s</option>", value, new Html(" selected").onlyIf(isChosen), word);
  }
}
