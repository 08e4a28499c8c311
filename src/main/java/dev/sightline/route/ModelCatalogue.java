package dev.sightline.route;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What is known of models: what the configuration says, and over it what a public list said last.
/// Safe for all threads.
public final class ModelCatalogue {
  private final Map<String, CatalogueModel> configured;
  private volatile Map<String, CatalogueModel> listed = Map.of();

  /// @param configured of two of the same name the later counts
  public ModelCatalogue(List<CatalogueModel> configured) {
    this.configured = byName(configured);
  }

  /// What is known of a model; empty for nothing.
  ///
  /// A day on which it expires counts whoever names it, as lists are slow to do so.
  public Optional<CatalogueModel> of(String model) {
    CatalogueModel known = configured.get(model);
    CatalogueModel seen = listed.get(model);
    if (seen == null) {
      return Optional.ofNullable(known);
    }
    return known == null || seen.expires() != null
        ? Optional.of(seen)
        : Optional.of(
            new CatalogueModel(
                model,
                seen.takes(),
                seen.contextTokens(),
                seen.promptUsdPerMillion(),
                seen.completionUsdPerMillion(),
                known.expires(),
                known.instead(),
                seen.source(),
                seen.readOn()));
  }

  /// Whether a public list was read, and this model is not on it.
  public boolean isUnlisted(String model) {
    Map<String, CatalogueModel> now = listed;
    return !now.isEmpty() && !now.containsKey(model);
  }

  /// Takes over a public list in the place of the last one.
  public void learn(List<CatalogueModel> list) {
    listed = byName(list);
  }

  private static Map<String, CatalogueModel> byName(List<CatalogueModel> models) {
    return models.stream()
        .collect(
            Collectors.toUnmodifiableMap(
                CatalogueModel::model, Function.identity(), (earlier, later) -> later));
  }
}
