package dev.sightline.web;

import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Words that only the holder of the admin token could have written: for one purpose, until a time,
/// and no two alike.
///
/// @param id tells it from all others, and is no secret by itself
record Voucher(String id, Instant expires) {
  private static final Pattern WORDS =
      Pattern.compile("(\\d{1,12})\\.([0-9a-z]{1,25})\\.([0-9a-f]{64})");

  /// What it can be used for; each seals in its own way.
  enum Purpose {
    SESSION,
    LINK
  }

  /// Writes a new one.
  ///
  /// @param token not empty
  static String write(String token, Purpose purpose, Instant expires) {
    String said = expires.getEpochSecond() + "." + Secrets.randomId();
    return said + "." + seal(token, purpose, said);
  }

  /// Reads one.
  ///
  /// @return null if it is forged, for something else, or expired
  static @Nullable Voucher read(String token, Purpose purpose, String words, Instant now) {
    var parts = WORDS.matcher(words);
    if (!parts.matches()) {
      return null;
    }
    Instant expires = Instant.ofEpochSecond(Long.parseLong(parts.group(1)));
    String expected = seal(token, purpose, parts.group(1) + "." + parts.group(2));
    return Secrets.areEqual(expected, parts.group(3)) && now.isBefore(expires)
        ? new Voucher(parts.group(2), expires)
        : null;
  }

  private static String seal(String token, Purpose purpose, String said) {
    return Secrets.seal(token, "sightline dashboard " + purpose + " " + said);
  }
}
