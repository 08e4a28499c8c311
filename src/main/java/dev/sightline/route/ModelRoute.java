package dev.sightline.route;

import dev.sightline.media.MediaRules;
import java.util.Set;

/// A model at a provider, as the configuration names it.
///
/// @param name unique, such as `fal-vision`; shown by `sightline routes`
/// @param provider the provider's name in the configuration
/// @param model the provider's name of the model
/// @param takes what it can take
/// @param media how it wants pictures and videos
/// @param parameters how it is to answer
public record ModelRoute(
    String name,
    String provider,
    String model,
    Set<Capability> takes,
    MediaRules media,
    Parameters parameters) {
  public ModelRoute {
    takes = Set.copyOf(takes);
  }

  /// The same model, asked in a narrower way.
  ///
  /// @param narrower goes before what the route itself says
  public ModelRoute with(Parameters narrower) {
    Parameters all = narrower.over(parameters);
    MediaRules rules = all.detail() == Detail.LOW ? media.within(Detail.LOW_SIDE_PX) : media;
    return new ModelRoute(name, provider, model, takes, rules, all);
  }
}
