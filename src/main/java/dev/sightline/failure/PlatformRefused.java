package dev.sightline.failure;

/// Slack or Discord would not take what we sent.
public final class PlatformRefused extends AskFailure {
  /// What stands in the way.
  public enum Reason {
    /// The message or channel does not exist any more: nobody is waiting for the answer.
    GONE,
    /// The thread or channel is archived or locked.
    ARCHIVED,
    /// The bot is not a member of the channel.
    NOT_IN_CHANNEL,
    /// A permission or scope is missing; the note names it.
    MISSING_PERMISSION,
    /// The platform called the content too long or malformed.
    BAD_CONTENT,
    /// The platform could not be reached, or failed itself.
    UNREACHABLE,
    /// Anything else.
    OTHER
  }

  private final Reason reason;
  private final ProviderNote note;

  public PlatformRefused(Reason reason, ProviderNote note) {
    super(reason + ": " + note);
    this.reason = reason;
    this.note = note;
  }

  /// What stands in the way.
  public Reason reason() {
    return reason;
  }

  /// Whether nothing else can be said in that place either; else it may be taken later or in
  /// another form.
  public boolean isForGood() {
    return switch (reason) {
      case GONE, ARCHIVED, NOT_IN_CHANNEL, MISSING_PERMISSION -> true;
      case BAD_CONTENT, UNREACHABLE, OTHER -> false;
    };
  }

  /// The platform's own words.
  public ProviderNote note() {
    return note;
  }
}
