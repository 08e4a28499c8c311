package dev.sightline.route;

import dev.sightline.failure.RouteDown;
import dev.sightline.failure.RouteRefused;
import java.util.function.Consumer;

/// A client whose refusals for want of credit somebody is told of besides. Safe for all asks.
public final class ToldOfCredit implements RouteClient {
  private final RouteClient client;
  private final Consumer<RouteRefused> told;

  /// @param told called on the thread of the ask
  public ToldOfCredit(RouteClient client, Consumer<RouteRefused> told) {
    this.client = client;
    this.told = told;
  }

  @Override
  public void ask(ModelRoute route, Prompt prompt, Consumer<AnswerEvent> events)
      throws RouteDown, RouteRefused, InterruptedException {
    telling(() -> client.ask(route, prompt, events));
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
    telling(() -> client.resume(route, callId, events));
  }

  @Override
  public Usage lateUsage(String callId) throws InterruptedException {
    return client.lateUsage(callId);
  }

  @Override
  public Usage billed(String callId) throws InterruptedException {
    return client.billed(callId);
  }

  @FunctionalInterface
  private interface Asking {
    void run() throws RouteDown, RouteRefused, InterruptedException;
  }

  private void telling(Asking asking) throws RouteDown, RouteRefused, InterruptedException {
    try {
      asking.run();
    } catch (RouteRefused refused) {
      if (refused.reason() == RouteRefused.Reason.NO_CREDIT) {
        told.accept(refused);
      }
      throw refused;
    }
  }
}
