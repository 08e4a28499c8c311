package dev.sightline.route;

import dev.sightline.failure.RouteDown;
import dev.sightline.failure.RouteRefused;
import dev.sightline.http.JsonBody;
import dev.sightline.limit.Pause;
import java.time.InstantSource;
import java.util.function.Consumer;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;

/// Asks fal's own router endpoints, streamed: `openrouter/router`, `/vision` and `/video`.
///
/// Earlier turns are folded into the prompt, see [FalRequest]. Of `takes` in the route, pictures
/// and videos hold one at a time: a question with both is refused.
public final class FalClient implements RouteClient {
  private final FalSettings settings;
  private final Headers headers;
  private final ProviderPost post;

  public FalClient(FalSettings settings, OkHttpClient client, Pause pause, InstantSource clock) {
    this.settings = settings;
    Headers.Builder all = new Headers.Builder().add("Accept", "text/event-stream");
    AuthScheme.KEY.addTo(all, settings.key());
    this.headers = all.build();
    this.post = new ProviderPost(settings.name(), client, settings.timeouts(), pause, clock);
  }

  @Override
  public void ask(ModelRoute route, Prompt prompt, Consumer<AnswerEvent> events)
      throws RouteDown, RouteRefused, InterruptedException {
    FalRequest request = FalRequest.of(settings.name(), route, prompt);
    HttpUrl url = Urls.join(settings.runUrl(), request.endpoint().id() + "/stream");
    post.send(
        url,
        headers,
        () -> JsonBody.of(request.body()),
        (response, open) -> {
          FalAnswer answer =
              new FalAnswer(route.model(), settings.streamMode(), open.telling(events));
          new AnswerBody(settings.name(), response, answer).read(events);
        });
  }
}
