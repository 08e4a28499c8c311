package dev.sightline.limit;

import java.time.Duration;

/// So many calls in any stretch of so long, as a platform counts them.
///
/// @param bucket what shares the count, such as `slack:T1:chat.update`; calls with equal buckets
///   count together
/// @param calls most calls in any `window`, at least 1
/// @param isTold whether the server says with each answer when calls come back ([CallWindow#told])
public record CallLimit(String bucket, int calls, Duration window, boolean isTold) {
  public CallLimit {
    if (calls < 1 || !window.isPositive()) {
      throw new IllegalArgumentException("calls: " + calls + ", window: " + window);
    }
  }

  /// A limit of which the server tells nothing until it is broken.
  public CallLimit(String bucket, int calls, Duration window) {
    this(bucket, calls, window, false);
  }
}
