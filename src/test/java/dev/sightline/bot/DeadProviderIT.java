package dev.sightline.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.sim.chat.ChatProfile;
import dev.sightline.sim.chat.ChatSim;
import dev.sightline.sim.model.Bill;
import dev.sightline.sim.model.Gate;
import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.slack.SimMessage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Providers that say nothing, or nothing more, and those who ask others meanwhile.
class DeadProviderIT {
  private static final int MANY = 20;
  private static final int OTHERS = 10;
  private static final String ANSWER = "I am well.";

  @TempDir private Path folder;

  private final Gate gate = new Gate();
  private final SilentServer dead = new SilentServer();
  private final ChatSim slow = new ChatSim(ChatProfile.OPENROUTER);
  private BotWorld world;

  /// Silence counts as failure after half of the time that an answer may take: 12 s.
  @BeforeEach
  void start() throws Exception {
    world =
        BotWorld.withProviders(
            folder,
            """
              openrouter: { base-url: "%%1$s", key: "%%2$s" }
              slow: { kind: openai, base-url: "%s", key: "%%2$s" }
              dead: { kind: openai, base-url: "%s", key: "%%2$s" }
            """
                .formatted(slow.baseUrl(), dead.url()),
            """
            routes:
              - { name: well, provider: openrouter, model: "openai/gpt-4.1", takes: [text] }
              - { name: slow, provider: slow, model: "openai/gpt-4.1", takes: [text] }
              - { name: dead, provider: dead, model: "openai/gpt-4.1", takes: [text] }
            limits: { answer-seconds: 24, asks-per-minute: 0 }
            channels:
            %s%s%s\
            """
                .formatted(
                    channels(MANY, "dead", "[dead, well]"),
                    channels(MANY, "slow", "[slow]"),
                    channels(OTHERS, "well", "[well]")));
    world.openRouter.answerWith(ask -> ModelAnswer.ofPieces("I am ", "well."));
    slow.answerWith(ask -> ModelAnswer.ofPieces("I am ", "well.").holdingAfter(1, gate));
  }

  private static String channels(int count, String name, String routes) {
    return IntStream.range(0, count)
        .mapToObj(number -> "  C%s%d: { routes: %s }\n".formatted(name, number, routes))
        .collect(Collectors.joining());
  }

  @AfterEach
  void stop() throws Exception {
    gate.open();
    world.stop();
    slow.close();
    dead.close();
  }

  @Test
  void providerThatNeverAnswersBlocksNobodyElseAndIsStoodInFor() throws Exception {
    List<SimMessage> hanging = askAll(MANY, "dead");
    eventually(() -> assertThat(dead.connections()).isEqualTo(MANY));

    List<SimMessage> others = askAll(OTHERS, "well");

    others.forEach(this::answered);
    assertThat(hanging).noneMatch(question -> answer(question).contains(ANSWER));
    hanging.forEach(this::answered);
    world.settle();
    assertPaidOnce(Stream.concat(hanging.stream(), others.stream()).toList());
  }

  @Test
  void providerThatIsSlowBlocksNobodyElse() throws Exception {
    List<SimMessage> slowly = askAll(MANY, "slow");
    eventually(() -> assertThat(slow.bills().openCalls()).isEqualTo(MANY));

    List<SimMessage> others = askAll(OTHERS, "well");

    others.forEach(this::answered);
    assertThat(slow.bills().openCalls()).isEqualTo(MANY);
    gate.open();
    slowly.forEach(this::answered);
    world.settle();
  }

  /// Each in a channel of its own.
  private List<SimMessage> askAll(int count, String name) {
    world.slack.person("Uada", "Ada");
    return IntStream.range(0, count)
        .mapToObj(number ->
            world
                .slack
                .channel("C" + name + number)
                .post("Uada", "%s How are you, %d?".formatted(world.slack.mention(), number)))
        .toList();
  }

  private void answered(SimMessage question) {
    eventually(() ->
        assertThat(answer(question))
            .startsWith(ANSWER + "\n")
            .containsPattern("\ngpt-4\\.1 · [\\d,]+ tokens · \\$"));
  }

  private String answer(SimMessage question) {
    return world.slack.ledger().answerIn(question.channelId(), question.ts());
  }

  private void assertPaidOnce(List<SimMessage> questions) throws Exception {
    List<Bill> bills = world.openRouter.bills().bills();
    assertThat(bills).hasSize(questions.size());
    List<BigDecimal> paid =
        world
            .csv()
            .lines()
            .skip(1)
            .map(line -> line.split(",", -1))
            .map(entry -> new BigDecimal(entry[11]))
            .toList();
    assertThat(paid)
        .usingElementComparator(BigDecimal::compareTo)
        .containsExactlyInAnyOrderElementsOf(
            bills.stream()
                .map(bill -> bill.costUsd().setScale(9, RoundingMode.HALF_EVEN))
                .toList());
  }

  private static void eventually(ThrowingRunnable assertion) {
    Awaitility.await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .atMost(BotWorld.PATIENCE)
        .untilAsserted(assertion);
  }
}
