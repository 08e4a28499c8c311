package dev.sightline.route;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sightline.failure.RouteDown;
import dev.sightline.failure.RouteRefused;
import dev.sightline.http.JsonBody;
import dev.sightline.limit.Pause;
import java.time.InstantSource;
import java.util.function.Consumer;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;

/// Asks any server that speaks Anthropic's messages shape, streamed.
///
/// Earlier turns go as messages of their own, with their pictures; videos cannot go at all.
public final class AnthropicClient implements RouteClient {
  private final AnthropicSettings settings;
  private final AnthropicRequest requests;
  private final HttpUrl url;
  private final Headers headers;
  private final ProviderPost post;

  public AnthropicClient(
      AnthropicSettings settings, OkHttpClient client, Pause pause, InstantSource clock) {
    this.settings = settings;
    this.requests = new AnthropicRequest(settings);
    this.url = settings.url("messages");
    this.headers = settings.headers().newBuilder().add("Accept", "text/event-stream").build();
    this.post = new ProviderPost(settings.name(), client, settings.timeouts(), pause, clock);
  }

  @Override
  public void ask(ModelRoute route, Prompt prompt, Consumer<AnswerEvent> events)
      throws RouteDown, RouteRefused, InterruptedException {
    JsonNode body = requests.body(route, prompt);
    post.send(
        url,
        headers,
        () -> JsonBody.of(body),
        (response, open) -> {
          AnthropicAnswer answer = new AnthropicAnswer(route.model(), open.telling(events));
          new AnswerBody(settings.name(), response, answer).read(events);
        });
  }

  @Override
  public boolean isCheapToStop() {
    return true;
  }
}
