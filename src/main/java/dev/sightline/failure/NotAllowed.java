package dev.sightline.failure;

/// The person may not ask this, or not here.
public final class NotAllowed extends AskFailure {
  private final String reason;

  /// @param reason a sentence for the person: what is not allowed, and who can change it
  public NotAllowed(String reason) {
    super("not allowed: " + reason);
    this.reason = reason;
  }

  /// A sentence for the person.
  public String reason() {
    return reason;
  }
}
