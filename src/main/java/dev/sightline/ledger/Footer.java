package dev.sightline.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The line under an answer, such as `gemini-2.5-flash · 1,403 tokens · $0.00056 · 2.1 s`.
public final class Footer {
  /// Between the parts of a line.
  static final String DOT = " · ";

  private static final int MOST_MODEL_CHARS = 48;

  private Footer() {}

  /// Plain text: model, tokens where they are known, cost to two digits, time.
  public static String of(Charge charge, Duration took, DisplayCurrency currency) {
    return of(List.of(charge), took, currency);
  }

  /// The same for an answer that took several calls; the model is that of the last one.
  ///
  /// @param charges at least one
  public static String of(List<Charge> charges, Duration took, DisplayCurrency currency) {
    var parts = new ArrayList<String>();
    parts.add(modelName(charges.getLast().model()));
    var tokens = charges.stream().mapToLong(Footer::tokens).sum();
    if (tokens > 0) {
      parts.add(String.format(Locale.ROOT, "%,d tokens", tokens));
    }
    parts.add(cost(charges, currency));
    parts.add(String.format(Locale.ROOT, "%.1f s", took.toMillis() / 1000.0));
    return String.join(DOT, parts);
  }

  private static long tokens(Charge charge) {
    return Math.max(0, charge.usage().promptTokens())
        + Math.max(0, charge.usage().completionTokens());
  }

  private static String cost(List<Charge> charges, DisplayCurrency currency) {
    if (charges.stream().allMatch(charge -> charge.basis() == Charge.Basis.FREE)) {
      return "free";
    }
    if (charges.stream().anyMatch(charge -> charge.basis() == Charge.Basis.UNPRICED)) {
      return "unpriced";
    }
    var sum = charges.stream().map(Charge::cost).reduce(NanoUsd.ZERO, NanoUsd::plus);
    var mark = charges.stream().anyMatch(Charge::isEstimated) ? "est. " : "";
    return mark + currency.rounded(sum);
  }

  /// A provider's name of a model without the vendor before it, on one line and of bounded length.
  static String modelName(String model) {
    var plain = model.substring(model.lastIndexOf('/') + 1).replaceAll("\\p{Cntrl}", " ").strip();
    if (plain.isEmpty()) {
      return "unknown model";
    }
    return plain.length() <= MOST_MODEL_CHARS
        ? plain
        : plain.substring(0, MOST_MODEL_CHARS - 1) + "…";
  }
}
