package dev.sightline.stream;

/// Which call goes first, from the most urgent.
enum Urgency {
  /// The final text of an answer.
  FINAL,
  /// The first text of an answer.
  FIRST_TEXT,
  /// More text of an answer that people already see. It takes no call that a final text may need.
  GROWTH
}
