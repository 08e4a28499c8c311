package dev.sightline.route;

import okhttp3.Headers;

/// How a key is shown to a provider.
public enum AuthScheme {
  /// `Authorization: Bearer …`, the OpenAI way.
  BEARER,
  /// `Authorization: Key …`, the way of fal.
  KEY,
  /// `x-api-key: …`, the Anthropic way.
  X_API_KEY,
  NONE;

  /// An empty key is not sent at all: local servers need none.
  void addTo(Headers.Builder headers, String key) {
    if (key.isEmpty()) {
      return;
    }
    switch (this) {
      case BEARER -> headers.set("Authorization", "Bearer " + key);
      case KEY -> headers.set("Authorization", "Key " + key);
      case X_API_KEY -> headers.set("x-api-key", key);
      case NONE -> {}
    }
  }

  /// The key without blanks around it.
  ///
  /// @throws IllegalArgumentException if no header can carry it; the message does not hold it
  static String checked(String provider, String key) {
    String stripped = key.strip();
    if (!stripped.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new IllegalArgumentException(
          "key of " + provider + ": has characters other than visible ASCII");
    }
    return stripped;
  }
}
