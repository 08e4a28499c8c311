package dev.sightline.bot;

import static dev.sightline.bot.Crowd.CHANNELS;
import static dev.sightline.bot.Crowd.PATIENCE;
import static dev.sightline.bot.Crowd.QUESTIONS;
import static dev.sightline.bot.Crowd.THREADS;
import static dev.sightline.bot.Crowd.answer;
import static dev.sightline.bot.Crowd.assertAnswers;
import static dev.sightline.bot.Crowd.assertAnswersInOrder;
import static dev.sightline.bot.Crowd.question;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.LongTests;
import dev.sightline.sim.slack.SimMessage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Two hundred asks at once over four channels of Slack, under its real limits: five questions in
/// each of ten threads of every channel.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Order(LongTests.FIRST)
class SlackCrowdIT {
  @TempDir static Path folder;

  private BotWorld world;

  /// A bot that has answered before has its classes at hand: what is tried is a crowd, not a start.
  @BeforeAll
  void start() throws Exception {
    world = Crowd.world(folder);
    SimMessage first =
        world.slack.channel("C0").post("Ufirst", question(world.slack.mention(), "first", 0));
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertAnswers(
                world.slack.ledger().answerIn("C0", first.ts()), List.of(answer("first", 0))));
  }

  @AfterAll
  void stop() throws Exception {
    world.stop();
  }

  @Test
  void slackShowsAllFinalTextsInOrder() {
    List<SimMessage> roots = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      for (int channel = 0; channel < CHANNELS; channel++) {
        String name = "s" + channel + "x" + thread;
        var place = world.slack.channel("C" + channel);
        SimMessage root = place.post("U" + name, question(world.slack.mention(), name, 0));
        roots.add(root);
        for (int number = 1; number < QUESTIONS; number++) {
          place.reply("U" + name, root.ts(), question(world.slack.mention(), name, number));
        }
      }
    }

    for (SimMessage root : roots) {
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertAnswersInOrder(
                  world.slack.ledger().answerIn(root.channelId(), root.ts()),
                  root.userId().substring(1)));
    }
    assertThat(world.slack.ledger().brokenLimits()).isEmpty();
    assertThat(world.slack.ledger().lateAcks()).isEmpty();
  }
}
