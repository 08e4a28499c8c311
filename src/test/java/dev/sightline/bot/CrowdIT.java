package dev.sightline.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.sim.discord.SimChannel;
import dev.sightline.sim.discord.SimGuild;
import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.slack.SimMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Two hundred asks at once over four channels, on each platform and under its real limits: five
/// questions in each of ten threads of every channel; and on Discord also fifty mentions in every
/// channel, which is more than it opens threads for in good time.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Order(1)
class CrowdIT {
  private static final int CHANNELS = 4;
  private static final int THREADS = 10;
  private static final int QUESTIONS = 5;

  /// Fifty posts in a channel at one a second, and room for a machine that is slow.
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final Pattern ASKED = Pattern.compile("question (\\w+)-(\\d+)");

  @TempDir static Path folder;

  private BotWorld world;

  @BeforeAll
  void start() throws Exception {
    world = new BotWorld(folder, "");
    world.fal.answerWith(ask -> {
      MatchResult asked =
          ASKED.matcher(ask.text()).results().reduce((first, last) -> last).orElseThrow();
      return ModelAnswer.ofPieces(
          "This answers ", asked.group(), ", ", "in several ".repeat(20), "words.");
    });
    answerOneOnEach();
  }

  /// A bot that has answered before has its classes at hand: what is tried is a crowd, not a start.
  private void answerOneOnEach() {
    SimMessage onSlack =
        world.slack.channel("C0").post("Ufirst", question(world.slack.mention(), "first", 0));
    SimGuild guild = world.discord.guild("First");
    var onDiscord =
        guild
            .channel("first")
            .post(guild.member("first"), question(world.discord.mention(), "first", 0));
    List<String> expected = List.of(answer("first", 0));
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertAnswers(world.slack.ledger().answerIn("C0", onSlack.ts()), expected));
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertAnswers(text(answersTo(onDiscord)), expected));
  }

  @AfterAll
  void stop() throws Exception {
    world.stop();
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
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

  @Test
  @Execution(ExecutionMode.CONCURRENT)
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
  @Execution(ExecutionMode.CONCURRENT)
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

  private static String question(String mention, String name, int number) {
    return "%s question %s-%d?".formatted(mention, name, number).strip();
  }

  private static String answer(String name, int number) {
    return "This answers question %s-%d, %swords."
        .formatted(name, number, "in several ".repeat(20));
  }

  private static void assertAnswersInOrder(String shown, String name) {
    assertAnswers(
        shown, IntStream.range(0, QUESTIONS).mapToObj(number -> answer(name, number)).toList());
  }

  private static void assertAnswers(String shown, List<String> expected) {
    assertThat(shown.lines().filter(line -> line.startsWith("This answers")).toList())
        .isEqualTo(expected);
    assertThat(shown.lines().filter(line -> line.contains(" tokens · $"))).hasSameSizeAs(expected);
  }
}
