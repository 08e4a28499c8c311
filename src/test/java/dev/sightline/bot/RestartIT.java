package dev.sightline.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.sim.discord.DiscordSim;
import dev.sightline.sim.discord.SimGuild;
import dev.sightline.sim.fal.FalSim;
import dev.sightline.sim.model.Gate;
import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.slack.SlackSim;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/// What people see of an answer whose bot was killed in the middle of it.
@ResourceLock("processes")
class RestartIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String BEGINNING = "This is the beginning of";

  @TempDir Path folder;

  private final FalSim fal = new FalSim();
  private final SlackSim slack = new SlackSim();
  private final DiscordSim discord = DiscordSim.start();
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void stop() {
    started.forEach(Process::destroyForcibly);
    fal.close();
    slack.close();
    discord.close();
  }

  @Test
  void interruptedAnswersSaySoAfterTheRestartAndNoEventIsAnsweredTwice() throws Exception {
    Gate never = new Gate();
    fal.answerWith(ask -> ModelAnswer.ofPieces(BEGINNING, " the end.").holdingAfter(1, never));
    serve();
    SimGuild guild = discord.guild("W");
    Awaitility.await().atMost(PATIENCE).until(() -> !discord.commands().isEmpty());
    var onSlack = slack.channel("C1").post("U1", slack.mention() + " Begin.");
    var onDiscord =
        guild.channel("general").post(guild.member("anna"), discord.mention() + " Begin.");
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> slack.ledger().answerIn("C1", onSlack.ts()).contains(BEGINNING));
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> !discord.ledger().answersIn(onDiscord.id()).isEmpty());

    started.getFirst().destroyForcibly().waitFor();
    serve();

    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(slack.ledger().answerIn("C1", onSlack.ts()))
                .contains("Interrupted, because I was restarted."));
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(discord.ledger().answersIn(onDiscord.id()).getLast().content())
                .contains("Interrupted, because I was restarted."));
    assertThat(slack.ledger().answersIn("C1", onSlack.ts())).hasSize(2);
    assertThat(fal.bills().bills()).hasSize(2);
    never.open();
  }

  private void serve() throws Exception {
    Files.writeString(
        folder.resolve("sightline.yaml"),
        """
        store: { url: "jdbc:sqlite:%1$s/sightline.db", work-dir: "%1$s/media" }
        web: { bind: "127.0.0.1:0" }
        slack: { bot-token: "%2$s", app-token: "%3$s", api-url: "%4$s", file-hosts: ["%5$s"] }
        discord: { bot-token: "%6$s", api-url: "%7$s", gateway-url: "%8$s" }
        providers:
          fal: { key: "%9$s", run-url: "%10$s", rest-url: "%11$s" }
        """
            .formatted(
                folder,
                slack.botToken(),
                slack.appToken(),
                slack.apiUrl(),
                slack.authority(),
                discord.token(),
                discord.restUrl(),
                discord.gatewayUrl(),
                FalSim.KEY,
                fal.runUrl(),
                fal.restUrl()));
    started.add(
        Launched.builder(Map.of(), "--config", folder.toString(), "serve")
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("log-" + started.size()).toFile())
            .start());
  }
}
