package dev.sightline.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.LongTests;
import dev.sightline.sim.discord.SimGuild;
import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.slack.SimMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// 60,000 characters on each way to people, Slack's own streaming, posts and updates, and Discord:
/// the beginning in messages, all of it in a file.
@Order(LongTests.FIRST)
class LongAnswerIT {
  @TempDir static Path folder;

  private static final String STORY =
      IntStream.range(0, 1_080)
          .mapToObj(i ->
              "Sentence %d tells what else is on the picture & where.".formatted(i)
                  + (i % 7 == 6 ? "\n\n" : " "))
          .collect(Collectors.joining())
          .strip();

  @Test
  void longAnswerArrivesWholeEverywhere() throws Exception {
    BotWorld world = new BotWorld(folder, "");
    try {
      world.fal.answerWith(ask -> ModelAnswer.of(STORY).pacedBy(Duration.ofMillis(2)));
      var streamed = world.slack.person("UDIRECT", "UDIRECT").tell("Tell me everything.");
      var posted =
          world.slack.channel("C1").post("UCHAN", world.slack.mention() + " Tell me everything.");
      SimGuild guild = world.discord.guild("W");
      var asked =
          guild
              .channel("general")
              .post(guild.member("long"), world.discord.mention() + " Tell me everything.");

      patiently().untilAsserted(() -> assertBegun(onSlack(world, streamed), 30_000));
      patiently().untilAsserted(() -> assertBegun(onSlack(world, posted), 30_000));
      patiently()
          .untilAsserted(() ->
              assertBegun(
                  world.discord.ledger().answersIn(asked.id()).stream()
                      .map(dev.sightline.sim.discord.SimMessage::content)
                      .collect(Collectors.joining("\n")),
                  6_000));
      world.settle();
      assertThat(world.slack.ledger().uploads())
          .extracting(file -> file.bytes().utf8())
          .containsExactly(STORY, STORY);
      assertThat(world.discord.ledger().uploads())
          .extracting(file -> file.attachment().file().bytes().utf8())
          .containsExactly(STORY);

      assertThat(STORY).hasSizeGreaterThan(60_000);
      assertThat(world.slack.ledger().calls("chat.startStream"))
          .isNotEmpty()
          .allMatch(call -> call.args().path("channel").asText().equals(streamed.channelId()));
      assertThat(world.slack.ledger().messages()).noneMatch(SimMessage::isUnfinished);
      assertThat(world.slack.ledger().brokenLimits()).isEmpty();
      assertThat(world.discord.ledger().brokenLimits()).isEmpty();
    } finally {
      world.stop();
    }
  }

  private static String onSlack(BotWorld world, SimMessage question) {
    return world.slack.ledger().answerIn(question.channelId(), question.ts());
  }

  /// A break between two messages may stand for white space; the footer follows.
  private static void assertBegun(String shown, int chars) {
    assertThat(shown).contains(" tokens · $");
    assertThat(shown.replaceAll("\\s+", ""))
        .startsWith(STORY.substring(0, chars).replaceAll("\\s+", ""));
  }

  private static ConditionFactory patiently() {
    return Awaitility.await().atMost(Duration.ofMinutes(2));
  }
}
