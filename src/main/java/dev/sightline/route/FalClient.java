package dev.sightline.route;

import dev.sightline.failure.RouteDown;
import dev.sightline.failure.RouteRefused;
import dev.sightline.http.JsonBody;
import dev.sightline.limit.Pause;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import okhttp3.Headers;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/// Asks fal's own router endpoints, `openrouter/router`, `/vision` and `/video`: streamed, in one
/// piece, or by the queue, see [FalWay].
///
/// Earlier turns are folded into the prompt, see [FalRequest]. Of `takes` in the route, pictures
/// and videos hold one at a time: a question with both is refused.
public final class FalClient implements RouteClient {
  private final FalSettings settings;
  private final ProviderPost post;
  private final @Nullable FalQueue queue;

  public FalClient(FalSettings settings, OkHttpClient client, Pause pause, InstantSource clock) {
    this(settings, client, pause, clock, new FalDeliveries());
  }

  /// @param deliveries what fal tells of jobs, if the settings name a place where it can
  public FalClient(
      FalSettings settings,
      OkHttpClient client,
      Pause pause,
      InstantSource clock,
      FalDeliveries deliveries) {
    this.settings = settings;
    this.post = new ProviderPost(settings.name(), client, settings.timeouts(), pause, clock);
    this.queue =
        settings.queue() == null
            ? null
            : new FalQueue(settings, settings.queue(), client, pause, clock, deliveries);
  }

  @Override
  public void ask(ModelRoute route, Prompt prompt, Consumer<AnswerEvent> events)
      throws RouteDown, RouteRefused, InterruptedException {
    FalRequest request = FalRequest.of(settings.name(), route, prompt);
    String id = request.endpoint().id();
    switch (FalWay.of(settings.way(), queue != null, request.sent())) {
      case RUN -> directly(id, "application/json", request, route, events);
      case STREAM -> directly(id + "/stream", "text/event-stream", request, route, events);
      case QUEUE -> Objects.requireNonNull(queue).ask(request, route.model(), events);
    }
  }

  private void directly(
      String path,
      String accept,
      FalRequest request,
      ModelRoute route,
      Consumer<AnswerEvent> events)
      throws RouteDown, RouteRefused, InterruptedException {
    Headers.Builder headers = new Headers.Builder().add("Accept", accept);
    AuthScheme.KEY.addTo(headers, settings.key());
    post.send(
        Urls.join(settings.runUrl(), path),
        headers.build(),
        () -> JsonBody.of(request.body()),
        (response, open) -> {
          FalAnswer answer =
              new FalAnswer(route.model(), settings.streamMode(), open.telling(events));
          new AnswerBody(settings.name(), response, answer).read(events);
        });
  }

  /// A stream is; a job in the queue goes on, and what is run in one piece cannot be stopped.
  @Override
  public boolean isCheapToStop() {
    return FalWay.of(settings.way(), queue != null, List.of()) == FalWay.STREAM;
  }

  @Override
  public boolean canResume(String callId) {
    return queue != null && FalJob.isId(callId);
  }

  @Override
  public void resume(ModelRoute route, String callId, Consumer<AnswerEvent> events)
      throws RouteDown, RouteRefused, InterruptedException {
    Objects.requireNonNull(queue).resume(callId, route.model(), events);
  }

  @Override
  public Usage lateUsage(String callId) throws InterruptedException {
    return canResume(callId) ? Objects.requireNonNull(queue).lateUsage(callId) : Usage.UNKNOWN;
  }

  @Override
  public Usage billed(String callId) throws InterruptedException {
    return canResume(callId) ? Objects.requireNonNull(queue).billed(callId) : Usage.UNKNOWN;
  }
}
