package dev.sightline.event;

import java.math.BigInteger;
import java.security.SecureRandom;

/// What an ask is called from its claim to its last ledger entry.
///
/// @param value at most 25 lower-case letters and digits that cannot be guessed
public record AskId(String value) {
  private static final int RANDOM_BITS = 128;
  private static final SecureRandom RANDOM = new SecureRandom();

  /// An id that nobody has seen.
  public static AskId random() {
    return new AskId(new BigInteger(RANDOM_BITS, RANDOM).toString(Character.MAX_RADIX));
  }
}
