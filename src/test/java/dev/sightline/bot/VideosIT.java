package dev.sightline.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.model.ModelAsk;
import dev.sightline.sim.model.SeenMedia;
import dev.sightline.sim.slack.SimMessage;
import java.nio.file.Path;
import okio.ByteString;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Videos where the model cannot watch them, and where to watch them costs more than a little.
class VideosIT {
  @TempDir private Path folder;

  private BotWorld world;

  @BeforeEach
  void start() throws Exception {
    world =
        new BotWorld(
            folder,
            """
            routes:
              - { name: fal, provider: fal, model: "google/gemini-3.1-flash-lite" }
              - { name: blind, provider: fal, model: "anthropic/claude-sonnet-4.6" , takes: [text, image] }
            channels:
              Cseen: { routes: [blind] }
            limits: { ask-above-usd: 0.0001 }
            """);
    world.fal.answerWith(ask -> ModelAnswer.ofPieces("A test ", "card."));
    world.slack.person("Uada", "Ada");
  }

  @AfterEach
  void stop() throws Exception {
    world.stop();
  }

  @Test
  void modelThatCannotWatchSeesFramesAndThePersonIsTold() throws Exception {
    SimMessage question = ask("Cseen", "What is it?", BotWorld.video(folder));

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
    SimMessage question = ask("Call", "What is it?", BotWorld.video(folder));

    eventually(() ->
        assertThat(answer(question))
            .matches(
                "clip\\.mp4 is 0:00:02 long and has 0\\.\\d MB: to watch that takes about 516 tokens of "
                    + "google/gemini-3\\.1-flash-lite, some \\$0\\.00013\\. Shall I\\?"));
    world.settle();
    assertThat(world.fal.bills().bills()).isEmpty();

    world
        .slack
        .person("Uada", "Ada")
        .press(
            world.slack.ledger().answersIn(question.channelId(), question.ts()).getFirst(),
            "Go ahead");

    eventually(() -> assertThat(answer(question)).contains("A test card.", " tokens · $"));
    world.settle();
    assertThat(world.fal.bills().last().ask().count(SeenMedia.Kind.VIDEO)).isEqualTo(1);
  }

  @Test
  void whoSaysYesIsNotAskedBack() throws Exception {
    SimMessage question = ask("Call", "--yes What is it?", BotWorld.video(folder));

    eventually(() -> assertThat(answer(question)).startsWith("A test card."));
    world.settle();
  }

  private SimMessage ask(String channel, String words, ByteString video) throws Exception {
    return world
        .slack
        .channel(channel)
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
