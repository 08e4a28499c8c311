package dev.sightline.limit;

/// How much of a platform's allowance a call may use up, from the most urgent.
public enum Urgency {
  /// The final text of an answer: may take the last call.
  FINAL(0),
  /// The first text of an answer.
  FIRST_TEXT(0.1),
  /// More text of an answer that people already see.
  GROWTH(0.3);

  private final double share;

  Urgency(double share) {
    this.share = share;
  }

  /// Calls out of `calls` that must stay free for more urgent ones.
  public int keepFree(int calls) {
    return (int) (calls * share);
  }
}
