package dev.sightline.bot;

import dev.sightline.config.SightlineConfig;
import dev.sightline.config.SightlineConfig.PriceSection;
import dev.sightline.config.SightlineConfig.ProviderSection;
import dev.sightline.ledger.Price;
import dev.sightline.ledger.PriceBook;
import dev.sightline.route.ModelCatalogue;
import dev.sightline.route.OfflineRoute;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the configuration says about prices.
final class PriceRules {
  private PriceRules() {}

  /// What models cost.
  static PriceBook prices(SightlineConfig config, ModelCatalogue catalogue) {
    return new PriceBook(
        config.prices().stream()
            .collect(
                Collectors.toMap(PriceSection::model, PriceRules::price, (first, later) -> later)),
        new PriceBook.Billing(
            Stream.concat(
                    Stream.of(OfflineRoute.ROUTE.provider()), names(config, ProviderSection::free))
                .collect(Collectors.toSet()),
            names(config, ProviderSection::tellsCost).collect(Collectors.toSet())),
        catalogue);
  }

  private static Stream<String> names(SightlineConfig config, Predicate<ProviderSection> isMeant) {
    return config.providers().stream().filter(isMeant).map(ProviderSection::name);
  }

  private static Price price(PriceSection section) {
    return new Price(
        section.promptUsd(), section.completionUsd(), section.source(), section.date());
  }
}
