package dev.sightline.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.ledger.Spending;
import dev.sightline.ledger.SpendingFilter;
import dev.sightline.ledger.SpendingReport;
import dev.sightline.sim.discord.SimChannel;
import dev.sightline.sim.discord.SimGuild;
import dev.sightline.sim.discord.SimUser;
import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.slack.SimMessage;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What admins see channels called, where the platforms tell.
class ChannelNamesIT {
  @TempDir private Path folder;
  private BotWorld world;

  @BeforeEach
  void start() throws Exception {
    world = new BotWorld(folder, "");
    world.fal.answerWith(ask -> ModelAnswer.ofPieces("A ", "cup."));
    world.slack.person("UADA", "Ada");
  }

  @AfterEach
  void stop() throws Exception {
    world.stop();
  }

  @Test
  void slackIsAskedOnceForAChannelAndNeverForDirectMessages() {
    asks("C1");
    asks("C1");
    SimMessage told = world.slack.person("UADA").tell("What is it?");
    answered(told);

    String name = world.slack.channel("C1").name();
    eventually(
        () -> assertThat(channels()).containsExactlyInAnyOrder("#" + name, told.channelId()));
    assertThat(lookUps()).isEqualTo(1);
  }

  @Test
  void channelWithoutTheScopeGoesByItsIdAndIsAnswered() {
    world.slack.revoke("channels:read");

    asks("C1");

    eventually(() -> assertThat(lookUps()).isEqualTo(1));
    assertThat(channels()).containsExactly("C1");
  }

  @Test
  void threadOnDiscordCountsForItsChannelAndCommandsTellNamesToo() throws Exception {
    SimGuild guild = world.discord.guild("W");
    SimUser ben = guild.member("ben");
    SimChannel pictures = guild.channel("pictures");
    var question = pictures.post(ben, world.discord.mention() + " What is it?");
    eventually(() -> assertThat(question.thread()).isNotNull());
    guild.channel("commands").slash(ben, "ask").option("question", "What is it?").send();

    eventually(() -> assertThat(channels()).containsExactlyInAnyOrder("#pictures", "#commands"));
    world.settle();
  }

  private long lookUps() {
    return world.slack.ledger().calls().stream()
        .filter(call -> call.method().equals("conversations.info"))
        .count();
  }

  private List<String> channels() {
    ZoneId zone = world.bot().budgets().zone();
    LocalDate today = LocalDate.now(zone);
    return new Spending(world.bot().store(), InstantSource.system(), zone)
            .report(SpendingFilter.ofAll(today.minusDays(1), today.plusDays(1)))
            .channels()
            .lines()
            .stream()
            .map(SpendingReport.Line::label)
            .toList();
  }

  private void asks(String channel) {
    answered(world.slack.channel(channel).post("UADA", world.slack.mention() + " What is it?"));
  }

  private void answered(SimMessage question) {
    eventually(() ->
        assertThat(world.slack.ledger().answerIn(question.channelId(), question.ts()))
            .contains(" tokens · $"));
    world.settle();
  }

  private static void eventually(ThrowingRunnable assertion) {
    Awaitility.await().atMost(BotWorld.PATIENCE).untilAsserted(assertion);
  }
}
