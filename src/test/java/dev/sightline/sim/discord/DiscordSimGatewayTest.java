package dev.sightline.sim.discord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.List;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.events.message.MessageReceivedEvent;
import net.dv8tion.jda.api.events.session.SessionRecreateEvent;
import net.dv8tion.jda.api.events.session.SessionResumeEvent;
import net.dv8tion.jda.api.events.session.ShutdownEvent;
import net.dv8tion.jda.api.exceptions.InvalidTokenException;
import net.dv8tion.jda.api.requests.CloseCode;
import net.dv8tion.jda.api.requests.GatewayIntent;
import net.dv8tion.jda.api.utils.Compression;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class DiscordSimGatewayTest {
  private DiscordSim sim;
  private SimChannel general;
  private SimUser ann;

  @BeforeEach
  void start() {
    sim = DiscordSim.start();
    SimGuild guild = sim.guild("Workshop");
    general = guild.channel("general");
    ann = guild.member("ann");
  }

  @AfterEach
  void stop() {
    sim.close();
  }

  @Test
  void realClientReachesReadyAndSeesGuildAndChannel() throws InterruptedException {
    try (JdaClient client = JdaClient.connect(sim).ready()) {
      JDA jda = client.jda();

      assertThat(jda.getSelfUser().getIdLong()).isEqualTo(sim.bot().id());
      assertThat(jda.getGuildsByName("Workshop", false)).hasSize(1);
      assertThat(jda.getTextChannelById(general.id())).isNotNull();
    }
  }

  @Test
  void compressedStreamIsUnderstood() throws InterruptedException {
    try (JdaClient client =
        JdaClient.connect(sim, sim.token(), Compression.ZLIB, GatewayIntent.MESSAGE_CONTENT)
            .ready()) {
      general.post(ann, "hello ".repeat(300).strip());

      assertThat(awaitMessages(client, 1).getFirst().getContentRaw()).hasSize(1799);
    }
  }

  @Test
  void wrongTokenIsRefusedByRest() {
    assertThatThrownBy(() -> JdaClient.connect(sim, "wrong", Compression.NONE))
        .isInstanceOf(InvalidTokenException.class);
  }

  @Test
  void refusedIntentEndsTheSessionWith4014() throws InterruptedException {
    sim.permitMessageContent(false);

    try (JdaClient client = JdaClient.connect(sim)) {
      await().untilAsserted(() -> assertThat(client.heard(ShutdownEvent.class)).hasSize(1));

      assertThat(client.heard(ShutdownEvent.class).getFirst().getCloseCode())
          .isEqualTo(CloseCode.DISALLOWED_INTENTS);
      assertThat(sim.ledger().closeCodes()).containsExactly(4014);
    }
  }

  @Test
  void contentIsHiddenWithoutTheIntentUnlessTheBotIsMentioned() throws InterruptedException {
    try (JdaClient client = JdaClient.connect(sim, sim.token(), Compression.NONE).ready()) {
      general.post(ann, "secret", SimFile.of("a.txt", "text/plain", Pictures.png(1, 1)));
      general.post(ann, sim.mention() + " look");
      sim.directMessages(ann).post(ann, "psst");

      List<Message> messages = awaitMessages(client, 3);
      assertThat(messages)
          .extracting(Message::getContentRaw)
          .containsExactly("", sim.mention() + " look", "psst");
      assertThat(messages.getFirst().getAttachments()).isEmpty();
    }
  }

  @Test
  void eventsMissedDuringADropAreReplayedOnResume() throws InterruptedException {
    try (JdaClient client = JdaClient.connect(sim).ready()) {
      sim.gateway().setAway(true);
      sim.gateway().drop();
      await().untilAsserted(() -> assertThat(sim.gateway().connected()).isZero());
      general.post(ann, "while you were away");
      sim.gateway().setAway(false);

      assertThat(awaitMessages(client, 1).getFirst().getContentRaw())
          .isEqualTo("while you were away");
      await().untilAsserted(() -> assertThat(client.heard(SessionResumeEvent.class)).hasSize(1));
      assertThat(sim.gateway().identifies()).isOne();
    }
  }

  @Test
  void reconnectRequestLeadsToResume() throws InterruptedException {
    try (JdaClient client = JdaClient.connect(sim).ready()) {
      sim.gateway().askToReconnect();

      await().untilAsserted(() -> assertThat(client.heard(SessionResumeEvent.class)).hasSize(1));
      assertThat(sim.gateway().resumes()).isOne();
    }
  }

  @Test
  void invalidSessionLeadsToANewOne() throws InterruptedException {
    try (JdaClient client = JdaClient.connect(sim).ready()) {
      sim.gateway().invalidate(false);

      await().untilAsserted(() -> assertThat(client.heard(SessionRecreateEvent.class)).hasSize(1));
      assertThat(sim.gateway().identifies()).isEqualTo(2);
    }
  }

  @Test
  void sameMessageCanBeDeliveredTwice() throws InterruptedException {
    try (JdaClient client = JdaClient.connect(sim).ready()) {
      SimMessage message = general.post(ann, "twice");
      message.deliverAgain(1);

      assertThat(awaitMessages(client, 2))
          .extracting(Message::getIdLong)
          .containsExactly(message.id(), message.id());
    }
  }

  private static List<Message> awaitMessages(JdaClient client, int count) {
    await()
        .untilAsserted(() -> assertThat(client.heard(MessageReceivedEvent.class)).hasSize(count));
    return client.heard(MessageReceivedEvent.class).stream()
        .map(MessageReceivedEvent::getMessage)
        .toList();
  }
}
