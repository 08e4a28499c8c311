package dev.sightline.route;

import dev.sightline.media.MediaRules;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A model at a provider, as the configuration names it.
///
/// @param name unique, such as `fal-vision`; shown by `sightline routes`
/// @param provider the provider's name in the configuration
/// @param model the provider's name of the model
/// @param takes what it can take
/// @param media how it wants pictures and videos
/// @param temperature 0 to 2, or null for the model's own
/// @param maxTokens most tokens of an answer, at least 1, or null for the model's own
public record ModelRoute(
    String name,
    String provider,
    String model,
    Set<Capability> takes,
    MediaRules media,
    @Nullable Double temperature,
    @Nullable Integer maxTokens) {
  public ModelRoute {
    takes = Set.copyOf(takes);
  }
}
