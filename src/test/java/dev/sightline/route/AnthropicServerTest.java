package dev.sightline.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.sightline.failure.AskFailure;
import dev.sightline.failure.Finding;
import dev.sightline.failure.RouteDown;
import dev.sightline.failure.RouteRefused;
import dev.sightline.http.HttpStack;
import dev.sightline.media.MediaKind;
import dev.sightline.media.MediaRef;
import dev.sightline.route.AnswerEvent.Ending;
import dev.sightline.route.AnswerEvent.Finish;
import dev.sightline.route.AnswerEvent.Spent;
import dev.sightline.sim.chat.ChatProfile;
import dev.sightline.sim.chat.ChatSim;
import dev.sightline.sim.model.Bill;
import dev.sightline.sim.model.Fault;
import dev.sightline.sim.model.Gate;
import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.model.Pictures;
import dev.sightline.sim.model.ScriptedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The client against the base of Anthropic's shape that FluxRouter has, over real sockets.
class AnthropicServerTest {
  private static final String MODEL = "flux-pinned-claude-sonnet";
  private static final String TEXT =
      "Grüße an alle 👋, und ein längerer Satz, damit es etwas zu lesen gibt.";

  @TempDir Path directory;
  private final HttpStack http = new HttpStack();
  private final ChatSim sim = new ChatSim(ChatProfile.FLUX);
  private final List<Duration> pauses = new CopyOnWriteArrayList<>();
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
  @EnumSource(
      value = AuthScheme.class,
      names = {"X_API_KEY", "BEARER"})
  void answerArrivesWholeWithTheCountOfItsBill(AuthScheme scheme) throws Exception {
    client(scheme, ChatSim.KEY).ask(route(MODEL, null), Scene.prompt(TEXT), events::add);

    Bill bill = sim.bills().last();
    assertThat(text()).isEqualTo(TEXT);
    assertThat(events.subList(events.size() - 2, events.size()))
        .containsExactly(
            new Spent(
                new Usage(bill.charge().promptTokens(), bill.charge().completionTokens(), null)),
            new Finish("claude-sonnet", Ending.COMPLETE));
    assertThat(bill.outcome()).isEqualTo(Bill.Outcome.FINISHED);
  }

  @Test
  void pictureArrivesByteForByte() throws Exception {
    ask(Scene.prompt("what?", picture()));

    assertThat(sim.bills().last().ask().media().getFirst().bytes()).isEqualTo(Pictures.PNG);
  }

  @Test
  void linkOfAPictureArrivesAsALink() throws Exception {
    ask(Scene.prompt("what?", Scene.remote(MediaKind.IMAGE, "https://example.org/a.png")));

    assertThat(sim.bills().last().ask().media().getFirst().url())
        .isEqualTo("https://example.org/a.png");
  }

  @Test
  void earlierTurnsArriveInOrder() throws Exception {
    ask(
        new Prompt(
            "Be brief.",
            List.of(
                new Turn(Turn.Role.PERSON, "what is it?", List.of(picture())),
                new Turn(Turn.Role.MODEL, "A cat.", List.of())),
            "which breed?",
            List.of()));

    assertThat(
            sim.bills().last().ask().turns().stream().map(turn -> turn.role() + ":" + turn.text()))
        .containsExactly(
            "system:Be brief.", "user:what is it?", "assistant:A cat.", "user:which breed?");
    assertThat(sim.bills().last().ask().media()).hasSize(1);
  }

  @Test
  void answerAtTheLimitOfTheRouteEndsThereAndSaysSo() throws Exception {
    client(AuthScheme.BEARER, ChatSim.KEY).ask(route(MODEL, 3), Scene.prompt(TEXT), events::add);

    assertThat(TEXT).startsWith(text()).hasSizeGreaterThan(text().length());
    assertThat(events).last().isEqualTo(new Finish("claude-sonnet", Ending.LENGTH));
  }

  @Test
  void refusalIsSaidAsTheFiltersWork() throws Exception {
    sim.answerWith(asked -> ModelAnswer.of("I").finishing("content_filter"));

    ask(Scene.prompt("hi"));

    assertThat(events).last().isEqualTo(new Finish("claude-sonnet", Ending.FILTERED));
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

  @ParameterizedTest
  @MethodSource("cuts")
  void cutAnywhereKeepsWhatWasSaid(Fault cut) {
    sim.faults().next(cut);

    RouteDown failure = (RouteDown) failure(Scene.prompt(TEXT));

    assertThat(failure.reason()).isEqualTo(RouteDown.Reason.CUT);
    assertThat(failure.note().requestId()).isEqualTo(sim.bills().last().requestId());
    assertThat(TEXT).startsWith(text());
  }

  static Stream<Fault> cuts() {
    return Stream.of(
        new Fault.CutInEvent(4),
        new Fault.CutInCharacter(0),
        new Fault.CutBeforeFinish(),
        Fault.Quirk.NO_FINISH);
  }

  @Test
  void overloadBeforeTheFirstTextSpendsNothing() {
    sim.faults().next(new Fault.ErrorInStream(0, 529, "Overloaded"));

    RouteDown failure = (RouteDown) failure(Scene.prompt(TEXT));

    assertThat(failure.reason()).isEqualTo(RouteDown.Reason.OVERLOADED);
    assertThat(failure.note().requestId()).isEqualTo(sim.bills().last().requestId());
    assertThat(events).isEmpty();
  }

  @Test
  void overloadInTheMiddleKeepsWhatWasSaid() {
    sim.answerWith(asked -> ModelAnswer.of(TEXT).using(20, 7));
    sim.faults().next(new Fault.ErrorInStream(4, 529, "Overloaded"));

    RouteDown failure = (RouteDown) failure(Scene.prompt(TEXT));

    assertThat(failure.reason()).isEqualTo(RouteDown.Reason.OVERLOADED);
    assertThat(text()).isNotEmpty();
    assertThat(events).last().isEqualTo(new Spent(new Usage(20, -1, null)));
  }

  @Test
  void errorWithStatusOkIsAFailure() {
    sim.faults().next(new Fault.ErrorIn200("model crashed"));

    assertThat(failure(Scene.prompt("hi")))
        .isInstanceOf(RouteDown.class)
        .hasMessageContaining("model crashed");
  }

  @Test
  void shortWaitThatTheServerNamesIsWaitedFor() throws Exception {
    sim.faults().next(Fault.status(429).with("retry-after", "2"));

    ask(Scene.prompt(TEXT));

    assertThat(pauses).containsExactly(Duration.ofSeconds(2));
    assertThat(text()).isEqualTo(TEXT);
  }

  @Test
  void longWaitThatTheServerNamesIsTold() {
    sim.faults().next(Fault.status(429).with("retry-after", "120"));

    RouteDown failure = (RouteDown) failure(Scene.prompt(TEXT));

    assertThat(failure.reason()).isEqualTo(RouteDown.Reason.OVERLOADED);
    assertThat(failure.retryAfter()).isEqualTo(Duration.ofMinutes(2));
  }

  @Test
  void overloadIsNotAskedAgainByItself() {
    sim.faults().next(Fault.status(529));

    assertThat(((RouteDown) failure(Scene.prompt(TEXT))).reason())
        .isEqualTo(RouteDown.Reason.OVERLOADED);
    assertThat(sim.calls()).hasSize(1);
  }

  @Test
  void wrongKeyAndEmptyAccountAreToldApart() {
    RouteRefused wrong =
        catchThrowableOfType(
            RouteRefused.class,
            () ->
                client(AuthScheme.X_API_KEY, "wrong")
                    .ask(route(MODEL, null), Scene.prompt("hi"), events::add));
    sim.provider().empty(ChatSim.KEY);
    RouteRefused empty = (RouteRefused) failure(Scene.prompt("hi"));

    assertThat(wrong.reason()).isEqualTo(RouteRefused.Reason.WRONG_KEY);
    assertThat(empty.reason()).isEqualTo(RouteRefused.Reason.NO_CREDIT);
  }

  @Test
  void unknownModelIsNamedAsSuch() {
    assertThat(refused("no/such", Scene.prompt("hi")).reason())
        .isEqualTo(RouteRefused.Reason.UNKNOWN_MODEL);
  }

  @Test
  void blindModelIsNamedAsSuch() throws IOException {
    assertThat(refused("flux-pinned-deepseek-v4", Scene.prompt("?", picture())).reason())
        .isEqualTo(RouteRefused.Reason.CANNOT_SEE);
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

  @Test
  void keyIsTriedForNothing() {
    Finding right = probe(ChatSim.KEY);
    Finding wrong = probe("wrong");

    assertThat(right.health()).isEqualTo(Finding.Health.WORKS);
    assertThat(wrong.health()).isEqualTo(Finding.Health.BROKEN);
    assertThat(wrong.sentence()).contains("does not accept the key");
    assertThat(sim.bills().bills()).isEmpty();
  }

  @Test
  void keyOfAServerThatListsNoModelsIsSaidToBeUnknown() {
    AnthropicSettings elsewhere =
        settings(HttpUrl.get(sim.anthropicUrl() + "/elsewhere"), AuthScheme.BEARER, ChatSim.KEY);

    Finding finding = new ProviderProbe(http.client()).anthropic("claude", elsewhere);

    assertThat(finding.health()).isEqualTo(Finding.Health.NOTE);
    assertThat(finding.sentence()).contains("could not be tried without paying");
  }

  @Test
  void modelsAreListed() {
    AnthropicSettings settings =
        settings(HttpUrl.get(sim.anthropicUrl()), AuthScheme.BEARER, ChatSim.KEY);

    assertThat(new ModelList(settings, http.client()).first()).contains("flux-auto");
  }

  private Finding probe(String key) {
    AnthropicSettings settings =
        settings(HttpUrl.get(sim.anthropicUrl()), AuthScheme.X_API_KEY, key);
    return new ProviderProbe(http.client()).anthropic("claude", settings);
  }

  private void ask(Prompt prompt) throws RouteDown, RouteRefused, InterruptedException {
    client(AuthScheme.BEARER, ChatSim.KEY).ask(route(MODEL, null), prompt, events::add);
  }

  private AskFailure failure(Prompt prompt) {
    return catchThrowableOfType(AskFailure.class, () -> ask(prompt));
  }

  private RouteRefused refused(String model, Prompt prompt) {
    return catchThrowableOfType(
        RouteRefused.class,
        () -> client(AuthScheme.BEARER, ChatSim.KEY).ask(route(model, null), prompt, events::add));
  }

  private AnthropicClient client(AuthScheme scheme, String key) {
    AnthropicSettings settings = settings(HttpUrl.get(sim.anthropicUrl()), scheme, key);
    return new AnthropicClient(settings, http.client(), pauses::add, InstantSource.system());
  }

  private static AnthropicSettings settings(HttpUrl url, AuthScheme scheme, String key) {
    return new AnthropicSettings("claude", url, key, scheme, 8_192, RouteTimeouts.DEFAULT);
  }

  private static ModelRoute route(String model, @Nullable Integer most) {
    return new ModelRoute(
        "r",
        "claude",
        model,
        Set.of(),
        Scene.rules(2, 0),
        new Parameters("", null, most, null, null));
  }

  private MediaRef.Inline picture() throws IOException {
    return Scene.inline(MediaKind.IMAGE, "image/png", directory, Pictures.PNG.toByteArray());
  }

  private String text() {
    return String.join("", Scene.texts(events));
  }
}
