package dev.sightline.thread;

/// What one message of an answer shows, from top to bottom.
///
/// @param markdown the model's Markdown, untouched; the writer makes it inert for its platform
/// @param notice what we have to say ourselves, in plain sentences: what was not read, why it
///   failed; or empty
/// @param footer a line under it (model, tokens, cost, time), at most [#MAX_FOOTER_CHARS]; or empty
public record Page(String markdown, String notice, String footer) {
  /// Longest footer, in UTF-16 units; a writer keeps this room beside [ThreadLimits#pageChars].
  public static final int MAX_FOOTER_CHARS = 160;

  /// A page of the model's words alone.
  public static Page of(String markdown) {
    return new Page(markdown, "", "");
  }
}
