package dev.sightline.http;

import java.nio.file.Path;

/// A file that stands in a [JsonBody] as one string: `prefix`, then its bytes as base64.
///
/// @param prefix such as `data:image/png;base64,`, or empty; plain ASCII without quotes
public record Base64File(String prefix, Path file) {
  /// As a data URI.
  public static Base64File dataUri(String mediaType, Path file) {
    return new Base64File("data:" + mediaType + ";base64,", file);
  }
}
