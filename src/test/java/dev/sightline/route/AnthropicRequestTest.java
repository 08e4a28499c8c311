package dev.sightline.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sightline.failure.FailureWords;
import dev.sightline.failure.RouteRefused;
import dev.sightline.media.MediaKind;
import dev.sightline.media.MediaRef;
import dev.sightline.media.MediaRules;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import mockwebserver3.RecordedRequest;
import okio.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a server of Anthropic's shape gets to see.
class AnthropicRequestTest {
  private static final String ANSWER = "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
  private static final MediaRef.Remote LINK =
      Scene.remote(MediaKind.IMAGE, "https://example.org/a.png?x=1&y=2");

  @TempDir Path directory;
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
  @CsvSource({
    "/,/v1/messages",
    "/anthropic,/anthropic/v1/messages",
    "/anthropic/,/anthropic/v1/messages",
    "/v1,/v1/messages",
    "/v1/,/v1/messages"
  })
  void baseIsTakenWithAndWithoutItsVersion(String base, String target) throws Exception {
    RecordedRequest request =
        send(scene.anthropic(base, AuthScheme.X_API_KEY), Scene.route(), Scene.prompt("hi"));

    assertThat(request.getTarget()).isEqualTo(target);
  }

  @Test
  void plainQuestionIsAsSmallAsCanBe() throws Exception {
    RecordedRequest request = send(Scene.prompt("hi"));

    assertThat(body(request))
        .isEqualTo(
            json(
                """
                {"model":"model-1","max_tokens":1000,
                 "messages":[{"role":"user","content":"hi"}],"stream":true}
                """));
    assertThat(request.getHeaders().get("anthropic-version")).isEqualTo("2023-06-01");
    assertThat(request.getHeaders().get("Content-Type")).isEqualTo("application/json");
    assertThat(request.getHeaders().get("Accept")).isEqualTo("text/event-stream");
  }

  @ParameterizedTest
  @CsvSource({
    "X_API_KEY,x-api-key,test-key-0123456789,Authorization",
    "BEARER,Authorization,Bearer test-key-0123456789,x-api-key"
  })
  void keyIsShownInOneHeaderAlone(AuthScheme scheme, String header, String value, String other)
      throws Exception {
    RecordedRequest request =
        send(scene.anthropic("/anthropic", scheme), Scene.route(), Scene.prompt("hi"));

    assertThat(request.getHeaders().get(header)).isEqualTo(value);
    assertThat(request.getHeaders().get(other)).isNull();
  }

  @Test
  void limitOfTheRouteGoesBeforeThatOfTheProvider() throws Exception {
    RecordedRequest request = send(scene.anthropic(), Scene.route(null, 300), Scene.prompt("hi"));

    assertThat(body(request).path("max_tokens").intValue()).isEqualTo(300);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.2, 1})
  void temperatureUpToOneIsSent(double temperature) throws Exception {
    RecordedRequest request =
        send(scene.anthropic(), Scene.route(temperature, null), Scene.prompt("hi"));

    assertThat(body(request).path("temperature").doubleValue()).isEqualTo(temperature);
  }

  @Test
  void temperatureAboveOneIsRefusedBeforeTheCall() {
    RouteRefused failure = refused(Scene.route(1.5, null), Scene.prompt("hi"));

    assertThat(failure.reason()).isEqualTo(RouteRefused.Reason.BAD_CALL);
    assertThat(failure.note().message())
        .isEqualTo("temperature of route test is 1.5, but Anthropic's shape takes 0 to 1 only");
    assertThat(FailureWords.forPerson(failure))
        .isEqualTo("claude did not accept the question. An admin finds the reason in the log.");
    assertThat(scene.server.getRequestCount()).isZero();
  }

  @Test
  void picturesAreBlocksBeforeTheText() throws Exception {
    MediaRef.Inline picture =
        Scene.inline(MediaKind.IMAGE, "image/png", directory, new byte[] {1, 2, 3});

    RecordedRequest request = send(Scene.prompt("what is it?", picture, LINK));

    assertThat(body(request).at("/messages/0/content"))
        .isEqualTo(
            json(
                """
                [{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AQID"}},
                 {"type":"image","source":{"type":"url","url":"https://example.org/a.png?x=1&y=2"}},
                 {"type":"text","text":"what is it?\\n\\n[Picture 1: \\"cat.png\\"; picture 2: \\"linked\\"]"}]
                """));
  }

  @Test
  void earlierTurnsAreMessagesWithTheirPictures() throws Exception {
    Prompt prompt =
        new Prompt(
            "Be brief.",
            List.of(
                new Turn(Turn.Role.PERSON, "what is it?", List.of(LINK)),
                new Turn(Turn.Role.MODEL, "A cat.", List.of())),
            "which breed?",
            List.of());

    JsonNode body = body(send(prompt));

    assertThat(body.path("system").textValue()).isEqualTo("Be brief.");
    assertThat(body.path("messages"))
        .isEqualTo(
            json(
                """
                [{"role":"user","content":[
                   {"type":"image","source":{"type":"url","url":"https://example.org/a.png?x=1&y=2"}},
                   {"type":"text","text":"what is it?"}]},
                 {"role":"assistant","content":"A cat."},
                 {"role":"user","content":"which breed?"}]
                """));
  }

  @Test
  void emptyAnswerIsLeftOut() throws Exception {
    Prompt prompt =
        new Prompt(
            "",
            List.of(
                new Turn(Turn.Role.PERSON, "what is it?", List.of()),
                new Turn(Turn.Role.MODEL, " \n", List.of())),
            "and now?",
            List.of());

    assertThat(body(send(prompt)).path("messages"))
        .isEqualTo(
            json(
                """
                [{"role":"user","content":"what is it?"},{"role":"user","content":"and now?"}]
                """));
  }

  @Test
  void conversationNeverBeginsWithTheModel() throws Exception {
    Prompt prompt =
        new Prompt("", List.of(new Turn(Turn.Role.MODEL, "A cat.", List.of())), "sure?", List.of());

    assertThat(body(send(prompt)).path("messages"))
        .isEqualTo(
            json(
                """
                [{"role":"user","content":"[The conversation so far is longer.]"},
                 {"role":"assistant","content":"A cat."},{"role":"user","content":"sure?"}]
                """));
  }

  @Test
  void earlierPictureThatCannotGoAlongIsNamedAsLeftOut() throws Exception {
    Prompt prompt =
        new Prompt(
            "", List.of(new Turn(Turn.Role.PERSON, "look", List.of(LINK))), "now?", List.of());

    RecordedRequest request = send(scene.anthropic(), withoutLinks(), prompt);

    assertThat(body(request).at("/messages/0/content").textValue())
        .isEqualTo("look\n[Not shown again: 1 picture(s) or video(s)]");
  }

  @Test
  void linkIsRefusedBeforeTheCallWhereOnlyBytesAreSent() {
    RouteRefused failure = refused(withoutLinks(), Scene.prompt("?", LINK));

    assertThat(failure.reason()).isEqualTo(RouteRefused.Reason.CANNOT_SEE);
    assertThat(scene.server.getRequestCount()).isZero();
  }

  @Test
  void videoIsRefusedBeforeTheCall() {
    MediaRef video = Scene.remote(MediaKind.YOUTUBE, "https://www.youtube.com/watch?v=dQw4w9WgXcQ");

    RouteRefused failure = refused(Scene.route(), Scene.prompt("?", video));

    assertThat(failure.reason()).isEqualTo(RouteRefused.Reason.CANNOT_SEE);
    assertThat(scene.server.getRequestCount()).isZero();
  }

  @Test
  void keyStaysOutOfEverythingThatIsPrinted() {
    assertThat(scene.anthropic().toString()).doesNotContain(Scene.KEY);
  }

  private RouteRefused refused(ModelRoute route, Prompt prompt) {
    return catchThrowableOfType(
        RouteRefused.class,
        () -> scene.client(scene.anthropic()).ask(route, prompt, scene.events::add));
  }

  private RecordedRequest send(Prompt prompt) throws Exception {
    return send(scene.anthropic(), Scene.route(), prompt);
  }

  @Test
  void thinkingHasTokensOfItsOwnAndNoTemperature() throws Exception {
    ModelRoute route = Scene.route().with(new Parameters("", 0.5, 300, true, null));

    JsonNode body = body(send(scene.anthropic(), route, Scene.prompt("hi")));

    assertThat(body.path("thinking"))
        .isEqualTo(json("{\"type\":\"enabled\",\"budget_tokens\":4096}"));
    assertThat(body.path("max_tokens").intValue()).isEqualTo(4_396);
    assertThat(body.has("temperature")).isFalse();
  }

  private RecordedRequest send(AnthropicSettings settings, ModelRoute route, Prompt prompt)
      throws Exception {
    scene.server.enqueue(Scene.stream(ANSWER));
    scene.client(settings).ask(route, prompt, scene.events::add);
    return scene.server.takeRequest();
  }

  private static ModelRoute withoutLinks() {
    MediaRules rules =
        new MediaRules(
            1568,
            1_000_000,
            10_000_000,
            2,
            0,
            Set.of("image/png"),
            MediaRules.Transport.INLINE_ONLY,
            false);
    return new ModelRoute("test", "claude", "model-1", Set.of(), rules, Parameters.NONE);
  }

  private static JsonNode body(RecordedRequest request) throws IOException {
    ByteString body = request.getBody();
    assertThat(body).isNotNull();
    return json(body.utf8());
  }

  private static JsonNode json(String text) throws IOException {
    return new JsonMapper().readTree(text);
  }
}
