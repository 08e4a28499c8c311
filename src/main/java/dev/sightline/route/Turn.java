package dev.sightline.route;

import dev.sightline.media.MediaRef;
import java.util.List;

/// One earlier step of a conversation: what was asked, with its media, or what was answered.
public record Turn(Role role, String text, List<MediaRef> media) {
  public Turn {
    media = List.copyOf(media);
  }

  /// Who spoke.
  public enum Role {
    PERSON,
    MODEL
  }
}
