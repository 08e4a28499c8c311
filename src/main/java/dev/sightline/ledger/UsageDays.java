package dev.sightline.ledger;

import dev.sightline.store.Together;
import java.util.List;

/// The roll-up that reports are read from, in the transaction of whoever changes it.
final class UsageDays {
  private final Spans spans;

  UsageDays(Spans spans) {
    this.spans = spans;
  }

  /// Adds an entry.
  ///
  /// @param isAsk whether an ask begins to count with it
  void add(Together statements, Entry entry, boolean isAsk) {
    var charge = entry.charge();
    var basis = charge.basis();
    var unpriced = entry.kind() == Entry.Kind.CORRECTION ? -1 : 1;
    statements.add(
        """
        INSERT INTO usage_days (day, platform, workspace, channel, person_id, route, provider,
          model, medium, asks, prompt_tokens, completion_tokens, nanos, estimated_nanos, unpriced)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (day, platform, workspace, channel, person_id, route, provider, model, medium)
        DO UPDATE SET asks = usage_days.asks + excluded.asks,
          prompt_tokens = usage_days.prompt_tokens + excluded.prompt_tokens,
          completion_tokens = usage_days.completion_tokens + excluded.completion_tokens,
          nanos = usage_days.nanos + excluded.nanos,
          estimated_nanos = usage_days.estimated_nanos + excluded.estimated_nanos,
          unpriced = usage_days.unpriced + excluded.unpriced\
        """,
        List.of(
            spans.date(entry.at()).toEpochDay(),
            entry.platform().name(),
            entry.workspace(),
            entry.channel(),
            entry.personId(),
            charge.route(),
            charge.provider(),
            charge.model(),
            entry.medium().name(),
            isAsk ? 1 : 0,
            Math.max(0, charge.usage().promptTokens()),
            Math.max(0, charge.usage().completionTokens()),
            charge.cost().nanos(),
            basis == Charge.Basis.ESTIMATED ? charge.cost().nanos() : 0,
            basis == Charge.Basis.UNPRICED ? unpriced : 0));
  }

  /// Keeps the newest name of a person.
  static void name(Together statements, Entry entry) {
    statements.add(
        """
        INSERT INTO people (platform, person_id, name) VALUES (?, ?, ?)
        ON CONFLICT (platform, person_id) DO UPDATE SET name = excluded.name
          WHERE people.name <> excluded.name\
        """,
        List.of(entry.platform().name(), entry.personId(), entry.personName()));
  }
}
