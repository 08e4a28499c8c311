package dev.sightline.config;

/// One thing that is wrong with the configuration.
///
/// @param key where, such as `providers.fal.run-url` or `routes[2].model`
/// @param sentence what is there (never a secret) and what would be right
public record ConfigProblem(String key, String sentence) {
  @Override
  public String toString() {
    return key + ": " + sentence;
  }
}
