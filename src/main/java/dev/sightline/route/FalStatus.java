package dev.sightline.route;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What fal says of a job. Its logs are not read: they are the application's own and may hold
/// anything.
///
/// @param position how many jobs are before it; -1 where fal did not say
/// @param error how the job failed; null where it did not, or fal did not say so here
record FalStatus(State state, int position, @Nullable JsonNode error) {
  private static final List<String> ORDINALS =
      List.of(
          "First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth",
          "Tenth");

  /// How far a job is.
  enum State {
    WAITING,
    /// Also what fal names in a way that we do not know.
    RUNNING,
    /// It ended, well or not.
    ENDED
  }

  /// Reads a status; null where it is none.
  static @Nullable FalStatus read(@Nullable JsonNode body) {
    String status = body == null ? "" : Json.text(body.path("status"));
    if (body == null || status.isEmpty()) {
      return null;
    }
    boolean isFailed = !Json.text(body.path("error")).isBlank() || body.path("error").isObject();
    return switch (status) {
      case "IN_QUEUE" ->
          new FalStatus(State.WAITING, Math.max(-1, body.path("queue_position").asInt(-1)), null);
      case "COMPLETED" -> new FalStatus(State.ENDED, -1, isFailed ? body : null);
      default -> new FalStatus(State.RUNNING, -1, null);
    };
  }

  boolean isEnded() {
    return state == State.ENDED;
  }

  /// What a person reads of it.
  ///
  /// @param server the provider's name in the configuration
  String words(String server) {
    if (state != State.WAITING) {
      return "The model is at work…";
    }
    if (position < 0) {
      return "In %s's queue…".formatted(server);
    }
    return position < ORDINALS.size()
        ? "%s in %s's queue…".formatted(ORDINALS.get(position), server)
        : "Number %d in %s's queue…".formatted(position + 1, server);
  }
}
