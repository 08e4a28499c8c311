package dev.sightline.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.sightline.failure.RouteDown;
import dev.sightline.failure.RouteRefused;
import dev.sightline.http.HttpStack;
import dev.sightline.media.MediaKind;
import dev.sightline.route.AnswerEvent.Begun;
import dev.sightline.route.AnswerEvent.Finish;
import dev.sightline.route.AnswerEvent.Progress;
import dev.sightline.route.AnswerEvent.Spent;
import dev.sightline.sim.SeenCall;
import dev.sightline.sim.SimServer;
import dev.sightline.sim.fal.FalQueue.Urls;
import dev.sightline.sim.fal.FalSim;
import dev.sightline.sim.model.Bill;
import dev.sightline.sim.model.Fault;
import dev.sightline.sim.model.ScriptedModel;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.ByteString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The client against fal's queue, over real sockets.
class FalQueueTest {
  private static final String TEXT = "Grüße an alle 👋.";
  private static final Prompt VIDEO =
      Scene.prompt(
          TEXT, Scene.remote(MediaKind.YOUTUBE, "https://www.youtube.com/watch?v=dQw4w9WgXcQ"));
  private static final ModelRoute ROUTE =
      new ModelRoute(
          "fal", "fal", "google/gemini-2.5-flash", Set.of(), Scene.rules(4, 1), Parameters.NONE);

  private final FalSim sim = new FalSim();
  private final HttpStack http = new HttpStack();
  private final List<AnswerEvent> events = new CopyOnWriteArrayList<>();
  private final List<Duration> pauses = new CopyOnWriteArrayList<>();
  private FalSettings.Priority priority = FalSettings.Priority.NORMAL;
  private Duration startTimeout = Duration.ofSeconds(60);
  private final FalDeliveries deliveries = new FalDeliveries();
  private @Nullable HttpUrl webhook;

  @BeforeEach
  void echo() {
    sim.answerWith(ScriptedModel.echo());
  }

  @AfterEach
  void close() {
    http.close();
    sim.close();
  }

  @Test
  void answerComesWithPositionTextCostAndEnd() throws Exception {
    sim.queue().pace(3, 1);

    ask();

    assertThat(events)
        .containsExactly(
            new Begun(id()),
            new Progress("Third in fal's queue…"),
            new Progress("Second in fal's queue…"),
            new Progress("First in fal's queue…"),
            new Progress("The model is at work…"),
            new AnswerEvent.Text(TEXT),
            new Spent(usage()),
            new Finish("google/gemini-2.5-flash", AnswerEvent.Ending.COMPLETE));
    assertThat(usage().costUsd()).isEqualByComparingTo(sim.bills().totalUsd());
    assertThat(sim.runCalls()).isEmpty();
    assertThat(sim.bills().last().path()).isEqualTo("/openrouter/router/video");
  }

  @Test
  void submitSaysHowItWantsToBeTreated() throws Exception {
    priority = FalSettings.Priority.LOW;

    ask();

    assertThat(submits().getFirst().headers())
        .containsEntry("x-fal-queue-priority", "low")
        .containsEntry("x-fal-request-timeout", "60")
        .containsEntry("x-fal-store-io", "0")
        .containsEntry("authorization", "Key " + FalSim.KEY);
    assertThat(sim.queue().priority(id())).isEqualTo("low");
    assertThat(submits().getFirst().query()).isNull();
  }

  @Test
  void statusIsStreamedWhereThatIsServed() throws Exception {
    sim.queue().pace(5, 5);

    ask();

    assertThat(paths()).containsExactly("POST", "GET status/stream", "GET result");
    assertThat(pauses).isEmpty();
  }

  @Test
  void statusIsAskedForWhereItIsNotStreamed() throws Exception {
    sim.queue().streamStatus(false);
    sim.queue().pace(4, 3);

    ask();

    assertThat(Scene.text(events)).isEqualTo(TEXT);
    assertThat(events).contains(new Progress("Second in fal's queue…"));
    assertThat(pauses).startsWith(Duration.ofMillis(250), Duration.ofMillis(375)).isSorted();
    assertThat(pauses).allMatch(pause -> pause.compareTo(Duration.ofSeconds(2)) <= 0);
  }

  @Test
  void statusIsAskedForWhereItsStreamBreaks() throws Exception {
    sim.queue().endStatusStreamAfter(2);
    sim.queue().pace(4, 1);

    ask();

    assertThat(Scene.text(events)).isEqualTo(TEXT);
    assertThat(paths()).contains("GET status/stream", "GET status");
  }

  @ParameterizedTest
  @EnumSource
  void jobIsFoundHoweverItsUrlsAreTold(Urls urls) throws Exception {
    sim.queue().tellUrls(urls);

    ask();

    assertThat(Scene.text(events)).isEqualTo(TEXT);
    assertThat(sim.bills().bills()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 202})
  void resultThatIsAskedForTooEarlyIsWaitedFor(int status) throws Exception {
    sim.queue().holdBackResults(3, status);

    ask();

    assertThat(Scene.text(events)).isEqualTo(TEXT);
    assertThat(pauses).hasSize(3);
  }

  @Test
  void resultThatNeverComesIsAFailure() {
    sim.queue().holdBackResults(1_000, 202);

    assertThat(down().reason()).isEqualTo(RouteDown.Reason.PROVIDER_ERROR);
    assertThat(paths().stream().filter("GET result"::equals)).hasSize(30);
  }

  @Test
  void jobThatFailedFailsAsItsResultSays() {
    sim.faults().next(Fault.status(422));

    RouteRefused failure = catchThrowableOfType(RouteRefused.class, this::ask);

    assertThat(failure.reason()).isEqualTo(RouteRefused.Reason.FORBIDDEN_CONTENT);
    assertThat(failure.note().requestId()).isEqualTo(id());
    assertThat(submits()).hasSize(1);
    assertThat(cancels()).isEmpty();
  }

  @Test
  void serverErrorOfTheModelIsNotAskedForAgain() {
    sim.faults().next(Fault.status(500));

    assertThat(down().reason()).isEqualTo(RouteDown.Reason.PROVIDER_ERROR);
    assertThat(paths().stream().filter("GET result"::equals)).hasSize(1);
  }

  @Test
  void jobThatWaitsTooLongIsNotBegun() {
    sim.queue().pace(Integer.MAX_VALUE, 0);
    startTimeout = Duration.ofMillis(1_100);

    RouteDown failure = down();

    assertThat(failure.reason()).isEqualTo(RouteDown.Reason.TIMEOUT);
    assertThat(failure.note().status()).isEqualTo(504);
    assertThat(sim.bills().bills()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {502, 503, 504})
  void proxyThatRefusesASubmitIsAskedAgain(int status) throws Exception {
    sim.queue().faults().next(2, new Fault.Ingress(status));

    ask();

    assertThat(submits()).hasSize(3);
    assertThat(sim.bills().bills()).hasSize(1);
    assertThat(pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
  }

  @Test
  void busyQueueIsAskedAgain() throws Exception {
    sim.queue().faults().next(Fault.status(429));

    ask();

    assertThat(submits()).hasSize(2);
    assertThat(sim.bills().bills()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"429", "502", "503", "504"})
  void submitThatFalKnowsIsNotMadeAgain(int status) {
    sim.queue().faults().next(Fault.status(status).with("x-fal-request-id", "known"));

    assertThat(down().note().requestId()).isEqualTo("known");
    assertThat(submits()).hasSize(1);
    assertThat(pauses).isEmpty();
  }

  @Test
  void submitThatFalForbidsToRepeatIsNotMadeAgain() {
    sim.queue().faults().next(Fault.status(429).with("X-Fal-Retryable", "false"));

    assertThat(down().note().status()).isEqualTo(429);
    assertThat(submits()).hasSize(1);
  }

  @Test
  void serverErrorOfASubmitIsNotRepeated() {
    sim.queue().faults().next(Fault.status(500));

    assertThat(down().note().status()).isEqualTo(500);
    assertThat(submits()).hasSize(1);
  }

  @Test
  void statusThatFailsForAWhileLosesNoJob() throws Exception {
    sim.queue().streamStatus(false);
    sim.queue().faults().next();
    sim.queue().faults().next();
    sim.queue().faults().next(20, new Fault.Ingress(502));

    ask();

    assertThat(Scene.text(events)).isEqualTo(TEXT);
    assertThat(submits()).hasSize(1);
  }

  @Test
  void jobThatCannotBeWatchedIsCancelled() {
    sim.queue().streamStatus(false);
    sim.queue().pace(1_000, 0);
    sim.queue().faults().next();
    sim.queue().faults().next();
    sim.queue().faults().next(30, new Fault.Ingress(502));

    assertThat(down().note().status()).isEqualTo(502);
    await().untilAsserted(() -> assertThat(cancels()).hasSize(1));
    assertThat(sim.bills().bills()).isEmpty();
  }

  @Test
  void logsAreNotAskedForAndNotShown() throws Exception {
    ask();

    assertThat(sim.queueCalls()).extracting(SeenCall::query).doesNotContain("logs=1", "logs=true");
    assertThat(events.toString()).doesNotContain(dev.sightline.sim.fal.FalQueue.LOG_LINE);
  }

  @Test
  void stopInTheQueueCancelsForNothing() throws Exception {
    sim.queue().pace(Integer.MAX_VALUE, 0);

    stopWhen(() -> events.stream().anyMatch(Progress.class::isInstance));

    await().untilAsserted(() -> assertThat(cancels()).hasSize(1));
    assertThat(client().lateUsage(id()).costUsd()).isEqualByComparingTo("0");
    assertThat(sim.bills().bills()).isEmpty();
  }

  @Test
  void stopOfAJobThatGoesOnIsBilledLate() throws Exception {
    sim.queue().pace(0, 50);
    sim.queue().honourCancel(false);

    stopWhen(() -> events.contains(new Progress("The model is at work…")));
    await().untilAsserted(() -> assertThat(cancels()).hasSize(1));
    Usage late = client().lateUsage(id());

    assertThat(sim.bills().bills())
        .extracting(Bill::outcome)
        .containsExactly(Bill.Outcome.FINISHED);
    assertThat(late.costUsd()).isEqualByComparingTo(sim.bills().totalUsd()).isPositive();
  }

  @Test
  void stopWhileTheJobIsPutInCancelsItToo() throws Exception {
    try (Scene scene = new Scene()) {
      scene.server.enqueue(
          new MockResponse.Builder()
              .headersDelay(500, TimeUnit.MILLISECONDS)
              .body("{\"status\":\"IN_QUEUE\",\"request_id\":\"job-1\"}")
              .build());
      scene.server.enqueue(new MockResponse.Builder().code(202).build());
      FalSettings.Queue queue = new FalSettings.Queue(scene.url("/"), priority, startTimeout, null);
      FalClient client =
          scene.fal(plain ->
              new FalSettings(
                  plain.name(),
                  plain.runUrl(),
                  plain.key(),
                  plain.streamMode(),
                  plain.timeouts(),
                  FalSettings.Way.QUEUE,
                  queue));

      stop(() -> client.ask(ROUTE, VIDEO, events::add), () -> scene.server.getRequestCount() == 1);

      assertThat(events).containsExactly(new Begun("job-1"));
      assertThat(scene.server.takeRequest().getMethod()).isEqualTo("POST");
      RecordedRequest cancel = scene.server.takeRequest(5, TimeUnit.SECONDS);
      assertThat(cancel).isNotNull();
      assertThat(cancel.getMethod() + " " + cancel.getTarget())
          .isEqualTo("PUT /openrouter/router/requests/job-1/cancel");
    }
  }

  @Test
  void costOfAJobThatNobodyKnowsIsNotGuessed() throws Exception {
    assertThat(client().lateUsage("no-such-job")).isEqualTo(Usage.UNKNOWN);
    assertThat(client().lateUsage("../../else")).isEqualTo(Usage.UNKNOWN);
    assertThat(sim.queueCalls()).hasSize(1);
  }

  @Test
  void jobOfAnotherProcessIsResumed() throws Exception {
    String id = submittedElsewhere();

    assertThat(client().canResume(id)).isTrue();
    client().resume(ROUTE, id, events::add);

    assertThat(events).startsWith(new Begun(id)).last().isInstanceOf(Finish.class);
    assertThat(Scene.text(events)).isEqualTo(TEXT);
    assertThat(submits()).hasSize(1);
    assertThat(sim.bills().bills()).hasSize(1);
  }

  private String submittedElsewhere() throws IOException {
    String input = "{\"prompt\":\"" + TEXT + "\",\"model\":\"google/gemini-2.5-flash\"}";
    Request submit =
        new Request.Builder()
            .url(sim.queueUrl() + "/openrouter/router")
            .header("Authorization", "Key " + FalSim.KEY)
            .post(RequestBody.create(input, MediaType.get("application/json")))
            .build();
    try (Response response = http.client().newCall(submit).execute()) {
      assertThat(response.code()).isEqualTo(200);
    }
    return id();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void signedWordOfFalEndsTheWait(boolean isStreamed) throws Exception {
    sim.queue().streamStatus(isStreamed);
    sim.queue().tellEnds(false);
    FalWebhook taker =
        new FalWebhook(
            HttpUrl.get(sim.restUrl()), http.client(), deliveries, InstantSource.system());
    try (SimServer hook =
        new SimServer(config ->
            config.routes.post(
                "/hook",
                context ->
                    context.result(
                        taker
                            .take(context::header, ByteString.of(context.bodyAsBytes()))
                            .name())))) {
      webhook = HttpUrl.get(hook.uri() + "/hook");

      ask();

      assertThat(Scene.text(events)).isEqualTo(TEXT);
      assertThat(submits().getFirst().query()).startsWith("fal_webhook=http%3A%2F%2F127.0.0.1");
      await()
          .untilAsserted(() -> assertThat(sim.queue().webhooks().answers()).containsExactly(200));
    }
  }

  private void stopWhen(Callable<Boolean> isReached) throws Exception {
    stop(this::ask, isReached);
  }

  /// A call that is made on a thread of its own.
  @FunctionalInterface
  private interface Asking {
    void run() throws RouteDown, RouteRefused, InterruptedException;
  }

  private static void stop(Asking asking, Callable<Boolean> isReached) throws Exception {
    CompletableFuture<Throwable> outcome = new CompletableFuture<>();
    Thread asker =
        Thread.startVirtualThread(() -> {
          try {
            asking.run();
            outcome.complete(new AssertionError("it was answered"));
          } catch (InterruptedException | RouteDown | RouteRefused e) {
            outcome.complete(e);
          }
        });
    await().until(isReached);
    asker.interrupt();
    assertThat(outcome.get(5, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
  }

  private RouteDown down() {
    return catchThrowableOfType(RouteDown.class, this::ask);
  }

  private void ask() throws RouteDown, RouteRefused, InterruptedException {
    client().ask(ROUTE, VIDEO, events::add);
  }

  private FalClient client() {
    FalSettings settings =
        new FalSettings(
            "fal",
            HttpUrl.get(sim.runUrl()),
            FalSim.KEY,
            FalSettings.StreamMode.AUTO,
            RouteTimeouts.DEFAULT,
            FalSettings.Way.AUTO,
            new FalSettings.Queue(HttpUrl.get(sim.queueUrl()), priority, startTimeout, webhook));
    return new FalClient(settings, http.client(), pauses::add, InstantSource.system(), deliveries);
  }

  private String id() {
    return sim.queue().ids().getFirst();
  }

  private Usage usage() {
    Bill bill = sim.bills().last();
    return new Usage(
        bill.charge().promptTokens(),
        bill.charge().completionTokens(),
        new BigDecimal(bill.charge().costUsd().toPlainString()));
  }

  private List<SeenCall> submits() {
    return sim.queueCalls().stream().filter(call -> call.method().equals("POST")).toList();
  }

  private List<SeenCall> cancels() {
    return sim.queueCalls().stream().filter(call -> call.method().equals("PUT")).toList();
  }

  /// What was called, without what all calls have in common.
  private List<String> paths() {
    return sim.queueCalls().stream()
        .map(call ->
            call.method().equals("POST")
                ? "POST"
                : call.method()
                    + " "
                    + (call.path().endsWith(id())
                        ? "result"
                        : call.path().substring(call.path().indexOf(id()) + id().length() + 1)))
        .toList();
  }
}
