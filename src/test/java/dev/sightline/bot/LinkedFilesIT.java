package dev.sightline.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.sim.discord.SimAttachment;
import dev.sightline.sim.discord.SimChannel;
import dev.sightline.sim.discord.SimGuild;
import dev.sightline.sim.discord.SimMessage;
import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.slack.ChannelKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import okio.ByteString;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Links to files that others posted: opened for who may see them, whatever the bot may.
class LinkedFilesIT {
  @TempDir Path folder;
  private BotWorld world;
  private final ByteString cup;

  LinkedFilesIT() throws IOException {
    cup = BotWorld.photo("coffee.png");
  }

  @BeforeEach
  void start() throws Exception {
    world = new BotWorld(folder, "");
    world.fal.answerWith(ask -> ModelAnswer.ofPieces("A cup ", "of coffee."));
  }

  @AfterEach
  void stop() throws Exception {
    world.stop();
  }

  @Test
  void fileOfAnotherChannelOfSlackIsLookedAt() throws Exception {
    assertThat(onSlack(world.slack.channel("C2"))).contains("A cup of coffee.");

    assertThat(world.fal.bills().last().ask().media().getFirst().bytes()).isEqualTo(cup);
  }

  @Test
  void fileOfAPrivateChannelOfSlackIsNotEvenFetched() throws Exception {
    assertThat(onSlack(world.slack.channel("G2", ChannelKind.PRIVATE)))
        .contains("The linked file: it was shared where I cannot tell that you may see it.");

    assertThat(world.fal.bills().bills()).isEmpty();
  }

  private String onSlack(dev.sightline.sim.slack.SimChannel place) {
    dev.sightline.sim.slack.SimFile file = world.slack.file("cup.png", "image/png", cup);
    place.post("Uowner", "mine", file);
    String link =
        "http://%s/files-pri/%s-%s/cup.png"
            .formatted(world.slack.authority(), world.slack.teamId(), file.id());
    dev.sightline.sim.slack.SimMessage question =
        world.slack.channel("C1").post("Ureader", world.slack.mention() + " What is it? " + link);
    eventually(() ->
        assertThat(world.slack.ledger().answerIn("C1", question.ts()))
            .containsAnyOf(" tokens · $", "Please post it here."));
    world.settle();
    return world.slack.ledger().answerIn("C1", question.ts());
  }

  @Test
  void expiredLinkToAChannelThatThePersonReadsIsRenewed() {
    SimGuild guild = world.discord.guild("Guild");

    assertThat(onDiscord(guild, guild)).contains("A cup of coffee.");

    assertThat(world.fal.bills().last().ask().media().getFirst().bytes()).isEqualTo(cup);
  }

  @Test
  void expiredLinkToAServerOfOthersIsNotRenewed() {
    String answer = onDiscord(world.discord.guild("Theirs"), world.discord.guild("Guild"));

    assertThat(answer).contains("cup.png", "expired");
    assertThat(world.fal.bills().bills()).isEmpty();
  }

  /// Asks in one server about a file that was posted in another channel of `theirs`.
  private String onDiscord(SimGuild theirs, SimGuild ours) {
    SimMessage posted =
        theirs
            .channel("pictures")
            .post(
                theirs.member("owner"),
                "mine",
                dev.sightline.sim.discord.SimFile.image("cup.png", "image/png", cup));
    String link = world.discord.linkTo(attachment(posted));
    world.discord.expireLinks();
    SimMessage question =
        ours.channel("general")
            .post(ours.member("reader"), world.discord.mention() + " What is it? " + link);
    eventually(() -> assertThat(answers(question)).containsAnyOf(" tokens · $", "cup.png"));
    world.settle();
    return answers(question);
  }

  private static String answers(SimMessage question) {
    SimChannel thread = question.thread();
    List<SimMessage> all = thread == null ? List.of() : thread.answers();
    return String.join("\n", all.stream().map(SimMessage::content).toList());
  }

  private static void eventually(ThrowingRunnable assertion) {
    Awaitility.await().atMost(BotWorld.PATIENCE).untilAsserted(assertion);
  }

  private static SimAttachment attachment(SimMessage message) {
    return message.attachments().getFirst();
  }
}
