package dev.sightline.route;

import dev.sightline.failure.RouteDown;
import dev.sightline.failure.RouteRefused;
import dev.sightline.http.HttpStack;
import dev.sightline.limit.Pause;
import dev.sightline.media.MediaKind;
import dev.sightline.media.MediaRef;
import dev.sightline.media.MediaRules;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/// A scripted provider on loopback, and clients that are pointed at it.
final class Scene implements AutoCloseable {
  static final String KEY = "test-key-0123456789";
  static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  final MockWebServer server = new MockWebServer();
  final HttpStack http = new HttpStack();
  final List<Duration> pauses = new CopyOnWriteArrayList<>();
  final List<AnswerEvent> events = new CopyOnWriteArrayList<>();
  private final Pause pause = pauses::add;

  Scene() throws IOException {
    server.start();
  }

  HttpUrl url(String path) {
    return server.url(path);
  }

  OpenAiSettings openAi() {
    return OpenAiSettings.of("flux", url("/v1"), KEY);
  }

  OpenAiClient client(OpenAiSettings settings) {
    return new OpenAiClient(settings, http.client(), pause, InstantSource.fixed(NOW));
  }

  AnthropicSettings anthropic() {
    return anthropic("/anthropic", AuthScheme.X_API_KEY);
  }

  AnthropicSettings anthropic(String path, AuthScheme scheme) {
    return new AnthropicSettings("claude", url(path), KEY, scheme, 1_000, RouteTimeouts.DEFAULT);
  }

  AnthropicClient client(AnthropicSettings settings) {
    return new AnthropicClient(settings, http.client(), pause, InstantSource.fixed(NOW));
  }

  FalClient fal(UnaryOperator<FalSettings> change) {
    FalSettings settings = change.apply(FalSettings.of("fal", url("/"), KEY));
    return new FalClient(settings, http.client(), pause, InstantSource.fixed(NOW));
  }

  /// Asks, and returns all events.
  List<AnswerEvent> ask(RouteClient client, Prompt prompt)
      throws RouteDown, RouteRefused, InterruptedException {
    client.ask(route(), prompt, events::add);
    return List.copyOf(events);
  }

  /// Asks a server that streams `body`.
  List<AnswerEvent> askChat(String body) throws RouteDown, RouteRefused, InterruptedException {
    server.enqueue(stream(body));
    return ask(client(openAi()), prompt("hi"));
  }

  /// As [#askChat], in Anthropic's shape.
  List<AnswerEvent> askAnthropic(String body) throws RouteDown, RouteRefused, InterruptedException {
    server.enqueue(stream(body));
    return ask(client(anthropic()), prompt("hi"));
  }

  /// The text that a reader of the events sees.
  String text() {
    return text(events);
  }

  static String text(List<AnswerEvent> events) {
    StringBuilder text = new StringBuilder();
    for (AnswerEvent event : events) {
      switch (event) {
        case AnswerEvent.Text(String added) -> text.append(added);
        case AnswerEvent.Rewrite(String whole) -> text.replace(0, text.length(), whole);
        default -> {}
      }
    }
    return text.toString();
  }

  static MockResponse stream(String body) {
    return new MockResponse.Builder()
        .addHeader("Content-Type", "text/event-stream")
        .chunkedBody(body, 7)
        .build();
  }

  static ModelRoute route() {
    return route(null, null);
  }

  static ModelRoute route(@Nullable Double temperature, @Nullable Integer maxTokens) {
    return new ModelRoute(
        "test",
        "flux",
        "model-1",
        Set.of(Capability.TEXT),
        rules(2, 1),
        new Parameters("", temperature, maxTokens, null, null));
  }

  static MediaRules rules(int images, int videos) {
    return new MediaRules(
        1568,
        1_000_000,
        10_000_000,
        images,
        videos,
        Set.of("image/png"),
        MediaRules.Transport.URL_OR_INLINE,
        false);
  }

  static Prompt prompt(String question, MediaRef... media) {
    return new Prompt("", List.of(), question, List.of(media));
  }

  static MediaRef.Inline inline(MediaKind kind, String type, Path directory, byte[] bytes)
      throws IOException {
    Path file = Files.write(Files.createTempFile(directory, "media", ".bin"), bytes);
    return new MediaRef.Inline(kind, "cat.png", type, file, bytes.length);
  }

  static MediaRef.Remote remote(MediaKind kind, String url) {
    return new MediaRef.Remote(kind, "linked", URI.create(url));
  }

  static List<String> texts(List<AnswerEvent> events) {
    List<String> texts = new ArrayList<>();
    for (AnswerEvent event : events) {
      if (event instanceof AnswerEvent.Text(String added)) {
        texts.add(added);
      }
    }
    return texts;
  }

  @Override
  public void close() {
    server.close();
    http.close();
  }
}
