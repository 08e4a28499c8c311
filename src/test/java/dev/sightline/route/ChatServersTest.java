package dev.sightline.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.sightline.failure.AskFailure;
import dev.sightline.failure.RouteDown;
import dev.sightline.failure.RouteRefused;
import dev.sightline.http.HttpStack;
import dev.sightline.media.MediaKind;
import dev.sightline.media.MediaRef;
import dev.sightline.route.AnswerEvent.Begun;
import dev.sightline.route.AnswerEvent.Spent;
import dev.sightline.route.OpenAiSettings.ImageTransport;
import dev.sightline.route.OpenAiSettings.MaxTokensField;
import dev.sightline.route.OpenAiSettings.VideoPart;
import dev.sightline.sim.chat.ChatProfile;
import dev.sightline.sim.chat.ChatSim;
import dev.sightline.sim.model.Bill;
import dev.sightline.sim.model.Fault;
import dev.sightline.sim.model.Gate;
import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.model.Pictures;
import dev.sightline.sim.model.ScriptedModel;
import dev.sightline.sim.model.SimModel;
import java.io.IOException;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The client against every server that it is meant for, over real sockets.
class ChatServersTest {
  private static final String TEXT =
      "Grüße an alle 👋, und ein längerer Satz, damit es etwas zu lesen gibt.";

  @TempDir Path directory;
  private final HttpStack http = new HttpStack();
  private final List<AnswerEvent> events = new CopyOnWriteArrayList<>();
  private @Nullable ChatSim open;

  @AfterEach
  void close() {
    http.close();
    if (open != null) {
      open.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void answerArrivesWhole(ChatProfile profile) throws Exception {
    ChatSim sim = sim(profile);

    ask(profile, sim, Scene.prompt(TEXT));

    assertThat(text()).isEqualTo(TEXT);
    assertThat(events).last().isInstanceOf(AnswerEvent.Finish.class);
    assertThat(sim.bills().last().outcome()).isEqualTo(Bill.Outcome.FINISHED);
  }

  @ParameterizedTest
  @EnumSource
  void pictureArrivesByteForByte(ChatProfile profile) throws Exception {
    ChatSim sim = sim(profile);

    ask(profile, sim, Scene.prompt("what?", picture()));

    assertThat(sim.bills().last().ask().media()).hasSize(1);
    assertThat(sim.bills().last().ask().media().getFirst().bytes()).isEqualTo(Pictures.PNG);
  }

  @ParameterizedTest
  @EnumSource
  void earlierTurnsArriveInOrder(ChatProfile profile) throws Exception {
    ChatSim sim = sim(profile);
    Prompt prompt =
        new Prompt(
            "Be brief.",
            List.of(
                new Turn(Turn.Role.PERSON, "what is it?", List.of(picture())),
                new Turn(Turn.Role.MODEL, "A cat.", List.of())),
            "which breed?",
            List.of());

    ask(profile, sim, prompt);

    assertThat(
            sim.bills().last().ask().turns().stream().map(turn -> turn.role() + ":" + turn.text()))
        .containsExactly(
            "system:Be brief.", "user:what is it?", "assistant:A cat.", "user:which breed?");
    assertThat(sim.bills().last().ask().media()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"OPENROUTER", "FLUX", "FAL_OPENAI"})
  void costIsTheBillToTheNanoDollar(ChatProfile profile) throws Exception {
    ChatSim sim = sim(profile);
    sim.answerWith(asked -> ModelAnswer.of("fine").costing("0.000000001"));

    ask(profile, sim, Scene.prompt("hi"));

    assertThat(cost()).isEqualByComparingTo(sim.bills().totalUsd());
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"NO_FINISH"})
  void odditiesOfAStreamAreNoFailures(Fault.Quirk quirk) throws Exception {
    ChatSim sim = sim(ChatProfile.OPENROUTER);
    sim.faults().next(quirk);

    ask(ChatProfile.OPENROUTER, sim, Scene.prompt(TEXT));

    assertThat(text()).isEqualTo(TEXT);
  }

  @Test
  void cutAnywhereKeepsWhatWasSaid() throws IOException {
    for (Fault fault :
        List.of(
            new Fault.CutInEvent(2), new Fault.CutInCharacter(0), new Fault.CutBeforeFinish())) {
      ChatSim sim = sim(ChatProfile.OPENROUTER);
      sim.faults().next(fault);
      events.clear();

      AskFailure failure =
          failure(ChatProfile.OPENROUTER, sim, Scene.prompt("x".repeat(64) + TEXT));

      assertThat(((RouteDown) failure).reason()).as("%s", fault).isEqualTo(RouteDown.Reason.CUT);
      assertThat("x".repeat(64) + TEXT).startsWith(text());
    }
  }

  @ParameterizedTest
  @EnumSource
  void errorInTheStreamIsAProviderError(ChatProfile profile) throws IOException {
    ChatSim sim = sim(profile);
    sim.faults().next(new Fault.ErrorInStream(2, 502, "upstream died"));

    RouteDown failure = (RouteDown) failure(profile, sim, Scene.prompt(TEXT));

    assertThat(failure.reason()).isEqualTo(RouteDown.Reason.PROVIDER_ERROR);
    assertThat(failure.note().message()).contains("upstream died");
  }

  @ParameterizedTest
  @EnumSource
  void errorWithStatusOkIsAFailure(ChatProfile profile) throws IOException {
    ChatSim sim = sim(profile);
    sim.faults().next(new Fault.ErrorIn200("model crashed"));

    AskFailure failure = failure(profile, sim, Scene.prompt("hi"));

    assertThat(failure).isInstanceOf(RouteDown.class).hasMessageContaining("model crashed");
  }

  @ParameterizedTest
  @EnumSource(names = {"OPENAI", "OPENROUTER", "FAL_OPENAI", "MYROUTER"})
  void unknownModelIsNamedAsSuch(ChatProfile profile) throws IOException {
    ChatSim sim = sim(profile);

    RouteRefused failure =
        catchThrowableOfType(
            RouteRefused.class,
            () ->
                client(profile, sim, ChatSim.KEY)
                    .ask(route("no/such"), Scene.prompt("hi"), events::add));

    assertThat(failure.reason()).isEqualTo(RouteRefused.Reason.UNKNOWN_MODEL);
  }

  @ParameterizedTest
  @EnumSource(names = {"OPENAI", "OPENROUTER", "FAL_OPENAI", "MYROUTER", "LLAMA_CPP", "VLLM"})
  void blindModelIsNamedAsSuch(ChatProfile profile) throws IOException {
    ChatSim sim = sim(profile);
    String blind =
        sim.provider().models().stream()
            .filter(model -> model.inputs().equals(Set.of("text")))
            .findFirst()
            .map(SimModel::id)
            .orElse("");
    if (blind.isEmpty()) {
      sim.provider().offer(SimModel.of("blind", "text"));
      blind = "blind";
    }
    ModelRoute route = route(blind);
    Prompt prompt = Scene.prompt("what?", picture());

    RouteRefused failure =
        catchThrowableOfType(
            RouteRefused.class,
            () -> client(profile, sim, ChatSim.KEY).ask(route, prompt, events::add));

    assertThat(failure.reason()).isEqualTo(RouteRefused.Reason.CANNOT_SEE);
  }

  @ParameterizedTest
  @EnumSource(names = {"OPENAI", "OPENROUTER", "FAL_OPENAI", "FLUX", "MYROUTER"})
  void wrongKeyAndEmptyAccountAreToldApart(ChatProfile profile) throws IOException {
    ChatSim sim = sim(profile);

    RouteRefused wrong =
        catchThrowableOfType(
            RouteRefused.class,
            () -> client(profile, sim, "wrong").ask(route(sim), Scene.prompt("hi"), events::add));
    sim.provider().empty(ChatSim.KEY);
    RouteRefused empty = (RouteRefused) failure(profile, sim, Scene.prompt("hi"));

    assertThat(wrong.reason()).isEqualTo(RouteRefused.Reason.WRONG_KEY);
    assertThat(empty.reason()).isEqualTo(RouteRefused.Reason.NO_CREDIT);
    assertThat(empty.note().message()).doesNotContain("{");
  }

  @Test
  void stoppingHangsUpAtTheProvider() throws Exception {
    ChatProfile profile = ChatProfile.OPENROUTER;
    ChatSim sim = sim(profile);
    Gate gate = new Gate();
    sim.answerWith(asked -> ModelAnswer.of(TEXT).holdingAfter(2, gate));
    CompletableFuture<Throwable> outcome = new CompletableFuture<>();

    Thread asker =
        Thread.startVirtualThread(() -> {
          try {
            ask(profile, sim, Scene.prompt("hi"));
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
  void stoppedBeforeTheHeadersIsStillNamed() throws Exception {
    ChatProfile profile = ChatProfile.OPENROUTER;
    ChatSim sim = sim(profile);
    sim.answerWith(
        asked -> ModelAnswer.of(TEXT).failing(new Fault.LateFirstByte(Duration.ofMillis(300))));
    CompletableFuture<Throwable> outcome = new CompletableFuture<>();

    Thread asker =
        Thread.startVirtualThread(() -> {
          try {
            ask(profile, sim, Scene.prompt("hi"));
          } catch (InterruptedException | RouteDown | RouteRefused e) {
            outcome.complete(e);
          }
        });
    await().until(() -> !sim.bills().bills().isEmpty());
    asker.interrupt();

    assertThat(outcome.get(5, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    assertThat(events).singleElement().isInstanceOf(Begun.class);
    await().until(() -> sim.bills().last().outcome() == Bill.Outcome.ABANDONED);
  }

  private ChatSim sim(ChatProfile profile) {
    if (open != null) {
      open.close();
    }
    ChatSim sim = new ChatSim(profile);
    sim.answerWith(ScriptedModel.echo());
    open = sim;
    return sim;
  }

  private void ask(ChatProfile profile, ChatSim sim, Prompt prompt)
      throws RouteDown, RouteRefused, InterruptedException {
    client(profile, sim, ChatSim.KEY).ask(route(sim), prompt, events::add);
  }

  private AskFailure failure(ChatProfile profile, ChatSim sim, Prompt prompt) {
    return catchThrowableOfType(AskFailure.class, () -> ask(profile, sim, prompt));
  }

  private OpenAiClient client(ChatProfile profile, ChatSim sim, String key) {
    OpenAiSettings settings =
        new OpenAiSettings(
            profile.name(),
            HttpUrl.get(sim.baseUrl()),
            key,
            profile == ChatProfile.FAL_OPENAI ? AuthScheme.KEY : AuthScheme.BEARER,
            ImageTransport.URL,
            true,
            VideoPart.NONE,
            MaxTokensField.MAX_TOKENS,
            OpenAiSettings.ReasoningField.NONE,
            true,
            RouteTimeouts.DEFAULT);
    return new OpenAiClient(settings, http.client(), pause -> {}, InstantSource.system());
  }

  /// The first model that sees.
  private static ModelRoute route(ChatSim sim) {
    return route(
        sim.provider().models().stream()
            .filter(model -> model.inputs().contains("image"))
            .findFirst()
            .orElseThrow()
            .id());
  }

  private static ModelRoute route(String model) {
    return new ModelRoute("r", "p", model, Set.of(), Scene.rules(2, 1), Parameters.NONE);
  }

  private MediaRef.Inline picture() throws IOException {
    return Scene.inline(MediaKind.IMAGE, "image/png", directory, Pictures.PNG.toByteArray());
  }

  private String text() {
    return String.join("", Scene.texts(events));
  }

  private @Nullable BigDecimal cost() {
    for (AnswerEvent event : events) {
      if (event instanceof Spent(Usage usage)) {
        return usage.costUsd();
      }
    }
    return null;
  }
}
