package dev.sightline.ledger;

import dev.sightline.store.ForEach;
import dev.sightline.store.Together;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What one transaction adds to the roll-up that reports are read from, each row once. Used by one
/// thread.
final class UsageDays {
  private static final ForEach ADD =
      new ForEach(
          "day BIGINT, platform TEXT, workspace TEXT, channel TEXT, person_id TEXT, route TEXT,"
              + " provider TEXT, model TEXT, medium TEXT, asks BIGINT, prompt_tokens BIGINT,"
              + " completion_tokens BIGINT, nanos BIGINT, estimated_nanos BIGINT, unpriced BIGINT",
          """
          INSERT INTO usage_days (day, platform, workspace, channel, person_id, route, provider,
            model, medium, asks, prompt_tokens, completion_tokens, nanos, estimated_nanos, unpriced)
          SELECT * FROM given WHERE true
          ON CONFLICT (day, platform, workspace, channel, person_id, route, provider, model, medium)
          DO UPDATE SET asks = usage_days.asks + excluded.asks,
            prompt_tokens = usage_days.prompt_tokens + excluded.prompt_tokens,
            completion_tokens = usage_days.completion_tokens + excluded.completion_tokens,
            nanos = usage_days.nanos + excluded.nanos,
            estimated_nanos = usage_days.estimated_nanos + excluded.estimated_nanos,
            unpriced = usage_days.unpriced + excluded.unpriced\
          """);

  private static final ForEach NAME =
      new ForEach(
          "platform TEXT, person_id TEXT, name TEXT",
          """
          INSERT INTO people (platform, person_id, name) SELECT * FROM given WHERE true
          ON CONFLICT (platform, person_id) DO UPDATE SET name = excluded.name
            WHERE people.name <> excluded.name\
          """);

  private final Spans spans;
  private final Map<List<Object>, long[]> days = new LinkedHashMap<>();
  private final Map<List<Object>, String> names = new LinkedHashMap<>();

  UsageDays(Spans spans) {
    this.spans = spans;
  }

  /// Adds an entry.
  ///
  /// @param isAsk whether an ask begins to count with it
  void add(Entry entry, boolean isAsk) {
    var charge = entry.charge();
    var usage = charge.usage();
    var nanos = charge.cost().nanos();
    var key =
        List.<Object>of(
            spans.date(entry.at()).toEpochDay(),
            entry.platform().name(),
            entry.workspace(),
            entry.channel(),
            entry.personId(),
            charge.route(),
            charge.provider(),
            charge.model(),
            entry.medium().name());
    var sums = days.computeIfAbsent(key, _ -> new long[6]);
    sums[0] += isAsk ? 1 : 0;
    sums[1] = Math.addExact(sums[1], Math.max(0, usage.promptTokens()));
    sums[2] = Math.addExact(sums[2], Math.max(0, usage.completionTokens()));
    sums[3] = Math.addExact(sums[3], nanos);
    switch (charge.basis()) {
      case ESTIMATED -> sums[4] = Math.addExact(sums[4], nanos);
      case UNPRICED -> sums[5] += entry.kind() == Entry.Kind.CORRECTION ? -1 : 1;
      case BILLED, FREE -> {}
    }
  }

  /// Keeps the newest name of a person.
  void name(Entry entry) {
    names.put(List.of(entry.platform().name(), entry.personId()), entry.personName());
  }

  /// Writes what was added since the last time.
  void write(Together statements) {
    var rows = new ArrayList<List<Object>>();
    days.forEach((key, sums) -> {
      var row = new ArrayList<>(key);
      for (var sum : sums) {
        row.add(sum);
      }
      rows.add(row);
    });
    statements.add(ADD, rows);
    days.clear();
    var people = new ArrayList<List<Object>>();
    names.forEach((key, name) -> people.add(List.of(key.getFirst(), key.getLast(), name)));
    statements.add(NAME, people);
    names.clear();
  }
}
