package dev.sightline.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sightline.failure.RouteDown;
import dev.sightline.failure.RouteRefused;
import dev.sightline.media.MediaKind;
import dev.sightline.media.MediaRef;
import dev.sightline.route.AnswerEvent.Ending;
import dev.sightline.route.AnswerEvent.Finish;
import dev.sightline.route.AnswerEvent.Reasoning;
import dev.sightline.route.AnswerEvent.Rewrite;
import dev.sightline.route.AnswerEvent.Spent;
import dev.sightline.route.AnswerEvent.Text;
import dev.sightline.route.FalSettings.StreamMode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
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

class FalClientTest {
  private static final Finish FINISH = new Finish("model-1", Ending.COMPLETE);
  private static final MediaRef.Remote CAT =
      Scene.remote(MediaKind.IMAGE, "https://example.org/cat.png");
  private static final MediaRef.Remote DOG =
      Scene.remote(MediaKind.IMAGE, "https://example.org/dog.png");
  private static final MediaRef.Remote CLIP =
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

  @Test
  void snapshotsBecomeWhatTheyAdd() throws Exception {
    var events =
        answer(
            event("Hel", true),
            event("Hello", true),
            "event: event\r\ndata: {\"output\":\"Hello you\",\"partial\":false,\"error\":null,"
                + "\"usage\":{\"prompt_tokens\":40,\"completion_tokens\":227,\"total_tokens\":267,"
                + "\"cost\":0.0005795}}\r\n\r\n");

    assertThat(events)
        .containsExactly(
            new Text("Hel"),
            new Text("lo"),
            new Text(" you"),
            new Spent(new Usage(40, 227, new BigDecimal("0.0005795"))),
            FINISH);
  }

  @Test
  void deltasBecomeTextToo() throws Exception {
    answer(event("One", true), event(" two", true), event(" three", true), event("", false));

    assertThat(scene.text()).isEqualTo("One two three");
    assertThat(scene.events).last().isEqualTo(FINISH);
  }

  @Test
  void changedSnapshotIsARewrite() throws Exception {
    scene.server.enqueue(Scene.stream(event("Hallo", true) + event("Hello", false)));

    scene.ask(
        scene.fal(plain ->
            new FalSettings(
                plain.name(),
                plain.runUrl(),
                plain.key(),
                StreamMode.SNAPSHOT,
                plain.timeouts(),
                plain.way(),
                null)),
        Scene.prompt("hi"));

    assertThat(scene.events).containsExactly(new Text("Hallo"), new Rewrite("Hello"), FINISH);
  }

  @ParameterizedTest
  @CsvSource({"AUTO, true", "STREAM, true", "RUN, false", "QUEUE, false"})
  void onlyAStreamIsCheapToStop(FalSettings.Way way, boolean isCheap) {
    FalClient client =
        scene.fal(plain ->
            new FalSettings(
                plain.name(),
                plain.runUrl(),
                plain.key(),
                plain.streamMode(),
                plain.timeouts(),
                way,
                new FalSettings.Queue(
                    plain.runUrl(), FalSettings.Priority.NORMAL, Duration.ofMinutes(5), null)));

    assertThat(client.isCheapToStop()).isEqualTo(isCheap);
  }

  @Test
  void reasoningComesBesideTheText() throws Exception {
    var events =
        answer(
            "data: {\"output\":\"\",\"partial\":true,\"reasoning\":\"Hm\"}\n\n",
            "data: {\"output\":\"\",\"partial\":true,\"reasoning\":\"Hmm.\"}\n\n",
            "data: {\"output\":\"Yes\",\"partial\":false,\"reasoning\":\"Hmm.\"}\n\n");

    assertThat(events)
        .containsExactly(new Reasoning("Hm"), new Reasoning("m."), new Text("Yes"), FINISH);
  }

  @Test
  void streamWithoutPartialIsWholeWhenItEnds() throws Exception {
    var events = answer("data: {\"output\":\"A cat.\"}\n\n");

    assertThat(events).containsExactly(new Text("A cat."), FINISH);
  }

  @Test
  void doneMarkIsTolerated() throws Exception {
    var events = answer(event("Hi", true), "data: [DONE]\n\n");

    assertThat(events).last().isEqualTo(FINISH);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "event: event\r\ndata: {\"output\":\"Hello y", ": bye\n\n"})
  void endWithoutTheLastEventIsACutAndTextStays(String tail) {
    RouteDown failure =
        catchThrowableOfType(
            RouteDown.class, () -> answer(event("Hel", true), event("Hello", true), tail));

    assertThat(failure.reason()).isEqualTo(RouteDown.Reason.CUT);
    assertThat(failure.note().requestId()).isEqualTo("fal-1");
    assertThat(scene.text()).isEqualTo("Hello");
  }

  @Test
  void emptyStreamIsACut() {
    RouteDown failure = catchThrowableOfType(RouteDown.class, () -> answer(""));

    assertThat(failure.reason()).isEqualTo(RouteDown.Reason.CUT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"output\":\"\",\"partial\":false,\"error\":\"upstream died\"}",
        "{\"error\":{\"code\":502,\"message\":\"upstream died\"}}",
        "{\"detail\":\"upstream died\"}"
      })
  void errorInsideTheStreamFails(String error) {
    RouteDown failure =
        catchThrowableOfType(
            RouteDown.class, () -> answer(event("Hello", true), "data: " + error + "\n\n"));

    assertThat(failure.reason()).isEqualTo(RouteDown.Reason.PROVIDER_ERROR);
    assertThat(failure.note().message()).isEqualTo("upstream died");
    assertThat(failure.note().requestId()).isEqualTo("fal-1");
  }

  @Test
  void resultInOnePieceIsReadToo() throws Exception {
    var events =
        answer(
            "{\"output\":\"A cat.\",\"usage\":{\"prompt_tokens\":1340,\"completion_tokens\":63,"
                + "\"total_tokens\":1403,\"cost\":0.0005595}}");

    assertThat(events)
        .containsExactly(
            new Text("A cat."),
            new Spent(new Usage(1340, 63, new BigDecimal("0.0005595"))),
            FINISH);
  }

  @Test
  void okWithAnErrorFails() {
    RouteDown failure =
        catchThrowableOfType(
            RouteDown.class, () -> answer("{\"output\":\"\",\"error\":\"model overloaded\"}"));

    assertThat(failure.reason()).isEqualTo(RouteDown.Reason.PROVIDER_ERROR);
  }

  @Test
  void plainQuestionGoesToTheTextEndpoint() throws Exception {
    RecordedRequest request = send(Scene.prompt("hi"));

    assertThat(request.getTarget()).isEqualTo("/openrouter/router/stream");
    assertThat(request.getHeaders().get("Authorization")).isEqualTo("Key " + Scene.KEY);
    assertThat(request.getHeaders().get("Accept")).isEqualTo("text/event-stream");
    assertThat(body(request)).isEqualTo(json("{\"prompt\":\"hi\",\"model\":\"model-1\"}"));
  }

  @Test
  void picturesGoToTheVisionEndpoint() throws Exception {
    MediaRef.Inline inline =
        Scene.inline(MediaKind.IMAGE, "image/png", directory, new byte[] {1, 2, 3});

    RecordedRequest request = send(Scene.prompt("what?", CAT, inline));

    assertThat(request.getTarget()).isEqualTo("/openrouter/router/vision/stream");
    assertThat(body(request).path("image_urls"))
        .isEqualTo(json("[\"https://example.org/cat.png\",\"data:image/png;base64,AQID\"]"));
  }

  @Test
  void videosGoToTheVideoEndpoint() throws Exception {
    RecordedRequest request = send(Scene.prompt("what?", CLIP));

    assertThat(request.getTarget()).isEqualTo("/openrouter/router/video/stream");
    assertThat(body(request).path("video_urls"))
        .isEqualTo(json("[\"https://www.youtube.com/watch?v=dQw4w9WgXcQ\"]"));
  }

  @Test
  void picturesAndVideosTogetherAreRefusedBeforeTheCall() {
    RouteRefused failure =
        catchThrowableOfType(
            RouteRefused.class,
            () -> scene.ask(scene.fal(plain -> plain), Scene.prompt("?", CAT, CLIP)));

    assertThat(failure.reason()).isEqualTo(RouteRefused.Reason.CANNOT_SEE);
    assertThat(scene.server.getRequestCount()).isZero();
  }

  @Test
  void followUpSeesTheEarlierPicture() throws Exception {
    Prompt prompt =
        new Prompt(
            "Be brief.",
            List.of(
                new Turn(Turn.Role.PERSON, "What is this?", List.of(CAT)),
                new Turn(Turn.Role.MODEL, "A cat.", List.of()),
                new Turn(Turn.Role.PERSON, "And there?", List.of(CLIP))),
            "And this?",
            List.of(DOG));

    JsonNode body = body(send(prompt));

    assertThat(body.path("system_prompt").textValue()).isEqualTo("Be brief.");
    assertThat(body.path("image_urls"))
        .isEqualTo(json("[\"https://example.org/cat.png\",\"https://example.org/dog.png\"]"));
    assertThat(body.path("prompt").textValue())
        .isEqualTo(
            """
            The conversation so far:

            Person: What is this? [picture 1]

            You: A cat.

            Person: And there?
            [Not shown again: 1 picture(s) or video(s)]

            The person now says:

            And this? [picture 2]\
            """);
  }

  @Test
  void followUpWithoutMediaGoesWhereTheLastMediaWent() throws Exception {
    Prompt prompt =
        new Prompt(
            "", List.of(new Turn(Turn.Role.PERSON, "Watch", List.of(CLIP))), "More?", List.of());

    assertThat(send(prompt).getTarget()).isEqualTo("/openrouter/router/video/stream");
  }

  @Test
  void limitsOfTheRouteAreSent() throws Exception {
    scene.server.enqueue(Scene.stream(event("x", false)));
    ModelRoute route =
        new ModelRoute(
            "r", "fal", "m", Set.of(), Scene.rules(1, 1), new Parameters("", 0.5, 9, null, null));

    scene.fal(plain -> plain).ask(route, Scene.prompt("hi"), scene.events::add);

    assertThat(body(scene.server.takeRequest()))
        .isEqualTo(
            json("{\"prompt\":\"hi\",\"model\":\"m\",\"temperature\":0.5,\"max_tokens\":9}"));
  }

  @Test
  void reasoningIsAskedForWhereItIsWanted() throws Exception {
    scene.server.enqueue(Scene.stream(event("x", false)));
    ModelRoute route = Scene.route().with(new Parameters("", null, null, true, null));

    scene.fal(plain -> plain).ask(route, Scene.prompt("hi"), scene.events::add);

    assertThat(body(scene.server.takeRequest()).path("reasoning").booleanValue()).isTrue();
  }

  private List<AnswerEvent> answer(String... body) throws Exception {
    scene.server.enqueue(
        Scene.stream(String.join("", body))
            .newBuilder()
            .addHeader("x-fal-request-id", "fal-1")
            .build());
    return scene.ask(scene.fal(plain -> plain), Scene.prompt("hi"));
  }

  private RecordedRequest send(Prompt prompt) throws Exception {
    scene.server.enqueue(Scene.stream(event("x", false)));
    scene.ask(scene.fal(plain -> plain), prompt);
    return scene.server.takeRequest();
  }

  private static String event(String output, boolean isPartial) {
    return "event: event\r\ndata: {\"output\":\"%s\",\"partial\":%s,\"error\":null,\"reasoning\":null}\r\n\r\n"
        .formatted(output, isPartial);
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
