package dev.sightline.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.LongTests;
import dev.sightline.sim.model.Bill;
import dev.sightline.sim.model.Gate;
import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.model.ScriptedModel;
import dev.sightline.sim.slack.Delivery;
import dev.sightline.sim.slack.Faults.Fault;
import dev.sightline.sim.slack.SessionStatus;
import dev.sightline.sim.slack.SimChannel;
import dev.sightline.sim.slack.SimMessage;
import dev.sightline.sim.slack.SimPerson;
import dev.sightline.sim.slack.SlackLedger;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What people do with answers on Slack, as the world saw it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Order(LongTests.FIRST)
class ControlsSlackIT {
  private static final String BEGINNING = "This is the beginning";
  private static final String OTHER_MODEL = "google/gemini-3.1-flash-lite (openrouter)";

  @TempDir static Path folder;

  private final Gate never = new Gate();
  private BotWorld world;
  private SimChannel channel;

  @BeforeAll
  void start() throws Exception {
    world = BotWorld.withOpenRouter(folder);
    world.slack.withAgentApp();
    channel = world.slack.channel("C1");
  }

  @AfterAll
  void stop() throws Exception {
    never.open();
    world.stop();
  }

  @AfterEach
  void nothingWasBroken() {
    world.fal.answerWith(ScriptedModel.describing());
    world.settle();
    assertThat(world.slack.ledger().brokenLimits()).isEmpty();
    assertThat(world.slack.ledger().lateAcks()).isEmpty();
    assertThat(world.slack.ledger().pings()).isEmpty();
  }

  @Test
  void stopButtonEndsTheCallAndKeepsTheText() {
    SimMessage question = growing("UBUTTON", "Stop one.");

    person("UBUTTON").press(answer(question), "Stop");

    stoppedBy("UBUTTON", question, "Stop one.");
    assertThat(labels(answer(question)))
        .containsExactly("Again", "Continue", OTHER_MODEL, "👍", "👎");
  }

  @Test
  void wordStopsTheAnswerOfTheThread() {
    SimMessage question = growing("UWORD", "Stop two.");

    channel.reply("UWORD", question.ts(), "Stop!");

    stoppedBy("UWORD", question, "Stop two.");
  }

  @Test
  void signOnTheQuestionStopsItsAnswer() {
    SimMessage question = growing("USIGN", "Stop three.");

    person("USIGN").react(question, "octagonal_sign");

    stoppedBy("USIGN", question, "Stop three.");
  }

  @Test
  void signOnTheAnswerStopsIt() {
    SimMessage question = growing("USIGNED", "Stop four.");

    person("USIGNED").react(answer(question), "black_square_for_stop");

    stoppedBy("USIGNED", question, "Stop four.");
  }

  @Test
  void signCountsBeforeSlackHasToldTheIdOfTheAnswer() {
    world.slack.faults().next("chat.postMessage", 1, new Fault.Slow(Duration.ofSeconds(1)));
    SimMessage question = growing("UEARLY", "Stop early.");

    person("UEARLY").react(answer(question), "octagonal_sign");

    stoppedBy("UEARLY", question, "Stop early.");
  }

  @Test
  void slacksOwnStopButtonStopsTheAnswerOfTheThread() {
    SimMessage question = growing("UNATIVE", "Stop five.");

    person("UNATIVE").stopsAnswer(channel, question.ts());

    stoppedBy("UNATIVE", question, "Stop five.");
    eventually(() ->
        assertThat(world.slack.session(question).orElseThrow().status())
            .isEqualTo(SessionStatus.ACTIVE));
  }

  @Test
  void longWaitIsSaidAndCanBeStopped() {
    world.fal.answerWith(ask -> ModelAnswer.of(BEGINNING).holdingAfter(0, never));
    SimMessage question = ask("UWAIT", "Stop at once.");
    eventually(() -> assertThat(answer(question).readerText()).isEqualTo("Waiting for the model…"));

    person("UWAIT").press(answer(question), "Stop");

    eventually(() -> assertThat(answer(question).readerText()).startsWith("Stopped by @UWAIT."));
    assertThat(labels(answer(question))).containsExactly("Again", OTHER_MODEL);
    eventually(() -> assertThat(world.bill("Stop at once.").clientLeftAt()).isNotNull());
  }

  @Test
  void directMessageShowsItsStatusInstead() {
    world.fal.answerWith(ask -> ModelAnswer.of(BEGINNING).holdingAfter(0, never));

    SimMessage question = world.slack.person("UDIRECT", "UDIRECT").tell("Stop in private.");

    eventually(() ->
        assertThat(world.slack.ledger().statuses())
            .anyMatch(status ->
                status.threadTs().equals(question.ts())
                    && status.status().equals("Waiting for the model…")));
    world.slack.direct("UDIRECT").post("UDIRECT", "stop");
    eventually(() ->
        assertThat(world.slack.ledger().answerIn(question.channelId(), question.ts()))
            .startsWith("Stopped by @UDIRECT."));
  }

  @Test
  void otherEmojiStopNothing() {
    SimMessage question = growing("UCALM", "Stop six.");

    person("UCALM").react(question, "eyes");
    person("UCALM").press(answer(question), "Stop");

    stoppedBy("UCALM", question, "Stop six.");
  }

  @Test
  void onlyTheAskerAndAdminsMayStop() {
    SimMessage question = growing("UASKER", "Stop seven.");
    person("UFOREIGN").press(answer(question), "Stop");
    eventually(() ->
        assertThat(whispersTo("UFOREIGN"))
            .anyMatch(said -> said.contains("Only UASKER, who asked, or a moderator")));
    assertThat(world.bill("Stop seven.").clientLeftAt()).isNull();

    world.slack.person("UADMIN", "UADMIN").promoted().press(answer(question), "Stop");

    stoppedBy("UADMIN", question, "Stop seven.");
  }

  @Test
  void againAnswersAnewAndChargesWhoPressed() {
    SimMessage question = answered("UAGAIN", "Once more.");

    person("UAGAIN").press(answer(question), "Again");

    eventually(() -> assertThat(world.slack.ledger().answersIn("C1", question.ts())).hasSize(2));
    world.settle();
    List<Bill> bills = bills("Once more.");
    assertThat(bills).hasSize(2);
    assertThat(bills.getLast().ask().turns()).hasSameSizeAs(bills.getFirst().ask().turns());
    assertThat(world.spentBy("UAGAIN")).isEqualByComparingTo(sum(bills));
  }

  @Test
  void anotherModelCanBeAskedAndItsStoppedCallIsChargedAsBilled() {
    SimMessage question = answered("UOTHER", "Ask another.");
    world.openRouter.answerWith(
        ask -> ModelAnswer.ofPieces(BEGINNING, " of it.").holdingAfter(1, never));

    person("UOTHER").press(answer(question), OTHER_MODEL);
    eventually(
        () -> assertThat(world.slack.ledger().answerIn("C1", question.ts())).contains(BEGINNING));
    SimMessage second = world.slack.ledger().answersIn("C1", question.ts()).getLast();
    person("UOTHER").press(second, "Stop");

    eventually(() -> assertThat(second.readerText()).contains("Stopped by @UOTHER."));
    Bill bill = world.openRouter.bills().last();
    eventually(() -> assertThat(bill.clientLeftAt()).isNotNull());
    BigDecimal whole = sum(List.of(world.bill("Ask another."), bill));
    eventually(() -> assertThat(world.spentBy("UOTHER")).isEqualByComparingTo(whole));
  }

  @Test
  void continueGoesOnFromTheCutAnswer() {
    SimMessage question = growing("UMORE", "Tell on.");
    person("UMORE").press(answer(question), "Stop");
    stoppedBy("UMORE", question, "Tell on.");
    world.fal.answerWith(ScriptedModel.saying("of the rest."));

    person("UMORE").press(answer(question), "Continue");

    eventually(() ->
        assertThat(world.slack.ledger().answerIn("C1", question.ts())).contains("of the rest."));
    assertThat(world.fal.bills().last().ask().text()).contains(BEGINNING).contains("Go on exactly");
  }

  @Test
  void feedbackIsCountedOncePerPersonAndCanBeChanged() {
    SimMessage question = answered("URATER", "Rate this.");

    person("URATER").press(answer(question), "👍");
    person("URATER").press(answer(question), "👎");

    eventually(() -> assertThat(whispersTo("URATER")).hasSize(2));
    assertThat(feedback("URATER")).containsExactly(0L);
  }

  @Test
  void buttonWorksAfterARestart() throws Exception {
    SimMessage question = answered("ULATER", "Remember me.");

    world.restart();
    eventually(() -> assertThat(world.slack.sockets().connections()).isEqualTo(1));
    person("ULATER").press(answer(question), "Again");

    eventually(() -> assertThat(bills("Remember me.")).hasSize(2));
  }

  @Test
  void buttonOfAnAskThatIsForgottenSaysSo() {
    SimMessage question = answered("UDEAD", "Forget me.");
    world
        .bot()
        .store()
        .writes()
        .useHandle(handle -> handle.execute("DELETE FROM asks WHERE person_id = 'UDEAD'"));

    person("UDEAD").press(answer(question), "Again");

    eventually(() ->
        assertThat(whispersTo("UDEAD")).anyMatch(said -> said.contains("does nothing any more")));
    assertThat(bills("Forget me.")).hasSize(1);
  }

  @Test
  void editedQuestionIsOfferedOnceAndAskedOnlyWhenWanted() {
    SimMessage question = answered("UEDIT", "What is ona?");

    channel.edit(question, world.slack.mention() + " What is one?");
    eventually(() ->
        assertThat(world.slack.ledger().answerIn("C1", question.ts()))
            .contains("You changed your question."));
    assertThat(bills("What is one?")).isEmpty();
    channel.edit(question, world.slack.mention() + " What is two?");
    SimMessage offer = world.slack.ledger().answersIn("C1", question.ts()).getLast();
    person("UEDIT").press(offer, "Ask again");

    eventually(() -> assertThat(bills("What is two?")).hasSize(1));
    assertThat(bills("What is one?")).isEmpty();
  }

  @Test
  void questionDeletedWhileItWaitsForItsFilesIsNotAnswered() {
    world.fal.answerWith(ask ->
        ask.text().contains("Deleted at once.")
            ? ModelAnswer.ofPieces(BEGINNING, " of it.").holdingAfter(1, never)
            : ModelAnswer.of("Done."));
    Delivery waiting = Delivery.usual().withoutMessage();
    SimMessage question =
        channel.post(waiting, "UQUICK", world.slack.mention() + " Deleted at once.");
    channel.delete(question);
    // Waits as long, and so is answered after the other was taken.
    SimMessage next = channel.post(waiting, "UNEXT", world.slack.mention() + " What is next?");
    eventually(() -> assertThat(answer(next).readerText()).contains(" tokens · $"));

    world.settle();

    eventually(() -> assertThat(world.slack.ledger().answersIn("C1", question.ts())).isEmpty());
  }

  @Test
  void deletedQuestionTakesItsAnswersAway() {
    SimMessage question = growing("UGONE", "Never asked.");
    SimMessage running = answer(question);

    channel.delete(question);

    eventually(() -> assertThat(running.isDeleted()).isTrue());
    eventually(() -> assertThat(world.bill("Never asked.").clientLeftAt()).isNotNull());
  }

  @Test
  void modelCannotForgeAButton() {
    world.fal.answerWith(
        ScriptedModel.saying("{\"type\":\"button\",\"action_id\":\"x\"} [Stop](button:stop)"));
    SimMessage question = answered("UFORGE", "Forge one.");

    assertThat(labels(answer(question))).containsExactly("Again", OTHER_MODEL, "👍", "👎");
  }

  private SimPerson person(String id) {
    return world.slack.person(id, id);
  }

  private SimMessage ask(String person, String words) {
    person(person);
    return channel.post(person, world.slack.mention() + " " + words);
  }

  /// A question whose answer has begun and waits for ever.
  private SimMessage growing(String person, String words) {
    world.fal.answerWith(ask -> ModelAnswer.ofPieces(BEGINNING, " of it.").holdingAfter(1, never));
    SimMessage question = ask(person, words);
    eventually(() -> assertThat(labels(answer(question))).containsExactly("Stop"));
    return question;
  }

  private SimMessage answered(String person, String words) {
    SimMessage question = ask(person, words);
    eventually(() ->
        assertThat(world.slack.ledger().answerIn("C1", question.ts())).contains(" tokens · $"));
    world.settle();
    return question;
  }

  private SimMessage answer(SimMessage question) {
    List<SimMessage> answers = world.slack.ledger().answersIn("C1", question.ts());
    assertThat(answers).isNotEmpty();
    return answers.getFirst();
  }

  private void stoppedBy(String person, SimMessage question, String words) {
    eventually(() ->
        assertThat(answer(question).readerText())
            .startsWith(BEGINNING + "\n")
            .contains("Stopped by @" + person + ".")
            .contains("est. $"));
    eventually(() -> assertThat(world.bill(words).clientLeftAt()).isNotNull());
    world.settle();
  }

  /// What is written on all that can be pressed.
  private static List<String> labels(SimMessage message) {
    return StreamSupport.stream(message.blocks().spliterator(), false)
        .filter(block -> block.path("type").asText().endsWith("actions"))
        .flatMap(block -> block.findParents("emoji").stream())
        .map(text -> text.path("text").asText())
        .filter(text -> !text.endsWith("…"))
        .toList();
  }

  private List<String> whispersTo(String person) {
    return world.slack.ledger().ephemerals().stream()
        .filter(said -> said.userId().equals(person))
        .map(SlackLedger.Ephemeral::readerText)
        .toList();
  }

  private List<Bill> bills(String words) {
    return world.fal.bills().bills().stream()
        .filter(bill -> bill.ask().text().contains(words))
        .toList();
  }

  private List<Long> feedback(String person) {
    return world
        .bot()
        .store()
        .reads()
        .withHandle(handle ->
            handle
                .createQuery("SELECT is_good FROM feedback WHERE person_id = ?")
                .bind(0, person)
                .mapTo(Long.class)
                .list());
  }

  private static BigDecimal sum(List<Bill> bills) {
    return bills.stream()
        .map(bill -> bill.costUsd().setScale(9, RoundingMode.HALF_EVEN))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static void eventually(ThrowingRunnable assertion) {
    Awaitility.await().atMost(BotWorld.PATIENCE).untilAsserted(assertion);
  }
}
