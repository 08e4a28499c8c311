package dev.sightline.route;

import dev.sightline.failure.RouteDown;
import dev.sightline.failure.RouteRefused;
import java.util.function.Consumer;

/// Asks one kind of server. Safe for all asks.
public interface RouteClient {

  /// Asks, and hands every event to `events` on the calling thread as it comes; returns after
  /// [AnswerEvent.Finish].
  ///
  /// Interrupting the calling (virtual) thread ends the call at the provider's socket.
  ///
  /// @throws RouteDown if it failed in a way that may pass; text may have been handed over before
  /// @throws RouteRefused if it would fail again
  void ask(ModelRoute route, Prompt prompt, Consumer<AnswerEvent> events)
      throws RouteDown, RouteRefused, InterruptedException;

  /// Whether a call about text and pictures costs little that is stopped before its answer begins:
  /// the provider is told by the end of the connection, and nothing of it goes on without us.
  default boolean isCheapToStop() {
    return false;
  }

  /// Whether [#resume] can fetch the answer of a call that another process made.
  ///
  /// @param callId as [AnswerEvent.Begun] had it
  default boolean canResume(String callId) {
    return false;
  }

  /// Fetches the answer of a call that was made before, without making it again; else as [#ask].
  ///
  /// @param callId as [AnswerEvent.Begun] had it; only where [#canResume] is true
  default void resume(ModelRoute route, String callId, Consumer<AnswerEvent> events)
      throws RouteDown, RouteRefused, InterruptedException {
    throw new IllegalStateException("calls of " + route.name() + " cannot be resumed");
  }

  /// What a call used that was stopped before the provider said so. Asks more than once if need be,
  /// as the figure may come late.
  ///
  /// @param callId as [AnswerEvent.Begun] had it
  /// @return [Usage#UNKNOWN] where the provider does not tell
  default Usage lateUsage(String callId) throws InterruptedException {
    return Usage.UNKNOWN;
  }

  /// As [#lateUsage], of a call that is over long since: asks once.
  default Usage billed(String callId) throws InterruptedException {
    return Usage.UNKNOWN;
  }
}
