package dev.sightline.ledger;

import dev.sightline.store.Store;
import java.time.Instant;
import java.util.Locale;

/// What was held for asks beside what they cost in the end. By what asks cost beyond their holds a
/// hard limit can be overspent, and by no more.
///
/// @param asks with a hold that was settled
/// @param held for all of them
/// @param cost of all of them, with corrections up to now
/// @param beyond how many cost more than was held for them
/// @param most by which one of these did; 0 where none is
public record EstimateError(long asks, NanoUsd held, NanoUsd cost, long beyond, NanoUsd most) {
  private static final String SUMS =
      """
      SELECT COUNT(*) AS asks, COALESCE(SUM(held), 0) AS held, COALESCE(SUM(cost), 0) AS cost,
        COALESCE(SUM(CASE WHEN cost > held THEN 1 ELSE 0 END), 0) AS beyond,
        COALESCE(MAX(cost - held), 0) AS most
      FROM (
        SELECT SUM(e.held) AS held,
          (SELECT SUM(x.nanos) FROM entries x WHERE x.ask_id = e.ask_id) AS cost
        FROM entries e
        WHERE e.at >= :since AND e.at < :until AND e.held IS NOT NULL
        GROUP BY e.ask_id) AS settled
      """;

  /// Of asks that were settled from then on, before the other. Reads every entry of that time.
  public static EstimateError between(Store store, Instant since, Instant until) {
    return store
        .reads()
        .withHandle(handle ->
            handle
                .createQuery(SUMS)
                .bind("since", since.toEpochMilli())
                .bind("until", until.toEpochMilli())
                .map((row, context) ->
                    new EstimateError(
                        row.getLong("asks"),
                        new NanoUsd(row.getLong("held")),
                        new NanoUsd(row.getLong("cost")),
                        row.getLong("beyond"),
                        new NanoUsd(Math.max(0, row.getLong("most")))))
                .one());
  }

  /// In a sentence.
  public String words(DisplayCurrency currency) {
    String beside =
        String.format(
            Locale.ROOT,
            "Held: %s for %,d questions that cost %s; ",
            currency.rounded(held),
            asks,
            currency.rounded(cost));
    return beside
        + (beyond == 0
            ? "none of them cost more than was held."
            : String.format(
                Locale.ROOT,
                "%,d of them cost more than was held, by %s at most.",
                beyond,
                currency.exact(most)));
  }
}
