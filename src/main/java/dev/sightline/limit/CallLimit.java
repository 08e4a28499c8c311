package dev.sightline.limit;

import java.time.Duration;

/// So many calls in any stretch of so long, as a platform counts them.
///
/// @param bucket what shares the count, such as `slack:T1:chat.update`; calls with equal buckets
///   count together
/// @param calls most calls in any `window`, at least 1
public record CallLimit(String bucket, int calls, Duration window) {
  public CallLimit {
    if (calls < 1 || !window.isPositive()) {
      throw new IllegalArgumentException("calls: " + calls + ", window: " + window);
    }
  }
}
