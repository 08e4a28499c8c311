package dev.sightline.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.LongTests;
import dev.sightline.sim.SeenCall;
import dev.sightline.sim.fal.FalQueue;
import dev.sightline.sim.model.Bill;
import dev.sightline.sim.model.Fault;
import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.slack.SimMessage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a person sees of a video that goes into fal's queue, and what the ledger has of it.
@Order(LongTests.FIRST)
class FalQueueIT {
  private static final String ANSWER = "Somebody sings.";

  @TempDir private Path folder;

  private final OperatorLog log = new OperatorLog();
  private BotWorld world;

  @BeforeEach
  void start() throws Exception {
    world = new BotWorld(folder, "");
    world.fal.answerWith(ask -> ModelAnswer.of(ANSWER).costing("0.004217301"));
  }

  @AfterEach
  void stop() throws Exception {
    world.stop();
    log.close();
  }

  @Test
  void positionIsShownBeforeTheText() {
    queue().holdAt(2);
    SimMessage question = ask("Uwait");
    eventually(() -> assertThat(answer(question)).startsWith("Third in fal's queue…"));
    assertThat(world.fal.bills().bills()).isEmpty();

    queue().holdAt(-1);

    eventually(() ->
        assertThat(answer(question)).startsWith(ANSWER + "\n").contains(" tokens · $0.0042 · "));
    world.settle();
    assertThat(world.spentBy("Uwait")).isEqualByComparingTo("0.004217301");
    assertThat(world.fal.runCalls()).isEmpty();
    assertThat(log.lines().toString()).doesNotContain(FalQueue.LOG_LINE);
  }

  @Test
  void stopInTheQueueCancelsTheJobForNothing() {
    queue().holdAt(2);
    SimMessage question = ask("Ustop");
    eventually(() -> assertThat(answer(question)).startsWith("Third in fal's queue…"));

    stop("Ustop", question);

    eventually(() -> assertThat(answer(question)).startsWith("Stopped by @Ustop."));
    eventually(() -> assertThat(cancels()).extracting(SeenCall::status).containsExactly(202));
    world.settle();
    eventually(() -> assertThat(world.bot().ledger().estimates(Instant.EPOCH)).isEmpty());
    assertThat(world.spentBy("Ustop")).isZero();
    assertThat(world.fal.bills().bills()).isEmpty();
  }

  @Test
  void stopOfAJobThatRunsOnIsBilledLate() {
    queue().pace(0, 300);
    queue().honourCancel(false);
    SimMessage question = ask("Ulate");
    eventually(() -> assertThat(answer(question)).startsWith("The model is at work…"));

    stop("Ulate", question);
    eventually(() -> assertThat(cancels()).hasSize(1));
    finish();

    eventually(() ->
        assertThat(world.spentBy("Ulate")).isEqualByComparingTo(new BigDecimal("0.004217301")));
    assertThat(world.fal.bills().bills())
        .extracting(Bill::outcome)
        .containsExactly(Bill.Outcome.FINISHED);
  }

  @Test
  void jobThatWaitsTooLongIsSaid() throws Exception {
    world.stop();
    world = BotWorld.withFal(folder, "start-timeout-seconds: 2");
    queue().pace(Integer.MAX_VALUE, 0);

    SimMessage question = ask("Ulong");

    eventually(() ->
        assertThat(answer(question)).isEqualTo("fal did not answer in time. Please ask again."));
    world.settle();
    assertThat(world.spentBy("Ulong")).isZero();
    assertThat(log.lines())
        .anyMatch(line -> line.contains(" failed: TIMEOUT: server=fal status=504 request-id="));
  }

  @Test
  void jobThatFailsIsSaid() {
    world.fal.faults().next(Fault.status(422));

    SimMessage question = ask("Ubad");

    eventually(
        () -> assertThat(answer(question)).isEqualTo("fal refuses this by its rules of content."));
    world.settle();
    assertThat(world.spentBy("Ubad")).isZero();
    assertThat(log.lines())
        .anyMatch(line ->
            line.contains(" failed: FORBIDDEN_CONTENT: server=fal status=422 request-id=")
                && line.contains(queue().ids().getLast()));
  }

  @Test
  void proxyThatRefusesAJobIsAskedAgainForOneJob() {
    queue().faults().next(new Fault.Ingress(502));

    SimMessage question = ask("Uproxy");

    eventually(() -> assertThat(answer(question)).startsWith(ANSWER + "\n"));
    world.settle();
    assertThat(world.fal.bills().bills()).hasSize(1);
    assertThat(world.spentBy("Uproxy")).isEqualByComparingTo(billed());
    assertThat(log.lines())
        .anyMatch(line -> line.startsWith("WARN asked again in PT1S: PROVIDER_ERROR: server=fal"));
  }

  @Test
  void oddityOfTheQueueGoesUnnoticed() {
    queue().streamStatus(false);
    queue().holdBackResults(2, 400);
    queue().tellUrls(FalQueue.Urls.SUB_PATH);

    SimMessage question = ask("Uodd");

    eventually(() -> assertThat(answer(question)).startsWith(ANSWER + "\n"));
    world.settle();
    assertThat(world.spentBy("Uodd")).isEqualByComparingTo(billed());
  }

  private BigDecimal billed() {
    return world.fal.bills().totalUsd().setScale(9, RoundingMode.HALF_EVEN);
  }

  private FalQueue queue() {
    return world.fal.queue();
  }

  private void finish() {
    try {
      queue().finishAll();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private List<SeenCall> cancels() {
    return world.fal.queueCalls().stream().filter(call -> call.method().equals("PUT")).toList();
  }

  private SimMessage ask(String person) {
    world.slack.person(person, person);
    return world
        .slack
        .channel("C" + person)
        .post(person, world.slack.mention() + " Who sings in <https://youtu.be/dQw4w9WgXcQ>?");
  }

  private void stop(String person, SimMessage question) {
    SimMessage shown =
        world.slack.ledger().answersIn(question.channelId(), question.ts()).getFirst();
    world.slack.person(person, person).press(shown, "Stop");
  }

  private String answer(SimMessage question) {
    return world.slack.ledger().answerIn(question.channelId(), question.ts());
  }

  private static void eventually(ThrowingRunnable assertion) {
    Awaitility.await().atMost(BotWorld.PATIENCE).untilAsserted(assertion);
  }
}
