package dev.sightline.route;

import java.util.List;
import java.util.Set;
import okhttp3.Headers;
import okhttp3.HttpUrl;

/// A server that speaks Anthropic's messages shape: Anthropic itself, FluxRouter's and OpenRouter's
/// bases for it.
///
/// @param name the provider's name in the configuration
/// @param baseUrl what `/v1/messages` is appended to; clients of this shape differ on whether the
///   base ends with `/v1`, so it may
/// @param key the secret; empty where the server wants none
/// @param maxTokens most tokens of an answer where the route does not say, at least 1: the shape
///   knows no call without a limit
public record AnthropicSettings(
    String name,
    HttpUrl baseUrl,
    String key,
    AuthScheme authScheme,
    int maxTokens,
    RouteTimeouts timeouts) {
  /// What Anthropic's Java SDK 2.57.0 sends (read 2026-08).
  private static final String VERSION = "2023-06-01";

  /// What it reads (platform.claude.com/docs, vision, read 2026-08).
  private static final Set<String> IMAGE_TYPES =
      Set.of("image/png", "image/jpeg", "image/gif", "image/webp");

  public AnthropicSettings {
    key = AuthScheme.checked(name, key);
    if (maxTokens < 1) {
      throw new IllegalArgumentException("maxTokens: " + maxTokens);
    }
  }

  /// Media types of pictures that the shape knows.
  public static Set<String> imageTypes() {
    return IMAGE_TYPES;
  }

  /// Where a call of this name is.
  HttpUrl url(String call) {
    List<String> segments = baseUrl.pathSegments();
    boolean hasVersion =
        segments.reversed().stream().filter(one -> !one.isEmpty()).limit(1).anyMatch("v1"::equals);
    return Urls.join(baseUrl, hasVersion ? call : "v1/" + call);
  }

  /// What every call carries.
  Headers headers() {
    Headers.Builder headers = new Headers.Builder().add("anthropic-version", VERSION);
    authScheme.addTo(headers, key);
    return headers.build();
  }

  /// Without the key.
  @Override
  public String toString() {
    return "AnthropicSettings[name=%s, baseUrl=%s, authScheme=%s]"
        .formatted(name, baseUrl, authScheme);
  }
}
