package dev.sightline.ledger;

import dev.sightline.route.Usage;

/// What one call to a model cost. [PriceBook] makes them.
///
/// @param route the name of the route that was called
/// @param model the model that answered, as the provider names it
/// @param usage what the provider said; unknown counts stay unknown
/// @param cost zero where it is free or unpriced
public record Charge(
    String route, String provider, String model, Usage usage, NanoUsd cost, Basis basis) {

  /// True where [#cost] is not the provider's own figure, and not known to be zero.
  public boolean isEstimated() {
    return basis.isEstimated();
  }

  /// Where the figure comes from.
  public enum Basis {
    /// The provider's own figure.
    BILLED,
    /// Tokens, or characters where the tokens are unknown, times a price of the [PriceBook].
    ESTIMATED,
    /// The provider takes no money.
    FREE,
    /// Neither the provider nor the [PriceBook] gave a figure. Reports say so; it is not zero.
    UNPRICED;

    boolean isEstimated() {
      return this == ESTIMATED || this == UNPRICED;
    }
  }
}
