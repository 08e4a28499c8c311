package dev.sightline.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sightline.failure.RouteRefused;
import dev.sightline.media.MediaKind;
import dev.sightline.media.MediaRef;
import dev.sightline.route.OpenAiSettings.ImageTransport;
import dev.sightline.route.OpenAiSettings.MaxTokensField;
import dev.sightline.route.OpenAiSettings.ReasoningField;
import dev.sightline.route.OpenAiSettings.VideoPart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import mockwebserver3.RecordedRequest;
import okhttp3.HttpUrl;
import okio.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a chat-completions server gets to see.
class ChatRequestTest {
  private static final String ANSWER = "data: [DONE]\n\n";
  private static final MediaRef.Remote LINK =
      Scene.remote(MediaKind.IMAGE, "https://example.org/a.png?x=1&y=2");
  private static final MediaRef.Remote YOUTUBE =
      Scene.remote(MediaKind.YOUTUBE, "https://www.youtube.com/watch?v=dQw4w9WgXcQ");

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
  @ValueSource(strings = {"/v1", "/v1/", "/v1//"})
  void baseAndPathAreJoinedWithOneSlash(String base) throws Exception {
    RecordedRequest request = send(settings(scene.url(base).toString()), Scene.prompt("hi"));

    assertThat(request.getTarget()).isEqualTo("/v1/chat/completions");
  }

  @Test
  void plainQuestionIsAsSmallAsCanBe() throws Exception {
    RecordedRequest request = send(scene.openAi(), Scene.prompt("hi"));

    assertThat(body(request))
        .isEqualTo(
            json(
                """
                {"model":"model-1","messages":[{"role":"user","content":"hi"}],"stream":true,
                 "stream_options":{"include_usage":true}}
                """));
    assertThat(request.getHeaders().get("Content-Type")).isEqualTo("application/json");
    assertThat(request.getHeaders().get("Accept")).isEqualTo("text/event-stream");
    assertThat(request.getHeaders().get("Content-Length")).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "BEARER,Authorization,Bearer test-key-0123456789",
    "KEY,Authorization,Key test-key-0123456789",
    "X_API_KEY,x-api-key,test-key-0123456789"
  })
  void keyIsShownAsTheServerWantsIt(AuthScheme scheme, String header, String value)
      throws Exception {
    RecordedRequest request = send(with(scheme), Scene.prompt("hi"));

    assertThat(request.getHeaders().get(header)).isEqualTo(value);
  }

  @Test
  void noKeyIsShownWhereNoneIsWanted() throws Exception {
    RecordedRequest request = send(with(AuthScheme.NONE), Scene.prompt("hi"));

    assertThat(request.getHeaders().get("Authorization")).isNull();
    assertThat(request.getHeaders().get("x-api-key")).isNull();
  }

  @ParameterizedTest
  @EnumSource(MaxTokensField.class)
  void limitsOfTheRouteAreSentUnderTheServersName(MaxTokensField field) throws Exception {
    OpenAiSettings plain = scene.openAi();
    OpenAiSettings settings =
        new OpenAiSettings(
            "flux",
            plain.baseUrl(),
            Scene.KEY,
            AuthScheme.BEARER,
            ImageTransport.URL,
            true,
            VideoPart.NONE,
            field,
            ReasoningField.NONE,
            false,
            RouteTimeouts.DEFAULT);
    ModelRoute route =
        new ModelRoute(
            "r",
            "flux",
            "m",
            Set.of(),
            Scene.rules(1, 1),
            new Parameters("", 0.2, 300, null, null));
    scene.server.enqueue(Scene.stream(ANSWER));

    scene.client(settings).ask(route, Scene.prompt("hi"), scene.events::add);

    JsonNode body = body(scene.server.takeRequest());
    assertThat(body.path("temperature").doubleValue()).isEqualTo(0.2);
    assertThat(body.path(field.name().toLowerCase(Locale.ROOT)).intValue()).isEqualTo(300);
    assertThat(body.has("stream_options")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "REASONING, true, reasoning, '{\"enabled\":true}'",
    "REASONING, false, reasoning, '{\"enabled\":false}'",
    "REASONING_EFFORT, true, reasoning_effort, \"medium\"",
    "REASONING_EFFORT, false, reasoning_effort, \"minimal\""
  })
  void reasoningIsAskedForAsTheServerKnowsIt(
      ReasoningField way, boolean isOn, String field, String value) throws Exception {
    JsonNode body = thinking(way, isOn);

    assertThat(body.path(field)).isEqualTo(json(value));
  }

  @Test
  void serverThatCannotBeToldToThinkIsNot() throws Exception {
    assertThat(thinking(ReasoningField.NONE, true).toString()).doesNotContain("reasoning");
  }

  private JsonNode thinking(ReasoningField way, boolean isOn) throws Exception {
    OpenAiSettings settings = with(AuthScheme.BEARER, VideoPart.NONE, way);
    scene.server.enqueue(Scene.stream(ANSWER));
    ModelRoute route = Scene.route().with(new Parameters("", null, null, isOn, null));

    scene.client(settings).ask(route, Scene.prompt("hi"), scene.events::add);

    return body(scene.server.takeRequest());
  }

  @Test
  void detailStandsBesideThePicture() throws Exception {
    scene.server.enqueue(Scene.stream(ANSWER));
    ModelRoute route = Scene.route().with(new Parameters("", null, null, null, Detail.HIGH));

    scene.client(scene.openAi()).ask(route, Scene.prompt("hi", LINK), scene.events::add);

    assertThat(
            body(scene.server.takeRequest())
                .at("/messages/0/content/1/image_url/detail")
                .textValue())
        .isEqualTo("high");
  }

  @Test
  void pictureArrivesByteForByteAfterTheText() throws Exception {
    byte[] bytes = new byte[200_001];
    new Random(7).nextBytes(bytes);

    RecordedRequest request =
        send(
            scene.openAi(),
            Scene.prompt(
                "what is it?", Scene.inline(MediaKind.IMAGE, "image/png", directory, bytes), LINK));

    JsonNode content = body(request).at("/messages/0/content");
    assertThat(content.at("/0/type").textValue()).isEqualTo("text");
    assertThat(content.at("/0/text").textValue())
        .isEqualTo("what is it?\n\n[Picture 1: \"cat.png\"; picture 2: \"linked\"]");
    String url = content.at("/1/image_url/url").textValue();
    assertThat(url).startsWith("data:image/png;base64,");
    assertThat(Base64.getDecoder().decode(url.substring(url.indexOf(',') + 1))).isEqualTo(bytes);
    assertThat(content.path(2))
        .isEqualTo(
            json(
                "{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://example.org/a.png?x=1&y=2\"}}"));
  }

  @Test
  void earlierTurnsAreMessagesWithTheirMedia() throws Exception {
    Prompt prompt =
        new Prompt(
            "Be brief.",
            List.of(
                new Turn(Turn.Role.PERSON, "what is it?", List.of(LINK)),
                new Turn(Turn.Role.MODEL, "A cat.", List.of())),
            "which breed?",
            List.of());

    RecordedRequest request = send(scene.openAi(), prompt);

    assertThat(body(request).path("messages"))
        .isEqualTo(
            json(
                """
                [{"role":"system","content":"Be brief."},
                 {"role":"user","content":[{"type":"text","text":"what is it?"},
                   {"type":"image_url","image_url":{"url":"https://example.org/a.png?x=1&y=2"}}]},
                 {"role":"assistant","content":"A cat."},
                 {"role":"user","content":"which breed?"}]
                """));
  }

  @Test
  void earlierMediaThatCannotGoAlongAreNamedAsLeftOut() throws Exception {
    MediaRef.Inline gone = Scene.inline(MediaKind.IMAGE, "image/png", directory, new byte[3]);
    Files.delete(gone.file());
    Prompt prompt =
        new Prompt(
            "",
            List.of(
                new Turn(Turn.Role.PERSON, "oldest", List.of(LINK)),
                new Turn(Turn.Role.PERSON, "older", List.of(LINK, LINK, gone, YOUTUBE))),
            "now?",
            List.of());

    RecordedRequest request = send(scene.openAi(), prompt);

    JsonNode messages = body(request).path("messages");
    assertThat(messages.at("/0/content").textValue())
        .isEqualTo("oldest\n[Not shown again: 1 picture(s) or video(s)]");
    assertThat(messages.at("/1/content/0/text").textValue())
        .isEqualTo(
            """
            older
            [Not shown again: 2 picture(s) or video(s)]

            [Picture 1: "linked"; picture 2: "linked"]\
            """);
    assertThat(messages.at("/1/content")).hasSize(3);
  }

  @Test
  void videosStandInThePartThatTheServerKnows() throws Exception {
    MediaRef.Inline clip =
        Scene.inline(MediaKind.VIDEO, "video/mp4", directory, new byte[] {1, 2, 3});

    JsonNode url = body(send(with(VideoPart.VIDEO_URL), Scene.prompt("?", clip, YOUTUBE)));
    JsonNode input = body(send(with(VideoPart.INPUT_VIDEO), Scene.prompt("?", clip)));

    assertThat(url.at("/messages/0/content/1"))
        .isEqualTo(
            json(
                "{\"type\":\"video_url\",\"video_url\":{\"url\":\"data:video/mp4;base64,AQID\"}}"));
    assertThat(url.at("/messages/0/content/2/video_url/url").textValue())
        .isEqualTo("https://www.youtube.com/watch?v=dQw4w9WgXcQ");
    assertThat(input.at("/messages/0/content/1"))
        .isEqualTo(json("{\"type\":\"input_video\",\"input_video\":{\"data\":\"AQID\"}}"));
  }

  @Test
  void videoForAServerWithoutVideosIsRefusedBeforeTheCall() {
    RouteRefused failure =
        catchThrowableOfType(
            RouteRefused.class,
            () -> scene.ask(scene.client(scene.openAi()), Scene.prompt("?", YOUTUBE)));

    assertThat(failure.reason()).isEqualTo(RouteRefused.Reason.CANNOT_SEE);
    assertThat(scene.server.getRequestCount()).isZero();
  }

  @Test
  void linkForAServerWithoutLinksIsRefusedBeforeTheCall() {
    OpenAiSettings settings =
        new OpenAiSettings(
            "ollama",
            scene.url("/v1"),
            "",
            AuthScheme.NONE,
            ImageTransport.BASE64,
            true,
            VideoPart.NONE,
            MaxTokensField.MAX_TOKENS,
            ReasoningField.NONE,
            true,
            RouteTimeouts.DEFAULT);

    RouteRefused failure =
        catchThrowableOfType(
            RouteRefused.class, () -> scene.ask(scene.client(settings), Scene.prompt("?", LINK)));

    assertThat(failure.reason()).isEqualTo(RouteRefused.Reason.CANNOT_SEE);
    assertThat(scene.server.getRequestCount()).isZero();
  }

  @Test
  void keyStaysOutOfEverythingThatIsPrinted() {
    assertThat(scene.openAi().toString()).doesNotContain(Scene.KEY);
    assertThat(FalSettings.of("fal", scene.url("/"), Scene.KEY).toString())
        .doesNotContain(Scene.KEY);
    assertThat(
            catchThrowableOfType(
                IllegalArgumentException.class,
                () -> OpenAiSettings.of("flux", scene.url("/"), "secret\nkey")))
        .hasMessageNotContaining("secret");
  }

  private RecordedRequest send(OpenAiSettings settings, Prompt prompt) throws Exception {
    scene.server.enqueue(Scene.stream(ANSWER));
    scene.ask(scene.client(settings), prompt);
    return scene.server.takeRequest();
  }

  private static OpenAiSettings settings(String base) {
    return OpenAiSettings.of("flux", HttpUrl.get(base), Scene.KEY);
  }

  private OpenAiSettings with(AuthScheme scheme) {
    return with(scheme, VideoPart.NONE);
  }

  private OpenAiSettings with(VideoPart part) {
    return with(AuthScheme.BEARER, part);
  }

  private OpenAiSettings with(AuthScheme scheme, VideoPart part) {
    return with(scheme, part, ReasoningField.NONE);
  }

  private OpenAiSettings with(AuthScheme scheme, VideoPart part, ReasoningField reasoning) {
    return new OpenAiSettings(
        "flux",
        scene.url("/v1"),
        Scene.KEY,
        scheme,
        ImageTransport.URL,
        true,
        part,
        MaxTokensField.MAX_TOKENS,
        reasoning,
        true,
        RouteTimeouts.DEFAULT);
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
