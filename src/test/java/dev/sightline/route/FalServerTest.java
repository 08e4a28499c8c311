package dev.sightline.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.sightline.failure.RouteDown;
import dev.sightline.failure.RouteRefused;
import dev.sightline.http.HttpStack;
import dev.sightline.media.MediaKind;
import dev.sightline.route.AnswerEvent.Spent;
import dev.sightline.sim.fal.FalSim;
import dev.sightline.sim.model.Bill;
import dev.sightline.sim.model.Fault;
import dev.sightline.sim.model.Gate;
import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.model.Pictures;
import dev.sightline.sim.model.ScriptedModel;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The client against fal's router, over real sockets.
class FalServerTest {
  private static final String TEXT =
      "Grüße an alle 👋, und ein längerer Satz, damit es etwas zu lesen gibt, ha, haha.";

  @TempDir Path directory;
  private final FalSim sim = new FalSim();
  private final HttpStack http = new HttpStack();
  private final List<AnswerEvent> events = new CopyOnWriteArrayList<>();

  @BeforeEach
  void echo() {
    sim.answerWith(ScriptedModel.echo());
  }

  @AfterEach
  void close() {
    http.close();
    sim.close();
  }

  @ParameterizedTest
  @EnumSource
  void answerArrivesWholeInEveryMode(FalSim.StreamMode mode) throws Exception {
    sim.streamAs(mode);

    ask(Scene.prompt(TEXT));

    assertThat(text()).isEqualTo(TEXT);
    assertThat(events).last().isInstanceOf(AnswerEvent.Finish.class);
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"NO_FINISH"})
  void odditiesOfAStreamAreNoFailures(Fault.Quirk quirk) throws Exception {
    sim.faults().next(quirk);

    ask(Scene.prompt(TEXT));

    assertThat(text()).isEqualTo(TEXT);
  }

  @Test
  void answerWithoutItsLastEventIsACut() {
    sim.faults().next(Fault.Quirk.NO_FINISH);

    RouteDown failure = catchThrowableOfType(RouteDown.class, () -> ask(Scene.prompt(TEXT)));

    assertThat(failure.reason()).isEqualTo(RouteDown.Reason.CUT);
    assertThat(text()).isEqualTo(TEXT);
  }

  @Test
  void answerArrivesInOnePieceWhereTheConfigurationWantsIt() throws Exception {
    FalSettings settings =
        new FalSettings(
            "fal",
            HttpUrl.get(sim.runUrl()),
            FalSim.KEY,
            FalSettings.StreamMode.AUTO,
            RouteTimeouts.DEFAULT,
            FalSettings.Way.RUN,
            null);

    new FalClient(settings, http.client(), pause -> {}, InstantSource.system())
        .ask(route("google/gemini-2.5-flash"), Scene.prompt(TEXT), events::add);

    assertThat(Scene.texts(events)).containsExactly(TEXT);
    assertThat(sim.bills().last().path()).isEqualTo("/openrouter/router");
    assertThat(cost()).isEqualByComparingTo(sim.bills().totalUsd());
  }

  @Test
  void costIsTheBillToTheNanoDollar() throws Exception {
    sim.answerWith(asked -> ModelAnswer.of("fine").costing("0.000579501"));

    ask(Scene.prompt("hi"));

    assertThat(cost())
        .isEqualByComparingTo("0.000579501")
        .isEqualByComparingTo(sim.bills().totalUsd());
  }

  @Test
  void pictureArrivesByteForByteAtTheVisionEndpoint() throws Exception {
    ask(
        Scene.prompt(
            "what?",
            Scene.inline(MediaKind.IMAGE, "image/png", directory, Pictures.PNG.toByteArray())));

    Bill bill = sim.bills().last();
    assertThat(bill.path()).isEqualTo("/openrouter/router/vision/stream");
    assertThat(bill.ask().media().getFirst().bytes()).isEqualTo(Pictures.PNG);
  }

  @Test
  void videoLinkArrivesAtTheVideoEndpoint() throws Exception {
    ask(
        Scene.prompt(
            "what?",
            Scene.remote(MediaKind.YOUTUBE, "https://www.youtube.com/watch?v=dQw4w9WgXcQ")));

    assertThat(sim.bills().last().path()).isEqualTo("/openrouter/router/video/stream");
  }

  @ParameterizedTest
  @EnumSource
  void blindModelIsNamedAsSuch(FalSim.UpstreamErrors shape) throws Exception {
    sim.showUpstreamErrorsAs(shape);
    Prompt prompt =
        Scene.prompt(
            "what?",
            Scene.inline(MediaKind.IMAGE, "image/png", directory, Pictures.PNG.toByteArray()));

    assertThat(refused("openai/gpt-oss-120b", prompt).reason())
        .isEqualTo(RouteRefused.Reason.CANNOT_SEE);
  }

  @ParameterizedTest
  @EnumSource
  void unknownModelIsNamedAsSuch(FalSim.UpstreamErrors shape) {
    sim.showUpstreamErrorsAs(shape);

    RouteRefused failure = refused("no/such", Scene.prompt("hi"));

    assertThat(failure.reason()).isEqualTo(RouteRefused.Reason.UNKNOWN_MODEL);
    assertThat(failure.note().requestId()).isNotBlank();
  }

  @Test
  void emptyAccountIsNamedAsSuch() {
    sim.provider().empty(FalSim.KEY);

    assertThat(refused("google/gemini-2.5-flash", Scene.prompt("hi")).reason())
        .isEqualTo(RouteRefused.Reason.NO_CREDIT);
  }

  @Test
  void errorInTheStreamKeepsWhatWasSaid() {
    sim.faults().next(new Fault.ErrorInStream(2, 502, "upstream died"));

    RouteDown failure = catchThrowableOfType(RouteDown.class, () -> ask(Scene.prompt(TEXT)));

    assertThat(failure.reason()).isEqualTo(RouteDown.Reason.PROVIDER_ERROR);
    assertThat(failure.note().message()).isEqualTo("upstream died");
    assertThat(TEXT).startsWith(text());
  }

  @Test
  void ingressPageIsAProviderError() {
    sim.faults().next(new Fault.Ingress(502));

    RouteDown failure = catchThrowableOfType(RouteDown.class, () -> ask(Scene.prompt(TEXT)));

    assertThat(failure.note().message()).isEqualTo("502 Bad Gateway");
    assertThat(failure.note().requestId()).isNull();
  }

  @Test
  void stoppingHangsUpAtTheProvider() throws Exception {
    Gate gate = new Gate();
    sim.answerWith(asked -> ModelAnswer.of(TEXT).holdingAfter(2, gate));
    CompletableFuture<Throwable> outcome = new CompletableFuture<>();

    Thread asker =
        Thread.startVirtualThread(() -> {
          try {
            ask(Scene.prompt("hi"));
          } catch (InterruptedException | RouteDown | RouteRefused e) {
            outcome.complete(e);
          }
        });
    assertThat(gate.awaitReached(Duration.ofSeconds(5))).isTrue();
    await().until(() -> !text().isEmpty());
    asker.interrupt();

    assertThat(outcome.get(5, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    await().until(() -> sim.bills().last().outcome() == Bill.Outcome.ABANDONED);
  }

  private RouteRefused refused(String model, Prompt prompt) {
    return catchThrowableOfType(RouteRefused.class, () -> ask(model, prompt));
  }

  private void ask(Prompt prompt) throws RouteDown, RouteRefused, InterruptedException {
    ask("google/gemini-2.5-flash", prompt);
  }

  private void ask(String model, Prompt prompt)
      throws RouteDown, RouteRefused, InterruptedException {
    FalSettings settings = FalSettings.of("fal", HttpUrl.get(sim.runUrl()), FalSim.KEY);
    new FalClient(settings, http.client(), pause -> {}, InstantSource.system())
        .ask(route(model), prompt, events::add);
  }

  private static ModelRoute route(String model) {
    return new ModelRoute("fal", "fal", model, Set.of(), Scene.rules(4, 1), Parameters.NONE);
  }

  private String text() {
    return Scene.text(events);
  }

  private BigDecimal cost() {
    return events.stream()
        .filter(Spent.class::isInstance)
        .map(event -> ((Spent) event).usage().costUsd())
        .findFirst()
        .orElseThrow();
  }
}
