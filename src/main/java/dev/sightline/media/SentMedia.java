package dev.sightline.media;

import java.util.List;

/// What goes to a route, and what of the report it cannot take.
///
/// @param refs in the person's order
/// @param unread only what is left out at this step
/// @param notes for the person, in whole sentences: what the model sees otherwise than it came
/// @param context for the model, to go before the question: what the pictures are, and what was
///   said in them; empty for nothing
public record SentMedia(
    List<MediaRef> refs, List<Unread> unread, List<String> notes, String context) {
  public SentMedia {
    refs = List.copyOf(refs);
    unread = List.copyOf(unread);
    notes = List.copyOf(notes);
  }

  /// Without context.
  public SentMedia(List<MediaRef> refs, List<Unread> unread, List<String> notes) {
    this(refs, unread, notes, "");
  }
}
