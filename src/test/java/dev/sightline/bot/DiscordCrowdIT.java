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
import dev.sightline.sim.discord.SimChannel;
import dev.sightline.sim.discord.SimGuild;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Two hundred asks at once over four channels of Discord, under its real limits: five questions in
/// each of ten threads of every channel; and fifty mentions in every channel, which is more than it
/// opens threads for in good time.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Order(LongTests.FIRST)
class DiscordCrowdIT {
  @TempDir static Path folder;

  private BotWorld world;

  /// A bot that has answered before has its classes at hand: what is tried is a crowd, not a start.
  @BeforeAll
  void start() throws Exception {
    world = Crowd.world(folder);
    SimGuild guild = world.discord.guild("First");
    var first =
        guild
            .channel("first")
            .post(guild.member("first"), question(world.discord.mention(), "first", 0));
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertAnswers(text(answersTo(first)), List.of(answer("first", 0))));
  }

  @AfterAll
  void stop() throws Exception {
    world.stop();
  }

  @Test
  void discordShowsAllFinalTextsInOrder() {
    SimGuild guild = world.discord.guild("Crowd");
    Map<String, SimChannel> threads = new LinkedHashMap<>();
    for (int channel = 0; channel < CHANNELS; channel++) {
      var place = guild.channel("crowd" + channel);
      for (int thread = 0; thread < THREADS; thread++) {
        String name = "d" + channel + "x" + thread;
        threads.put(name, place.openThread(guild.member(name), name));
      }
    }

    for (int number = 0; number < QUESTIONS; number++) {
      for (var thread : threads.entrySet()) {
        String name = thread.getKey();
        thread.getValue().post(guild.member(name), question(world.discord.mention(), name, number));
      }
    }

    threads.forEach((name, thread) ->
        Awaitility.await()
            .atMost(PATIENCE)
            .untilAsserted(() -> assertAnswersInOrder(text(thread.answers()), name)));
    assertThat(world.discord.ledger().brokenLimits()).isEmpty();
  }

  @Test
  void discordAnswersEachMentionOfACrowd() {
    SimGuild guild = world.discord.guild("Crowded");
    Map<String, dev.sightline.sim.discord.SimMessage> mentions = new LinkedHashMap<>();
    for (int mention = 0; mention < THREADS * QUESTIONS; mention++) {
      for (int channel = 0; channel < CHANNELS; channel++) {
        String name = "m" + channel + "x" + mention;
        var place = guild.channel("crowded" + channel);
        mentions.put(
            name, place.post(guild.member(name), question(world.discord.mention(), name, 0)));
      }
    }

    mentions.forEach((name, mention) ->
        Awaitility.await()
            .atMost(PATIENCE)
            .untilAsserted(
                () -> assertAnswers(text(answersTo(mention)), List.of(answer(name, 0)))));
    assertThat(mentions.values().stream().filter(mention -> mention.thread() != null))
        .hasSizeGreaterThanOrEqualTo(CHANNELS);
    assertThat(world.discord.ledger().brokenLimits()).isEmpty();
  }

  /// In its thread, or where there was none, as replies.
  private static List<dev.sightline.sim.discord.SimMessage> answersTo(
      dev.sightline.sim.discord.SimMessage mention) {
    SimChannel thread = mention.thread();
    return Stream.concat(
            thread == null ? Stream.of() : thread.answers().stream(),
            mention.channel().answers().stream().filter(answer -> answer.replyTo() == mention))
        .toList();
  }

  private static String text(List<dev.sightline.sim.discord.SimMessage> answers) {
    return answers.stream()
        .map(dev.sightline.sim.discord.SimMessage::content)
        .collect(Collectors.joining("\n"));
  }
}
