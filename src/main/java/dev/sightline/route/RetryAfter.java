package dev.sightline.route;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/// Reads how long a server asks us to wait: `Retry-After-Ms`, or `Retry-After` as seconds or as a
/// date (RFC 9110, 10.2.3).
final class RetryAfter {
  /// Longer waits are not meant; our own choice.
  private static final Duration LONGEST = Duration.ofDays(1);

  private RetryAfter() {}

  /// Null where the server did not say, or not in a form that we know.
  static @Nullable Duration read(Headers headers, InstantSource clock) {
    String millis = headers.get("Retry-After-Ms");
    Duration wait = millis == null ? null : number(millis, 0);
    if (wait == null) {
      String value = headers.get("Retry-After");
      wait = value == null ? null : number(value, 3);
      if (wait == null && value != null) {
        wait = untilDate(value, clock.instant());
      }
    }
    return wait;
  }

  private static @Nullable Duration number(String value, int decimalsToMillis) {
    String digits = value.strip();
    if (digits.length() > 15 || !digits.matches("\\d+(\\.\\d+)?")) {
      return null;
    }
    return bounded(
        Duration.ofMillis(new BigDecimal(digits).movePointRight(decimalsToMillis).longValue()));
  }

  private static @Nullable Duration untilDate(String value, Instant now) {
    try {
      Instant date =
          ZonedDateTime.parse(value.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return bounded(Duration.between(now, date));
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private static Duration bounded(Duration wait) {
    if (wait.isNegative()) {
      return Duration.ZERO;
    }
    return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
  }
}
