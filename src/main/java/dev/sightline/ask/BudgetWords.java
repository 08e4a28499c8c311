package dev.sightline.ask;

import dev.sightline.event.Platform;
import dev.sightline.ledger.Budget.AtWarning;
import dev.sightline.ledger.Budget.Of;
import dev.sightline.ledger.Budget.Per;
import dev.sightline.ledger.NanoUsd;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What somebody says about budgets, after the word `budget`:
///
/// ```
/// set person @anna 2.00 per day warn 1.60 cheaper
/// set channel 5 per 24h
/// set group @friends 5 per week
/// set workspace each 50 per month
/// remove 2
/// ```
sealed interface BudgetWords {
  /// How the budgets stand.
  record Show() implements BudgetWords {}

  /// A new limit, or another amount for one that is there.
  ///
  /// @param target the platform's id of the one that it is for; null where none was named
  /// @param isEach whether it is for each of its kind, everywhere
  record Set(
      Of of,
      @Nullable String target,
      boolean isEach,
      NanoUsd most,
      Per per,
      @Nullable NanoUsd warn,
      AtWarning atWarning)
      implements BudgetWords {}

  /// A limit goes.
  ///
  /// @param number as [Show] numbers them, from 1
  record Remove(int number) implements BudgetWords {}

  /// Something else.
  ///
  /// @param sentence what is wrong with it
  record Wrong(String sentence) implements BudgetWords {}

  /// A mention as the platforms write it, of a role as `<@&1>`, of a user group as `<!subteam^S1>`;
  /// only its id counts.
  Pattern MENTION = Pattern.compile("<(@&|[@#]!?|!subteam\\^)([A-Za-z0-9]+)(?:\\|[^>]*)?>");

  Pattern AMOUNT = Pattern.compile("\\$?(\\d{1,7}(?:\\.\\d{1,9})?)\\$?");
  Pattern PERSON = Pattern.compile("@?!?([UW][A-Z0-9]+|\\d{5,20})");
  Pattern GROUP = Pattern.compile("(?:@&|!subteam\\^|@)?(S[A-Z0-9]+|\\d{5,20})");
  Pattern CHANNEL = Pattern.compile("#?([CGD][A-Z0-9]+|\\d{5,20})");
  Pattern WINDOW = Pattern.compile("([1-9]\\d{0,2})(?:h|hours?)");

  /// Not more than in the configuration.
  BigDecimal MOST_USD = new BigDecimal(1_000_000);

  static BudgetWords read(List<String> said) {
    String all = String.join(" ", said);
    Matcher mentions = MENTION.matcher(all);
    List<String> words = Arrays.asList(mentions.replaceAll("$1$2").strip().split("\\s+"));
    return switch (words.getFirst().toLowerCase(Locale.ROOT)) {
      case "", "show" -> new Show();
      case "set" -> set(new ArrayDeque<>(words.subList(1, words.size())));
      case "remove" -> remove(words);
      default ->
          new Wrong(
              "I do not know what to do with a budget by \"%s\".".formatted(words.getFirst()));
    };
  }

  private static BudgetWords remove(List<String> words) {
    boolean isNumber = words.size() == 2 && words.getLast().matches("#?\\d{1,4}");
    return isNumber
        ? new Remove(Integer.parseInt(words.getLast().replace("#", "")))
        : new Wrong("To remove a budget I need the number that it has in the list.");
  }

  private static BudgetWords set(Deque<String> words) {
    String kind = next(words);
    Optional<Of> of = of(kind);
    if (of.isEmpty()) {
      return new Wrong(
          "A budget is for a `person`, a `group`, a `channel`, the `workspace` or in `total`, not for"
              + " \"%s\".".formatted(kind));
    }
    String target = null;
    boolean isEach = false;
    String named = words.peek();
    if (named != null && !AMOUNT.matcher(named).matches() && of.get() != Of.TOTAL) {
      words.pop();
      isEach = List.of("each", "everyone", "everybody").contains(named.toLowerCase(Locale.ROOT));
      target = isEach ? null : id(of.get(), named);
      if (!isEach && target == null) {
        return new Wrong(unknown(of.get(), named));
      }
    }
    if (of.get() == Of.PERSON && target == null && !isEach) {
      return new Wrong("I need to know for whom: name somebody, or say `each`.");
    }
    if (of.get() == Of.GROUP && target == null) {
      return new Wrong("I need to know for which group: name one; each has a budget of its own.");
    }
    NanoUsd most = amount(next(words));
    if (most == null) {
      return new Wrong("The amount is in US dollars, such as 2.00, and at most 1,000,000.");
    }
    if ("per".equals(words.peek())) {
      words.pop();
    }
    Per per = per(next(words), words);
    if (per == null) {
      return new Wrong(
          "A budget is per `ask`, `day`, `week` or `month`, or for some hours, such as `24h` (at"
              + " most %d).".formatted(Per.MOST_HOURS));
    }
    return ending(of.get(), target, isEach, most, per, words);
  }

  private static BudgetWords ending(
      Of of, @Nullable String target, boolean isEach, NanoUsd most, Per per, Deque<String> words) {
    NanoUsd warn = null;
    AtWarning atWarning = AtWarning.SAY;
    while (!words.isEmpty()) {
      String word = next(words).toLowerCase(Locale.ROOT);
      if (word.equals("warn")) {
        warn = amount(next(words));
        if (warn == null || warn.compareTo(most) > 0) {
          return new Wrong("The warning is an amount, too, and not above the budget.");
        }
      } else if (word.equals("cheaper")) {
        atWarning = AtWarning.CHEAPER_ROUTE;
      } else {
        return new Wrong("I do not know what \"%s\" means here.".formatted(word));
      }
    }
    return atWarning == AtWarning.CHEAPER_ROUTE && warn == null
        ? new Wrong("`cheaper` goes with a warning: above that, the cheapest route answers.")
        : new Set(of, target, isEach, most, per, warn, atWarning);
  }

  private static String next(Deque<String> words) {
    String word = words.poll();
    return word == null ? "" : word;
  }

  private static Optional<Of> of(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "person" -> Optional.of(Of.PERSON);
      case "group", "role" -> Optional.of(Of.GROUP);
      case "channel" -> Optional.of(Of.CHANNEL);
      case "workspace", "server" -> Optional.of(Of.WORKSPACE);
      case "total" -> Optional.of(Of.TOTAL);
      default -> Optional.empty();
    };
  }

  private static @Nullable String id(Of of, String word) {
    Pattern form =
        switch (of) {
          case PERSON -> PERSON;
          case GROUP -> GROUP;
          case CHANNEL, WORKSPACE, TOTAL -> CHANNEL;
        };
    Matcher id = form.matcher(word);
    return of != Of.WORKSPACE && id.matches() ? id.group(1) : null;
  }

  private static String unknown(Of of, String word) {
    return switch (of) {
      case PERSON ->
          "I do not know who \"%s\" is: choose them from the list that comes up when you type @."
              .formatted(word);
      case CHANNEL ->
          "I do not know the channel \"%s\": choose it from the list that comes up when you type #."
              .formatted(word);
      case GROUP ->
          "I do not know the group \"%s\": choose it from the list that comes up when you type @."
              .formatted(word);
      case WORKSPACE, TOTAL -> "After `workspace` comes an amount, or `each`.";
    };
  }

  private static @Nullable NanoUsd amount(String word) {
    Matcher amount = AMOUNT.matcher(word);
    if (!amount.matches() || new BigDecimal(amount.group(1)).compareTo(MOST_USD) > 0) {
      return null;
    }
    return NanoUsd.ofUsd(new BigDecimal(amount.group(1)));
  }

  private static @Nullable Per per(String word, Deque<String> words) {
    String unit = word.toLowerCase(Locale.ROOT);
    if (unit.matches("\\d+") && !words.isEmpty() && words.peek().startsWith("hour")) {
      unit += words.pop();
    }
    Matcher window = WINDOW.matcher(unit);
    if (window.matches()) {
      return Per.of("rolling-" + window.group(1) + "h").orElse(null);
    }
    return Per.of(unit.equals("question") ? "ask" : unit).orElse(null);
  }

  /// How it is said right, on a platform.
  static String example(Platform platform) {
    return platform == Platform.DISCORD
        ? "`/budget set of:person who:@anna usd:2.00 per:day warn:1.60`"
        : "`/sightline budget set person @anna 2.00 per day warn 1.60`";
  }
}
