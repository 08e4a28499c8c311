package dev.sightline.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sightline.failure.RouteDown;
import dev.sightline.failure.RouteRefused;
import dev.sightline.route.AnswerEvent.Ending;
import dev.sightline.route.AnswerEvent.Finish;
import dev.sightline.route.AnswerEvent.Reasoning;
import dev.sightline.route.AnswerEvent.Spent;
import dev.sightline.route.AnswerEvent.Text;
import java.io.IOException;
import java.math.BigDecimal;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatStreamTest {
  private static final String HELLO =
      """
      data: {"model":"gpt-x","choices":[{"index":0,"delta":{"role":"assistant","content":"Hel"}}]}

      data: {"model":"gpt-x","choices":[{"index":0,"delta":{"content":"lo"}}]}

      """;
  private static final String STOP =
      """
      data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

      """;
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

  @Test
  void deltasBecomeTextAndTheChunksModelIsNamed() throws Exception {
    var events = scene.askChat(HELLO + STOP + DONE);

    assertThat(events)
        .containsExactly(new Text("Hel"), new Text("lo"), new Finish("gpt-x", Ending.COMPLETE));
  }

  @Test
  void carriageReturnsCommentsAndMultiLineDataAreUnderstood() throws Exception {
    String body =
        "\uFEFF: OPENROUTER PROCESSING\r\n\r\ndata: {\"choices\":[{\"delta\":\r\n"
            + "data: {\"content\":\"héllo 🐈\"}}]}\r\n\r\n: ping\r\n\r\n"
            + (STOP + DONE).replace("\n", "\r\n");

    var events = scene.askChat(body);

    assertThat(Scene.texts(events)).containsExactly("héllo 🐈");
  }

  @Test
  void usageInAChunkWithoutChoicesIsSpentOnceBeforeTheFinish() throws Exception {
    var events =
        scene.askChat(
            HELLO
                + STOP
                + "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":1340,\"completion_tokens\":63,"
                + "\"cost\":0.0005595}}\n\n"
                + DONE);

    assertThat(events.subList(2, 4))
        .containsExactly(
            new Spent(new Usage(1340, 63, new BigDecimal("0.0005595"))),
            new Finish("gpt-x", Ending.COMPLETE));
  }

  @Test
  void usageBesideARepeatedChoiceIsReadToo() throws Exception {
    var events =
        scene.askChat(
            HELLO
                + STOP
                + "data: {\"choices\":[{\"delta\":{\"content\":\"\"},\"finish_reason\":\"stop\"}],"
                + "\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2}}\n\n"
                + DONE);

    assertThat(events).contains(new Spent(new Usage(5, 2, null)));
    assertThat(Scene.texts(events)).containsExactly("Hel", "lo");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"cost\":0.000000001,\"cost_usd\":9}|0.000000001",
        "{\"cost\":null,\"cost_usd\":0.1234567890123}|0.1234567890123",
        "{\"total_cost\":1e-7}|0.0000001",
        "{\"cost\":\"0.25\"}|0.25",
        "{\"cost\":1e999999999}|0.5",
        "{\"cost\":-1}|0.5",
        "{}|0.5"
      })
  void costIsTheFirstSaneFigureToTheLastDigit(String usage, BigDecimal expected) throws Exception {
    scene.server.enqueue(
        Scene.stream(HELLO + "data: {\"choices\":[],\"usage\":" + usage + "}\n\n" + STOP + DONE)
            .newBuilder()
            .addHeader("x-flux-cost-usd", "0.5")
            .addHeader("x-litellm-response-cost", "0.7")
            .build());

    scene.ask(scene.client(scene.openAi()), Scene.prompt("hi"));

    assertThat(scene.events)
        .filteredOn(event ->
            event instanceof Spent(Usage used)
                && used.costUsd() != null
                && used.costUsd().compareTo(expected) == 0)
        .hasSize(1);
  }

  @Test
  void routedModelOfTheHeaderWins() throws Exception {
    scene.server.enqueue(
        Scene.stream(HELLO + STOP + DONE)
            .newBuilder()
            .addHeader("x-flux-routed-model", "claude-sonnet")
            .build());

    scene.ask(scene.client(scene.openAi()), Scene.prompt("hi"));

    assertThat(scene.events).last().isEqualTo(new Finish("claude-sonnet", Ending.COMPLETE));
  }

  @Test
  void reasoningIsReadOnceInTheOrderOfItsNames() throws Exception {
    String both =
        "data: {\"choices\":[{\"delta\":{\"reasoning\":\"a\",\"reasoning_details\":[{\"text\":\"a\"}]}}]}\n\n";
    String content = "data: {\"choices\":[{\"delta\":{\"reasoning_content\":\"b\"}}]}\n\n";
    String details =
        "data: {\"choices\":[{\"delta\":{\"reasoning_details\":[{\"text\":\"c\"},{\"summary\":\"d\"}]}}]}\n\n";

    var events = scene.askChat(both + content + details + HELLO + STOP + DONE);

    assertThat(events)
        .startsWith(new Reasoning("a"), new Reasoning("b"), new Reasoning("cd"), new Text("Hel"));
  }

  @Test
  void contentMayBeAListOrNull() throws Exception {
    var events =
        scene.askChat(
            "data: {\"choices\":[{\"delta\":{\"content\":null}}]}\n\n"
                + "data: {\"choices\":[{\"delta\":{\"content\":[{\"type\":\"text\",\"text\":\"x\"}]}}]}\n\n"
                + STOP);

    assertThat(Scene.texts(events)).containsExactly("x");
  }

  @ParameterizedTest
  @CsvSource({
    "stop,COMPLETE",
    "length,LENGTH",
    "content_filter,FILTERED",
    "tool_calls,COMPLETE",
    "eos,COMPLETE"
  })
  void finishReasonBecomesAnEnding(String reason, Ending ending) throws Exception {
    var events = scene.askChat(HELLO + STOP.replace("stop", reason) + DONE);

    assertThat(events).last().isEqualTo(new Finish("gpt-x", ending));
  }

  @ParameterizedTest
  @ValueSource(strings = {STOP, DONE, "data: [DONE]", STOP + "data: {\"choi"})
  void anyMarkOfTheEndIsEnough(String end) throws Exception {
    var events = scene.askChat(HELLO + end);

    assertThat(events).last().isEqualTo(new Finish("gpt-x", Ending.COMPLETE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "data: {\"choices\":[{\"del", "data", "event: x\n"})
  void endWithoutAMarkIsACutAndTextStays(String tail) {
    RouteDown failure = catchThrowableOfType(RouteDown.class, () -> scene.askChat(HELLO + tail));

    assertThat(failure.reason()).isEqualTo(RouteDown.Reason.CUT);
    assertThat(scene.text()).isEqualTo("Hello");
  }

  @Test
  void connectionThatBreaksIsACutAndUsageIsStillTold() {
    scene.server.enqueue(
        new MockResponse.Builder()
            .addHeader("x-request-id", "r-1")
            .addHeader("Content-Length", "100000")
            .body(HELLO + "data: {\"choices\":[],\"usage\":{\"cost\":0.25}}\n\n")
            .setHeader("Content-Length", "100000")
            .onResponseEnd(SocketEffect.ShutdownConnection.INSTANCE)
            .build());

    RouteDown failure =
        catchThrowableOfType(
            RouteDown.class, () -> scene.ask(scene.client(scene.openAi()), Scene.prompt("hi")));

    assertThat(failure.reason()).isEqualTo(RouteDown.Reason.CUT);
    assertThat(failure.note().requestId()).isEqualTo("r-1");
    assertThat(scene.events).last().isEqualTo(new Spent(new Usage(-1, -1, new BigDecimal("0.25"))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"error\":{\"code\":502,\"message\":\"upstream died\"},\"choices\":[{\"delta\":{\"content\":\"\"},\"finish_reason\":\"error\"}]}",
        "{\"error\":{\"code\":\"server_error\",\"message\":\"upstream died\"}}",
        "{\"error\":\"upstream died\"}",
        "{\"choices\":[{\"delta\":{},\"error\":{\"code\":502,\"message\":\"upstream died\"}}]}",
        "{\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"upstream died\"}}",
        "{\"object\":\"error\",\"message\":\"upstream died\",\"code\":500}"
      })
  void errorInsideTheStreamFails(String error) {
    RouteDown failure =
        catchThrowableOfType(
            RouteDown.class, () -> scene.askChat(HELLO + "data: " + error + "\n\n" + DONE));

    assertThat(failure.reason()).isEqualTo(RouteDown.Reason.PROVIDER_ERROR);
    assertThat(failure.note().message()).isEqualTo("upstream died");
    assertThat(scene.text()).isEqualTo("Hello");
  }

  @Test
  void overloadInsideTheStreamIsAnOverload() {
    String error =
        "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"busy\"}}\n\n";

    RouteDown failure = catchThrowableOfType(RouteDown.class, () -> scene.askChat(error));

    assertThat(failure.reason()).isEqualTo(RouteDown.Reason.OVERLOADED);
  }

  @Test
  void moderationInsideTheStreamIsARefusal() {
    String error =
        "data: {\"error\":{\"code\":403,\"message\":\"flagged\",\"metadata\":{\"reasons\":[\"violence\"],\"flagged_input\":\"secret words\"}}}\n\n";

    RouteRefused failure =
        catchThrowableOfType(RouteRefused.class, () -> scene.askChat(HELLO + error));

    assertThat(failure.reason()).isEqualTo(RouteRefused.Reason.FORBIDDEN_CONTENT);
    assertThat(failure.note().message()).isEqualTo("flagged");
  }

  @Test
  void answerInOnePieceIsReadToo() throws Exception {
    var events =
        scene.askChat(
            """
            {"model":"m","choices":[{"message":{"content":"whole","reasoning":"why"},"finish_reason":"length"}],
             "usage":{"prompt_tokens":1,"completion_tokens":2,"cost":0.1}}
            """);

    assertThat(events)
        .containsExactly(
            new Reasoning("why"),
            new Text("whole"),
            new Spent(new Usage(1, 2, new BigDecimal("0.1"))),
            new Finish("m", Ending.LENGTH));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"error\":\"Model crashed\"}",
        "{\"error\":{\"message\":\"Model crashed\"}}",
        "{\"detail\":\"Model crashed\"}"
      })
  void okWithAnErrorAndNoChoicesFails(String body) {
    RouteDown failure = catchThrowableOfType(RouteDown.class, () -> scene.askChat(body));

    assertThat(failure.reason()).isEqualTo(RouteDown.Reason.PROVIDER_ERROR);
    assertThat(failure.note().message()).isEqualTo("Model crashed");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"<html>captive portal</html>|PROVIDER_ERROR", "''|CUT", "{\"choices\":[{|CUT"})
  void okWithSomethingElseFails(String body, RouteDown.Reason reason) {
    RouteDown failure = catchThrowableOfType(RouteDown.class, () -> scene.askChat(body));

    assertThat(failure.reason()).isEqualTo(reason);
  }
}
