package dev.sightline.slack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.LongTests;
import dev.sightline.event.ChatEvent;
import dev.sightline.event.ChatEvent.DirectMessage;
import dev.sightline.event.ChatEvent.LinkPosted;
import dev.sightline.event.ChatEvent.Mention;
import dev.sightline.event.ChatEvent.ThreadReply;
import dev.sightline.event.IncomingFile;
import dev.sightline.event.IncomingFile.PrivateUrl;
import dev.sightline.sim.slack.Delivery;
import dev.sightline.sim.slack.SimFile;
import dev.sightline.sim.slack.SimMessage;
import dev.sightline.sim.slack.Unfurl;
import java.time.Duration;
import java.util.stream.Stream;
import okio.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the desk is given for what people write.
@Order(LongTests.FIRST)
class SlackMentionTest {
  private final Listening slack = new Listening();

  SlackMentionTest() throws Exception {}

  @AfterEach
  void noTokenWentAstrayAndAllWasAcknowledged() {
    assertThat(slack.sim.ledger().misplacedTokens()).isEmpty();
    assertThat(slack.sim.ledger().lateAcks()).isEmpty();
    slack.close();
  }

  private SimFile cat() {
    return slack.sim.file("cat.png", "image/png", ByteString.encodeUtf8("png"));
  }

  static Stream<Delivery> deliveries() {
    Delivery usual = Delivery.usual();
    Duration gap = Duration.ofMillis(250);
    return Stream.of(
        usual,
        usual.messageFirst(),
        usual.withGap(gap),
        usual.withGap(gap).messageFirst(),
        usual.withoutFilesInMention(),
        usual.withoutFilesInMention().withGap(gap),
        usual.withoutFilesInMention().withGap(gap).messageFirst(),
        usual.withoutMention(),
        usual.withoutMessage(),
        usual.withoutFilesInMention().withGap(gap).repeated(3),
        usual.messageFirst().repeated(3));
  }

  @ParameterizedTest
  @MethodSource("deliveries")
  void mentionWithAPictureIsTakenOnceWithItsPicture(Delivery delivery) {
    SimFile cat = cat();

    SimMessage said =
        slack.sim.channel("C1").post(delivery, "U1", slack.sim.mention() + " what is this?", cat);

    Mention mention = (Mention) slack.onlyEvent();
    assertThat(mention.key().id()).isEqualTo(slack.sim.teamId() + "/C1/" + said.ts());
    assertThat(mention.thread()).isEqualTo(slack.thread("C1", said.ts()));
    assertThat(mention.person().name()).isEqualTo("person-U1");
    assertThat(mention.said().text()).isEqualTo("what is this?");
    IncomingFile file = mention.said().files().getFirst();
    assertThat(file.name()).isEqualTo("cat.png");
    assertThat(file.claimedType()).isEqualTo("image/png");
    assertThat(file.claimedSizeBytes()).isEqualTo(3);
    assertThat(((PrivateUrl) file.origin()).url().toString()).contains(cat.id());
    assertThat(mention.said().files()).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("deliveries")
  void mentionWithoutFilesIsTakenOnce(Delivery delivery) {
    slack.sim.channel("C1").post(delivery, "U1", "hey " + slack.sim.mention() + " who are you?");

    Mention mention = (Mention) slack.onlyEvent();
    assertThat(mention.said().text()).isEqualTo("hey who are you?");
    assertThat(mention.said().files()).isEmpty();
  }

  @Test
  void mentionInAForeignThreadBringsTheMessageThatOpenedIt() {
    SimMessage root = slack.sim.channel("C1").post("U1", "look at my <https://a.test|cat>", cat());

    slack.sim.channel("C1").reply("U2", root.ts(), slack.sim.mention() + " what breed is it?");

    Mention mention = (Mention) slack.onlyEvent();
    assertThat(mention.thread().thread()).isEqualTo(root.ts());
    assertThat(mention.quoted()).isNotNull();
    assertThat(mention.quoted().text()).isEqualTo("look at my https://a.test");
    assertThat(mention.quoted().files()).hasSize(1);
  }

  @Test
  void replyInAKnownThreadIsTaken() {
    SimMessage root = slack.sim.channel("C1").post("U1", "hello all");
    slack.desk.answeredIn(slack.thread("C1", root.ts()));

    slack.sim.channel("C1").reply("U2", root.ts(), "and <@U1>&apos;s &lt;dog&gt;?", cat());

    ThreadReply reply = (ThreadReply) slack.onlyEvent();
    assertThat(reply.said().text()).isEqualTo("and @person-U1&apos;s <dog>?");
    assertThat(reply.said().files()).hasSize(1);
    assertThat(reply.thread().thread()).isEqualTo(root.ts());
  }

  @Test
  void whatIsNotForTheBotIsLeftAloneAndAcknowledged() {
    SimMessage root = slack.sim.channel("C1").post("U1", "hello all https://youtu.be/dQw4w9WgXcQ");
    slack.sim.channel("C1").reply("U2", root.ts(), "hello you", cat());
    slack.sim.channel("C1").edit(root, "hello everybody");
    slack.sim.person("U1").opensHome();

    slack.settled();
    assertThat(slack.desk.events()).isEmpty();
  }

  @Test
  void directMessageOpensAThreadOfItsOwn() {
    SimMessage said = slack.sim.person("U1").tell("what is this?", cat());

    DirectMessage message = (DirectMessage) slack.onlyEvent();
    assertThat(message.thread()).isEqualTo(slack.thread(said.channelId(), said.ts()));
    assertThat(message.said().files()).hasSize(1);
  }

  @Test
  void videoLinkIsTakenWhereLinksAreSummarised() {
    SimMessage said =
        slack
            .sim
            .channel(RecordingDesk.SUMMARISING)
            .post("U1", "watch <https://youtu.be/dQw4w9WgXcQ?a=1&amp;b=2|this>");
    slack
        .sim
        .channel(RecordingDesk.SUMMARISING)
        .unfurl(said, Unfurl.youtube("https://youtu.be/dQw4w9WgXcQ", "A", "B"));
    slack.sim.channel(RecordingDesk.SUMMARISING).post("U1", "read <https://news.test/story>");

    LinkPosted posted = (LinkPosted) slack.onlyEvent();
    assertThat(posted.said().text()).isEqualTo("watch https://youtu.be/dQw4w9WgXcQ?a=1&b=2");
  }

  @Test
  void mentionAddedByAnEditIsTaken() {
    SimMessage said = slack.sim.channel("C1").post("U1", "what is this?", cat());

    slack.sim.channel("C1").edit(said, slack.sim.mention() + " what is this?");

    assertThat(((Mention) slack.onlyEvent()).said().files()).hasSize(1);
  }

  @Test
  void deletedQuestionIsReported() {
    SimMessage said = slack.sim.channel("C1").post("U1", slack.sim.mention() + " hello");
    ChatEvent mention = slack.onlyEvent();

    slack.sim.channel("C1").delete(said);

    Listening.patiently().until(() -> slack.desk.events().size() == 2);
    ChatEvent.Deleted deleted = (ChatEvent.Deleted) slack.desk.events().getLast();
    assertThat(deleted.key()).isEqualTo(mention.key());
    assertThat(deleted.thread()).isEqualTo(mention.thread());
  }

  @Test
  void deletedQuestionWithRepliesIsReported() {
    SimMessage said = slack.sim.channel("C1").post("U1", slack.sim.mention() + " hello");
    ChatEvent mention = slack.onlyEvent();
    slack.sim.channel("C1").reply("U2", said.ts(), "me too");

    slack.sim.channel("C1").delete(said);

    Listening.patiently().until(() -> slack.desk.events().size() == 2);
    assertThat(slack.desk.events().getLast().key()).isEqualTo(mention.key());
  }
}
