package dev.sightline.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.model.ModelAsk;
import dev.sightline.sim.slack.SimMessage;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who answers, and how, as the channel is set and as the person says.
class ChoosingIT {
  private static final String OWN = "Cown";

  @TempDir private Path folder;

  private BotWorld world;

  @BeforeEach
  void start() throws Exception {
    world =
        BotWorld.withOpenRouter(
            folder,
            """
            channels:
              Cown:
                routes: [openrouter]
                system: Speak like a pirate.
                temperature: 0.9
            """);
    world.fal.answerWith(ask -> ModelAnswer.ofPieces("It is ", "fal's."));
    world.openRouter.answerWith(ask -> ModelAnswer.ofPieces("It is ", "the other ", "one's."));
    world.slack.person("Uada", "Ada");
  }

  @AfterEach
  void stop() throws Exception {
    world.stop();
  }

  @Test
  void channelHasRoutesAndInstructionsOfItsOwn() throws Exception {
    answers("It is the other one's.", ask(OWN, "Who are you?"));

    ModelAsk seen = world.openRouter.bills().last().ask();
    assertThat(seen.system()).endsWith("\n\nSpeak like a pirate.");
    assertThat(seen.temperature()).isEqualTo(0.9);
  }

  @Test
  void personSetsTheModelAndItsParametersForOneQuestion() throws Exception {
    answers(
        "It is the other one's.",
        ask("Call", "--model openrouter --temperature 0.1 --max-tokens 77 Who are you?"));

    ModelAsk seen = world.openRouter.bills().last().ask();
    assertThat(seen.text()).isEqualTo("Who are you?");
    assertThat(seen.temperature()).isEqualTo(0.1);
    assertThat(seen.maxTokens()).isEqualTo(77);
    assertThat(world.fal.bills().bills()).isEmpty();
  }

  @Test
  void personCannotChooseAModelThatTheChannelDoesNotHave() throws Exception {
    answers(
        "I know no model \"fal\" here. There is: openrouter (google/gemini-3.1-flash-lite).",
        ask(OWN, "--model fal Who are you?"));
  }

  @Test
  void wrongValueIsSaidAndNothingIsPaid() throws Exception {
    answers(
        "`--temperature` takes a number from 0 (always the same) to 2 (wild), not \"9\".",
        ask("Call", "--temperature 9 Who are you?"));
    assertThat(world.fal.bills().bills()).isEmpty();
  }

  private SimMessage ask(String channel, String words) throws Exception {
    return world.slack.channel(channel).post("Uada", world.slack.mention() + " " + words);
  }

  private void answers(String text, SimMessage question) {
    eventually(() ->
        assertThat(world.slack.ledger().answerIn(question.channelId(), question.ts()))
            .startsWith(text));
    world.settle();
  }

  private static void eventually(ThrowingRunnable assertion) {
    Awaitility.await().atMost(BotWorld.PATIENCE).untilAsserted(assertion);
  }
}
