package dev.sightline.bot;

import dev.sightline.ask.Reconciliation;
import dev.sightline.ledger.Dollars;
import dev.sightline.ledger.Entry;
import dev.sightline.ledger.NanoUsd;
import dev.sightline.ledger.RollUp;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/// Compares the ledger with others, and says where they differ.
final class BooksCheck {
  private final Bot bot;
  private final PrintStream out;

  BooksCheck(Bot bot, PrintStream out) {
    this.bot = bot;
    this.out = out;
  }

  /// The sums beside the entries with the entries.
  ///
  /// @return whether they agree
  boolean sums(Instant now) {
    List<String> differences = new RollUp(bot.store(), bot.budgets().zone()).differences(now);
    differences.forEach(out::println);
    out.println(
        differences.isEmpty()
            ? "The sums agree with the entries."
            : "%,d sums do not agree with the entries.".formatted(differences.size()));
    return differences.isEmpty();
  }

  /// The entries with what the providers say.
  ///
  /// @param isFixing whether to book what differs
  /// @return whether they agree, after that
  boolean providers(Instant since, boolean isFixing) throws InterruptedException {
    Reconciliation reconciliation = new Reconciliation(bot.store(), bot.ledger(), bot.routes());
    Reconciliation.Result result = reconciliation.compare(since);
    int left = 0;
    NanoUsd ours = NanoUsd.ZERO;
    NanoUsd theirs = NanoUsd.ZERO;
    for (Reconciliation.Compared one : result.compared()) {
      ours = ours.plus(one.ours());
      theirs = theirs.plus(one.theirs());
    }
    for (Reconciliation.Compared difference : result.differences()) {
      boolean isFixed = isFixing && reconciliation.fix(difference);
      left += isFixed ? 0 : 1;
      out.println(words(difference) + fixed(isFixing, isFixed));
    }
    out.printf(
        "%,d of %,d differ: booked %s, told %s, so %s is missing.%n",
        result.differences().size(),
        result.compared().size(),
        Dollars.exact(ours),
        Dollars.exact(theirs),
        Dollars.exact(new NanoUsd(theirs.nanos() - ours.nanos())));
    if (result.unknown() > 0) {
      out.printf("%,d calls are not known to their providers.%n", result.unknown());
    }
    return left == 0;
  }

  private static String words(Reconciliation.Compared difference) {
    return "ask %s on %s, %s, %s: booked %s, told %s, %s missing"
        .formatted(
            difference.ask().value(),
            difference.route(),
            difference.entries().stream()
                .findFirst()
                .map(entry -> "%s (%s)".formatted(entry.personName(), entry.personId()))
                .orElse("nobody"),
            difference.entries().isEmpty()
                ? "no entry"
                : difference.entries().stream()
                    .map(Entry::id)
                    .collect(Collectors.joining(", ", "entry ", "")),
            Dollars.exact(difference.ours()),
            Dollars.exact(difference.theirs()),
            Dollars.exact(difference.missing()));
  }

  private static String fixed(boolean isFixing, boolean isFixed) {
    if (!isFixing) {
      return "";
    }
    return isFixed ? "; corrected" : "; not corrected, as there is nothing to correct";
  }
}
