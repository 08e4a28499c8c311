package dev.sightline.sim.slack;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What an agent does in a thread, as Slack shows it.
public enum SessionStatus {
  /// It waits for the next question.
  ACTIVE,
  /// It works: Slack shows a sign of it, and its Stop button.
  PROCESSING,
  /// It waits for a person.
  SUSPENDED,
  /// It answers no more.
  CLOSED;

  /// As Slack names it.
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<SessionStatus> named(String word) {
    return Arrays.stream(values()).filter(status -> status.word().equals(word)).findFirst();
  }
}
