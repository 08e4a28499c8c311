package dev.sightline.sim.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the model behind a simulator was asked, the same for every wire shape.
///
/// @param text the last text of the last user turn: the prompt
/// @param turns every turn with its text, system included, in the order sent
/// @param media in the order sent, over all turns
/// @param temperature absent when not sent
/// @param maxTokens absent when not sent
/// @param isReasoningWanted whether the client asked to see reasoning
/// @param isStreamed whether the answer goes out as events
public record ModelAsk(
    String model,
    @Nullable String system,
    String text,
    List<Turn> turns,
    List<SeenMedia> media,
    @Nullable Double temperature,
    @Nullable Long maxTokens,
    boolean isReasoningWanted,
    boolean isStreamed) {

  public ModelAsk {
    turns = List.copyOf(turns);
    media = List.copyOf(media);
  }

  /// How many pieces of media of one kind came.
  public long count(SeenMedia.Kind kind) {
    return media.stream().filter(seen -> seen.kind() == kind).count();
  }

  /// One turn of the conversation.
  ///
  /// @param role `system`, `user` or `assistant`
  /// @param text its texts, joined by line breaks
  public record Turn(String role, String text) {}
}
