package dev.sightline.thread;

import java.util.List;

/// What one message of an answer shows, from top to bottom.
///
/// @param markdown the model's Markdown, untouched; the writer makes it inert for its platform
/// @param notice what we have to say ourselves, in plain sentences: what was not read, why it
///   failed; or empty
/// @param footer a line under it (model, tokens, cost, time), at most [#MAX_FOOTER_CHARS]; or empty
/// @param buttons below all that, at most [#MAX_BUTTONS]; they count against no length. A page
///   without buttons takes away those that stood there
public record Page(String markdown, String notice, String footer, List<Button> buttons) {
  /// Longest footer, in UTF-16 units; a writer keeps this room beside [ThreadLimits#pageChars].
  public static final int MAX_FOOTER_CHARS = 160;

  /// Most buttons; a writer keeps room for them beside [ThreadLimits#pageChars]. Our own choice.
  public static final int MAX_BUTTONS = 10;

  public Page {
    buttons = List.copyOf(buttons);
    if (buttons.size() > MAX_BUTTONS) {
      throw new IllegalArgumentException("buttons: " + buttons.size());
    }
  }

  /// A page without buttons.
  public Page(String markdown, String notice, String footer) {
    this(markdown, notice, footer, List.of());
  }

  /// A page of the model's words alone.
  public static Page of(String markdown) {
    return new Page(markdown, "", "");
  }

  /// The buttons of one kind.
  public List<Button> buttons(Button.Kind kind) {
    return buttons.stream().filter(button -> button.kind() == kind).toList();
  }
}
