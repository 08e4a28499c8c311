package dev.sightline.failure;

/// A route said no, and would say no again.
public final class RouteRefused extends AskFailure {
  /// Why it said no.
  public enum Reason {
    /// No route that is switched on takes this kind of ask.
    NO_ROUTE,
    /// The key is wrong or may not use the model.
    WRONG_KEY,
    /// The account has no credit left.
    NO_CREDIT,
    /// The provider does not know the model.
    UNKNOWN_MODEL,
    /// The model does not take this kind of media.
    CANNOT_SEE,
    /// Question, earlier turns and media together are more than the model takes.
    TOO_LONG,
    /// The provider's rules forbid the content.
    FORBIDDEN_CONTENT,
    /// The provider could not read a picture or video.
    MEDIA_UNREADABLE,
    /// Anything else that is wrong with the call.
    BAD_CALL
  }

  private final Reason reason;
  private final ProviderNote note;

  public RouteRefused(Reason reason, ProviderNote note) {
    super(reason + ": " + note);
    this.reason = reason;
    this.note = note;
  }

  /// Why it said no.
  public Reason reason() {
    return reason;
  }

  /// The provider's own words.
  public ProviderNote note() {
    return note;
  }
}
