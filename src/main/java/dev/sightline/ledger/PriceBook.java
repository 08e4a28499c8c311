package dev.sightline.ledger;

import dev.sightline.route.CatalogueModel;
import dev.sightline.route.ModelCatalogue;
import dev.sightline.route.ModelRoute;
import dev.sightline.route.Usage;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What models cost, for the calls whose provider does not say it.
public final class PriceBook {
  /// A rule of thumb for English text, only used where nobody counted tokens; other scripts have
  /// fewer characters in a token.
  public static final int CHARACTERS_PER_TOKEN = 4;

  /// Above this a provider's figure is an error on the wire and not a price of one call.
  private static final BigDecimal MOST_USD = BigDecimal.valueOf(100_000);

  /// The two examples in fal's documentation of its router have this price as their only solution.
  private static final Map<String, Price> DOCUMENTED =
      Map.of(
          "google/gemini-2.5-flash",
          new Price(
              new BigDecimal("0.30"),
              new BigDecimal("2.50"),
              "the priced examples of fal.ai/models/openrouter/router",
              LocalDate.of(2026, 11, 20)));

  private final Map<String, Price> prices;
  private final Billing billing;
  private final ModelCatalogue catalogue;

  /// How providers take money, by their names.
  ///
  /// @param free those that take none, such as a local server
  /// @param telling those whose answers say what they cost
  public record Billing(Set<String> free, Set<String> telling) {
    public Billing {
      free = Set.copyOf(free);
      telling = Set.copyOf(telling);
    }
  }

  /// The documented prices, and above them those of the configuration.
  ///
  /// @param configured by the provider's name of the model
  public PriceBook(Map<String, Price> configured, Billing billing) {
    this(configured, billing, new ModelCatalogue(List.of()));
  }

  /// As [#PriceBook(Map, Billing)].
  ///
  /// @param catalogue asked for what is not configured, each time anew
  public PriceBook(Map<String, Price> configured, Billing billing, ModelCatalogue catalogue) {
    var all = new HashMap<>(DOCUMENTED);
    all.putAll(configured);
    this.prices = Map.copyOf(all);
    this.billing = billing;
    this.catalogue = catalogue;
  }

  /// The price of a model, if it is known.
  public Optional<Price> price(String model) {
    var configured = prices.get(model);
    return configured != null
        ? Optional.of(configured)
        : catalogue.of(model).flatMap(PriceBook::of);
  }

  private static Optional<Price> of(CatalogueModel model) {
    var prompt = model.promptUsdPerMillion();
    var completion = model.completionUsdPerMillion();
    return prompt == null || completion == null
        ? Optional.empty()
        : Optional.of(new Price(prompt, completion, model.source(), model.readOn()));
  }

  /// What to hold for a call; zero where it is free or no price is known.
  public NanoUsd estimate(ModelRoute route, long promptTokens, long answerTokens) {
    return quote(route, promptTokens, answerTokens).orElse(NanoUsd.ZERO);
  }

  /// What a call costs by its price; zero where it is free, absent where no price is known.
  Optional<NanoUsd> quote(ModelRoute route, long promptTokens, long answerTokens) {
    return billing.free().contains(route.provider())
        ? Optional.of(NanoUsd.ZERO)
        : price(route.model()).map(price -> price.of(promptTokens, answerTokens));
  }

  /// The most that a call can cost by its price, with a question and an answer that fill all that
  /// the model takes. Absent where the price or that is not known.
  Optional<NanoUsd> worst(ModelRoute route) {
    var context = catalogue.of(route.model()).map(CatalogueModel::contextTokens).orElse(null);
    if (context == null) {
      return Optional.empty();
    }
    var most = route.parameters().maxTokens();
    var answer = most == null ? context : Math.min(most, context);
    return Stream.of(quote(route, context, 0), quote(route, context - answer, answer))
        .flatMap(Optional::stream)
        .max(Comparator.naturalOrder());
  }

  /// Whether it will be known what a call of the route costs.
  public boolean isPriced(ModelRoute route) {
    return billing.free().contains(route.provider())
        || billing.telling().contains(route.provider())
        || price(route.model()).isPresent();
  }

  /// What a call cost: the provider's own figure; else its tokens, or the characters where it
  /// counted none, times the price.
  ///
  /// @param model the model that answered; the route's own where that is unknown
  /// @param promptChars length of all text that was sent
  /// @param answerChars length of all text that came back, also of a call that failed midway
  public Charge charge(
      ModelRoute route, String model, Usage usage, long promptChars, long answerChars) {
    if (billing.free().contains(route.provider())) {
      return made(route, model, usage, NanoUsd.ZERO, Charge.Basis.FREE);
    }
    var billed = usage.costUsd();
    if (billed != null && isPlausible(billed)) {
      return made(route, model, usage, NanoUsd.ofUsd(billed), Charge.Basis.BILLED);
    }
    var price = priceOf(route, model);
    if (price != null && price.isZero()) {
      return made(route, model, usage, NanoUsd.ZERO, Charge.Basis.FREE);
    }
    if (price == null) {
      return made(route, model, usage, NanoUsd.ZERO, Charge.Basis.UNPRICED);
    }
    var cost =
        price.of(
            counted(usage.promptTokens(), promptChars),
            counted(usage.completionTokens(), answerChars));
    return made(route, model, usage, cost, Charge.Basis.ESTIMATED);
  }

  private static boolean isPlausible(BigDecimal usd) {
    return usd.signum() >= 0 && usd.compareTo(MOST_USD) <= 0;
  }

  private @Nullable Price priceOf(ModelRoute route, String model) {
    return price(model).or(() -> price(route.model())).orElse(null);
  }

  private static long counted(long tokens, long characters) {
    return tokens >= 0 ? tokens : Math.ceilDiv(characters, CHARACTERS_PER_TOKEN);
  }

  private static Charge made(
      ModelRoute route, String model, Usage usage, NanoUsd cost, Charge.Basis basis) {
    return new Charge(route.name(), route.provider(), model, usage, cost, basis);
  }
}
