package dev.sightline.route;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sightline.failure.RouteDown;
import dev.sightline.failure.RouteRefused;
import dev.sightline.http.JsonBody;
import dev.sightline.limit.Pause;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.function.Consumer;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;

/// Asks any server that speaks the chat-completions shape of OpenAI: FluxRouter, MyRouter,
/// OpenRouter, fal's OpenAI base, Ollama, llama.cpp, vLLM, LM Studio.
///
/// Earlier turns go as messages of their own, with those of their media that the server can take.
///
/// A server that names its calls in the headers of its answers is asked later what a stopped one
/// cost (OpenRouter does). Who is interrupted before these headers waits for them for up to 2 s, if
/// the call was sent whole: what it costs would never be known without.
public final class OpenAiClient implements RouteClient {
  /// How long a call that nobody wants any more is listened to for its id, while the model does not
  /// answer yet; our own choice.
  private static final Duration LAST_WORD = Duration.ofSeconds(2);

  private final OpenAiSettings settings;
  private final ChatRequest requests;
  private final HttpUrl url;
  private final Headers headers;
  private final ProviderPost post;
  private final LateUsage late;

  /// Whether the server names its calls. Assumed until it has answered without.
  private volatile boolean isNaming = true;

  public OpenAiClient(
      OpenAiSettings settings, OkHttpClient client, Pause pause, InstantSource clock) {
    this.settings = settings;
    this.requests = new ChatRequest(settings);
    this.url = settings.url("chat/completions");
    this.headers = settings.headers().newBuilder().add("Accept", "text/event-stream").build();
    this.post = new ProviderPost(settings.name(), client, settings.timeouts(), pause, clock);
    this.late = new LateUsage(settings.url("generation"), headers, client, pause);
  }

  @Override
  public void ask(ModelRoute route, Prompt prompt, Consumer<AnswerEvent> events)
      throws RouteDown, RouteRefused, InterruptedException {
    JsonNode body = requests.body(route, prompt);
    post.send(
        url,
        headers,
        () -> JsonBody.of(body),
        isNaming ? LAST_WORD : Duration.ZERO,
        (response, open) -> {
          String callId = Objects.requireNonNullElse(response.header(LateUsage.CALL_ID), "");
          isNaming = !callId.isEmpty();
          if (isNaming) {
            events.accept(new AnswerEvent.Begun(callId));
          }
          open.checkWanted();
          ChatAnswer answer = new ChatAnswer(route.model(), open.telling(events));
          new AnswerBody(settings.name(), response, answer).read(events);
        });
  }

  @Override
  public boolean isCheapToStop() {
    return true;
  }

  @Override
  public Usage lateUsage(String callId) throws InterruptedException {
    return late.of(callId);
  }

  @Override
  public Usage billed(String callId) throws InterruptedException {
    return late.once(callId);
  }
}
