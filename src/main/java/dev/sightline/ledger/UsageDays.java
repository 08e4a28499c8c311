package dev.sightline.ledger;

import org.jdbi.v3.core.Handle;

/// The roll-up that reports are read from, in the transaction of whoever changes it.
final class UsageDays {
  private final Spans spans;

  UsageDays(Spans spans) {
    this.spans = spans;
  }

  /// Adds an entry.
  ///
  /// @param isAsk whether an ask begins to count with it
  void add(Handle handle, Entry entry, boolean isAsk) {
    var charge = entry.charge();
    var basis = charge.basis();
    var unpriced = entry.kind() == Entry.Kind.CORRECTION ? -1 : 1;
    handle
        .createUpdate(
            """
            INSERT INTO usage_days (day, platform, workspace, channel, person_id, route, provider,
              model, medium, asks, prompt_tokens, completion_tokens, nanos, estimated_nanos, unpriced)
            VALUES (:day, :platform, :workspace, :channel, :personId, :c.route, :c.provider,
              :c.model, :medium, :asks, :prompt, :completion, :nanos, :estimated, :unpriced)
            ON CONFLICT (day, platform, workspace, channel, person_id, route, provider, model, medium)
            DO UPDATE SET asks = usage_days.asks + excluded.asks,
              prompt_tokens = usage_days.prompt_tokens + excluded.prompt_tokens,
              completion_tokens = usage_days.completion_tokens + excluded.completion_tokens,
              nanos = usage_days.nanos + excluded.nanos,
              estimated_nanos = usage_days.estimated_nanos + excluded.estimated_nanos,
              unpriced = usage_days.unpriced + excluded.unpriced
            """)
        .bindMethods(entry)
        .bindMethods("c", charge)
        .bind("day", spans.date(entry.at()).toEpochDay())
        .bind("asks", isAsk ? 1 : 0)
        .bind("prompt", Math.max(0, charge.usage().promptTokens()))
        .bind("completion", Math.max(0, charge.usage().completionTokens()))
        .bind("nanos", charge.cost().nanos())
        .bind("estimated", basis == Charge.Basis.ESTIMATED ? charge.cost().nanos() : 0)
        .bind("unpriced", basis == Charge.Basis.UNPRICED ? unpriced : 0)
        .execute();
  }

  /// Keeps the newest name of a person.
  static void name(Handle handle, Entry entry) {
    handle
        .createUpdate(
            """
            INSERT INTO people (platform, person_id, name) VALUES (:platform, :personId, :personName)
            ON CONFLICT (platform, person_id) DO UPDATE SET name = excluded.name
              WHERE people.name <> excluded.name
            """)
        .bindMethods(entry)
        .execute();
  }
}
