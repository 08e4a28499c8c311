package dev.sightline.web;

/// A request that gets no other answer than a status and a sentence for the person.
final class WebRefusal extends RuntimeException {
  private final int status;

  /// @param status of HTTP, 400 or more
  /// @param sentence what is wrong and what the person can do
  WebRefusal(int status, String sentence) {
    super(sentence, null, false, false);
    this.status = status;
  }

  /// Somebody else's, forgotten, or never there: the same answer for all three.
  static WebRefusal unknown(String what) {
    return new WebRefusal(404, "There is no such " + what + " here. It may have been forgotten.");
  }

  int status() {
    return status;
  }

  String sentence() {
    return String.valueOf(getMessage());
  }
}
