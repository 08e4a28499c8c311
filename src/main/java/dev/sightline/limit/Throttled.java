package dev.sightline.limit;

import java.time.Duration;

/// The platform answered 429: it took nothing, and says when it will.
///
/// Control flow between a writer and the pacer, not a failure: it has no stack trace.
public final class Throttled extends Exception {
  private final Duration retryAfter;
  private final boolean global;

  /// @param retryAfter how long to wait, as the server said
  /// @param global whether the whole bot has to wait, not only this bucket
  public Throttled(Duration retryAfter, boolean global) {
    super("throttled for " + retryAfter, null, false, false);
    this.retryAfter = retryAfter;
    this.global = global;
  }

  /// How long to wait, as the server said.
  public Duration retryAfter() {
    return retryAfter;
  }

  /// Whether the whole bot has to wait, not only this bucket.
  public boolean global() {
    return global;
  }
}
