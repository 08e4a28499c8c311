package dev.sightline.ledger;

import dev.sightline.route.ModelRoute;
import dev.sightline.store.Store;
import java.util.Optional;

/// What to hold for an ask before anything is known of its answer: what nearly all such asks cost
/// before, or a guess from the price of the model while there were only a few. Safe for all asks.
public final class Forecast {
  /// How many of the last asks are looked at, and how many there must be; our own choice.
  private static final int LAST = 200;

  private static final int LEAST_ASKS = 20;

  /// One ask in twenty may cost more than was held for it; our own choice.
  private static final double PERCENTILE = 0.95;

  /// Tokens of a usual answer where the route sets no bound; our own choice.
  private static final int ANSWER_TOKENS = 1_000;

  private final Store store;
  private final PriceBook prices;
  private final NanoUsd least;

  /// A forecast from the ledger in the store.
  ///
  /// @param least held at least while there is too little to go by
  public Forecast(Store store, PriceBook prices, NanoUsd least) {
    this.store = store;
    this.prices = prices;
    this.least = least;
  }

  /// What to hold for a call of the route.
  public NanoUsd of(ModelRoute route, Medium medium) {
    var before = before(route, medium);
    if (before.isPresent()) {
      return before.get();
    }
    var guess = guess(route, medium).orElse(NanoUsd.ZERO);
    return guess.compareTo(least) > 0 ? guess : least;
  }

  /// What a call of the route is expected to cost, to compare it with others; absent where nothing
  /// is known of it.
  public Optional<NanoUsd> expected(ModelRoute route, Medium medium) {
    return before(route, medium).or(() -> guess(route, medium));
  }

  private Optional<NanoUsd> before(ModelRoute route, Medium medium) {
    var costs =
        store
            .reads()
            .withHandle(handle ->
                handle
                    .createQuery(
                        """
                        SELECT nanos FROM (
                          SELECT nanos FROM entries
                          WHERE route = :route AND medium = :medium AND held IS NOT NULL
                            AND basis IN ('BILLED', 'ESTIMATED')
                          ORDER BY at DESC LIMIT :last) newest
                        ORDER BY nanos
                        """)
                    .bind("route", route.name())
                    .bind("medium", medium.name())
                    .bind("last", LAST)
                    .mapTo(Long.class)
                    .list());
    return costs.size() < LEAST_ASKS
        ? Optional.empty()
        : Optional.of(new NanoUsd(costs.get((int) Math.ceil(PERCENTILE * costs.size()) - 1)));
  }

  private Optional<NanoUsd> guess(ModelRoute route, Medium medium) {
    var answer = route.parameters().maxTokens();
    return prices.quote(route, promptTokens(medium), answer == null ? ANSWER_TOKENS : answer);
  }

  /// Of a usual question; our own choice.
  private static int promptTokens(Medium medium) {
    return switch (medium) {
      case TEXT, UNKNOWN -> 2_000;
      case IMAGE -> 3_000;
      case VIDEO -> 30_000;
    };
  }
}
