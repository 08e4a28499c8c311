package dev.sightline.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.ask.AskList;
import dev.sightline.sim.model.Bill;
import dev.sightline.sim.model.Fault;
import dev.sightline.sim.model.Gate;
import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.model.SeenMedia;
import dev.sightline.sim.slack.SimMessage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import okio.ByteString;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A first route that takes its time, and a second that is asked as well: both are models of
/// OpenRouter, which tells what a stopped call cost. A third could answer words alone.
class HedgeIT {
  private static final String SLOW = "openai/gpt-4.1";
  private static final String QUICK = "anthropic/claude-sonnet-4.6";
  private static final String THIRD = "openai/gpt-oss-120b";
  private static final String AT_ONCE = "limits: { hedge-after-ms: 1 }\n";

  @TempDir private Path folder;

  private final OperatorLog log = new OperatorLog();
  private final Gate slow = new Gate();
  private final Gate quick = new Gate();
  private final Map<String, ModelAnswer> answers = new ConcurrentHashMap<>();
  private @Nullable BotWorld started;

  /// @param more further YAML
  private void start(String more) throws Exception {
    started =
        BotWorld.withOpenRouter(
            folder,
            """
            routes:
              - { name: slow, provider: openrouter, model: "%1$s", takes: [text, image] }
              - { name: quick, provider: openrouter, model: "%2$s", takes: [text, image] }
              - { name: third, provider: openrouter, model: "%3$s", takes: [text] }
              - { name: fal, provider: fal, model: "google/gemini-3.1-flash-lite", takes: [video] }
            prices:
              - { model: "%1$s", prompt-usd: 2.003, completion-usd: 8.009, source: "a test", date: 2026-11-21 }
            """
                    .formatted(SLOW, QUICK, THIRD)
                + more);
    answers.put(SLOW, saying("the slow one's").holdingAfter(0, slow));
    answers.put(QUICK, saying("the quick one's").holdingAfter(0, quick));
    answers.put(THIRD, saying("the third one's"));
    world().openRouter.answerWith(ask -> Objects.requireNonNull(answers.get(ask.model())));
  }

  private BotWorld world() {
    return Objects.requireNonNull(started, "started");
  }

  @AfterEach
  void stop() throws Exception {
    slow.open();
    quick.open();
    world().stop();
    log.close();
  }

  @Test
  void nextRouteAnswersWhereTheFirstSaysNothing() throws Exception {
    start(AT_ONCE);

    SimMessage question = ask("Uslow", "Who is quick?");
    bothAreAsked();
    quick.open();

    answered(question, "the quick one's", "claude-sonnet-4.6 · ");
    paid("Uslow", SLOW, QUICK);
    assertThat(bill(SLOW).outcome()).isEqualTo(Bill.Outcome.ABANDONED);
    assertThat(bill(QUICK).outcome()).isEqualTo(Bill.Outcome.FINISHED);
    assertThat(world().usage().whole().asks()).isEqualTo(1);
    assertThat(log.lines())
        .anyMatch(
            line -> line.endsWith(": slow has said nothing for 1 ms, so quick is asked, too"));
  }

  @Test
  void footerCountsBothCalls() throws Exception {
    start(AT_ONCE);
    world().openRouter.tellGenerations(false);

    SimMessage question = ask("Usum", "What do both cost?");
    bothAreAsked();
    quick.open();

    answered(question, "the quick one's", "claude-sonnet-4.6 · ", " · est. $");
    world().settle();
    assertThat(world().spentBy("Usum")).isGreaterThan(billed(bill(QUICK)));
  }

  @Test
  void nextRouteGetsThePicture() throws Exception {
    ByteString cup = BotWorld.photo("coffee.png");
    start(AT_ONCE);

    world().slack.person("Ucup", "Ucup");
    SimMessage question =
        world()
            .slack
            .channel("Ccup")
            .post(
                "Ucup",
                world().slack.mention() + " What is in the cup?",
                world().slack.file("cup.png", "image/png", cup));
    bothAreAsked();
    quick.open();

    answered(question, "the quick one's");
    paid("Ucup", SLOW, QUICK);
    assertThat(bill(QUICK).ask().media()).extracting(SeenMedia::bytes).containsExactly(cup);
  }

  @Test
  void firstRouteAnswersWhereItSpeaksFirstAfterAll() throws Exception {
    start(AT_ONCE);

    SimMessage question = ask("Uafter", "Who is first?");
    bothAreAsked();
    slow.open();

    answered(question, "the slow one's", "gpt-4.1 · ");
    paid("Uafter", SLOW, QUICK);
    assertThat(bill(QUICK).outcome()).isEqualTo(Bill.Outcome.ABANDONED);
  }

  @Test
  void routeThatSpeaksInTimeIsAskedAlone() throws Exception {
    start("limits: { hedge-after-ms: 600000 }\n");
    slow.open();

    answered(ask("Uintime", "Who is in time?"), "the slow one's");

    paid("Uintime", SLOW);
  }

  @Test
  void nobodyElseIsAskedUnlessItIsSwitchedOn() throws Exception {
    start("");

    SimMessage question = ask("Uoff", "Who answers alone?");
    assertThat(slow.awaitReached(BotWorld.PATIENCE)).isTrue();
    slow.open();

    answered(question, "the slow one's");
    paid("Uoff", SLOW);
  }

  @Test
  void nobodyElseIsAskedWhereTheBudgetHasRoomForOne() throws Exception {
    start(
        AT_ONCE + "budgets: { time-zone: UTC, limits: [ { of: person, per: day, usd: 0.08 } ] }\n");

    SimMessage question = ask("Upoor", "Can I afford two?");
    eventually(() ->
        assertThat(log.lines()).anyMatch(line -> line.contains(": quick is not asked, too: ")));
    slow.open();

    answered(question, "the slow one's");
    paid("Upoor", SLOW);
  }

  @Test
  void modelThatThePersonNamedIsAskedAlone() throws Exception {
    start(AT_ONCE);
    quick.open();
    SimMessage named = ask("Unamed", "--model slow Who is named?");
    assertThat(slow.awaitReached(BotWorld.PATIENCE)).isTrue();

    answered(ask("Uany", "Anybody?"), "the quick one's");
    slow.open();

    answered(named, "the slow one's");
    assertThat(bills("Who is named?")).extracting(bill -> bill.ask().model()).containsExactly(SLOW);
  }

  @Test
  void stopEndsBothCalls() throws Exception {
    start(AT_ONCE);
    SimMessage question = ask("Ustop", "Who goes on?");
    bothAreAsked();

    world().slack.person("Ustop", "Ustop").react(question, "octagonal_sign");

    eventually(() -> assertThat(answer(question)).startsWith("Stopped by @Ustop."));
    paid("Ustop", SLOW, QUICK);
    assertThat(world().openRouter.bills().bills())
        .allMatch(bill -> bill.outcome() == Bill.Outcome.ABANDONED);
  }

  @Test
  void secondRouteGoesOnAloneWhereTheFirstFails() throws Exception {
    start(AT_ONCE);
    answers.put(SLOW, failing().holdingAfter(0, slow));
    SimMessage question = ask("Ufail", "Who is left?");
    bothAreAsked();

    slow.open();
    eventually(() ->
        assertThat(log.lines()).anyMatch(line -> line.contains(": slow gives no answer: CUT: ")));
    quick.open();

    answered(question, "the quick one's");
    tellLater();
    paid("Ufail", SLOW, QUICK);
  }

  @Test
  void firstRouteGoesOnAloneWhereTheSecondFails() throws Exception {
    start(AT_ONCE);
    answers.put(QUICK, failing());
    SimMessage question = ask("Uother", "Who is left now?");

    eventually(() ->
        assertThat(log.lines()).anyMatch(line -> line.contains(": quick gives no answer: CUT: ")));
    slow.open();

    answered(question, "the slow one's");
    tellLater();
    paid("Uother", SLOW, QUICK);
  }

  @Test
  void thirdRouteIsAskedWhereBothFail() throws Exception {
    start(AT_ONCE);
    answers.put(SLOW, failing().holdingAfter(0, slow));
    answers.put(QUICK, failing().holdingAfter(0, quick));
    SimMessage question = ask("Uboth", "Who is the last?");
    bothAreAsked();

    slow.open();
    quick.open();

    answered(question, "the third one's");
    tellLater();
    paid("Uboth", SLOW, QUICK, THIRD);
  }

  @Test
  void whatIsWrongWithTheQuestionIsNotTakenToTheThird() throws Exception {
    start(AT_ONCE);
    answers.put(SLOW, failing().holdingAfter(0, slow));
    answers.put(
        QUICK,
        ModelAnswer.of("No.").failing(new Fault.ErrorInStream(0, 400, "prompt is too long")));
    SimMessage question = ask("Ulong", "Is this too long?");
    eventually(() ->
        assertThat(log.lines())
            .anyMatch(line -> line.contains(": quick gives no answer: TOO_LONG")));

    slow.open();

    eventually(
        () -> assertThat(answer(question)).startsWith("This is more than the model can take"));
    world().settle();
    assertThat(world().openRouter.bills().bills())
        .extracting(bill -> bill.ask().model())
        .containsExactlyInAnyOrder(SLOW, QUICK);
  }

  @Test
  void whereNoneAnswersTheFirstFailureIsSaid() throws Exception {
    start(AT_ONCE);
    answers.put(SLOW, failing().holdingAfter(0, slow));
    answers.put(QUICK, failing().holdingAfter(0, quick));
    answers.put(THIRD, failing());
    SimMessage question = ask("Unone", "Is anybody there?");
    bothAreAsked();

    quick.open();
    eventually(() ->
        assertThat(log.lines()).anyMatch(line -> line.contains(": quick gives no answer: CUT: ")));
    slow.open();

    eventually(() ->
        assertThat(log.lines())
            .anyMatch(line ->
                line.contains(" failed: CUT: server=openrouter")
                    && line.contains(bill(SLOW).requestId())));
    eventually(() ->
        assertThat(answer(question))
            .isEqualTo("The answer from openrouter broke off here. Please ask again."));
    world().settle();
    assertThat(world().openRouter.bills().bills()).hasSize(3);
  }

  private void bothAreAsked() throws InterruptedException {
    assertThat(slow.awaitReached(BotWorld.PATIENCE)).isTrue();
    assertThat(quick.awaitReached(BotWorld.PATIENCE)).isTrue();
  }

  private static ModelAnswer saying(String whose) {
    return ModelAnswer.ofPieces("It is ", whose + ".");
  }

  private static ModelAnswer failing() {
    return ModelAnswer.ofPieces().failing(new Fault.CutBeforeFinish());
  }

  private SimMessage ask(String person, String words) {
    world().slack.person(person, person);
    return world().slack.channel("C" + person).post(person, world().slack.mention() + " " + words);
  }

  private void answered(SimMessage question, String whose) {
    answered(question, whose, " tokens · ", "$");
  }

  private void answered(SimMessage question, String whose, String... footer) {
    eventually(
        () -> assertThat(answer(question)).startsWith("It is " + whose + ".\n").contains(footer));
  }

  /// The ledger has these calls for the person, each with what it was billed.
  private void paid(String person, String... models) {
    eventually(() -> {
      List<Bill> bills = world().openRouter.bills().bills();
      assertThat(bills).extracting(bill -> bill.ask().model()).containsExactlyInAnyOrder(models);
      assertThat(bills).noneMatch(bill -> bill.outcome() == Bill.Outcome.OPEN);
      assertThat(world().spentBy(person))
          .isEqualByComparingTo(
              bills.stream().map(HedgeIT::billed).reduce(BigDecimal.ZERO, BigDecimal::add));
    });
    world().settle();
    assertThat(world().usage().whole().estimated().nanos()).isZero();
  }

  /// What a call cost that broke off before its answer is told later.
  private void tellLater() {
    AskList asks = new AskList(world().bot().store());
    eventually(() -> assertThat(asks.running()).isEmpty());
    world().bot().corrections().takeUp(world().bot().routes(), Instant.now());
  }

  private Bill bill(String model) {
    return world().openRouter.bills().bills().stream()
        .filter(bill -> bill.ask().model().equals(model))
        .findFirst()
        .orElseThrow();
  }

  private List<Bill> bills(String words) {
    return world().openRouter.bills().bills().stream()
        .filter(bill -> bill.ask().text().contains(words))
        .toList();
  }

  private static BigDecimal billed(Bill bill) {
    return bill.costUsd().setScale(9, RoundingMode.HALF_EVEN);
  }

  private String answer(SimMessage question) {
    return world().slack.ledger().answerIn(question.channelId(), question.ts());
  }

  private static void eventually(ThrowingRunnable assertion) {
    Awaitility.await().atMost(BotWorld.PATIENCE).untilAsserted(assertion);
  }
}
