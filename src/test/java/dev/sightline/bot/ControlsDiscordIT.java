package dev.sightline.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.sim.discord.SimChannel;
import dev.sightline.sim.discord.SimFile;
import dev.sightline.sim.discord.SimGuild;
import dev.sightline.sim.discord.SimInteraction;
import dev.sightline.sim.discord.SimMessage;
import dev.sightline.sim.discord.SimPermission;
import dev.sightline.sim.discord.SimUser;
import dev.sightline.sim.model.Bill;
import dev.sightline.sim.model.Gate;
import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.model.ScriptedModel;
import dev.sightline.sim.model.SeenMedia;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.List;
import okio.ByteString;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What people do with answers on Discord, as the world saw it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ControlsDiscordIT {
  private static final String BEGINNING = "This is the beginning";
  private static final String OTHER_MODEL = "google/gemini-3.1-flash-lite (openrouter)";

  @TempDir static Path folder;

  private final Gate never = new Gate();
  private BotWorld world;
  private SimGuild guild;

  @BeforeAll
  void start() throws Exception {
    world = BotWorld.withOpenRouter(folder);
    guild = world.discord.guild("W");
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
    assertThat(world.discord.ledger().brokenLimits()).isEmpty();
    assertThat(world.discord.ledger().lateAcks()).isEmpty();
    assertThat(world.discord.ledger().pings()).isEmpty();
  }

  @Test
  void stopButtonEndsTheCallAndKeepsTheText() {
    SimMessage question = growing("button", "Stop one.");

    SimInteraction press = answer(question).click(person("button"), "Stop");

    stoppedBy("button", question, "Stop one.");
    assertThat(answer(question).buttons()).containsExactly("Again", "Continue", "👍", "👎");
    assertThat(press.callbackType()).isEqualTo(6);
    assertThat(press.followups()).isEmpty();
  }

  @Test
  void wordStopsTheAnswerOfTheThread() {
    SimMessage question = growing("word", "Stop two.");

    thread(question).post(person("word"), "stop");

    stoppedBy("word", question, "Stop two.");
  }

  @Test
  void wordWithTheBotsNameStopsTheAnswerElsewhereInTheChannel() {
    SimMessage question = growing("wordy", "Stop three.");

    question.channel().post(person("wordy"), world.discord.mention() + " stop!");

    stoppedBy("wordy", question, "Stop three.");
  }

  @Test
  void signOnTheQuestionStopsItsAnswer() {
    SimMessage question = growing("sign", "Stop four.");

    question.react(person("sign"), "\u23F9\uFE0F");

    stoppedBy("sign", question, "Stop four.");
  }

  @Test
  void signOnTheAnswerStopsItAndThatOfOthersDoesNot() {
    SimMessage question = growing("signed", "Stop five.");

    answer(question).react(person("somebody"), "\u23F9");
    answer(question).react(person("signed"), "\uD83D\uDED1");

    stoppedBy("signed", question, "Stop five.");
  }

  @Test
  void onlyTheAskerAndModeratorsMayStop() {
    SimMessage question = growing("asker", "Stop six.");
    SimInteraction refused = answer(question).click(person("foreign"), "Stop");
    eventually(() -> {
      assertThat(refused.followups()).hasSize(1);
      assertThat(refused.followups().getFirst().isEphemeral()).isTrue();
      assertThat(refused.followups().getFirst().content()).contains("Only asker, who asked");
    });
    assertThat(world.bill("Stop six.").clientLeftAt()).isNull();

    SimUser moderator = person("moderator");
    guild.assign(moderator, guild.role("mods", false, SimPermission.MANAGE_MESSAGES));
    answer(question).click(moderator, "Stop");

    stoppedBy("moderator", question, "Stop six.");
  }

  @Test
  void againAnswersAnewAndChargesWhoPressed() {
    SimMessage question = answered("again", "Once more.");

    answer(question).click(person("again"), "Again");

    eventually(() -> assertThat(bills("Once more.")).hasSize(2));
    world.settle();
    eventually(() ->
        assertThat(thread(question).answers())
            .hasSize(2)
            .allMatch(message -> message.content().contains(" tokens · $")));
    assertThat(world.spentBy("again")).isEqualByComparingTo(sum(bills("Once more.")));
  }

  @Test
  void pictureIsLookedAtAgainThoughItsLinkHasExpired() throws Exception {
    ByteString cat = BotWorld.photo("chelsea.png");
    SimMessage question =
        guild
            .channel("of-late")
            .post(
                person("late"),
                world.discord.mention() + " Whose face is it?",
                SimFile.image("chelsea.png", "image/png", cat));
    eventually(() -> assertThat(answer(question).content()).contains(" tokens · $"));
    world.settle();
    world.discord.expireLinks();

    answer(question).click(person("late"), "Again");

    eventually(() -> assertThat(bills("Whose face is it?")).hasSize(2));
    assertThat(bills("Whose face is it?").getLast().ask().media())
        .extracting(SeenMedia::bytes)
        .containsExactly(cat);
  }

  @Test
  void anotherModelCanBeAskedAndItsStoppedCallIsChargedAsBilled() {
    SimMessage question = answered("other", "Ask another.");
    world.openRouter.answerWith(
        ask -> ModelAnswer.ofPieces(BEGINNING, " of it.").holdingAfter(1, never));

    answer(question).choose(person("other"), OTHER_MODEL);
    eventually(() -> assertThat(thread(question).answers()).hasSize(2));
    SimMessage second = thread(question).answers().getLast();
    eventually(() -> assertThat(second.buttons()).containsExactly("Stop"));
    second.click(person("other"), "Stop");

    eventually(() -> assertThat(second.content()).contains("Stopped by @other."));
    Bill bill = world.openRouter.bills().last();
    eventually(() -> assertThat(bill.clientLeftAt()).isNotNull());
    BigDecimal whole = sum(List.of(world.bill("Ask another."), bill));
    eventually(() -> assertThat(world.spentBy("other")).isEqualByComparingTo(whole));
  }

  @Test
  void continueGoesOnFromTheCutAnswer() {
    SimMessage question = growing("more", "Tell on.");
    answer(question).click(person("more"), "Stop");
    stoppedBy("more", question, "Tell on.");
    world.fal.answerWith(ScriptedModel.saying("of the rest."));

    answer(question).click(person("more"), "Continue");

    eventually(() ->
        assertThat(thread(question).answers())
            .anyMatch(message -> message.content().contains("of the rest.")));
    assertThat(world.fal.bills().last().ask().text()).contains(BEGINNING).contains("Go on exactly");
  }

  @Test
  void feedbackIsThankedForToThePersonAlone() {
    SimMessage question = answered("rater", "Rate this.");

    SimInteraction press = answer(question).click(person("rater"), "👎");

    eventually(() -> {
      assertThat(press.followups()).hasSize(1);
      assertThat(press.followups().getFirst().isEphemeral()).isTrue();
    });
  }

  @Test
  void answerToACommandCanBeStoppedAndAskedAgain() {
    world.fal.answerWith(ask -> ModelAnswer.ofPieces(BEGINNING, " of it.").holdingAfter(1, never));
    SimChannel channel = guild.channel("of-commander");
    SimInteraction command =
        channel.slash(person("commander"), "ask").option("question", "Stop seven.").send();
    eventually(() -> assertThat(original(command).buttons()).containsExactly("Stop"));
    original(command).click(person("commander"), "Stop");
    eventually(() -> assertThat(original(command).content()).contains("Stopped by @commander."));
    world.fal.answerWith(ScriptedModel.describing());
    world.settle();

    SimInteraction again = original(command).click(person("commander"), "Again");

    eventually(() -> {
      assertThat(again.followups()).hasSize(1);
      assertThat(again.followups().getFirst().content()).contains(" tokens · $");
    });
    assertThat(original(command).content()).contains("Stopped by @commander.");
  }

  @Test
  void buttonOfAnAskThatIsForgottenSaysSo() {
    SimMessage question = answered("dead", "Forget me.");
    world
        .bot()
        .store()
        .writes()
        .useHandle(handle -> handle.execute("DELETE FROM asks WHERE person_name = 'dead'"));

    SimInteraction press = answer(question).click(person("dead"), "Again");

    eventually(() -> {
      assertThat(press.followups()).hasSize(1);
      assertThat(press.followups().getFirst().content()).contains("does nothing any more");
    });
  }

  @Test
  void editedQuestionIsOfferedOnceAndAskedOnlyWhenWanted() {
    SimMessage question = answered("editor", "What is ona?");

    question.edit(world.discord.mention() + " What is one?");
    eventually(() ->
        assertThat(thread(question).answers())
            .anyMatch(message -> message.content().contains("You changed your question.")));
    question.edit(world.discord.mention() + " What is two?");
    thread(question).answers().getLast().click(person("editor"), "Ask again");

    eventually(() -> assertThat(bills("What is two?")).hasSize(1));
    assertThat(bills("What is one?")).isEmpty();
  }

  @Test
  void deletedQuestionTakesItsAnswersAway() {
    SimMessage question = growing("gone", "Never asked.");
    SimMessage running = answer(question);

    question.delete();

    eventually(() -> assertThat(running.isDeleted()).isTrue());
    eventually(() -> assertThat(world.bill("Never asked.").clientLeftAt()).isNotNull());
  }

  private SimUser person(String name) {
    return guild.member(name);
  }

  private SimMessage ask(String person, String words) {
    // A channel takes ten new threads a minute.
    return guild
        .channel("of-" + person)
        .post(person(person), world.discord.mention() + " " + words);
  }

  /// A question whose answer has begun and waits for ever.
  private SimMessage growing(String person, String words) {
    world.fal.answerWith(ask -> ModelAnswer.ofPieces(BEGINNING, " of it.").holdingAfter(1, never));
    SimMessage question = ask(person, words);
    eventually(() -> assertThat(answer(question).buttons()).containsExactly("Stop"));
    return question;
  }

  private SimMessage answered(String person, String words) {
    SimMessage question = ask(person, words);
    eventually(() -> assertThat(answer(question).content()).contains(" tokens · $"));
    world.settle();
    return question;
  }

  private static SimChannel thread(SimMessage question) {
    SimChannel thread = question.thread();
    assertThat(thread).isNotNull();
    return thread;
  }

  private static SimMessage answer(SimMessage question) {
    List<SimMessage> answers = thread(question).answers();
    assertThat(answers).isNotEmpty();
    return answers.getFirst();
  }

  private static SimMessage original(SimInteraction interaction) {
    SimMessage original = interaction.original();
    assertThat(original).isNotNull();
    return original;
  }

  private void stoppedBy(String person, SimMessage question, String words) {
    eventually(() ->
        assertThat(answer(question).content())
            .startsWith(BEGINNING + "\n")
            .contains("Stopped by @" + person + ".")
            .contains("est. $"));
    eventually(() -> assertThat(world.bill(words).clientLeftAt()).isNotNull());
    world.settle();
  }

  private List<Bill> bills(String words) {
    return world.fal.bills().bills().stream()
        .filter(bill -> bill.ask().text().contains(words))
        .toList();
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
