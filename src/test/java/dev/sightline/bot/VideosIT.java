package dev.sightline.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.model.ModelAsk;
import dev.sightline.sim.model.SeenMedia;
import dev.sightline.sim.slack.SimMessage;
import dev.sightline.sim.slack.SimPerson;
import java.nio.file.Path;
import okio.ByteString;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Videos where the model cannot watch them, and where to watch them costs more than a little.
class VideosIT {
  @TempDir private Path folder;

  private BotWorld world;

  private SimPerson start(String more) throws Exception {
    world = BotWorld.withOpenRouter(folder, more);
    world.fal.answerWith(ask -> ModelAnswer.ofPieces("A test ", "card."));
    world.openRouter.answerWith(ask -> ModelAnswer.ofPieces("A test ", "card."));
    return world.slack.person("Uada", "Ada");
  }

  @AfterEach
  void stop() throws Exception {
    world.stop();
  }

  @Test
  void modelThatCannotWatchSeesFramesAndThePersonIsTold() throws Exception {
    start(
        """
        routes:
          - { name: fal, provider: fal, model: "anthropic/claude-sonnet-4.6", takes: [text, image] }
        """);

    SimMessage question = ask("What is it?", BotWorld.video(folder));

    eventually(() ->
        assertThat(answer(question))
            .startsWith("A test card.\nThis model cannot watch videos: it saw ")
            .contains(" frames of clip.mp4.", " tokens · $"));
    ModelAsk seen = world.fal.bills().last().ask();
    assertThat(seen.count(SeenMedia.Kind.IMAGE)).isGreaterThan(1);
    assertThat(seen.count(SeenMedia.Kind.VIDEO)).isZero();
    assertThat(seen.text())
        .startsWith("Frames of clip.mp4 (0:02 long): picture 1 at 0:00")
        .contains("What is it?");
  }

  @Test
  void costlyVideoIsAskedBackAboutAndWatchedAfterTheButton() throws Exception {
    SimPerson ada = start("limits: { ask-above-usd: 0.0001 }");

    SimMessage question = ask("What is it?", BotWorld.video(folder));

    eventually(() ->
        assertThat(answer(question))
            .matches(
                "clip\\.mp4 is 0:00:02 long and has 0\\.\\d MB: to watch that takes about 516 tokens of "
                    + "google/gemini-3\\.1-flash-lite, some \\$0\\.00013\\. Shall I\\?"));
    world.settle();
    assertThat(world.fal.bills().bills()).isEmpty();

    ada.press(
        world.slack.ledger().answersIn(question.channelId(), question.ts()).getFirst(), "Go ahead");

    eventually(() -> assertThat(answer(question)).contains("A test card.", " tokens · $"));
    world.settle();
    assertThat(world.fal.bills().last().ask().count(SeenMedia.Kind.VIDEO)).isEqualTo(1);
  }

  @Test
  void whoSaysYesIsNotAskedBack() throws Exception {
    start("limits: { ask-above-usd: 0.0001 }");

    SimMessage question = ask("--yes What is it?", BotWorld.video(folder));

    eventually(() -> assertThat(answer(question)).startsWith("A test card."));
    world.settle();
  }

  private SimMessage ask(String words, ByteString video) throws Exception {
    return world
        .slack
        .channel("Cvid")
        .post(
            "Uada",
            world.slack.mention() + " " + words,
            world.slack.file("clip.mp4", "video/mp4", video));
  }

  private String answer(SimMessage question) {
    return world.slack.ledger().answerIn(question.channelId(), question.ts());
  }

  private static void eventually(ThrowingRunnable assertion) {
    Awaitility.await().atMost(BotWorld.PATIENCE).untilAsserted(assertion);
  }
}
