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
}
