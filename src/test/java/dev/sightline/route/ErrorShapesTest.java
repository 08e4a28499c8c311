package dev.sightline.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sightline.failure.AskFailure;
import dev.sightline.failure.ProviderNote;
import dev.sightline.failure.RouteDown;
import dev.sightline.failure.RouteRefused;
import java.io.IOException;
import java.time.Duration;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Every shape of an error that a provider is known to send before an answer.
class ErrorShapesTest {
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
  @MethodSource("dev.sightline.route.ErrorShapes#fal")
  void falErrorIsUnderstood(int status, String body, String reason, String message) {
    scene.server.enqueue(error(status, body));

    AskFailure failure = failure(scene.fal(settings -> settings));

    assertThat(reason(failure)).isEqualTo(reason);
    assertThat(note(failure).message().replace('"', '\'')).isEqualTo(message.replace('"', '\''));
    assertThat(note(failure).status()).isEqualTo(status);
    assertThat(scene.server.getRequestCount()).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("dev.sightline.route.ErrorShapes#chat")
  void chatErrorIsUnderstood(int status, String body, String reason, String message) {
    scene.server.enqueue(error(status, body));

    AskFailure failure = failure(scene.client(scene.openAi()));

    assertThat(reason(failure)).isEqualTo(reason);
    assertThat(note(failure).message().replace('"', '\'')).isEqualTo(message.replace('"', '\''));
    assertThat(note(failure).status()).isEqualTo(status);
    assertThat(scene.server.getRequestCount()).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("dev.sightline.route.ErrorShapes#anthropic")
  void anthropicErrorIsUnderstood(int status, String body, String reason, String message) {
    scene.server.enqueue(error(status, body));

    AskFailure failure = failure(scene.client(scene.anthropic()));

    assertThat(reason(failure)).isEqualTo(reason);
    assertThat(note(failure).message()).isEqualTo(message);
    assertThat(note(failure).status()).isEqualTo(status);
    assertThat(note(failure).requestId()).isEqualTo("req_9");
    assertThat(scene.server.getRequestCount()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "X-Fal-Request-Timeout-Type,user,504,TIMEOUT",
    "X-Fal-Error-Type,runner_disconnected,503,PROVIDER_ERROR",
    "X-Fal-Retryable,true,422,PROVIDER_ERROR",
    "X-Fal-Retryable,false,500,PROVIDER_ERROR"
  })
  void falHeadersHaveTheirSay(String header, String value, int status, String reason) {
    scene.server.enqueue(
        error(status, "{\"detail\":\"x\"}").newBuilder().addHeader(header, value).build());

    assertThat(reason(failure(scene.fal(settings -> settings)))).isEqualTo(reason);
  }

  @Test
  void nothingIsTriedAgainWhereFalForbidsIt() {
    scene.server.enqueue(
        error(503, "{\"detail\":\"x\"}")
            .newBuilder()
            .addHeader("X-Fal-Retryable", "false")
            .addHeader("Retry-After", "1")
            .build());

    assertThat(failure(scene.fal(settings -> settings))).isInstanceOf(RouteDown.class);
    assertThat(scene.server.getRequestCount()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"x-fal-request-id", "x-request-id", "X-Generation-Id", "request-id"})
  void requestIdIsKept(String header) {
    scene.server.enqueue(error(500, "{}").newBuilder().addHeader(header, "id-1").build());

    assertThat(note(failure(scene.client(scene.openAi()))).requestId()).isEqualTo("id-1");
  }

  @Test
  void requestIdOfTheBodyIsKept() {
    scene.server.enqueue(error(500, "{\"request_id\":\"id-2\",\"error\":{\"message\":\"x\"}}"));

    assertThat(note(failure(scene.client(scene.openAi()))).requestId()).isEqualTo("id-2");
  }

  @ParameterizedTest
  @CsvSource({
    "Retry-After,30,PT30S",
    "Retry-After,0.5,PT0.5S",
    "Retry-After,'Sat, 21 Nov 2026 12:01:00 GMT',PT1M",
    "Retry-After-Ms,7500,PT7.5S",
    "Retry-After,99999999999,PT24H",
    "Retry-After,soon,"
  })
  void retryAfterIsRead(String header, String value, @Nullable Duration expected) {
    for (int i = 0; i < 3; i++) {
      scene.server.enqueue(error(429, "{}").newBuilder().addHeader(header, value).build());
    }

    AskFailure failure = failure(scene.client(scene.openAi()));

    assertThat(((RouteDown) failure).retryAfter()).isEqualTo(expected);
  }

  @Test
  void dataUrisAndKeysAreCutOutOfTheMessage() {
    String picture = "data:image/png;base64," + "iVBOR".repeat(100);
    scene.server.enqueue(
        error(
            400,
            "{\"error\":{\"message\":\"bad url "
                + picture
                + " for Bearer sk-or-v1-0123456789abcdef and "
                + "QUJD".repeat(50)
                + " end\"}}"));

    assertThat(note(failure(scene.client(scene.openAi()))).message())
        .isEqualTo("bad url data:… for … and … end");
  }

  @Test
  void errorThatBreaksOffStillHasItsStatus() {
    scene.server.enqueue(
        new MockResponse.Builder()
            .code(502)
            .body("half an err")
            .setHeader("Content-Length", "1000")
            .onResponseEnd(SocketEffect.ShutdownConnection.INSTANCE)
            .build());

    AskFailure failure = failure(scene.client(scene.openAi()));

    assertThat(reason(failure)).isEqualTo("PROVIDER_ERROR");
    assertThat(note(failure).message()).isEqualTo("half an err");
  }

  private AskFailure failure(RouteClient client) {
    return catchThrowableOfType(AskFailure.class, () -> scene.ask(client, Scene.prompt("hi")));
  }

  private static MockResponse error(int status, String body) {
    return new MockResponse.Builder().code(status).body(body).build();
  }

  private static String reason(AskFailure failure) {
    return switch (failure) {
      case RouteDown down -> down.reason().name();
      case RouteRefused refused -> refused.reason().name();
      default -> throw new AssertionError(failure);
    };
  }

  private static ProviderNote note(AskFailure failure) {
    return switch (failure) {
      case RouteDown down -> down.note();
      case RouteRefused refused -> refused.note();
      default -> throw new AssertionError(failure);
    };
  }
}
