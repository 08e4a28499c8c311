package dev.sightline.ledger;

import java.math.BigDecimal;
import java.time.LocalDate;

/// What a model costs.
///
/// @param promptUsdPerMillion US dollars for a million prompt tokens, not negative
/// @param completionUsdPerMillion US dollars for a million completion tokens, not negative
/// @param source where the price was read
/// @param readOn when it was read
public record Price(
    BigDecimal promptUsdPerMillion,
    BigDecimal completionUsdPerMillion,
    String source,
    LocalDate readOn) {
  private static final int MILLION_DIGITS = 6;

  public Price {
    if (promptUsdPerMillion.signum() < 0 || completionUsdPerMillion.signum() < 0) {
      throw new IllegalArgumentException(
          "price: " + promptUsdPerMillion + " and " + completionUsdPerMillion);
    }
  }

  boolean isZero() {
    return promptUsdPerMillion.signum() == 0 && completionUsdPerMillion.signum() == 0;
  }

  NanoUsd of(long promptTokens, long completionTokens) {
    var prompt = promptUsdPerMillion.multiply(BigDecimal.valueOf(promptTokens));
    var completion = completionUsdPerMillion.multiply(BigDecimal.valueOf(completionTokens));
    return NanoUsd.ofUsd(prompt.add(completion).movePointLeft(MILLION_DIGITS));
  }
}
