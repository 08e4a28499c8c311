package dev.sightline.discord;

import static dev.sightline.discord.DiscordBot.id;
import static dev.sightline.discord.DiscordBot.picture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sightline.event.ChatEvent;
import dev.sightline.event.ChatEvent.Deleted;
import dev.sightline.event.ChatEvent.DirectMessage;
import dev.sightline.event.ChatEvent.LinkPosted;
import dev.sightline.event.ChatEvent.Mention;
import dev.sightline.event.ChatEvent.ThreadReply;
import dev.sightline.event.IncomingFile;
import dev.sightline.failure.Finding;
import dev.sightline.sim.discord.SimChannel;
import dev.sightline.sim.discord.SimMessage;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DiscordConversationTest {
  private final DiscordBot bot = new DiscordBot();

  @BeforeEach
  void start() throws Exception {
    bot.answering("A grey cat.");
  }

  @AfterEach
  void close() {
    bot.close();
  }

  @Test
  void directMessageIsAnsweredWhereItStands() throws Exception {
    bot.started();
    SimChannel direct = bot.sim.directMessages(bot.anna);

    direct.post(bot.anna, "what is this?", picture("a.png"));

    assertThat(bot.answersIn(direct.id(), 1).getFirst().content()).isEqualTo("A grey cat.");
    DirectMessage message = bot.event(DirectMessage.class);
    assertThat(message.thread().thread()).isEqualTo(id(direct.id()));
    assertThat(message.person().workspace()).isEqualTo("@me");
  }

  @Test
  void threadGoesOnWithoutAMention() throws Exception {
    bot.started();
    SimMessage question = bot.channel.post(bot.anna, bot.says("what is this?"));
    SimChannel thread = bot.answersIn(question.id(), 1).getFirst().channel();

    thread.post(bot.anna, "and how old?");

    ChatEvent followUp = bot.events(2).get(1);
    assertThat(followUp).isInstanceOf(ThreadReply.class);
    assertThat(followUp.thread()).isEqualTo(bot.desk.taken().getFirst().thread());
    assertThat(bot.answersIn(thread.id(), 2)).hasSize(2);
  }

  @Test
  void threadWithoutTheBotIsLeftAlone() throws Exception {
    bot.started();
    SimChannel thread = bot.channel.openThread(bot.anna, "ours");

    thread.post(bot.anna, "nobody asked a bot");
    bot.settle();

    assertThat(bot.desk.seen()).hasSize(1);
  }

  @Test
  void mentionInAThreadIsAnsweredThere() throws Exception {
    bot.started();
    SimChannel thread = bot.channel.openThread(bot.anna, "ours");

    thread.post(bot.anna, bot.says("what do you say?"));

    assertThat(bot.answersIn(thread.id(), 1)).hasSize(1);
    assertThat(bot.event(Mention.class).thread().channel()).isEqualTo(id(bot.channel.id()));
    assertThat(bot.sim.ledger().threads()).isEmpty();
  }

  @Test
  void linkInAChannelThatSummarisesIsTaken() throws Exception {
    bot.started();
    SimChannel links = bot.guild.channel("links");

    SimMessage post = links.post(bot.anna, "https://youtu.be/dQw4w9WgXcQ");

    assertThat(bot.event(LinkPosted.class).said().text()).isEqualTo("https://youtu.be/dQw4w9WgXcQ");
    assertThat(bot.answersIn(post.id(), 1)).hasSize(1);
  }

  @Test
  void linkThatIsNoVideoIsLeftAlone() throws Exception {
    bot.started();
    bot.guild.channel("links").post(bot.anna, "https://example.com/news");

    bot.settle();

    assertThat(bot.desk.seen()).hasSize(1);
  }

  @Test
  void linkElsewhereIsLeftAlone() throws Exception {
    bot.started();
    bot.channel.post(bot.anna, "https://youtu.be/dQw4w9WgXcQ");

    bot.settle();

    assertThat(bot.desk.seen()).hasSize(1);
  }

  @Test
  void deletedQuestionIsTold() throws Exception {
    bot.started();
    SimMessage question = bot.channel.post(bot.anna, bot.says("what is this?"));
    bot.events(1);

    question.delete();

    ChatEvent deleted = bot.events(2).get(1);
    assertThat(deleted).isInstanceOf(Deleted.class);
    assertThat(deleted.key()).isEqualTo(bot.desk.taken().getFirst().key());
    assertThat(deleted.thread()).isEqualTo(bot.desk.taken().getFirst().thread());
  }

  @Test
  void whatIsDeliveredTwiceHasTheSameKey() throws Exception {
    bot.started();
    SimMessage question = bot.channel.post(bot.anna, bot.says("what is this?"));

    question.deliverAgain(2);
    bot.settle();

    assertThat(bot.desk.seen()).hasSize(4);
    assertThat(bot.desk.seen().subList(0, 3))
        .extracting(ChatEvent::key)
        .containsOnly(bot.desk.taken().getFirst().key());
    assertThat(bot.answersIn(question.id(), 1)).hasSize(1);
  }

  @Test
  void whatIsSaidWhileTheConnectionIsBrokenIsHeardAfterIt() throws Exception {
    bot.started();

    bot.sim.gateway().drop();
    SimMessage question = bot.channel.post(bot.anna, bot.says("are you there?"));

    assertThat(bot.answersIn(question.id(), 1)).hasSize(1);
    assertThat(bot.sim.gateway().resumes()).isEqualTo(1);
  }

  @Test
  void questionIsNotLostWhenItCannotBeTakenDown() throws Exception {
    bot.started();
    bot.desk.breakDown();

    SimMessage question = bot.channel.post(bot.anna, bot.says("what is this?"));

    assertThat(bot.answersIn(question.id(), 1).getFirst().content())
        .startsWith("I could not take your question down.");
  }

  @Test
  void refusedIntentLeavesMentionsWorking() throws Exception {
    bot.sim.permitMessageContent(false);
    bot.started();

    SimMessage question = bot.channel.post(bot.anna, bot.says("what is this?"), picture("a.png"));

    assertThat(bot.answersIn(question.id(), 1)).hasSize(1);
    assertThat(bot.event(Mention.class).said().files()).hasSize(1);
    assertThat(bot.sim.ledger().closeCodes()).containsExactly(4014);
    assertThat(bot.surface.findings())
        .extracting(Finding::subject)
        .containsExactly("discord message content");
  }

  @Test
  void withoutTheIntentAReplyTellsThatThePictureIsWithheld() throws Exception {
    bot.sim.permitMessageContent(false);
    bot.started();
    SimMessage shown = bot.channel.post(bot.guild.member("ben"), "my cat", picture("cat.png"));

    bot.channel.reply(bot.anna, shown, bot.says("how old is it?"));

    Mention mention = bot.event(Mention.class);
    assertThat(mention.quoted()).isNotNull();
    List<IncomingFile> files = mention.quoted().files();
    assertThat(files.getFirst().origin()).isInstanceOf(IncomingFile.Unreadable.class);
  }

  @Test
  void intentTakenAwayLaterLeavesMentionsWorking() throws Exception {
    bot.started();
    bot.sim.permitMessageContent(false);

    bot.sim.gateway().close(4014);
    await()
        .atMost(DiscordBot.PATIENCE)
        .until(() -> bot.sim.gateway().identifies() == 2 && bot.sim.gateway().connected() == 1);
    SimMessage question = bot.channel.post(bot.anna, bot.says("still there?"));

    assertThat(bot.answersIn(question.id(), 1)).hasSize(1);
  }

  @Test
  void stoppedIntakeTakesNothing() throws Exception {
    bot.started();
    bot.channel.post(bot.anna, bot.says("before"));
    bot.events(1);

    bot.surface.stopIntake();
    bot.channel.post(bot.anna, bot.says("after"));
    SimChannel direct = bot.sim.directMessages(bot.anna);
    direct.slash(bot.anna, "ask").option("question", "what?").send();
    await()
        .atMost(DiscordBot.PATIENCE)
        .until(() -> bot.sim.ledger().interactions().getFirst().callbackType() != 0);

    assertThat(bot.desk.seen()).hasSize(1);
  }
}
