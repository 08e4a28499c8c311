package dev.sightline.sim.discord;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/// Discord ids: milliseconds since 2015 shifted by 22 bits, rising strictly.
///
/// Source: Discord docs, reference, "Snowflakes" (read Aug 2026).
final class Snowflakes {
  private static final long EPOCH_MS = 1_420_070_400_000L;
  private static final int TIME_SHIFT = 22;

  private final AtomicLong last = new AtomicLong();

  long next() {
    long earliest = (System.currentTimeMillis() - EPOCH_MS) << TIME_SHIFT;
    return last.updateAndGet(previous -> Math.max(previous + 1, earliest));
  }

  static Instant instantOf(long id) {
    return Instant.ofEpochMilli((id >>> TIME_SHIFT) + EPOCH_MS);
  }
}
