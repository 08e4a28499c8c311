package dev.sightline.failure;

/// The person is asked back before more is spent on an answer than goes without saying. Nothing was
/// called yet.
public final class NeedsConsent extends AskFailure {
  private final String question;

  /// @param question for the person: what it takes, and whether they want it
  public NeedsConsent(String question) {
    super("asked back: " + question);
    this.question = question;
  }

  /// A question for the person.
  public String question() {
    return question;
  }
}
