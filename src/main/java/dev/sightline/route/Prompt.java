package dev.sightline.route;

import dev.sightline.media.MediaRef;
import java.util.List;

/// What a model is asked.
///
/// @param system instructions, or empty
/// @param earlier the conversation so far, oldest first
/// @param question the person's words, never empty
/// @param media what came with the question, in the person's order
public record Prompt(String system, List<Turn> earlier, String question, List<MediaRef> media) {
  public Prompt {
    earlier = List.copyOf(earlier);
    media = List.copyOf(media);
  }
}
