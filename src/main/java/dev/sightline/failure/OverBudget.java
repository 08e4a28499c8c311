package dev.sightline.failure;

/// The money for this ask could not be held.
public final class OverBudget extends AskFailure {
  private final String reason;

  /// @param reason a sentence for the person: which budget is used up and when it starts anew
  public OverBudget(String reason) {
    super("over budget: " + reason);
    this.reason = reason;
  }

  /// A sentence for the person.
  public String reason() {
    return reason;
  }
}
