package dev.sightline.config;

import dev.sightline.config.SightlineConfig.RetentionSection;
import java.time.Duration;

/// Reads how long what is kept.
final class RetentionKeys {
  /// This month and the one before, whose sums budgets and reports add up.
  private static final int LEAST_LEDGER_DAYS = 62;

  private RetentionKeys() {}

  static RetentionSection read(Section section) {
    RetentionSection retention =
        new RetentionSection(
            days(section, "conversations-days", 30),
            days(section, "questions-days", 30),
            Duration.ofHours(section.integer("media-hours", 24, 1, 720)),
            days(section, "ledger-days", 0),
            days(section, "audit-days", 0));
    long ledgerDays = retention.ledger().toDays();
    if (ledgerDays > 0 && ledgerDays < LEAST_LEDGER_DAYS) {
      section.problemAt(
          "ledger-days",
          "is %d, should be 0 or at least %d".formatted(ledgerDays, LEAST_LEDGER_DAYS));
    }
    return retention;
  }

  private static Duration days(Section section, String key, int otherwise) {
    return Duration.ofDays(section.integer(key, otherwise, 0, 36_500));
  }
}
