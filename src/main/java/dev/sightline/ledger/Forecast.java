package dev.sightline.ledger;

import dev.sightline.route.ModelRoute;
import dev.sightline.store.Store;
import java.util.Optional;

/// What to hold for an ask before anything is known of its answer: what nearly all such asks cost
/// before, or a guess from the price of the model while there were only a few; never more than the
/// model can cost. Safe for all asks.
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
  private final BudgetBook budgets;
  private final NanoUsd least;

  /// A forecast from the ledger in the store.
  ///
  /// @param least held at least while there is too little to go by
  public Forecast(Store store, PriceBook prices, BudgetBook budgets, NanoUsd least) {
    this.store = store;
    this.prices = prices;
    this.budgets = budgets;
    this.least = least;
  }

  /// What to hold for a call of the route.
  public NanoUsd of(ModelRoute route, Medium medium) {
    return of(route, medium, 0);
  }

  /// What to hold for a call of the route, once its media are looked at.
  ///
  /// @param mediaTokens what the model will count for them at least; 0 where that is not known
  public NanoUsd of(ModelRoute route, Medium medium, long mediaTokens) {
    var usual = before(route, medium).orElseGet(() -> max(least, guess(route, medium)));
    var these =
        mediaTokens == 0 ? NanoUsd.ZERO : prices.estimate(route, mediaTokens, ANSWER_TOKENS);
    var most = max(usual, these);
    return prices.worst(route).filter(worst -> worst.compareTo(most) < 0).orElse(most);
  }

  private static NanoUsd max(NanoUsd one, NanoUsd other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private NanoUsd guess(ModelRoute route, Medium medium) {
    return guessed(route, medium).orElse(NanoUsd.ZERO);
  }

  /// Whether a route may be asked: what nobody will know the cost of goes past every limit, so that
  /// it may not as soon as there are limits.
  public boolean mayBeAsked(ModelRoute route) {
    return prices.isPriced(route) || budgets.limits().isEmpty();
  }

  /// What a call of the route is expected to cost, to compare it with others; absent where nothing
  /// is known of it.
  public Optional<NanoUsd> expected(ModelRoute route, Medium medium) {
    return before(route, medium).or(() -> guessed(route, medium));
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

  private Optional<NanoUsd> guessed(ModelRoute route, Medium medium) {
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
