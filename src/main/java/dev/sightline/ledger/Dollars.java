package dev.sightline.ledger;

/// Amounts in US dollars, such as `$0.00056` and `$1,204.50`, in whatever currency people read the
/// others: for what is compared with bills, set in US dollars, or kept in the audit.
public final class Dollars {
  private Dollars() {}

  /// As many decimals as the amount has, at least two.
  public static String exact(NanoUsd amount) {
    return DisplayCurrency.US_DOLLARS.exact(amount);
  }

  /// To two significant digits, and never coarser than a cent.
  public static String rounded(NanoUsd amount) {
    return DisplayCurrency.US_DOLLARS.rounded(amount);
  }
}
