package dev.sightline.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.bot.ProviderFault.Server;
import dev.sightline.sim.chat.ChatProfile;
import dev.sightline.sim.chat.ChatSim;
import dev.sightline.sim.fal.FalSim;
import dev.sightline.sim.model.Bill;
import dev.sightline.sim.model.Fault;
import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.model.SimProvider;
import dev.sightline.sim.slack.SimMessage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What goes wrong with providers, as the person who asked and the operator see it: rows of
/// docs/faults.md. Text goes to OpenRouter, a link to fal, a picture to LM Studio.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProviderFaultsIT {
  private static final String SECRET = "the secret of ";
  private static final String[] PIECES = {"A cat 🐈 sits", " on a mât", " and looks", " away."};
  private static final String ANSWER = String.join("", PIECES);

  @TempDir static Path folder;

  private final ChatSim pictures = new ChatSim(ChatProfile.LM_STUDIO);
  private final OperatorLog log = new OperatorLog();
  private BotWorld world;

  @BeforeAll
  void start() throws Exception {
    String local =
        "{ kind: openai, base-url: \"%s\", auth-scheme: none, image-transport: base64, free: true }"
            .formatted(pictures.baseUrl());
    world =
        BotWorld.withARouteEach(folder, local, "limits: { answer-seconds: 6, fall-over: false }\n");
    for (Server server : Server.values()) {
      provider(server).answerWith(ask -> ModelAnswer.ofPieces(PIECES));
    }
  }

  @AfterAll
  void stop() throws Exception {
    world.stop();
    pictures.close();
    log.close();
  }

  @AfterEach
  void nobodyReadsASecretOrAQuestion() {
    world.settle();
    assertThat(log.lines())
        .noneMatch(line -> line.contains(SECRET))
        .noneMatch(line -> line.contains(FalSim.KEY))
        .noneMatch(line -> line.contains(ChatSim.KEY))
        .noneMatch(line -> line.contains(world.slack.botToken()));
  }

  @ParameterizedTest
  @EnumSource(ProviderFault.class)
  void faultBeforeTheFirstTextIsSaidAndCostsNothing(ProviderFault fault) throws Exception {
    provider(fault.server).faults().next(fault.fault());

    SimMessage question = ask(fault.server, fault.name());

    eventually(() -> assertThat(answer(question)).isEqualTo(fault.sentence));
    world.settle();
    assertThat(labels(question)).contains("Again");
    assertThat(log.lines())
        .anyMatch(
            line -> line.startsWith("WARN ask ") && line.contains(" failed: " + fault.logged));
    assertThat(world.spentBy(question.userId())).isZero();
    assertThat(bills(question)).allMatch(bill -> bill.outcome() == Bill.Outcome.FAILED);
  }

  @Test
  void waitThatIsShortIsWaitedFor() throws Exception {
    Fault.Status busy =
        Fault.status(429)
            .with("Retry-After", "1")
            .with("x-fal-request-id", "SOON")
            .with("X-Generation-Id", "SOON")
            .with("x-request-id", "SOON");

    Map<Server, SimMessage> questions = askAll("SOON", busy);

    questions.forEach(this::answeredWhole);
    for (Server server : Server.values()) {
      assertThat(log.lines())
          .anyMatch(line ->
              line.startsWith("WARN asked again in PT1S: OVERLOADED: server=" + server.shown)
                  && line.contains(" status=429 request-id=SOON message="));
    }
  }

  @ParameterizedTest
  @EnumSource(Oddity.class)
  void oddityOfAStreamGoesUnnoticed(Oddity oddity) throws Exception {
    Map<Server, SimMessage> questions = askAll("ODD_" + oddity, oddity.fault);

    questions.forEach(this::answeredWhole);
  }

  /// What a stream may do and still bring its answer.
  @SuppressWarnings("ImmutableEnumChecker") // faults are records of values
  enum Oddity {
    CRLF(Fault.Quirk.CRLF),
    COMMENTS(Fault.Quirk.COMMENTS),
    MULTI_LINE_DATA(Fault.Quirk.MULTI_LINE_DATA),
    NO_DONE(Fault.Quirk.NO_DONE),
    BYTE_BY_BYTE(Fault.Quirk.BYTE_BY_BYTE),
    SLOW_HEADERS(new Fault.LateHeaders(Duration.ofMillis(300))),
    SLOW_FIRST_BYTE(new Fault.LateFirstByte(Duration.ofMillis(300)));

    private final Fault fault;

    Oddity(Fault fault) {
      this.fault = fault;
    }
  }

  @Test
  void usageBesideAChoiceAndUsageWithoutOneAreRead() throws Exception {
    // OpenRouter repeats the choice in the chunk with the usage, LM Studio sends none there.
    Map<Server, SimMessage> questions = askAll("USAGE");

    questions.forEach((server, question) -> {
      Bill bill = answeredWhole(server, question);
      assertThat(answer(question))
          .contains(String.format(Locale.ROOT, " · %,d tokens · ", bill.charge().totalTokens()));
    });
  }

  @Test
  void answerWithoutUsageIsEstimatedAndSaysSo() throws Exception {
    provider(Server.FAL).faults().next(Fault.Quirk.NO_USAGE);

    SimMessage question = ask(Server.FAL, "NO_USAGE");

    eventually(() -> assertThat(answer(question)).startsWith(ANSWER + "\n").contains(" · est. $"));
    world.settle();
    assertThat(world.spentBy(question.userId())).isPositive();
  }

  @Test
  void answerWithoutUsageIsCorrectedWhereTheProviderTellsLater() throws Exception {
    provider(Server.OPENROUTER).faults().next(Fault.Quirk.NO_USAGE);

    SimMessage question = ask(Server.OPENROUTER, "TOLD_LATER");

    eventually(() -> assertThat(answer(question)).startsWith(ANSWER + "\n").contains(" · est. $"));
    billed(question);
  }

  @ParameterizedTest
  @EnumSource(Break.class)
  void answerThatBreaksKeepsItsTextSaysSoAndIsPaidFor(Break broken) throws Exception {
    Map<Server, SimMessage> questions = askAll("BREAK_" + broken, broken.fault);

    questions.forEach((server, question) -> {
      eventually(() ->
          assertThat(answer(question))
              .startsWith(PIECES[0])
              .contains("\n" + broken.sentence.formatted(server.shown) + "\n")
              .containsPattern(" · (est\\. \\$|free)"));
      world.settle();
      assertThat(labels(question)).contains("Again", "Continue");
      assertThat(log.lines())
          .anyMatch(line ->
              line.startsWith("WARN ask ")
                  && line.contains(" failed: " + broken.reason + ": server=" + server.shown)
                  && line.contains("request-id=" + bill(question).requestId())
                  && line.contains(broken.message));
    });
    billed(Objects.requireNonNull(questions.get(Server.OPENROUTER)));
  }

  /// How an answer breaks after its first text.
  @SuppressWarnings("ImmutableEnumChecker") // faults are records of values
  enum Break {
    CUT_IN_EVENT(new Fault.CutInEvent(2)),
    CUT_IN_CHARACTER(new Fault.CutInCharacter(2)),
    CUT_BEFORE_ITS_END(new Fault.CutBeforeFinish()),
    ERROR_IN_STREAM(
        new Fault.ErrorInStream(2, 502, "Upstream idle timeout exceeded"),
        "%s failed on its side. Please ask again.",
        "PROVIDER_ERROR",
        "message=Upstream idle timeout exceeded");

    private final Fault fault;
    private final String sentence;
    private final String reason;
    private final String message;

    Break(Fault cut) {
      this(cut, "The answer from %s broke off here. Please ask again.", "CUT", "message=");
    }

    Break(Fault fault, String sentence, String reason, String message) {
      this.fault = fault;
      this.sentence = sentence;
      this.reason = reason;
      this.message = message;
    }
  }

  @Test
  void silenceIsEndedAndKeepsTheText() throws Exception {
    provider(Server.FAL).faults().next(new Fault.Stall(2));
    provider(Server.OPENROUTER).faults().next(new Fault.Stall(0));

    SimMessage inTheMiddle = ask(Server.FAL, "STALL_IN_THE_MIDDLE");
    SimMessage fromTheStart = ask(Server.OPENROUTER, "STALL_FROM_THE_START");

    eventually(() ->
        assertThat(answer(inTheMiddle))
            .startsWith(
                PIECES[0] + PIECES[1] + "\nThe answer from fal broke off here. Please ask again.\n")
            .contains(" · est. $"));
    eventually(() ->
        assertThat(answer(fromTheStart))
            .isEqualTo("openrouter did not answer in time. Please ask again."));
    world.settle();
    assertThat(world.spentBy(inTheMiddle.userId())).isPositive();
    assertThat(log.lines())
        .anyMatch(line ->
            line.contains(" failed: CUT: server=fal status=200 request-id=")
                && line.contains(bill(inTheMiddle).requestId()))
        .anyMatch(line ->
            line.contains(" failed: TIMEOUT: server=openrouter status=200 request-id=gen-"));
    eventually(() -> assertThat(bill(inTheMiddle).clientLeftAt()).isNotNull());
    eventually(() -> assertThat(bill(fromTheStart).clientLeftAt()).isNotNull());
  }

  private Bill answeredWhole(Server server, SimMessage question) {
    eventually(() ->
        assertThat(answer(question))
            .startsWith(ANSWER + "\n")
            .contains(server == Server.LM_STUDIO ? " · free · " : " tokens · $"));
    world.settle();
    Bill bill = bill(question);
    assertThat(world.spentBy(question.userId())).isEqualByComparingTo(nano(bill));
    assertThat(log.lines()).noneMatch(line -> line.contains(bill.requestId()));
    return bill;
  }

  /// The ledger comes to the bill to the nano-dollar.
  private void billed(SimMessage question) {
    eventually(() ->
        assertThat(world.spentBy(question.userId())).isEqualByComparingTo(nano(bill(question))));
  }

  /// Asks every server, each with these faults.
  private Map<Server, SimMessage> askAll(String name, Fault... faults) throws Exception {
    Map<Server, SimMessage> questions = new EnumMap<>(Server.class);
    for (Server server : Server.values()) {
      provider(server).faults().next(faults);
      questions.put(server, ask(server, name + "_" + server));
    }
    return questions;
  }

  /// Asks in a channel of its own, which takes a few posts at once.
  private SimMessage ask(Server server, String name) throws Exception {
    world.slack.person("U" + name, "U" + name);
    String text = "%s %s%s.".formatted(world.slack.mention(), SECRET, name);
    return switch (server) {
      case OPENROUTER -> world.slack.channel("C" + name).post("U" + name, text);
      case FAL ->
          world
              .slack
              .channel("C" + name)
              .post("U" + name, text + " <https://youtu.be/dQw4w9WgXcQ>");
      case LM_STUDIO ->
          world
              .slack
              .channel("C" + name)
              .post(
                  "U" + name,
                  text,
                  world.slack.file("cup.png", "image/png", BotWorld.photo("coffee.png")));
    };
  }

  private String answer(SimMessage question) {
    return world.slack.ledger().answerIn(question.channelId(), question.ts());
  }

  /// What is written on all that can be pressed.
  private List<String> labels(SimMessage question) {
    return world.slack.ledger().answersIn(question.channelId(), question.ts()).stream()
        .flatMap(message -> StreamSupport.stream(message.blocks().spliterator(), false))
        .filter(block -> block.path("type").asText().endsWith("actions"))
        .flatMap(block -> block.findParents("emoji").stream())
        .map(text -> text.path("text").asText())
        .toList();
  }

  private SimProvider provider(Server server) {
    return switch (server) {
      case FAL -> world.fal.provider();
      case OPENROUTER -> world.openRouter.provider();
      case LM_STUDIO -> pictures.provider();
    };
  }

  private Bill bill(SimMessage question) {
    List<Bill> bills = bills(question);
    assertThat(bills).hasSize(1);
    return bills.getFirst();
  }

  private List<Bill> bills(SimMessage question) {
    String name = SECRET + question.userId().substring(1) + ".";
    return Stream.of(Server.values())
        .flatMap(server -> provider(server).bills().bills().stream())
        .filter(bill -> bill.ask().text().contains(name))
        .toList();
  }

  private static BigDecimal nano(Bill bill) {
    return bill.costUsd().setScale(9, RoundingMode.HALF_EVEN);
  }

  private static void eventually(ThrowingRunnable assertion) {
    Awaitility.await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .atMost(BotWorld.PATIENCE)
        .untilAsserted(assertion);
  }
}
