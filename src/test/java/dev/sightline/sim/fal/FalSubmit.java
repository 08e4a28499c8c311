package dev.sightline.sim.fal;

import io.javalin.http.Context;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a job was put into the queue with, besides its input.
///
/// @param priority `normal` or `low`; as JavaScript's client sends it, `normal` where it is missing
/// @param startTimeout null for none
/// @param webhook where to say that it is done; null for nowhere
record FalSubmit(
    String priority, @Nullable Duration startTimeout, @Nullable String webhook, Instant at) {

  static FalSubmit read(Context context) throws FalRefused {
    String priority = context.header("X-Fal-Queue-Priority");
    if (priority != null && !priority.equals("normal") && !priority.equals("low")) {
      throw FalRefused.machinery(400, "bad_request", false, "Invalid X-Fal-Queue-Priority");
    }
    return new FalSubmit(
        priority == null ? "normal" : priority,
        startTimeout(context.header("X-Fal-Request-Timeout")),
        context.queryParam("fal_webhook"),
        Instant.now());
  }

  /// Whether it has waited longer than its sender wants it to.
  boolean isStartOverdue() {
    return startTimeout != null && at.plus(startTimeout).isBefore(Instant.now());
  }

  /// The value of `X-Fal-Request-Timeout`: seconds, more than one.
  static @Nullable Duration startTimeout(@Nullable String header) throws FalRefused {
    if (header == null) {
      return null;
    }
    try {
      BigDecimal seconds = new BigDecimal(header);
      if (seconds.compareTo(BigDecimal.ONE) > 0) {
        return Duration.ofMillis(seconds.movePointRight(3).longValue());
      }
    } catch (NumberFormatException e) {
      throw FalRefused.machinery(400, "bad_request", false, "Invalid X-Fal-Request-Timeout");
    }
    throw FalRefused.machinery(400, "bad_request", false, "Invalid X-Fal-Request-Timeout");
  }
}
