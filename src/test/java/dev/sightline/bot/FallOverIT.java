package dev.sightline.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.sim.discord.SimChannel;
import dev.sightline.sim.model.Bill;
import dev.sightline.sim.model.Fault;
import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.model.ModelAsk;
import dev.sightline.sim.model.SeenMedia;
import dev.sightline.sim.model.SimProvider;
import dev.sightline.sim.slack.SimMessage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.List;
import okio.ByteString;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A provider that fails, and another that could answer as well: fal is preferred to OpenRouter.
class FallOverIT {
  private static final String ANSWER = "It is the other one's.";

  @TempDir private Path folder;

  private final OperatorLog log = new OperatorLog();
  private BotWorld world;

  @BeforeEach
  void start() throws Exception {
    world = BotWorld.withOpenRouter(folder);
    world.fal.answerWith(ask -> ModelAnswer.ofPieces("It is ", "fal's."));
    world.openRouter.answerWith(ask -> ModelAnswer.ofPieces("It is ", "the other ", "one's."));
  }

  @AfterEach
  void stop() throws Exception {
    world.stop();
    log.close();
  }

  @Test
  void nextRouteAnswersWhereTheFirstFails() throws Exception {
    fal().faults().next(Fault.status(503));

    SimMessage question = ask("Uone", "Whose answer is it?");

    answered(question);
    assertThat(world.spentBy("Uone")).isEqualByComparingTo(billed("Whose answer is it?"));
    assertThat(fal().bills().bills()).allMatch(bill -> bill.outcome() == Bill.Outcome.FAILED);
    assertThat(log.lines())
        .anyMatch(line ->
            line.startsWith("WARN ask ")
                && line.contains(": fal gives no answer: PROVIDER_ERROR: server=fal status=503"));
  }

  @Test
  void nextRouteGetsThePicture() throws Exception {
    ByteString cup = BotWorld.photo("coffee.png");
    fal().faults().next(Fault.status(503));

    world.slack.person("Ucup", "Ucup");
    SimMessage question =
        world
            .slack
            .channel("Ccup")
            .post(
                "Ucup",
                world.slack.mention() + " What is in the cup?",
                world.slack.file("cup.png", "image/png", cup));

    answered(question);
    assertThat(world.openRouter.bills().last().ask().media())
        .extracting(SeenMedia::bytes)
        .containsExactly(cup);
  }

  @Test
  void answerThatHasBegunIsGoneOnWithInAMessageOfItsOwn() throws Exception {
    fal().faults().next(new Fault.CutBeforeFinish());

    SimMessage question = ask("Ucut", "Will it be whole?");

    eventually(() ->
        assertThat(world.slack.ledger().answersIn(question.channelId(), question.ts()))
            .extracting(SimMessage::readerText)
            .hasSize(2)
            .satisfies(
                parts ->
                    assertThat(parts.getFirst())
                        .startsWith(
                            "It is fal's.\nThe answer from fal broke off here. Please ask again.\nopenrouter goes on below.\n"),
                parts ->
                    assertThat(parts.getLast())
                        .startsWith(
                            ANSWER
                                + "\nThis part is by openrouter: it goes on where the first broke off.\n")
                        .contains(" tokens · $")));
    world.settle();
    assertThat(world.openRouter.bills().bills())
        .singleElement()
        .satisfies(bill ->
            assertThat(bill.ask().turns())
                .extracting(ModelAsk.Turn::text)
                .contains("It is fal's.")
                .last()
                .asString()
                .startsWith("Your last answer was cut."));
    assertThat(world.csv().lines().filter(line -> line.contains("Ucut")))
        .hasSize(2)
        .anyMatch(line -> line.contains(",fal,") && line.contains(",true,"))
        .anyMatch(line ->
            line.contains("openrouter")
                && line.contains(billed("Your last answer was cut.").toPlainString()));
  }

  @Test
  void answerToACommandIsGoneOnWithBelowIt() throws Exception {
    fal().faults().next(new Fault.CutBeforeFinish());
    var guild = world.discord.guild("Guild");
    var channel = guild.channel("general");

    var command =
        channel.slash(guild.member("commander"), "ask").option("question", "Is it whole?").send();

    eventually(() -> {
      assertThat(command.original())
          .isNotNull()
          .matches(first -> first.content().startsWith("It is fal's."))
          .matches(first -> first.content().contains("openrouter goes on below."));
      assertThat(command.followups())
          .singleElement()
          .matches(part -> part.content().startsWith(ANSWER))
          .matches(part -> part.content().contains("This part is by openrouter"));
    });
    world.settle();
  }

  @Test
  void whatOneProviderForbidsIsNotTakenToTheNext() throws Exception {
    fal().faults().next(Fault.status(422));

    SimMessage question = ask("Ubad", "May I ask this?");

    eventually(
        () -> assertThat(answer(question)).isEqualTo("fal refuses this by its rules of content."));
    world.settle();
    assertThat(world.openRouter.bills().bills()).isEmpty();
  }

  @Test
  void providerThatRefusesTheKeyIsNotAskedAgainAndAgain() throws Exception {
    fal().faults().next(Fault.status(401));
    answered(ask("Ukey", "Do you take my key?"));

    answered(ask("Ukey", "And now?"));

    assertThat(fal().bills().bills()).hasSizeLessThanOrEqualTo(1);
    assertThat(world.openRouter.bills().bills()).hasSize(2);
  }

  @Test
  void whereNoneAnswersTheFirstFailureIsSaid() throws Exception {
    fal().faults().next(Fault.status(429).with("Retry-After", "1800"));
    world.openRouter.provider().faults().next(Fault.status(402));

    SimMessage question = ask("Unone", "Is anybody there?");

    eventually(() ->
        assertThat(answer(question))
            .isEqualTo("fal is busy right now. Please ask again in 30 minutes."));
    world.settle();
    assertThat(world.spentBy("Unone")).isZero();
    assertThat(log.lines())
        .anyMatch(line -> line.contains(": openrouter gives no answer: NO_CREDIT: "));
  }

  @Test
  void answerSaysSoWhereItIsNotByTheModelThatWasAskedFor() throws Exception {
    var guild = world.discord.guild("Guild");
    var person = guild.member("chooser");
    var question = guild.channel("general").post(person, world.discord.mention() + " Whose is it?");
    eventually(() ->
        assertThat(answers(question))
            .singleElement()
            .matches(answer -> answer.content().contains(" tokens · $")));
    world.settle();
    world.openRouter.provider().faults().next(Fault.status(503));

    answers(question).getFirst().choose(person, "google/gemini-3.1-flash-lite (openrouter)");

    eventually(() ->
        assertThat(answers(question))
            .hasSize(2)
            .last()
            .matches(answer -> answer.content().startsWith("It is fal's."))
            .matches(answer ->
                answer.content().contains("openrouter gave no answer, so this is by fal.")));
  }

  private static List<dev.sightline.sim.discord.SimMessage> answers(
      dev.sightline.sim.discord.SimMessage question) {
    SimChannel thread = question.thread();
    return thread == null ? List.of() : thread.answers();
  }

  private SimProvider fal() {
    return world.fal.provider();
  }

  private SimMessage ask(String person, String words) throws Exception {
    world.slack.person(person, person);
    return world.slack.channel("C" + person).post(person, world.slack.mention() + " " + words);
  }

  private void answered(SimMessage question) {
    eventually(
        () -> assertThat(answer(question)).startsWith(ANSWER + "\n").contains(" tokens · $"));
    world.settle();
  }

  private String answer(SimMessage question) {
    return world.slack.ledger().answerIn(question.channelId(), question.ts());
  }

  private BigDecimal billed(String words) {
    List<Bill> bills =
        world.openRouter.bills().bills().stream()
            .filter(bill -> bill.ask().text().contains(words))
            .toList();
    assertThat(bills).hasSize(1);
    return billed(bills.getFirst());
  }

  private static BigDecimal billed(Bill bill) {
    return bill.costUsd().setScale(9, RoundingMode.HALF_EVEN);
  }

  private static void eventually(ThrowingRunnable assertion) {
    Awaitility.await().atMost(BotWorld.PATIENCE).untilAsserted(assertion);
  }
}
