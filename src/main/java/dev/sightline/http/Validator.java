package dev.sightline.http;

import okhttp3.Request;
import okhttp3.Response;

/// What a server named a version of a file by, to ask later whether it still is that one (RFC 9110,
/// 8.8 and 13.1).
///
/// @param etag with its quotes, or empty
/// @param lastModified as the server wrote it, or empty
public record Validator(String etag, String lastModified) {
  /// Names no version: what is asked with it always comes whole.
  public static final Validator NONE = new Validator("", "");

  /// Whether a server can tell by it that nothing changed.
  public boolean isAny() {
    return !etag.isEmpty() || !lastModified.isEmpty();
  }

  static Validator of(Response response) {
    return new Validator(header(response, "ETag"), header(response, "Last-Modified"));
  }

  private static String header(Response response, String name) {
    String value = response.header(name);
    return value == null ? "" : value.strip();
  }

  void addTo(Request.Builder request) {
    if (!etag.isEmpty()) {
      request.header("If-None-Match", etag);
    } else if (!lastModified.isEmpty()) {
      request.header("If-Modified-Since", lastModified);
    }
  }
}
