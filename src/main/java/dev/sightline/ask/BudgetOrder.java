package dev.sightline.ask;

import dev.sightline.event.PersonRef;
import dev.sightline.ledger.Budget.Limit;
import dev.sightline.ledger.Budget.Of;
import dev.sightline.ledger.BudgetBook;
import dev.sightline.ledger.BudgetBook.Actor;
import dev.sightline.ledger.BudgetUse;
import dev.sightline.ledger.Dollars;
import dev.sightline.ledger.NanoUsd;
import dev.sightline.ledger.PersonalAccount;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `budget`: people see their own, admins see and change all that they may.
///
/// A limit that was set in chat has an id that says for what it is, so that setting it again
/// changes it, and in whose workspace it was set. Whoever administers that workspace may change it,
/// and nothing that counts elsewhere; whoever is listed as an admin may change all but those of the
/// configuration.
final class BudgetOrder {
  private static final Logger LOG = LoggerFactory.getLogger(BudgetOrder.class);
  private static final int MOST_LINES = 15;

  private final BudgetBook book;
  private final BudgetUse use;
  private final PersonalAccount account;
  private final Rights rights;

  BudgetOrder(BudgetBook book, BudgetUse use, PersonalAccount account, Rights rights) {
    this.book = book;
    this.use = use;
    this.account = account;
    this.rights = rights;
  }

  String carryOut(Order order, List<String> words) {
    BudgetWords wanted = BudgetWords.read(words);
    Standing standing = new Standing(order.person(), order.channelId());
    boolean isAdmin = rights.isAdmin(standing);
    return switch (wanted) {
      case BudgetWords.Show() -> isAdmin ? all(standing) : own(order.person());
      case BudgetWords.Wrong(String sentence) when isAdmin ->
          sentence + " For example: " + BudgetWords.example(order.person().platform());
      case BudgetWords.Set set when isAdmin -> set(set, standing);
      case BudgetWords.Remove(int number) when isAdmin -> remove(number, standing);
      case BudgetWords.Set _, BudgetWords.Remove _, BudgetWords.Wrong _ ->
          refused(standing, "Only an admin can change budgets.");
    };
  }

  private static String refused(Standing standing, String sentence) {
    PersonRef person = standing.person();
    LOG.info(
        "refused to change budgets: {} {} in {}: {}",
        person.platform(),
        person.id(),
        standing.channelId(),
        sentence);
    return sentence;
  }

  private String own(PersonRef person) {
    List<PersonalAccount.Gauge> gauges = account.budgets(person);
    return gauges.isEmpty()
        ? "You have no budget of your own."
        : gauges.stream()
            .map(gauge -> "\n- " + gauge.words())
            .collect(Collectors.joining("", "Your budgets:", ""));
  }

  private String all(Standing standing) {
    List<Limit> changeable = changeable(standing);
    List<Limit> others =
        book.limits().stream()
            .filter(limit -> !changeable.contains(limit) && isSeen(limit, standing))
            .toList();
    if (changeable.isEmpty() && others.isEmpty()) {
      return "There is no budget here. For example: "
          + BudgetWords.example(standing.person().platform());
    }
    Map<String, BudgetUse.Use> uses =
        use.of(rights.isListed(standing) ? book.limits() : changeable).stream()
            .collect(Collectors.toMap(one -> one.limit().id(), Function.identity()));
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < changeable.size(); i++) {
      lines.add("%d. %s".formatted(i + 1, line(changeable.get(i), uses, standing)));
    }
    others.forEach(limit -> lines.add("- %s".formatted(line(limit, uses, standing))));
    if (lines.size() > MOST_LINES) {
      int hidden = lines.size() - MOST_LINES;
      lines.subList(MOST_LINES, lines.size()).clear();
      lines.add("- and %d more, which the dashboard shows".formatted(hidden));
    }
    String numbers =
        changeable.isEmpty() ? "" : "\n\nThose with a number can be changed and removed here.";
    return "The budgets:\n" + String.join("\n", lines) + numbers;
  }

  private String line(Limit limit, Map<String, BudgetUse.Use> uses, Standing standing) {
    String words = BudgetBook.words(limit);
    BudgetUse.Use most = uses.get(limit.id());
    if (most != null) {
      String who = most.who().isEmpty() ? "used" : most.who();
      return "%s · %s: %s".formatted(words, who, share(most.used(), limit));
    }
    return limit.of() == Of.TOTAL
        ? words
        : account
            .gauge(limit, standing.person(), standing.channelId())
            .map(gauge -> "%s · here: %s".formatted(words, share(gauge.used(), limit)))
            .orElse(words);
  }

  private static String share(NanoUsd used, Limit limit) {
    String percent =
        limit.most().nanos() == 0
            ? ""
            : String.format(Locale.ROOT, " (%.0f %%)", 100.0 * used.nanos() / limit.most().nanos());
    return Dollars.rounded(used) + percent;
  }

  /// The limits of the store that this admin may change, oldest first.
  private List<Limit> changeable(Standing standing) {
    boolean isListed = rights.isListed(standing);
    String here = here(standing.person());
    return book.stored().stream().filter(limit -> isListed || limit.id().startsWith(here)).toList();
  }

  /// Whether it concerns the admin's workspace, or all; others' ids are nothing for them.
  private boolean isSeen(Limit limit, Standing standing) {
    return rights.isListed(standing)
        || limit.only().isEmpty()
        || limit.only().contains(standing.person().workspace());
  }

  private static String here(PersonRef person) {
    return person.platform().name().toLowerCase(Locale.ROOT) + "." + person.workspace() + ".";
  }

  private String set(BudgetWords.Set set, Standing standing) {
    PersonRef person = standing.person();
    boolean isOfAll = set.isEach() || set.of() == Of.TOTAL;
    if (isOfAll && !rights.isListed(standing)) {
      return refused(
          standing,
          "This budget would count in every workspace: only whoever `rights.admins` of my"
              + " configuration names can set it. You can set one for a person, a channel, or this"
              + " workspace.");
    }
    String target =
        switch (set.of()) {
          case PERSON, GROUP -> set.target();
          case CHANNEL -> set.target() == null ? standing.channelId() : set.target();
          case WORKSPACE -> person.workspace();
          case TOTAL -> null;
        };
    Set<String> only = isOfAll || target == null ? Set.of() : Set.of(target);
    String id =
        (isOfAll ? "all." : here(person))
            + set.of().text()
            + (only.isEmpty() ? "." : "." + target + ".")
            + set.per().text();
    Limit limit = new Limit(id, set.of(), set.per(), only, set.most(), set.warn(), set.atWarning());
    Optional<Limit> before =
        book.stored().stream().filter(stored -> stored.id().equals(id)).findFirst();
    book.put(limit, actor(person));
    String instead = before.map(was -> " It was " + BudgetBook.words(was) + ".").orElse("");
    return "Set: %s.%s".formatted(BudgetBook.words(limit), instead);
  }

  private String remove(int number, Standing standing) {
    List<Limit> changeable = changeable(standing);
    if (number < 1 || number > changeable.size()) {
      return changeable.isEmpty()
          ? "There is no budget here that can be removed in chat."
          : "The numbers go from 1 to %d.".formatted(changeable.size());
    }
    Limit limit = changeable.get(number - 1);
    book.remove(limit.id(), actor(standing.person()));
    return "Removed: %s.".formatted(BudgetBook.words(limit));
  }

  private static Actor actor(PersonRef person) {
    return new Actor(person.platform().name() + "/" + person.id(), person.name());
  }
}
