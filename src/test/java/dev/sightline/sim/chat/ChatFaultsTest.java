package dev.sightline.sim.chat;

import static dev.sightline.sim.chat.ChatCalls.ask;
import static dev.sightline.sim.chat.ChatCalls.body;
import static dev.sightline.sim.chat.ChatCalls.call;
import static dev.sightline.sim.chat.ChatCalls.text;
import static dev.sightline.sim.chat.ChatCalls.url;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sightline.sim.model.Bill;
import dev.sightline.sim.model.Fault;
import dev.sightline.sim.model.Gate;
import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.model.PlainClient;
import dev.sightline.sim.model.PlainClient.Answer;
import dev.sightline.sim.model.ScriptedModel;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import okhttp3.Call;
import okhttp3.Request;
import okhttp3.Response;
import okio.Buffer;
import okio.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChatFaultsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final List<ChatSim> sims = new ArrayList<>();

  @AfterEach
  void close() {
    sims.forEach(ChatSim::close);
  }

  @Test
  void aClientThatLeavesIsSeenWhileTheModelIsSilent() throws Exception {
    ChatSim sim = sim(ChatProfile.OPENAI);
    Gate gate = new Gate();
    sim.answerWith(
        ask -> ModelAnswer.ofPieces("Half of it, ", "and the rest").holdingAfter(1, gate));
    Call call = call(sim, body(sim, "hello", true));

    try (Response response = call.execute()) {
      assertThat(gate.awaitReached(PATIENCE)).isTrue();
      call.cancel();
      assertThat(response.code()).isEqualTo(200);
    }

    await().atMost(PATIENCE).until(() -> sim.bills().openCalls() == 0);
    Bill bill = sim.bills().last();
    assertThat(bill.outcome()).isEqualTo(Bill.Outcome.ABANDONED);
    assertThat(bill.clientLeftAt()).isNotNull();
    assertThat(bill.answered()).isEqualTo("Half of it, ");
    assertThat(bill.costUsd()).isPositive();
  }

  @Test
  void openRouterTellsWhatAStoppedAnswerCost() throws Exception {
    ChatSim sim = sim(ChatProfile.OPENROUTER);
    sim.faults().next(new Fault.Stall(2));
    Call call = call(sim, body(sim, "hello", true));

    String id;
    try (Response response = call.execute()) {
      id = String.valueOf(response.header("X-Generation-Id"));
      assertThat(response.body().source().readUtf8Line()).isEqualTo(": OPENROUTER PROCESSING");
      call.cancel();
    }

    await().atMost(PATIENCE).until(() -> sim.bills().openCalls() == 0);
    Answer generation =
        PlainClient.read(
            PlainClient.call(
                new Request.Builder().url(sim.baseUrl() + "/generation?id=" + id).build()));
    assertThat(generation.json().at("/data/total_cost").decimalValue())
        .isEqualByComparingTo(sim.bills().last().costUsd());
    assertThat(generation.json().at("/data/cancelled").asBoolean()).isTrue();
  }

  @Test
  void cutsBreakTheConnectionForTheClient() {
    ChatSim sim = sim(ChatProfile.OPENAI);
    sim.answerWith(ScriptedModel.saying("Ünïcödé everywhere, ünïcödé everywhere"));
    List<Fault> cuts =
        List.of(
            new Fault.CutAtOnce(),
            new Fault.CutInEvent(1),
            new Fault.CutInCharacter(1),
            new Fault.CutBeforeFinish());

    for (Fault cut : cuts) {
      sim.faults().next(cut, Fault.Quirk.COMMENTS);
      assertThatThrownBy(() -> ask(sim, body(sim, "hello", true)))
          .as(cut.toString())
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void aCutInACharacterLeavesHalfOfIt() throws IOException {
    ChatSim sim = sim(ChatProfile.OPENAI);
    sim.answerWith(ScriptedModel.saying("für"));
    sim.faults().next(new Fault.CutInCharacter(0));

    try (Response response = call(sim, body(sim, "hello", true)).execute()) {
      Buffer got = new Buffer();
      assertThatThrownBy(() -> response.body().source().readAll(got))
          .isInstanceOf(IOException.class);
      ByteString bytes = response.body().source().getBuffer().readByteString();
      got.write(bytes);
      assertThat(got.getByte(got.size() - 1)).isEqualTo((byte) 0xC3);
    }
  }

  @Test
  void oddDialectsStillCarryTheWholeAnswer() throws IOException {
    ChatSim sim = sim(ChatProfile.OPENAI);
    sim.answerWith(ScriptedModel.saying("A whole answer, ünïcödé too."));

    for (Fault.Quirk quirk : Fault.Quirk.values()) {
      sim.faults().next(quirk);
      assertThat(text(ask(sim, body(sim, "hello", true))))
          .as(quirk.toString())
          .isEqualTo("A whole answer, ünïcödé too.");
    }
    sim.faults().next(Fault.Quirk.NO_DONE);
    assertThat(ask(sim, body(sim, "hello", true)).body()).doesNotContain("[DONE]");
    sim.faults().next(Fault.Quirk.CRLF);
    assertThat(ask(sim, body(sim, "hello", true)).body()).contains("\r\n\r\n");
  }

  @Test
  void plannedRefusalsAreWordedAsTheServerDoes() throws IOException {
    ChatSim sim = sim(ChatProfile.OPENROUTER);
    sim.faults().next(2, Fault.status(429).with("Retry-After", "3"));
    sim.faults().next(new Fault.Ingress(502));
    sim.faults().next(new Fault.ErrorIn200("upstream is gone"));

    Answer limited = ask(sim, body(sim, "hello", true));
    Answer again = ask(sim, body(sim, "hello", true));
    Answer ingress = ask(sim, body(sim, "hello", true));
    Answer inside = ask(sim, body(sim, "hello", true));

    assertThat(limited.header("Retry-After")).isEqualTo("3");
    assertThat(again.json().at("/error/code").asInt()).isEqualTo(429);
    assertThat(ingress.header("X-Generation-Id")).isNull();
    assertThat(ingress.body()).contains("<center>nginx</center>");
    assertThat(inside.status()).isEqualTo(200);
    assertThat(inside.json().at("/error/message").asText()).isEqualTo("upstream is gone");
    assertThat(sim.bills().bills()).isEmpty();
  }

  @Test
  void anErrorInTheStreamCostsNothing() throws IOException {
    ChatSim sim = sim(ChatProfile.OPENROUTER);
    sim.faults().next(new Fault.ErrorInStream(2, 502, "provider went away"));

    Answer answer = ask(sim, body(sim, "hello", true));

    assertThat(answer.events().getLast().at("/error/code").asInt()).isEqualTo(502);
    assertThat(answer.events().getLast().at("/choices/0/finish_reason").asText())
        .isEqualTo("error");
    assertThat(sim.bills().totalUsd()).isEqualByComparingTo(BigDecimal.ZERO);
  }

  @Test
  void anEmptyKeyIsToldApartFromARateLimit() throws IOException {
    ChatSim sim = sim(ChatProfile.OPENAI);
    sim.provider().empty(ChatSim.KEY);

    Answer answer = ask(sim, body(sim, "hello", false));

    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.json().at("/error/code").asText()).isEqualTo("insufficient_quota");
  }

  @Test
  void hundredsOfSlowStreamsRunAtOnce() throws Exception {
    ChatSim sim = sim(ChatProfile.OPENAI);
    sim.answerWith(ask -> ModelAnswer.of("x".repeat(320)).pacedBy(Duration.ofMillis(20)));
    String body = body(sim, "hello", true).toString();
    var http = HttpClient.newHttpClient();
    var request =
        HttpRequest.newBuilder(URI.create(url(sim)))
            .header("Authorization", "Bearer " + ChatSim.KEY)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();

    try (http;
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<String> one = () -> http.send(request, HttpResponse.BodyHandlers.ofString()).body();
      List<Future<String>> answers = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        answers.add(threads.submit(one));
      }
      for (Future<String> answer : answers) {
        assertThat(answer.get()).endsWith("data: [DONE]\n\n");
      }
    }
    assertThat(sim.bills().bills())
        .hasSize(300)
        .allMatch(bill -> bill.outcome() == Bill.Outcome.FINISHED);
  }

  private ChatSim sim(ChatProfile profile) {
    ChatSim sim = new ChatSim(profile);
    sims.add(sim);
    return sim;
  }
}
