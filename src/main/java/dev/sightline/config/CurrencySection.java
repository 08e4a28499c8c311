package dev.sightline.config;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Currency;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The currency in which people read amounts.
///
/// @param perUsd so much of it is a US dollar; 1 for US dollars
/// @param asOf the day of that rate; null for US dollars
public record CurrencySection(Currency code, BigDecimal perUsd, @Nullable LocalDate asOf) {
  private static final CurrencySection US_DOLLARS =
      new CurrencySection(Currency.getInstance("USD"), BigDecimal.ONE, null);

  static CurrencySection read(Section section) {
    Optional<Currency> code = code(section);
    BigDecimal perUsd = section.decimal("per-usd", "0.001", "1000000000").orElse(BigDecimal.ONE);
    LocalDate asOf = section.text("as-of").isBlank() ? null : section.date("as-of");
    if (code.isEmpty()) {
      return US_DOLLARS;
    }
    if (code.get().equals(US_DOLLARS.code)) {
      if (perUsd.compareTo(BigDecimal.ONE) != 0) {
        section.problemAt("per-usd", "is %s, should be 1 where code is USD".formatted(perUsd));
      }
      return US_DOLLARS;
    }
    if (asOf == null) {
      section.problemAt(
          "as-of", "is empty, should be the day of the rate where code is " + code.get());
    }
    return new CurrencySection(code.get(), perUsd, asOf);
  }

  private static Optional<Currency> code(Section section) {
    String text = section.text("code").strip();
    if (text.isEmpty()) {
      return Optional.of(US_DOLLARS.code);
    }
    try {
      Currency code = Currency.getInstance(text);
      if (code.getDefaultFractionDigits() >= 0) {
        return Optional.of(code);
      }
    } catch (IllegalArgumentException e) {
      // Said below, together with codes such as XAU, in which nothing is paid.
    }
    section.problemAt(
        "code", "is \"%s\", should be an ISO 4217 code like USD or EUR".formatted(text));
    return Optional.empty();
  }
}
