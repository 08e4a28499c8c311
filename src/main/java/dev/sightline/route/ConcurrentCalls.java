package dev.sightline.route;

import dev.sightline.failure.RouteDown;
import dev.sightline.failure.RouteRefused;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/// A provider that is asked no more than so many things at once: the others wait, first come first
/// served, and their people are told. Asks of other providers go on meanwhile.
public final class ConcurrentCalls implements RouteClient {
  private final RouteClient client;
  private final String server;
  private final Semaphore places;

  /// @param server the provider's name in the configuration
  /// @param most at least 1
  public ConcurrentCalls(RouteClient client, String server, int most) {
    this.client = client;
    this.server = server;
    this.places = new Semaphore(most, true);
  }

  @Override
  public void ask(ModelRoute route, Prompt prompt, Consumer<AnswerEvent> events)
      throws RouteDown, RouteRefused, InterruptedException {
    if (!places.tryAcquire()) {
      events.accept(
          new AnswerEvent.Progress(
              "Waiting: %s is answering as many questions as it may.".formatted(server)));
      places.acquire();
    }
    try {
      client.ask(route, prompt, events);
    } finally {
      places.release();
    }
  }

  @Override
  public Usage lateUsage(String callId) throws InterruptedException {
    return client.lateUsage(callId);
  }
}
