package dev.sightline.discord;

import static dev.sightline.discord.DiscordBot.id;
import static dev.sightline.discord.DiscordBot.picture;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.event.ChatEvent.DirectMessage;
import dev.sightline.event.ChatEvent.Mention;
import dev.sightline.event.EventKey;
import dev.sightline.event.IncomingFile;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.event.Said;
import dev.sightline.event.ThreadRef;
import dev.sightline.sim.discord.SimMessage;
import dev.sightline.sim.discord.SimPermission;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DiscordMentionTest {
  private final DiscordBot bot = new DiscordBot();

  @BeforeEach
  void start() throws Exception {
    bot.answering("A grey cat.").started();
  }

  @AfterEach
  void close() {
    bot.close();
  }

  @Test
  void mentionIsAnsweredInAThreadUnderIt() {
    SimMessage question = bot.channel.post(bot.anna, bot.says("what is this?"));

    SimMessage answer = bot.answersIn(question.id(), 1).getFirst();

    assertThat(answer.content()).isEqualTo("A grey cat.");
    assertThat(answer.channel().name()).isEqualTo("what is this?");
    assertThat(bot.sim.ledger().threads()).hasSize(1);
  }

  @Test
  void mentionTellsWhoWhereAndWhat() {
    SimMessage question = bot.channel.post(bot.anna, bot.says("what is this?"));

    Mention mention = bot.event(Mention.class);

    String guild = id(bot.guild.id());
    assertThat(mention.key()).isEqualTo(new EventKey(Platform.DISCORD, id(question.id())));
    assertThat(mention.person())
        .isEqualTo(new PersonRef(Platform.DISCORD, guild, id(bot.anna.id()), "anna"));
    assertThat(mention.thread())
        .isEqualTo(new ThreadRef(Platform.DISCORD, guild, id(bot.channel.id()), id(question.id())));
    assertThat(mention.said().text()).isEqualTo("what is this?");
    assertThat(mention.quoted()).isNull();
  }

  @Test
  void everyAttachmentComesAlong() {
    bot.channel.post(
        bot.anna, bot.says("compare"), picture("a.png"), picture("b.png"), picture("c.png"));

    Mention mention = bot.event(Mention.class);

    assertThat(mention.said().files())
        .extracting(IncomingFile::name)
        .containsExactly("a.png", "b.png", "c.png");
  }

  @Test
  void attachmentIsFetchedFromTheOriginalAndNotFromTheProxy() {
    bot.channel.post(bot.anna, bot.says("look"), picture("a.png").claiming(77));

    IncomingFile file = bot.event(Mention.class).said().files().getFirst();

    assertThat(file.claimedType()).isEqualTo("image/png");
    assertThat(file.claimedSizeBytes()).isEqualTo(77);
    assertThat(((IncomingFile.SignedUrl) file.origin()).url().getPath())
        .startsWith("/attachments/");
  }

  @Test
  void mentionOfTheBotsRoleCounts() {
    bot.channel.post(bot.anna, bot.guild.botRole().mention() + " and this?");

    assertThat(bot.event(Mention.class).said().text()).isEqualTo("and this?");
  }

  @Test
  void otherMentionsAreReadAsNames() {
    String ben = bot.guild.member("ben").mention();

    bot.channel.post(bot.anna, bot.says("is that " + ben + "? see <https://example.org/x>"));

    assertThat(bot.event(Mention.class).said().text())
        .isEqualTo("is that @ben? see https://example.org/x");
  }

  @Test
  void replyQuotesThePictureItRepliesTo() {
    SimMessage shown = bot.channel.post(bot.guild.member("ben"), "my cat", picture("cat.png"));

    bot.channel.reply(bot.anna, shown, bot.says("how old is it?"));

    Mention mention = bot.event(Mention.class);
    assertThat(mention.said().text()).isEqualTo("how old is it?");
    assertThat(mention.quoted()).isNotNull();
    assertThat(mention.quoted().text()).isEqualTo("my cat");
    assertThat(mention.quoted().files()).extracting(IncomingFile::name).containsExactly("cat.png");
  }

  @Test
  void forwardedPictureCounts() {
    SimMessage shown = bot.channel.post(bot.guild.member("ben"), "my cat", picture("cat.png"));

    bot.sim.directMessages(bot.anna).forward(bot.anna, shown);

    assertThat(bot.events(1).getFirst())
        .isInstanceOfSatisfying(
            DirectMessage.class,
            message -> {
              assertThat(message.said().text()).isEqualTo("my cat");
              assertThat(message.said().files())
                  .extracting(IncomingFile::name)
                  .containsExactly("cat.png");
            });
  }

  @Test
  void voiceMessageIsNamedAsUnreadable() {
    bot.sim
        .directMessages(bot.anna)
        .draft(bot.anna)
        .asVoiceMessage()
        .files(picture("voice-message.ogg"))
        .send();

    Said said = bot.event(DirectMessage.class).said();
    assertThat(said.files().getFirst().origin()).isInstanceOf(IncomingFile.Unreadable.class);
  }

  @Test
  void whatBotsSayIsNotHeard() {
    bot.channel.post(bot.sim.bot(), bot.says("hello me"));

    bot.settle();

    assertThat(bot.desk.seen()).hasSize(1);
  }

  @Test
  void withoutTheRightToOpenThreadsTheAnswerIsAReply() {
    bot.channel.deny(SimPermission.CREATE_PUBLIC_THREADS);
    SimMessage question = bot.channel.post(bot.anna, bot.says("what is this?"));

    SimMessage answer = bot.answersIn(bot.channel.id(), 1).getFirst();

    assertThat(answer.replyTo()).isEqualTo(question);
    assertThat(bot.sim.ledger().pings()).isEmpty();
  }
}
