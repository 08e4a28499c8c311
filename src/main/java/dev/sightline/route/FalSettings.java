package dev.sightline.route;

import okhttp3.HttpUrl;

/// An account at fal.ai.
///
/// @param name the provider's name in the configuration
/// @param runUrl what the endpoint's id is appended to, such as `https://fal.run`
/// @param key the secret, normally `KEY_ID:KEY_SECRET`
/// @param streamMode how the `output` of a streamed event is to be understood
public record FalSettings(
    String name, HttpUrl runUrl, String key, StreamMode streamMode, RouteTimeouts timeouts) {

  public FalSettings {
    key = AuthScheme.checked(name, key);
  }

  /// With the usual mode and times.
  public static FalSettings of(String name, HttpUrl runUrl, String key) {
    return new FalSettings(name, runUrl, key, StreamMode.AUTO, RouteTimeouts.DEFAULT);
  }

  /// Without the key.
  @Override
  public String toString() {
    return "FalSettings[name=%s, runUrl=%s, streamMode=%s]".formatted(name, runUrl, streamMode);
  }

  /// What an event of a stream carries.
  public enum StreamMode {
    /// Found out while reading.
    AUTO,
    /// All text so far.
    SNAPSHOT,
    /// Only what is new.
    DELTA
  }
}
