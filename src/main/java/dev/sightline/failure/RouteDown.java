package dev.sightline.failure;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A route failed in a way that may pass: another try or another route may answer.
public final class RouteDown extends AskFailure {
  /// How it failed.
  public enum Reason {
    /// No connection could be made.
    UNREACHABLE,
    /// Nothing came in time.
    TIMEOUT,
    /// The provider says that it is busy (429, 503, 529).
    OVERLOADED,
    /// The answer broke off in the middle.
    CUT,
    /// The provider reported an error of its own, before or inside the answer.
    PROVIDER_ERROR
  }

  private final Reason reason;
  private final ProviderNote note;
  private final @Nullable Duration retryAfter;

  /// @param retryAfter how long the provider asked us to wait, if it said
  public RouteDown(Reason reason, ProviderNote note, @Nullable Duration retryAfter) {
    super(reason + ": " + note);
    this.reason = reason;
    this.note = note;
    this.retryAfter = retryAfter;
  }

  /// How it failed.
  public Reason reason() {
    return reason;
  }

  /// The provider's own words.
  public ProviderNote note() {
    return note;
  }

  /// How long the provider asked us to wait, if it said.
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }
}
