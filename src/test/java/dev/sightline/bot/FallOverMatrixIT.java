package dev.sightline.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.sim.chat.ChatProfile;
import dev.sightline.sim.chat.ChatSim;
import dev.sightline.sim.model.Bill;
import dev.sightline.sim.model.Fault;
import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.model.SimProvider;
import dev.sightline.sim.slack.SimMessage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every fault of docs/faults.md before the first text, and a stream that fails before it has said
/// anything, with a second route behind the one that fails. Each fault has a route of its own,
/// which has not failed before.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FallOverMatrixIT {
  private static final String ANSWER = "It is the other one's.";

  /// What is wrong with the question, another route would refuse as well.
  private static final Set<String> OF_THE_QUESTION =
      Set.of("FORBIDDEN_CONTENT", "BAD_CALL", "TOO_LONG");

  /// Of each provider that fails.
  private static final Map<String, String> MODELS =
      Map.of(
          "fal", "google/gemini-3.1-flash-lite",
          "openrouter", "google/gemini-3.1-flash-lite",
          "pictures", "qwen/qwen2.5-vl-7b",
          "claude", "flux-pinned-claude-sonnet");

  @TempDir static Path folder;

  private final ChatSim pictures = new ChatSim(ChatProfile.LM_STUDIO);
  private final ChatSim claude = new ChatSim(ChatProfile.FLUX);
  private final ChatSim second = new ChatSim(ChatProfile.OPENROUTER);
  private final OperatorLog log = new OperatorLog();
  private BotWorld world;

  /// A fault, and where it comes about.
  ///
  /// @param logged as the log has it, beginning with the reason
  record Failing(
      String name, String provider, String model, Fault fault, String sentence, String logged) {
    static Failing of(ProviderFault of) {
      String provider = of.server.shown;
      return new Failing(
          of.name(),
          provider,
          FallOverMatrixIT.model(provider),
          of.fault(),
          of.sentence,
          of.logged);
    }

    static Failing of(AnthropicFault of) {
      return new Failing(
          "CLAUDE_" + of.name(),
          "claude",
          FallOverMatrixIT.model("claude"),
          of.fault(),
          of.sentence,
          of.logged);
    }

    boolean isOfTheQuestion() {
      return OF_THE_QUESTION.contains(logged.substring(0, logged.indexOf(':')));
    }

    String route() {
      return name.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static Stream<Failing> all() {
    return Stream.of(
            Arrays.stream(ProviderFault.values()).map(Failing::of),
            Arrays.stream(AnthropicFault.values()).map(Failing::of),
            MODELS.keySet().stream().sorted().flatMap(FallOverMatrixIT::inAStream),
            Stream.of(
                new Failing(
                    "JOB_IN_THE_QUEUE",
                    "queued",
                    model("fal"),
                    Fault.status(500),
                    "",
                    "PROVIDER_ERROR: server=queued status=500")))
        .flatMap(failing -> failing);
  }

  /// A stream that has begun, and in which nothing has been said.
  private static Stream<Failing> inAStream(String provider) {
    String model = model(provider);
    String name = "_OF_" + provider.toUpperCase(Locale.ROOT);
    return Stream.of(
        new Failing(
            "CUT" + name, provider, model, new Fault.CutInEvent(0), "", "CUT: server=" + provider),
        new Failing(
            "ERROR" + name,
            provider,
            model,
            new Fault.ErrorInStream(0, 502, "Upstream failed"),
            "",
            "PROVIDER_ERROR: server=" + provider));
  }

  private static String model(String provider) {
    return Objects.requireNonNull(MODELS.get(provider), provider);
  }

  static Stream<Failing> faultsOfTheRoute() {
    return all().filter(failing -> !failing.isOfTheQuestion());
  }

  static Stream<Failing> faultsOfTheQuestion() {
    return all().filter(Failing::isOfTheQuestion);
  }

  @BeforeAll
  void start() throws Exception {
    world =
        BotWorld.withProviders(
            folder,
            """
              openrouter: { base-url: "%%1$s", key: "%%2$s" }
              queued: { kind: fal, way: queue, run-url: "%%3$s", queue-url: "%%4$s", key: "%%7$s" }
              pictures: { kind: openai, base-url: "%s", auth-scheme: none, image-transport: base64, free: true }
              claude: { kind: anthropic, base-url: "%s", key: "%%2$s" }
              second: { kind: openai, base-url: "%s", key: "%%2$s" }
            """
                .formatted(pictures.baseUrl(), claude.anthropicUrl(), second.baseUrl()),
            """
            limits: { asks-per-minute: 0 }
            routes:
              - { name: second, provider: second, model: "openai/gpt-4.1", takes: [text] }
            %schannels:
            %s\
            """
                .formatted(
                    lines("  - { name: %1$s, provider: %2$s, model: \"%3$s\", takes: [text] }\n"),
                    lines("  C%4$s: { routes: [%1$s, second] }\n")));
    second.answerWith(ask -> ModelAnswer.ofPieces("It is ", "the other ", "one's."));
  }

  private static String lines(String line) {
    return all()
        .map(failing ->
            line.formatted(failing.route(), failing.provider(), failing.model(), failing.name()))
        .collect(Collectors.joining());
  }

  @AfterAll
  void stop() throws Exception {
    world.stop();
    pictures.close();
    claude.close();
    second.close();
    log.close();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faultsOfTheRoute")
  void nextRouteAnswersOnceAndIsPaidOnce(Failing failing) throws Exception {
    provider(failing).faults().next(failing.fault());

    SimMessage question = ask(failing);

    eventually(() ->
        assertThat(answers(question))
            .singleElement()
            .asString()
            .startsWith(ANSWER + "\n")
            .containsPattern("\ngpt-4\\.1 · [\\d,]+ tokens · \\$"));
    world.settle();
    Bill bill = bills(second.provider(), failing).getFirst();
    assertThat(bills(second.provider(), failing)).hasSize(1);
    assertThat(bills(provider(failing), failing))
        .extracting(Bill::outcome)
        .isSubsetOf(Bill.Outcome.FAILED, Bill.Outcome.CUT);
    assertThat(entries(failing))
        .singleElement()
        .satisfies(
            entry -> assertThat(entry[6]).isEqualTo("second"),
            entry ->
                assertThat(new BigDecimal(entry[11]))
                    .isEqualByComparingTo(bill.costUsd().setScale(9, RoundingMode.HALF_EVEN)));
    assertThat(log.lines())
        .anyMatch(line ->
            line.startsWith("WARN ask ")
                && line.contains(
                    ": %s gives no answer: %s".formatted(failing.route(), failing.logged())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faultsOfTheQuestion")
  void whatIsWrongWithTheQuestionIsNotTakenToTheNext(Failing failing) throws Exception {
    provider(failing).faults().next(failing.fault());

    SimMessage question = ask(failing);

    eventually(() -> assertThat(answers(question)).containsExactly(failing.sentence()));
    world.settle();
    assertThat(bills(second.provider(), failing)).isEmpty();
    assertThat(entries(failing)).isEmpty();
  }

  private SimMessage ask(Failing failing) {
    world.slack.person("Uada", "Ada");
    return world
        .slack
        .channel("C" + failing.name())
        .post("Uada", "%s Whose is it, %s?".formatted(world.slack.mention(), failing.name()));
  }

  private List<String> answers(SimMessage question) {
    return world.slack.ledger().answersIn(question.channelId(), question.ts()).stream()
        .map(SimMessage::readerText)
        .toList();
  }

  private SimProvider provider(Failing failing) {
    return switch (failing.provider()) {
      case "fal", "queued" -> world.fal.provider();
      case "openrouter" -> world.openRouter.provider();
      case "pictures" -> pictures.provider();
      case "claude" -> claude.provider();
      default -> throw new IllegalArgumentException("provider: " + failing.provider());
    };
  }

  private static List<Bill> bills(SimProvider provider, Failing failing) {
    return provider.bills().bills().stream()
        .filter(bill -> bill.ask().text().contains(", " + failing.name() + "?"))
        .toList();
  }

  private List<String[]> entries(Failing failing) throws Exception {
    return world
        .csv()
        .lines()
        .map(line -> line.split(",", -1))
        .filter(entry -> entry[3].equals("C" + failing.name()))
        .toList();
  }

  private static void eventually(ThrowingRunnable assertion) {
    Awaitility.await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .atMost(BotWorld.PATIENCE)
        .untilAsserted(assertion);
  }
}
