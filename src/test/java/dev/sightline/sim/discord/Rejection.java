package dev.sightline.sim.discord;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// A REST call refused, with the body Discord would send.
final class Rejection extends RuntimeException {
  private final int status;
  private final transient ObjectNode body;

  private Rejection(int status, ObjectNode body) {
    super(body.toString());
    this.status = status;
    this.body = body;
  }

  static Rejection of(ApiError error) {
    return of(error.status, error.code, error.words);
  }

  static Rejection of(int status, int code, String words) {
    return new Rejection(status, Json.object().put("message", words).put("code", code));
  }

  /// An "Invalid Form Body" with its tree of errors.
  static Rejection form(ObjectNode errors) {
    Rejection rejection = of(ApiError.INVALID_FORM);
    rejection.body.set("errors", errors);
    return rejection;
  }

  /// The body of a broken rate limit.
  static Rejection tooFast(double retryAfterSeconds, boolean global) {
    return new Rejection(
        429,
        Json.object()
            .put("message", "You are being rate limited.")
            .put("retry_after", retryAfterSeconds)
            .put("global", global));
  }

  Answer answer() {
    return new Answer(status, body);
  }
}
