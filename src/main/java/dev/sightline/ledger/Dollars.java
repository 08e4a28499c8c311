package dev.sightline.ledger;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;

/// Amounts in words for people, such as `$0.00056` and `$1,204.50`.
public final class Dollars {
  private static final int LEAST_DECIMALS = 2;

  private Dollars() {}

  /// As many decimals as the amount has, at least two.
  public static String exact(NanoUsd amount) {
    return written(amount.toUsd());
  }

  /// To two significant digits, and never coarser than a cent.
  public static String rounded(NanoUsd amount) {
    var usd = amount.toUsd();
    var twoDigits = usd.round(new MathContext(2, RoundingMode.HALF_UP));
    var scale = Math.max(LEAST_DECIMALS, twoDigits.scale());
    return written(usd.setScale(scale, RoundingMode.HALF_UP));
  }

  private static String written(BigDecimal usd) {
    var format =
        new DecimalFormat("#,##0.00#######", DecimalFormatSymbols.getInstance(Locale.ROOT));
    return (usd.signum() < 0 ? "-$" : "$") + format.format(usd.abs());
  }
}
