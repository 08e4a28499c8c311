package dev.sightline.bot;

import dev.sightline.config.SightlineConfig;
import dev.sightline.config.SightlineConfig.ModelSection;
import dev.sightline.config.SightlineConfig.ProviderSection;
import dev.sightline.failure.Finding;
import dev.sightline.failure.Finding.Health;
import dev.sightline.http.HttpStack;
import dev.sightline.route.Capability;
import dev.sightline.route.CatalogueModel;
import dev.sightline.route.ModelCatalogue;
import dev.sightline.route.ModelRoute;
import dev.sightline.route.OpenRouterList;
import java.net.URI;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import okhttp3.HttpUrl;

/// The models that this bot asks, and whether they are still there.
final class Models {
  /// How long before its end a model is worth a word; our own choice.
  private static final int SOON_DAYS = 30;

  private final SightlineConfig config;
  private final HttpStack http;
  private final Providers providers;
  private final InstantSource time;
  private final ModelCatalogue catalogue;

  Models(SightlineConfig config, HttpStack http, Providers providers, InstantSource time) {
    this.config = config;
    this.http = http;
    this.providers = providers;
    this.time = time;
    this.catalogue = new ModelCatalogue(config.models().stream().map(Models::known).toList());
  }

  ModelCatalogue catalogue() {
    return catalogue;
  }

  /// Reads the public list anew, if there is one and a router is on whose models are on it; what
  /// was read last stays where it cannot be.
  void refresh() {
    Optional<URI> url = config.catalogue().listUrl();
    if (url.isEmpty() || config.providers().stream().noneMatch(Models::isListed)) {
      return;
    }
    HttpUrl list = HttpUrl.get(url.get().toString());
    new OpenRouterList(list, http.client(), time).read().ifPresent(catalogue::learn);
  }

  /// Whether the provider's models go by the names of OpenRouter's list: at fal they do (fal.ai,
  /// "openrouter/router", read 2026-11-20).
  private static boolean isListed(ProviderSection provider) {
    return provider.isOn()
        && (provider.kind() == ProviderSection.Kind.FAL
            || hostEnds(provider, "fal.run")
            || hostEnds(provider, "openrouter.ai"));
  }

  private static boolean hostEnds(ProviderSection provider, String host) {
    return provider.baseUrl().filter(url -> url.getHost().endsWith(host)).isPresent();
  }

  /// One finding for each model that is gone, will be soon, or is not known to its provider.
  List<Finding> findings(List<ModelRoute> routes) {
    refresh();
    Map<String, Set<String>> lists = new HashMap<>();
    return routes.stream()
        .flatMap(route -> {
          Set<String> names =
              lists.computeIfAbsent(
                  route.provider(), name -> providers.names(config.provider(name)));
          return finding(route, names).stream();
        })
        .toList();
  }

  private Optional<Finding> finding(ModelRoute route, Set<String> names) {
    Optional<CatalogueModel> known = catalogue.of(route.model());
    LocalDate today = LocalDate.ofInstant(time.instant(), ZoneOffset.UTC);
    LocalDate end = known.map(CatalogueModel::expires).orElse(null);
    String instead =
        known
            .map(CatalogueModel::instead)
            .filter(name -> !name.isEmpty())
            .map(", such as %s"::formatted)
            .orElse("");
    if (end != null && !today.isBefore(end)) {
      return said(
          Health.BROKEN, route, "answers no more since %s; set another%s.".formatted(end, instead));
    }
    boolean isUnknown =
        names.isEmpty()
            ? isListed(config.provider(route.provider())) && catalogue.isUnlisted(route.model())
            : !names.contains(route.model());
    if (isUnknown) {
      return said(Health.BROKEN, route, "is not a model that its provider lists; set another.");
    }
    if (end != null && today.plusDays(SOON_DAYS).isAfter(end)) {
      return said(
          Health.NOTE,
          route,
          "answers no more from %s on; set another in time%s.".formatted(end, instead));
    }
    return Optional.empty();
  }

  private static Optional<Finding> said(Health health, ModelRoute route, String sentence) {
    return Optional.of(
        new Finding(health, "route " + route.name(), route.model() + " " + sentence));
  }

  private static CatalogueModel known(ModelSection section) {
    return new CatalogueModel(
        section.model(),
        section.takes().stream()
            .map(name -> Capability.valueOf(name.toUpperCase(Locale.ROOT)))
            .collect(Collectors.toSet()),
        section.contextTokens(),
        section.promptUsd(),
        section.completionUsd(),
        section.expires(),
        section.instead(),
        section.source(),
        section.date());
  }
}
