package dev.sightline.alert;

import dev.sightline.thread.Button;
import org.jspecify.annotations.Nullable;

/// Something that admins should know.
///
/// @param id what it is about: of two with the same id only the first is told
/// @param words a plain sentence; names in it are any text
/// @param button what can be done about it; null for nothing
public record Alert(String id, String words, @Nullable Button button) {
  /// One about which nothing can be done by a button.
  public Alert(String id, String words) {
    this(id, words, null);
  }
}
