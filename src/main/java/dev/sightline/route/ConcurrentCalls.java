package dev.sightline.route;

import dev.sightline.failure.RouteDown;
import dev.sightline.failure.RouteRefused;
import dev.sightline.failure.UnchargedStop;
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
    inTurn(events, () -> client.ask(route, prompt, events));
  }

  /// One of the two ways to an answer.
  @FunctionalInterface
  private interface Asking {
    void run() throws RouteDown, RouteRefused, InterruptedException;
  }

  private void inTurn(Consumer<AnswerEvent> events, Asking asking)
      throws RouteDown, RouteRefused, InterruptedException {
    if (!places.tryAcquire()) {
      events.accept(
          new AnswerEvent.Progress(
              "Waiting: %s is answering as many questions as it may.".formatted(server)));
      waitForAPlace();
    }
    try {
      asking.run();
    } finally {
      places.release();
    }
  }

  private void waitForAPlace() throws UnchargedStop {
    try {
      places.acquire();
    } catch (InterruptedException e) {
      UnchargedStop stopped = new UnchargedStop("interrupted while it waited for its turn");
      stopped.initCause(e);
      throw stopped;
    }
  }

  @Override
  public boolean isCheapToStop() {
    return client.isCheapToStop();
  }

  @Override
  public boolean canResume(String callId) {
    return client.canResume(callId);
  }

  @Override
  public void resume(ModelRoute route, String callId, Consumer<AnswerEvent> events)
      throws RouteDown, RouteRefused, InterruptedException {
    inTurn(events, () -> client.resume(route, callId, events));
  }

  @Override
  public Usage lateUsage(String callId) throws InterruptedException {
    return client.lateUsage(callId);
  }

  @Override
  public Usage billed(String callId) throws InterruptedException {
    return client.billed(callId);
  }
}
