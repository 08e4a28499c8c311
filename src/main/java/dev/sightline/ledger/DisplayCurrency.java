package dev.sightline.ledger;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.text.NumberFormat;
import java.time.LocalDate;
import java.util.Currency;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The currency in which people read amounts, such as `$0.00056`, `€1,204.50`, `CHF 1.20` and
/// `¥0.8`. What is counted, held and booked stays in [NanoUsd].
///
/// @param perUsd so much of it is a US dollar; above 0, and 1 for the US dollar itself
/// @param asOf the day of that rate; null where it is not known
public record DisplayCurrency(Currency currency, BigDecimal perUsd, @Nullable LocalDate asOf) {
  /// The currency of the ledger.
  public static final DisplayCurrency US_DOLLARS =
      new DisplayCurrency(Currency.getInstance("USD"), BigDecimal.ONE, null);

  private static final int MOST_DECIMALS = 9;
  private static final MathContext TWO_DIGITS = new MathContext(2, RoundingMode.HALF_UP);

  public DisplayCurrency {
    if (currency.getDefaultFractionDigits() < 0) {
      throw new IllegalArgumentException("currency: " + currency);
    }
    boolean isDollar = currency.getCurrencyCode().equals("USD");
    if (perUsd.signum() <= 0 || (isDollar && perUsd.compareTo(BigDecimal.ONE) != 0)) {
      throw new IllegalArgumentException("perUsd: " + perUsd + " of " + currency);
    }
  }

  /// Whether it is that of the ledger.
  public boolean isUsDollar() {
    return code().equals("USD");
  }

  /// As in ISO 4217.
  public String code() {
    return currency.getCurrencyCode();
  }

  /// The amount in this currency, to nine decimals.
  public BigDecimal amount(NanoUsd amount) {
    return converted(amount).setScale(MOST_DECIMALS, RoundingMode.HALF_EVEN);
  }

  private BigDecimal converted(NanoUsd amount) {
    return amount.toUsd().multiply(perUsd);
  }

  /// As many decimals as the amount has, at least those of the currency's coins, at most nine.
  public String exact(NanoUsd amount) {
    return text(amount(amount));
  }

  /// To two significant digits, and never coarser than the currency's least coin.
  public String rounded(NanoUsd amount) {
    var converted = converted(amount);
    var scale =
        Math.clamp(
            converted.round(TWO_DIGITS).scale(),
            currency.getDefaultFractionDigits(),
            MOST_DECIMALS);
    return text(converted.setScale(scale, RoundingMode.HALF_UP));
  }

  /// As [#rounded], with US dollars beside it where this is another currency: for words that are
  /// kept, and read when the rate may have changed.
  public String kept(NanoUsd amount) {
    return isUsDollar()
        ? rounded(amount)
        : "%s (%s)".formatted(rounded(amount), US_DOLLARS.rounded(amount));
  }

  /// An amount of this currency, as [#exact].
  public String text(BigDecimal amount) {
    return format(currency.getDefaultFractionDigits(), MOST_DECIMALS).format(amount);
  }

  /// Writes amounts of this currency with so many decimals.
  NumberFormat format(int leastDecimals, int mostDecimals) {
    var format = new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.ROOT));
    format.setPositivePrefix(symbol());
    format.setNegativePrefix("-" + symbol());
    format.setMaximumFractionDigits(mostDecimals);
    format.setMinimumFractionDigits(leastDecimals);
    return format;
  }

  /// What stands right before an amount: the symbol, or the code and a blank where a currency has
  /// none or one that ends in a letter, such as `FCFA`.
  public String symbol() {
    var symbol = currency.getSymbol(Locale.US);
    return Character.isLetter(symbol.codePointBefore(symbol.length())) ? code() + " " : symbol;
  }

  /// Such as `EUR at 0.92 for a US dollar, as of 2026-11-20`; empty for US dollars.
  public Optional<String> rate() {
    return isUsDollar()
        ? Optional.empty()
        : Optional.of(
            "%s at %s for a US dollar%s"
                .formatted(
                    code(),
                    perUsd.stripTrailingZeros().toPlainString(),
                    asOf == null ? "" : ", as of " + asOf));
  }
}
