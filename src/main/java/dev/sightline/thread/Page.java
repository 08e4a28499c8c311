package dev.sightline.thread;

/// What one message of an answer shows.
///
/// @param markdown the model's Markdown, untouched; the writer makes it inert for its platform
/// @param footer a line under it (model, tokens, cost, time, what was not read), or empty
public record Page(String markdown, String footer) {
  /// A page without a footer.
  public static Page of(String markdown) {
    return new Page(markdown, "");
  }
}
