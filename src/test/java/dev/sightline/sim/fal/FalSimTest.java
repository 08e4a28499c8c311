package dev.sightline.sim.fal;

import static dev.sightline.sim.fal.FalCalls.AUTHORIZATION;
import static dev.sightline.sim.fal.FalCalls.ROUTER;
import static dev.sightline.sim.fal.FalCalls.call;
import static dev.sightline.sim.fal.FalCalls.input;
import static dev.sightline.sim.fal.FalCalls.run;
import static dev.sightline.sim.fal.FalCalls.urls;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.sim.model.Bill;
import dev.sightline.sim.model.Fault;
import dev.sightline.sim.model.Gate;
import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.model.PlainClient;
import dev.sightline.sim.model.PlainClient.Answer;
import dev.sightline.sim.model.ScriptedModel;
import dev.sightline.sim.model.SimJson;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import okhttp3.Call;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FalSimTest {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final FalSim fal = new FalSim();

  @AfterEach
  void close() {
    fal.close();
  }

  @Test
  void aRunAnswersWithTheDocumentedShape() throws IOException {
    fal.answerWith(ask -> ModelAnswer.of("A tiger's face.").using(1_340, 63).costing("0.0005595"));

    Answer answer =
        run(fal, ROUTER + "/vision", input().set("image_urls", urls("https://a.example/b")));

    assertThat(answer.json().path("output").asText()).isEqualTo("A tiger's face.");
    assertThat(answer.json().at("/usage/cost").decimalValue()).isEqualByComparingTo("0.0005595");
    assertThat(answer.json().at("/usage/total_tokens").asInt()).isEqualTo(1_403);
    assertThat(answer.header("x-fal-request-id")).isEqualTo(fal.bills().last().requestId());
  }

  @Test
  void aStreamRepeatsTheTextSoFarAndEndsWithUsage() throws IOException {
    fal.answerWith(ask -> ModelAnswer.ofPieces("One ", "två ", "三"));

    Answer answer = run(fal, ROUTER + "/stream", input());

    assertThat(answer.body())
        .startsWith("event: event\r\ndata: {\"output\":\"One \",\"partial\":true,")
        .endsWith("}\r\n\r\n");
    assertThat(answer.events())
        .extracting(event -> event.path("output").asText())
        .containsExactly("One ", "One två ", "One två 三", "One två 三");
    JsonNode last = answer.events().getLast();
    assertThat(last.path("partial").asBoolean(true)).isFalse();
    assertThat(last.at("/usage/cost").decimalValue())
        .isEqualByComparingTo(fal.bills().last().costUsd());
  }

  @Test
  void aStreamCanCarryDeltasInstead() throws IOException {
    fal.answerWith(ask -> ModelAnswer.ofPieces("One ", "two"));

    fal.streamAs(FalSim.StreamMode.DELTA);
    Answer bare = run(fal, ROUTER + "/stream", input());
    fal.streamAs(FalSim.StreamMode.DELTA_WITH_COPY);
    Answer copied = run(fal, ROUTER + "/stream", input());

    assertThat(bare.events())
        .extracting(event -> event.path("output").asText())
        .containsExactly("One ", "two", "");
    assertThat(copied.events().getLast().path("output").asText()).isEqualTo("One two");
  }

  @Test
  void reasoningIsShownOnlyWhenWanted() throws IOException {
    fal.answerWith(ask -> ModelAnswer.of("42").thinking("Hm."));

    Answer silent = run(fal, ROUTER, input());
    Answer loud = run(fal, ROUTER, input().put("reasoning", true));

    assertThat(silent.json().path("reasoning").isNull()).isTrue();
    assertThat(loud.json().path("reasoning").asText()).isEqualTo("Hm.");
  }

  @Test
  void everyProblemOfTheInputIsNamed() throws IOException {
    ObjectNode wrong = input().put("temperature", 2.5).put("max_tokens", 0);
    wrong.remove("prompt");

    Answer answer = run(fal, ROUTER + "/vision", wrong);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.header("X-Fal-Retryable")).isEqualTo("false");
    assertThat(answer.json().path("detail"))
        .extracting(problem -> problem.at("/loc/1").asText() + ": " + problem.path("type").asText())
        .containsExactly(
            "prompt: missing",
            "temperature: less_than_equal",
            "max_tokens: greater_than_equal",
            "image_urls: missing");
    assertThat(fal.bills().bills()).isEmpty();
  }

  @Test
  void onlyKeyWithIdAndSecretIsLetIn() throws IOException {
    String url = fal.runUrl() + ROUTER;
    String body = input().toString();

    assertThat(detail(PlainClient.post(url, null, body)))
        .isEqualTo("401 Authorization header is required");
    assertThat(detail(PlainClient.post(url, "Bearer " + FalSim.KEY, body)))
        .startsWith("401 Invalid Key Authorization header format.");
    assertThat(detail(PlainClient.post(url, "Key other:secret", body)))
        .isEqualTo("401 No user found for Key ID and Secret");
    fal.provider().empty(FalSim.KEY);
    assertThat(detail(PlainClient.post(url, AUTHORIZATION, body)))
        .startsWith("403 User is locked.");
  }

  @Test
  void youtubeLinksAreTakenInWatchFormOnly() throws IOException {
    Answer watch =
        run(
            fal,
            ROUTER + "/video",
            input().set("video_urls", urls("https://www.youtube.com/watch?v=dQw4w9WgXcQ")));
    Answer brief =
        run(
            fal,
            ROUTER + "/video",
            input().set("video_urls", urls("https://youtu.be/dQw4w9WgXcQ")));
    Answer both =
        run(
            fal,
            ROUTER + "/video",
            input()
                .put("video_url", "https://a.example/v.mp4")
                .set("video_urls", urls("https://a.example/v.mp4")));

    assertThat(watch.status()).isEqualTo(200);
    assertThat(brief.status()).isEqualTo(422);
    assertThat(both.status()).isEqualTo(422);
  }

  @Test
  void tooManyCallsAtOnceAreRefused() throws Exception {
    Gate gate = new Gate();
    fal.provider().limitConcurrency(1);
    fal.answerWith(ask -> ModelAnswer.of("done").holdingAfter(0, gate));
    Call first = call(fal, ROUTER + "/stream", input());

    try (Response streaming = first.execute()) {
      Answer second = run(fal, ROUTER, input());
      gate.open();
      assertThat(second.status()).isEqualTo(429);
      assertThat(streaming.body().string()).contains("\"partial\":false");
    }
    assertThat(fal.bills().bills()).hasSize(1);
  }

  @Test
  void googleBillsTheWholeAnswerWhenTheClientLeaves() throws Exception {
    Gate gate = new Gate();
    fal.answerWith(ask -> ModelAnswer.ofPieces("Some ", "text").holdingAfter(1, gate));
    Call call = call(fal, ROUTER + "/stream", input());

    try (Response response = call.execute()) {
      assertThat(gate.awaitReached(PATIENCE)).isTrue();
      call.cancel();
      assertThat(response.isSuccessful()).isTrue();
    }

    await().atMost(PATIENCE).until(() -> fal.bills().openCalls() == 0);
    Bill bill = fal.bills().last();
    assertThat(bill.outcome()).isEqualTo(Bill.Outcome.ABANDONED);
    assertThat(bill.answered()).isEqualTo("Some text");
    assertThat(bill.clientLeftAt()).isAfter(bill.lastByteAt());
  }

  @Test
  void faultsComeAsPlannedAndThenGo() throws IOException {
    fal.faults().next(new Fault.Ingress(502));
    fal.faults().next(Fault.status(503));
    fal.faults().next(new Fault.ErrorIn200("model is down"));
    fal.faults().next(Fault.status(504).with("X-Fal-Request-Timeout-Type", "user"));
    fal.faults().next(Fault.Quirk.NO_USAGE);

    Answer ingress = run(fal, ROUTER, input());
    Answer runner = run(fal, ROUTER, input());
    Answer inside = run(fal, ROUTER, input());
    Answer timeout = run(fal, ROUTER, input());
    Answer unpriced = run(fal, ROUTER, input());

    assertThat(ingress.header("x-fal-request-id")).isNull();
    assertThat(runner.json().path("error_type").asText()).isEqualTo("runner_disconnected");
    assertThat(runner.header("X-Fal-Error-Type")).isEqualTo("runner_disconnected");
    assertThat(inside.json().path("error").asText()).isEqualTo("model is down");
    assertThat(timeout.header("X-Fal-Request-Timeout-Type")).isEqualTo("user");
    assertThat(unpriced.json().has("usage")).isFalse();
    assertThat(run(fal, ROUTER, input()).json().has("usage")).isTrue();
    assertThat(fal.bills().bills()).hasSize(2);
  }

  @Test
  void cutsBreakAStreamForTheClient() {
    fal.answerWith(ScriptedModel.saying("Ünïcödé everywhere, ünïcödé everywhere"));

    for (Fault cut : List.of(new Fault.CutInEvent(1), new Fault.CutInCharacter(1))) {
      fal.faults().next(cut);
      assertThatThrownBy(() -> run(fal, ROUTER + "/stream", input()))
          .isInstanceOf(IOException.class);
    }
    assertThat(fal.bills().bills()).allMatch(bill -> bill.outcome() == Bill.Outcome.CUT);
  }

  @Test
  void theStartTimeoutEndsACallThatWaits() throws IOException {
    fal.faults().next(new Fault.LateHeaders(Duration.ofSeconds(60)));
    Request request =
        call(fal, ROUTER, input())
            .request()
            .newBuilder()
            .header("X-Fal-Request-Timeout", "1.05")
            .build();

    Answer answer = PlainClient.read(PlainClient.call(request));

    assertThat(answer.status()).isEqualTo(504);
    assertThat(answer.header("X-Fal-Request-Timeout-Type")).isEqualTo("user");
  }

  @Test
  void theOpenAiShapeBillsIntoTheSameBook() throws IOException {
    ObjectNode body = SimJson.object().put("model", "google/gemini-2.5-flash");
    body.putArray("messages").addObject().put("role", "user").put("content", "hello");

    Answer answer =
        PlainClient.read(
            PlainClient.post(
                fal.openAiUrl() + "/chat/completions", AUTHORIZATION, body.toString()));

    assertThat(answer.json().at("/usage/cost").decimalValue())
        .isEqualByComparingTo(fal.bills().totalUsd());
  }

  private static String detail(Call call) throws IOException {
    Answer answer = PlainClient.read(call);
    return answer.status() + " " + answer.json().path("detail").asText();
  }
}
