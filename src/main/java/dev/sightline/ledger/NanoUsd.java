package dev.sightline.ledger;

import java.math.BigDecimal;
import java.math.RoundingMode;

/// An amount of money in billionths of a US dollar.
///
/// @param nanos may be negative in a correction
public record NanoUsd(long nanos) implements Comparable<NanoUsd> {
  /// Nothing.
  public static final NanoUsd ZERO = new NanoUsd(0);

  private static final int SCALE = 9;

  /// The nearest nano-dollar; half a nano-dollar goes to the even neighbour, so that many roundings
  /// do not add up to a drift.
  ///
  /// @throws ArithmeticException above about 9.2 billion dollars
  public static NanoUsd ofUsd(BigDecimal usd) {
    return new NanoUsd(
        usd.setScale(SCALE, RoundingMode.HALF_EVEN).unscaledValue().longValueExact());
  }

  /// The exact amount in US dollars.
  public BigDecimal toUsd() {
    return BigDecimal.valueOf(nanos, SCALE);
  }

  /// The sum.
  ///
  /// @throws ArithmeticException on overflow
  public NanoUsd plus(NanoUsd other) {
    return new NanoUsd(Math.addExact(nanos, other.nanos));
  }

  @Override
  public int compareTo(NanoUsd other) {
    return Long.compare(nanos, other.nanos);
  }
}
