package dev.sightline.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sightline.failure.RouteDown;
import dev.sightline.route.AnswerEvent.Ending;
import dev.sightline.route.AnswerEvent.Finish;
import dev.sightline.route.AnswerEvent.Reasoning;
import dev.sightline.route.AnswerEvent.Spent;
import dev.sightline.route.AnswerEvent.Text;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every event of Anthropic's shape, and what becomes of it.
class AnthropicStreamTest {
  private static final String START =
      event(
          "message_start",
          "\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-x\","
              + "\"content\":[],\"stop_reason\":null,\"usage\":{\"input_tokens\":20,"
              + "\"cache_creation_input_tokens\":300,\"cache_read_input_tokens\":4000,\"output_tokens\":1}}");
  private static final String HELLO =
      block(0, "text")
          + delta(0, "text_delta", "text", "Hel")
          + event("ping", "\"x\":1")
          + delta(0, "text_delta", "text", "lo")
          + event("content_block_stop", "\"index\":0");
  private static final String END =
      event(
          "message_delta",
          "\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":7}");
  private static final String STOP = "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
  private static final String OVERLOADED =
      "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\","
          + "\"message\":\"Overloaded\"},\"request_id\":\"req_body\"}\n\n";

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
  void deltasBecomeTextAndTheModelOfTheStartIsNamed() throws Exception {
    var events = scene.askAnthropic(START + HELLO + END + STOP);

    assertThat(events)
        .containsExactly(
            new Text("Hel"),
            new Text("lo"),
            new Spent(new Usage(4320, 7, null)),
            new Finish("claude-x", Ending.COMPLETE));
  }

  @Test
  void whatABlockBeginsWithIsTextToo() throws Exception {
    var events =
        scene.askAnthropic(
            START
                + event(
                    "content_block_start",
                    "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"So: \"}")
                + HELLO
                + END
                + STOP);

    assertThat(Scene.text(events)).isEqualTo("So: Hello");
  }

  @Test
  void unknownEventsAndDeltasArePassedOver() throws Exception {
    String unknown =
        event("content_block_morph", "\"index\":0,\"colour\":\"green\"")
            + event(
                "content_block_delta",
                "\"index\":0,\"delta\":{\"type\":\"citations_delta\",\"citation\":{\"cited_text\":\"no\"}}")
            + delta(0, "signature_delta", "signature", "c2ln")
            + delta(1, "input_json_delta", "partial_json", "{}");

    var events = scene.askAnthropic(START + unknown + HELLO + unknown + END + STOP);

    assertThat(Scene.texts(events)).containsExactly("Hel", "lo");
  }

  @Test
  void thinkingIsReasoningAndNoText() throws Exception {
    String thinking =
        block(0, "thinking")
            + delta(0, "thinking_delta", "thinking", "Hm")
            + delta(0, "thinking_delta", "thinking", "…")
            + event("content_block_stop", "\"index\":0");

    var events = scene.askAnthropic(START + thinking + HELLO + END + STOP);

    assertThat(events).startsWith(new Reasoning("Hm"), new Reasoning("…"), new Text("Hel"));
    assertThat(Scene.text(events)).isEqualTo("Hello");
  }

  @Test
  void nullOverwritesNoCount() throws Exception {
    String end =
        messageDelta(
            "{\"input_tokens\":null,\"cache_read_input_tokens\":null,\"output_tokens\":9}");

    var events = scene.askAnthropic(START + HELLO + end + STOP);

    assertThat(events).contains(new Spent(new Usage(4320, 9, null)));
  }

  @Test
  void countsOfTheLastMessageDeltaAreThoseThatCount() throws Exception {
    String first = messageDelta("{\"output_tokens\":3}");
    String last = messageDelta("{\"input_tokens\":25,\"output_tokens\":9}");
    String silent = messageDelta("{\"output_tokens\":null}");

    var events = scene.askAnthropic(START + HELLO + first + last + silent + STOP);

    assertThat(events).contains(new Spent(new Usage(4325, 9, null)));
  }

  @Test
  void answerWithoutAnyCountSpendsNothingKnown() throws Exception {
    var events = scene.askAnthropic(HELLO + STOP);

    assertThat(events)
        .containsExactly(new Text("Hel"), new Text("lo"), new Finish("model-1", Ending.COMPLETE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cost", "cost_usd"})
  void costThatAGatewayAddsIsKeptToTheLastDigit(String field) throws Exception {
    String end = messageDelta("{\"output_tokens\":7,\"" + field + "\":0.0000000123}");

    var events = scene.askAnthropic(START + HELLO + end + STOP);

    assertThat(events).contains(new Spent(new Usage(4320, 7, new BigDecimal("1.23E-8"))));
  }

  @Test
  void costAndModelOfAGatewaysHeadersAreRead() throws Exception {
    scene.server.enqueue(
        Scene.stream(START + HELLO + END + STOP)
            .newBuilder()
            .addHeader("x-flux-cost-usd", "0.25")
            .addHeader("x-flux-routed-model", "claude-routed")
            .build());

    scene.ask(scene.client(scene.anthropic()), Scene.prompt("hi"));

    assertThat(scene.events)
        .contains(
            new Spent(new Usage(4320, 7, new BigDecimal("0.25"))),
            new Finish("claude-routed", Ending.COMPLETE));
  }

  @ParameterizedTest
  @CsvSource({
    "end_turn,COMPLETE",
    "stop_sequence,COMPLETE",
    "tool_use,COMPLETE",
    "pause_turn,COMPLETE",
    "max_tokens,LENGTH",
    "model_context_window_exceeded,LENGTH",
    "refusal,FILTERED",
    "yet_unheard_of,COMPLETE"
  })
  void stopReasonBecomesAnEnding(String reason, Ending ending) throws Exception {
    var events = scene.askAnthropic(START + HELLO + END.replace("end_turn", reason) + STOP);

    assertThat(events).last().isEqualTo(new Finish("claude-x", ending));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "event: message_delta\ndata: {\"type\":\"message_de", "event: x\n"})
  void endWithoutAStopIsACutAndTextAndCountStay(String tail) {
    RouteDown failure =
        catchThrowableOfType(RouteDown.class, () -> scene.askAnthropic(START + HELLO + tail));

    assertThat(failure.reason()).isEqualTo(RouteDown.Reason.CUT);
    assertThat(scene.text()).isEqualTo("Hello");
    assertThat(scene.events).last().isEqualTo(new Spent(new Usage(4320, -1, null)));
  }

  @Test
  void questionThatWasCountedIsSpentAlsoWhereTheAnswerIsCutBeforeItsText() {
    RouteDown failure = catchThrowableOfType(RouteDown.class, () -> scene.askAnthropic(START));

    assertThat(failure.reason()).isEqualTo(RouteDown.Reason.CUT);
    assertThat(scene.events).containsExactly(new Spent(new Usage(4320, -1, null)));
  }

  @Test
  void breakAfterTheReasonToStopLosesNothing() throws Exception {
    var events = scene.askAnthropic(START + HELLO + END + "event: mess");

    assertThat(events).last().isEqualTo(new Finish("claude-x", Ending.COMPLETE));
  }

  @Test
  @Timeout(value = 10, unit = TimeUnit.SECONDS)
  void nobodyWaitsForTheConnectionAfterTheStop() throws Exception {
    // The server takes a minute for the comment that comes then.
    String whole = START + HELLO + END + STOP;
    int bytes = whole.length();
    scene.server.enqueue(
        new MockResponse.Builder()
            .body(whole + ": late\n\n")
            .throttleBody(bytes, 1, TimeUnit.MINUTES)
            .build());

    scene.ask(scene.client(scene.anthropic()), Scene.prompt("hi"));

    assertThat(scene.events).last().isEqualTo(new Finish("claude-x", Ending.COMPLETE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "start"})
  void errorBeforeTheFirstTextSpendsNothing(String before) {
    String start = before.isEmpty() ? "" : START;

    RouteDown failure =
        catchThrowableOfType(RouteDown.class, () -> scene.askAnthropic(start + OVERLOADED));

    assertThat(failure.reason()).isEqualTo(RouteDown.Reason.OVERLOADED);
    assertThat(failure.note().message()).isEqualTo("Overloaded");
    assertThat(scene.events).isEmpty();
  }

  @Test
  void errorInTheMiddleKeepsTextAndCount() {
    RouteDown failure =
        catchThrowableOfType(RouteDown.class, () -> scene.askAnthropic(START + HELLO + OVERLOADED));

    assertThat(failure.reason()).isEqualTo(RouteDown.Reason.OVERLOADED);
    assertThat(scene.events)
        .containsExactly(new Text("Hel"), new Text("lo"), new Spent(new Usage(4320, -1, null)));
  }

  @Test
  void requestIdOfAnErrorInTheStreamIsKept() {
    RouteDown failure =
        catchThrowableOfType(RouteDown.class, () -> scene.askAnthropic(START + OVERLOADED));

    assertThat(failure.note().requestId()).isEqualTo("req_body");
  }

  @Test
  void requestIdOfTheHeadersGoesBeforeThatOfTheBody() {
    scene.server.enqueue(
        Scene.stream(START + OVERLOADED).newBuilder().addHeader("request-id", "req_head").build());

    RouteDown failure =
        catchThrowableOfType(
            RouteDown.class, () -> scene.ask(scene.client(scene.anthropic()), Scene.prompt("hi")));

    assertThat(failure.note().requestId()).isEqualTo("req_head");
  }

  @Test
  void errorInTheShapeOfAGatewayIsOneToo() {
    RouteDown failure =
        catchThrowableOfType(
            RouteDown.class,
            () ->
                scene.askAnthropic(
                    START + HELLO + "data: {\"error\":{\"code\":500,\"message\":\"lost\"}}\n\n"));

    assertThat(failure.reason()).isEqualTo(RouteDown.Reason.PROVIDER_ERROR);
    assertThat(failure.note().message()).isEqualTo("lost");
  }

  @Test
  void answerInOnePieceIsReadToo() throws Exception {
    var events =
        scene.askAnthropic(
            """
            {"id":"msg_1","type":"message","role":"assistant","model":"claude-x","content":[
             {"type":"thinking","thinking":"why","signature":"c2ln"},{"type":"text","text":"whole"}],
             "stop_reason":"max_tokens","usage":{"input_tokens":1,"cache_read_input_tokens":10,
             "cache_creation_input_tokens":null,"output_tokens":2}}
            """);

    assertThat(events)
        .containsExactly(
            new Reasoning("why"),
            new Text("whole"),
            new Spent(new Usage(11, 2, null)),
            new Finish("claude-x", Ending.LENGTH));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"error\":\"Model crashed\"}", "{\"message\":\"Model crashed\"}"})
  void okWithSomethingElseFails(String body) {
    RouteDown failure = catchThrowableOfType(RouteDown.class, () -> scene.askAnthropic(body));

    assertThat(failure.reason()).isEqualTo(RouteDown.Reason.PROVIDER_ERROR);
    assertThat(failure.note().message()).isEqualTo("Model crashed");
  }

  private static String messageDelta(String usage) {
    return event("message_delta", "\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":" + usage);
  }

  private static String block(int index, String type) {
    return event(
        "content_block_start",
        "\"index\":%d,\"content_block\":{\"type\":\"%s\",\"%s\":\"\"}"
            .formatted(index, type, type));
  }

  private static String delta(int index, String type, String field, String value) {
    return event(
        "content_block_delta",
        "\"index\":%d,\"delta\":{\"type\":\"%s\",\"%s\":\"%s\"}"
            .formatted(index, type, field, value.replace("\"", "\\\"")));
  }

  private static String event(String type, String fields) {
    return "event: %s\ndata: {\"type\":\"%s\",%s}\n\n".formatted(type, type, fields);
  }
}
