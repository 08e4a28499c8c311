package dev.sightline.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sightline.failure.RouteDown;
import dev.sightline.failure.RouteRefused;
import dev.sightline.failure.UnchargedStop;
import dev.sightline.route.AnswerEvent.Text;
import dev.sightline.route.OpenAiSettings.ImageTransport;
import dev.sightline.route.OpenAiSettings.MaxTokensField;
import dev.sightline.route.OpenAiSettings.VideoPart;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How calls go wrong on the way, and when they are made again.
class ProviderPostTest {
  private static final String HELLO =
      "data: {\"choices\":[{\"delta\":{\"content\":\"Hello\"}}]}\n\n";
  private static final String DONE = "data: [DONE]\n\n";

  private Scene scene;

  @BeforeEach
  void start() throws IOException {
    scene = new Scene();
  }

  @AfterEach
  void stop() {
    scene.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void shortWaitIsWaitedFor(int status) throws Exception {
    scene.server.enqueue(later(status, "5"));
    scene.server.enqueue(Scene.stream(HELLO + DONE));

    scene.ask(scene.client(scene.openAi()), Scene.prompt("hi"));

    assertThat(scene.text()).isEqualTo("Hello");
    assertThat(scene.pauses).containsExactly(Duration.ofSeconds(5));
  }

  @Test
  void thirdRefusalIsTheLast() {
    for (int i = 0; i < 3; i++) {
      scene.server.enqueue(later(429, "1"));
    }

    assertThat(down(scene.openAi()).reason()).isEqualTo(RouteDown.Reason.OVERLOADED);
    assertThat(scene.server.getRequestCount()).isEqualTo(3);
  }

  @Test
  void longWaitIsToldAndNotWaitedFor() {
    scene.server.enqueue(later(429, "6"));

    assertThat(down(scene.openAi()).retryAfter()).isEqualTo(Duration.ofSeconds(6));
    assertThat(scene.pauses).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 500, 502, 504, 529})
  void otherFailuresAreNotTriedAgain(int status) {
    scene.server.enqueue(later(status, "0"));

    down(scene.openAi());

    assertThat(scene.server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void nothingIsTriedAgainAfterTheFirstText() {
    scene.server.enqueue(Scene.stream(HELLO));

    assertThat(down(scene.openAi()).reason()).isEqualTo(RouteDown.Reason.CUT);
    assertThat(scene.server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void connectionThatDiesBeforeTheAnswerIsNotTriedAgain() {
    scene.server.enqueue(
        new MockResponse.Builder().onResponseStart(new SocketEffect.CloseSocket()).build());

    assertThat(down(scene.openAi()).reason()).isEqualTo(RouteDown.Reason.UNREACHABLE);
    assertThat(scene.server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void refusedConnectionIsTriedThriceAndUnreachable() throws IOException {
    // Bound and never listening: refused for sure, and no parallel test is given the port
    // meanwhile.
    try (Socket taken = new Socket()) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      HttpUrl nobody = scene.url("/").newBuilder().port(taken.getLocalPort()).build();

      RouteDown failure = down(OpenAiSettings.of("flux", nobody, Scene.KEY));

      assertThat(failure.reason()).isEqualTo(RouteDown.Reason.UNREACHABLE);
      assertThat(scene.pauses).hasSize(2);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void redirectIsRefusedAndTheKeyStaysHere(int status) throws IOException {
    try (MockWebServer elsewhere = new MockWebServer()) {
      elsewhere.start();
      scene.server.enqueue(
          new MockResponse.Builder()
              .code(status)
              .addHeader("Location", elsewhere.url("/v1/chat/completions?token=abc"))
              .build());

      RouteRefused failure =
          catchThrowableOfType(
              RouteRefused.class,
              () -> scene.ask(scene.client(scene.openAi()), Scene.prompt("hi")));

      assertThat(failure.reason()).isEqualTo(RouteRefused.Reason.BAD_CALL);
      assertThat(failure.note().message()).contains("redirects to").doesNotContain("token");
      assertThat(elsewhere.getRequestCount()).isZero();
    }
  }

  @Test
  void silenceBeforeTheAnswerIsATimeout() {
    scene.server.enqueue(
        new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE).build());

    assertThat(down(with(Duration.ofMillis(200), Duration.ofMinutes(1))).reason())
        .isEqualTo(RouteDown.Reason.TIMEOUT);
  }

  @Test
  void signsOfLifeWithoutAnAnswerAreATimeoutToo() {
    scene.server.enqueue(
        Scene.stream(": OPENROUTER PROCESSING\n\n".repeat(1000))
            .newBuilder()
            .throttleBody(24, 20, TimeUnit.MILLISECONDS)
            .build());

    RouteDown failure = down(with(Duration.ofMinutes(1), Duration.ofMillis(300)));

    assertThat(failure.reason()).isEqualTo(RouteDown.Reason.TIMEOUT);
    assertThat(failure.note().message()).contains("300 ms");
  }

  @Test
  void interruptClosesTheProvidersSocketAtOnce() throws Exception {
    try (ServerSocket provider = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      HttpUrl url = scene.url("/v1").newBuilder().port(provider.getLocalPort()).build();
      OpenAiClient client = scene.client(OpenAiSettings.of("flux", url, Scene.KEY));
      CompletableFuture<Throwable> outcome = new CompletableFuture<>();
      CompletableFuture<Void> first = new CompletableFuture<>();

      Thread asker =
          Thread.startVirtualThread(() -> {
            try {
              client.ask(Scene.route(), Scene.prompt("hi"), event -> first.complete(null));
              outcome.complete(new AssertionError("answered"));
            } catch (InterruptedException | RouteDown | RouteRefused e) {
              outcome.complete(e);
            }
          });
      try (Socket socket = provider.accept()) {
        socket.setSoTimeout(5_000);
        InputStream input = socket.getInputStream();
        readRequest(input);
        String head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";
        socket.getOutputStream().write((head + HELLO).getBytes(StandardCharsets.UTF_8));
        first.get(5, TimeUnit.SECONDS);

        asker.interrupt();

        assertThat(input.read()).isEqualTo(-1);
      }
      assertThat(outcome.get(5, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    }
  }

  @Test
  void interruptBeforeTheHeadersEndsTheCallToo() throws Exception {
    try (ServerSocket provider = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      HttpUrl url = scene.url("/v1").newBuilder().port(provider.getLocalPort()).build();
      OpenAiClient client = scene.client(OpenAiSettings.of("flux", url, Scene.KEY));
      CompletableFuture<Throwable> outcome = new CompletableFuture<>();

      Thread asker =
          Thread.startVirtualThread(() -> {
            try {
              client.ask(Scene.route(), Scene.prompt("hi"), event -> {});
            } catch (InterruptedException | RouteDown | RouteRefused e) {
              outcome.complete(e);
            }
          });
      try (Socket socket = provider.accept()) {
        socket.setSoTimeout(5_000);
        readRequest(socket.getInputStream());

        asker.interrupt();

        assertThat(socket.getInputStream().read()).isEqualTo(-1);
      }
      assertThat(outcome.get(5, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    }
  }

  @Test
  void interruptBeforeAllIsSentIsKnownToCostNothing() throws Exception {
    scene.server.enqueue(Scene.stream(HELLO + DONE));
    CompletableFuture<Throwable> outcome = new CompletableFuture<>();

    Thread.startVirtualThread(() -> {
      Thread.currentThread().interrupt();
      try {
        scene.client(scene.openAi()).ask(Scene.route(), Scene.prompt("hi"), event -> {});
      } catch (InterruptedException | RouteDown | RouteRefused e) {
        outcome.complete(e);
      }
    });

    assertThat(outcome.get(5, TimeUnit.SECONDS)).isInstanceOf(UnchargedStop.class);
    assertThat(scene.server.getRequestCount()).isZero();
  }

  @Test
  void interruptWhileTextIsHandedOverEndsTheCall() throws Exception {
    scene.server.enqueue(Scene.stream(HELLO + HELLO + DONE));
    CompletableFuture<Throwable> outcome = new CompletableFuture<>();

    Thread.startVirtualThread(() -> {
      try {
        scene
            .client(scene.openAi())
            .ask(
                Scene.route(),
                Scene.prompt("hi"),
                event -> {
                  scene.events.add(event);
                  Thread.currentThread().interrupt();
                });
      } catch (InterruptedException | RouteDown | RouteRefused e) {
        outcome.complete(e);
      }
    });

    assertThat(outcome.get(5, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    assertThat(scene.events).containsExactly(new Text("Hello"));
  }

  private RouteDown down(OpenAiSettings settings) {
    return catchThrowableOfType(
        RouteDown.class, () -> scene.ask(scene.client(settings), Scene.prompt("hi")));
  }

  private OpenAiSettings with(Duration silence, Duration firstAnswer) {
    return new OpenAiSettings(
        "flux",
        scene.url("/v1"),
        Scene.KEY,
        AuthScheme.BEARER,
        ImageTransport.URL,
        true,
        VideoPart.NONE,
        MaxTokensField.MAX_TOKENS,
        OpenAiSettings.ReasoningField.NONE,
        true,
        new RouteTimeouts(silence, firstAnswer, Duration.ofMinutes(1)));
  }

  private static MockResponse later(int status, String seconds) {
    return new MockResponse.Builder()
        .code(status)
        .addHeader("Retry-After", seconds)
        .body("{\"error\":{\"message\":\"later\"}}")
        .build();
  }

  /// Reads up to the end of the body, which is known to end with two braces.
  private static void readRequest(InputStream input) throws IOException {
    StringBuilder seen = new StringBuilder();
    while (!seen.toString().endsWith("}}")) {
      seen.append((char) input.read());
    }
  }
}
