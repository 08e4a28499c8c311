package dev.sightline.sim.discord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sightline.LongTests;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import net.dv8tion.jda.api.components.actionrow.ActionRow;
import net.dv8tion.jda.api.components.buttons.Button;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.entities.channel.concrete.TextChannel;
import net.dv8tion.jda.api.entities.channel.concrete.ThreadChannel;
import net.dv8tion.jda.api.events.message.MessageDeleteEvent;
import net.dv8tion.jda.api.events.message.MessageReceivedEvent;
import net.dv8tion.jda.api.exceptions.ErrorResponseException;
import net.dv8tion.jda.api.requests.ErrorResponse;
import net.dv8tion.jda.api.utils.FileUpload;
import okio.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

@Order(LongTests.FIRST)
final class DiscordSimMessageTest {
  private DiscordSim sim;
  private SimGuild guild;
  private SimChannel general;
  private SimUser ann;
  private JdaClient client;

  @BeforeEach
  void start() throws InterruptedException {
    sim = DiscordSim.start();
    guild = sim.guild("Workshop");
    general = guild.channel("general");
    ann = guild.member("ann");
    client = JdaClient.connect(sim).ready();
  }

  @AfterEach
  void stop() {
    client.close();
    sim.close();
  }

  @Test
  void attachmentArrivesAndIsDownloadedWithoutToken() throws IOException {
    ByteString png = Pictures.png(12, 7);
    general.post(ann, sim.mention() + " what is this?", SimFile.image("cat.png", "image/png", png));

    Message.Attachment attachment = heard(1).getFirst().getAttachments().getFirst();
    try (InputStream bytes = attachment.getProxy().download().join()) {
      assertThat(ByteString.of(bytes.readAllBytes())).isEqualTo(png);
    }
    assertThat(attachment.getWidth()).isEqualTo(12);
    assertThat(attachment.getHeight()).isEqualTo(7);
    assertThat(attachment.getContentType()).isEqualTo("image/png");
    assertThat(heard(1).getFirst().getMentions().getUsers()).hasSize(1);
    assertThat(sim.ledger().leakedAuthorizations()).isEmpty();
  }

  @Test
  void expiredLinkIsGoneAndAFreshPayloadHasANewOne() throws IOException {
    SimMessage posted =
        general.post(ann, "", SimFile.of("a.txt", "text/plain", ByteString.encodeUtf8("hi")));
    String old = heard(1).getFirst().getAttachments().getFirst().getUrl();
    sim.expireLinks();

    try (PlainDiscord plain = new PlainDiscord(sim)) {
      String fresh =
          text().retrieveMessageById(posted.id()).complete().getAttachments().getFirst().getUrl();
      assertThat(plain.status(old)).isEqualTo(404);
      assertThat(plain.status(fresh)).isEqualTo(200);
    }
  }

  @Test
  void partOfAFileCanBeFetched() throws IOException {
    general.post(ann, "", SimFile.of("a.txt", "text/plain", bytes("0123456789")));
    String url = heard(1).getFirst().getAttachments().getFirst().getUrl();

    try (PlainDiscord plain = new PlainDiscord(sim)) {
      assertThat(plain.range(url, 2, 4)).isEqualTo(bytes("234"));
    }
  }

  @Test
  void answerIsWrittenAsReplyAndRewritten() {
    SimMessage asked = general.post(ann, "why?");

    Message answer = heard(1).getFirst().reply("thinking").complete();
    text().editMessageById(answer.getIdLong(), "because").complete();

    SimMessage seen = general.answers().getFirst();
    assertThat(seen.replyTo()).isSameAs(asked);
    assertThat(seen.revisions())
        .extracting(SimMessage.Revision::content)
        .containsExactly("thinking", "because");
  }

  @Test
  void replyAndForwardAreUnderstood() {
    SimMessage first = general.post(ann, "first", SimFile.of("a.txt", "text/plain", bytes("x")));
    general.reply(guild.member("bob"), first, "second");
    general.forward(guild.member("bob"), first);

    List<Message> heard = heard(3);
    Message referenced = heard.get(1).getReferencedMessage();
    assertThat(referenced).isNotNull();
    assertThat(referenced.getContentRaw()).isEqualTo("first");
    assertThat(heard.get(2).getMessageSnapshots().getFirst().getAttachments()).hasSize(1);
  }

  @Test
  void uploadsAreKeptAndServed() throws IOException {
    Message sent =
        text()
            .sendMessage("a chart")
            .addFiles(FileUpload.fromData(Pictures.png(3, 3).toByteArray(), "chart.png"))
            .complete();

    SimFile uploaded = sim.ledger().uploads().getFirst().attachment().file();
    assertThat(uploaded.name()).isEqualTo("chart.png");
    assertThat(uploaded.bytes()).isEqualTo(Pictures.png(3, 3));
    try (PlainDiscord plain = new PlainDiscord(sim)) {
      assertThat(plain.status(sent.getAttachments().getFirst().getUrl())).isEqualTo(200);
    }
  }

  @Test
  void threadStartsFromAMessageOnceAndTakesAnswers() {
    SimMessage asked = general.post(ann, "why?");

    ThreadChannel thread = text().createThreadChannel("Why", asked.id()).complete();
    thread.sendMessage("because").complete();

    assertThat(thread.getIdLong()).isEqualTo(asked.id());
    assertThat(sim.ledger().answersIn(thread.getIdLong()))
        .extracting(SimMessage::content)
        .containsExactly("because");
    assertThatThrownBy(() -> text().createThreadChannel("Again", asked.id()).complete())
        .isInstanceOfSatisfying(
            ErrorResponseException.class,
            refused -> assertThat(refused.getErrorCode()).isEqualTo(160004));
  }

  @Test
  void editInAnArchivedThreadIsRefusedAndWritingOpensIt() throws IOException {
    SimMessage asked = general.post(ann, "why?");
    ThreadChannel thread = text().createThreadChannel("Why", asked.id()).complete();
    long answer = thread.sendMessage("because").complete().getIdLong();
    SimChannel simThread = sim.ledger().threads().getFirst();
    simThread.archive();

    try (PlainDiscord plain = new PlainDiscord(sim)) {
      String path = "channels/" + thread.getId() + "/messages";
      assertThat(plain.patch(path + "/" + answer, "{\"content\":\"x\"}").code()).isEqualTo(50083);
      assertThat(plain.post(path, "{\"content\":\"x\"}").status()).isEqualTo(200);
      simThread.lock();
      guild.revoke(SimPermission.MANAGE_THREADS);
      assertThat(plain.post(path, "{\"content\":\"x\"}").code()).isEqualTo(160005);
    }
  }

  @Test
  void mentionsPingOnlyWhereTheyAreAllowed() {
    String loud = ann.mention() + " " + guild.role("crew", true).mention() + " @everyone";

    text()
        .sendMessage(loud)
        .setAllowedMentions(EnumSet.noneOf(Message.MentionType.class))
        .complete();
    assertThat(sim.ledger().pings()).isEmpty();

    text()
        .sendMessage(loud)
        .setAllowedMentions(EnumSet.allOf(Message.MentionType.class))
        .complete();
    assertThat(sim.ledger().pings()).hasSize(1);
    Pings pings = sim.ledger().pings().getFirst().pings();
    assertThat(pings.users()).containsExactly(ann.id());
    assertThat(pings.roles()).hasSize(1);
    assertThat(pings.everyone()).isTrue();
  }

  @Test
  void bodyWithoutAllowedMentionsPingsEverybodyItNames() throws IOException {
    try (PlainDiscord plain = new PlainDiscord(sim)) {
      plain.post(
          "channels/" + general.id() + "/messages",
          "{\"content\":\"%s @here\"}".formatted(ann.mention()));
    }

    assertThat(sim.ledger().pings().getFirst().pings())
        .isEqualTo(new Pings(Set.of(ann.id()), Set.of(), true));
  }

  @Test
  void tooLongOrEmptyContentIsRefused() throws IOException {
    try (PlainDiscord plain = new PlainDiscord(sim)) {
      String path = "channels/" + general.id() + "/messages";
      PlainDiscord.Said tooLong =
          plain.post(path, "{\"content\":\"%s\"}".formatted("x".repeat(2001)));

      assertThat(tooLong.code()).isEqualTo(50035);
      assertThat(tooLong.json().at("/errors/content/_errors/0/code").asText())
          .isEqualTo("BASE_TYPE_MAX_LENGTH");
      assertThat(plain.post(path, "{\"content\":\"%s\"}".formatted("😀".repeat(2000))).status())
          .isEqualTo(200);
      assertThat(plain.post(path, "{\"content\":\"  \"}").code()).isEqualTo(50006);
    }
  }

  @Test
  void sameNonceIsWrittenOnce() throws IOException {
    try (PlainDiscord plain = new PlainDiscord(sim)) {
      String body = "{\"content\":\"once\",\"nonce\":\"n1\",\"enforce_nonce\":true}";
      plain.post("channels/" + general.id() + "/messages", body);
      plain.post("channels/" + general.id() + "/messages", body);
    }

    assertThat(general.answers()).hasSize(1);
    assertThat(sim.ledger().repeatedNonces()).hasSize(1);
  }

  @Test
  void othersMessagesAndMissingThingsAreRefused() throws IOException {
    SimMessage asked = general.post(ann, "mine");

    try (PlainDiscord plain = new PlainDiscord(sim)) {
      String path = "channels/" + general.id() + "/messages/";
      assertThat(plain.patch(path + asked.id(), "{\"content\":\"x\"}").code()).isEqualTo(50005);
      assertThat(plain.get(path + "1").code()).isEqualTo(10008);
      assertThat(plain.get("channels/1").code()).isEqualTo(10003);
      assertThat(plain.get("nowhere").json().path("message").asText()).isEqualTo("404: Not Found");
      general.deny(SimPermission.SEND_MESSAGES);
      assertThat(plain.post("channels/" + general.id() + "/messages", "{\"content\":\"x\"}").code())
          .isEqualTo(50013);
      general.deny(SimPermission.VIEW_CHANNEL);
      assertThat(plain.get(path + asked.id()).code()).isEqualTo(50001);
    }
  }

  @Test
  void deletedAnswerIsUnknownAndTheBotIsTold() {
    long id = text().sendMessage("soon gone").complete().getIdLong();
    general.answers().getFirst().delete();

    await().untilAsserted(() -> assertThat(client.heard(MessageDeleteEvent.class)).hasSize(1));
    assertThatThrownBy(() -> text().editMessageById(id, "x").complete())
        .isInstanceOfSatisfying(
            ErrorResponseException.class,
            refused ->
                assertThat(refused.getErrorResponse()).isEqualTo(ErrorResponse.UNKNOWN_MESSAGE));
  }

  @Test
  void buttonsComeBackNumberedAndCanBeListed() {
    text()
        .sendMessage("choose")
        .setComponents(
            ActionRow.of(Button.danger("stop-1", "Stop"), Button.link("https://x.test", "More")))
        .complete();

    assertThat(general.answers().getFirst().buttons()).containsExactly("Stop");
  }

  @Test
  void directMessagesWorkBothWays() {
    SimChannel direct = sim.directMessages(ann);
    direct.post(ann, "hello");

    heard(1).getFirst().getChannel().sendMessage("hello yourself").complete();

    assertThat(direct.answers()).extracting(SimMessage::content).containsExactly("hello yourself");
  }

  private TextChannel text() {
    TextChannel channel = client.jda().getTextChannelById(general.id());
    assertThat(channel).isNotNull();
    return channel;
  }

  private List<Message> heard(int count) {
    await()
        .untilAsserted(() -> assertThat(client.heard(MessageReceivedEvent.class)).hasSize(count));
    return client.heard(MessageReceivedEvent.class).stream()
        .map(MessageReceivedEvent::getMessage)
        .toList();
  }

  private static ByteString bytes(String text) {
    return ByteString.of(text.getBytes(StandardCharsets.UTF_8));
  }
}
