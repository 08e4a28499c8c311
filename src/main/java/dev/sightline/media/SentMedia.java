package dev.sightline.media;

import java.util.List;

/// What goes to a route, and what of the report it cannot take.
///
/// @param refs in the person's order
/// @param unread only what is left out at this step
public record SentMedia(List<MediaRef> refs, List<Unread> unread) {
  public SentMedia {
    refs = List.copyOf(refs);
    unread = List.copyOf(unread);
  }
}
