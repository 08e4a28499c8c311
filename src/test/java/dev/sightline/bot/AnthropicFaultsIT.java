package dev.sightline.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.sim.chat.ChatProfile;
import dev.sightline.sim.chat.ChatSim;
import dev.sightline.sim.model.Bill;
import dev.sightline.sim.model.Fault;
import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.slack.SimMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What goes wrong with a server of Anthropic's shape, as the person who asked and the operator see
/// it: rows of docs/faults.md.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnthropicFaultsIT {
  private static final String SECRET = "the secret of ";
  private static final String[] PIECES = {"A cat 🐈 sits", " on a mât", " and looks", " away."};

  @TempDir static Path folder;

  private final ChatSim claude = new ChatSim(ChatProfile.FLUX);
  private final OperatorLog log = new OperatorLog();
  private BotWorld world;

  @BeforeAll
  void start() throws Exception {
    world =
        BotWorld.withAnthropic(
            folder,
            "{ kind: anthropic, base-url: \"%s\", key: \"%s\" }"
                .formatted(claude.anthropicUrl(), ChatSim.KEY));
    claude.answerWith(ask -> ModelAnswer.ofPieces(PIECES));
  }

  @AfterAll
  void stop() throws Exception {
    world.stop();
    claude.close();
    log.close();
  }

  @AfterEach
  void nobodyReadsASecretOrAQuestion() {
    world.settle();
    assertThat(log.lines())
        .noneMatch(line -> line.contains(SECRET))
        .noneMatch(line -> line.contains(ChatSim.KEY));
  }

  @ParameterizedTest
  @EnumSource(AnthropicFault.class)
  void faultBeforeTheFirstTextIsSaidAndCostsNothing(AnthropicFault fault) throws Exception {
    claude.faults().next(fault.fault());

    SimMessage question = ask(fault.name());

    eventually(() -> assertThat(answer(question)).isEqualTo(fault.sentence));
    world.settle();
    assertThat(labels(question)).contains("Again");
    assertThat(log.lines())
        .anyMatch(
            line -> line.startsWith("WARN ask ") && line.contains(" failed: " + fault.logged));
    assertThat(world.spentBy(question.userId())).isZero();
    assertThat(bills(question)).allMatch(bill -> bill.outcome() == Bill.Outcome.FAILED);
  }

  @ParameterizedTest
  @EnumSource(Break.class)
  void answerThatBreaksKeepsItsTextSaysSoAndIsPaidFor(Break broken) throws Exception {
    claude.faults().next(broken.fault);

    SimMessage question = ask("BREAK_" + broken);

    eventually(() ->
        assertThat(answer(question))
            .startsWith(PIECES[0])
            .contains("\n" + broken.sentence + "\n")
            .contains(" · est. $"));
    world.settle();
    assertThat(labels(question)).contains("Again", "Continue");
    assertThat(log.lines())
        .anyMatch(line ->
            line.startsWith("WARN ask ")
                && line.contains(" failed: " + broken.reason + ": server=claude")
                && line.contains("request-id=" + bills(question).getFirst().requestId())
                && line.contains(broken.message));
    assertThat(world.spentBy(question.userId())).isPositive();
  }

  /// How an answer breaks after its first text.
  @SuppressWarnings("ImmutableEnumChecker") // faults are records of values
  enum Break {
    OVERLOADED_IN_STREAM(
        new Fault.ErrorInStream(4, 529, "Overloaded"),
        "claude is busy right now. Please ask again in a minute.",
        "OVERLOADED",
        "message=Overloaded"),
    CUT_WITHOUT_STOP(
        new Fault.CutBeforeFinish(),
        "The answer from claude broke off here. Please ask again.",
        "CUT",
        "status=200");

    private final Fault fault;
    private final String sentence;
    private final String reason;
    private final String message;

    Break(Fault fault, String sentence, String reason, String message) {
      this.fault = fault;
      this.sentence = sentence;
      this.reason = reason;
      this.message = message;
    }
  }

  /// Asks in a channel of its own, which takes a few posts at once.
  private SimMessage ask(String name) throws Exception {
    world.slack.person("U" + name, "U" + name);
    return world
        .slack
        .channel("C" + name)
        .post("U" + name, "%s %s%s.".formatted(world.slack.mention(), SECRET, name));
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

  private List<Bill> bills(SimMessage question) {
    String name = SECRET + question.userId().substring(1) + ".";
    return claude.bills().bills().stream()
        .filter(bill -> bill.ask().text().contains(name))
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
