package dev.sightline.route;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sightline.route.AnswerEvent.Ending;
import org.jspecify.annotations.Nullable;

/// An answer that is put together from what a provider sends, in the provider's own shape. Used by
/// one call.
interface StreamedAnswer {
  /// Takes an event of a stream.
  ///
  /// @return the error in it, or null
  @Nullable JsonNode takeEvent(JsonNode event);

  /// Takes an answer that came in one piece.
  ///
  /// @return the error in it, or null
  @Nullable JsonNode takeWhole(JsonNode answer);

  /// The server marked the end of the answer with `[DONE]`.
  void done();

  /// Whether the answer has said, in its own shape, that nothing more comes: nobody waits for the
  /// connection to end.
  default boolean isOver() {
    return false;
  }

  /// The stream ended as HTTP wants it, with no mark of its own.
  default void ended() {}

  /// How it ended, or null where it did not: then it was cut.
  @Nullable Ending ending();

  /// The `usage` object that counts, or null.
  @Nullable JsonNode usage();

  /// The model that answered.
  String model();
}
