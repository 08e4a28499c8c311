package dev.sightline.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.sim.discord.SimGuild;
import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.slack.SimMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Two hundred asks over four channels on each platform, under its real limits: ten threads in
/// every channel, with five questions in each.
///
/// On Slack all are posted at once. On Discord forty are, and the others as soon as their thread is
/// there: a channel is assumed to take ten new threads a minute, and more mentions than that are
/// not tried here.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
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
    List<dev.sightline.sim.discord.SimMessage> roots = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      for (int channel = 0; channel < CHANNELS; channel++) {
        String name = "d" + channel + "x" + thread;
        var asker = guild.member(name);
        var place = guild.channel("crowd" + channel);
        names.add(name);
        roots.add(place.post(asker, question(world.discord.mention(), name, 0)));
      }
    }
    for (int i = 0; i < roots.size(); i++) {
      var root = roots.get(i);
      Awaitility.await().atMost(PATIENCE).until(() -> root.thread() != null);
      var thread = root.thread();
      assertThat(thread).isNotNull();
      for (int number = 1; number < QUESTIONS; number++) {
        thread.post(guild.member(names.get(i)), question("", names.get(i), number));
      }
    }

    for (int i = 0; i < roots.size(); i++) {
      var root = roots.get(i);
      String name = names.get(i);
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertAnswersInOrder(
                  String.join(
                      "\n",
                      world.discord.ledger().answersIn(root.id()).stream()
                          .map(dev.sightline.sim.discord.SimMessage::content)
                          .toList()),
                  name));
    }
    assertThat(world.discord.ledger().brokenLimits()).isEmpty();
    assertThat(world.discord.ledger().lateAcks()).isEmpty();
  }

  private static String question(String mention, String name, int number) {
    return "%s question %s-%d?".formatted(mention, name, number).strip();
  }

  private static void assertAnswersInOrder(String answers, String name) {
    List<String> expected = new ArrayList<>();
    for (int number = 0; number < QUESTIONS; number++) {
      expected.add(
          "This answers question %s-%d, %swords."
              .formatted(name, number, "in several ".repeat(20)));
    }
    List<String> shown = answers.lines().filter(line -> line.startsWith("This answers")).toList();
    assertThat(shown).isEqualTo(expected);
    assertThat(answers.lines().filter(line -> line.contains(" tokens · $"))).hasSize(QUESTIONS);
  }
}
