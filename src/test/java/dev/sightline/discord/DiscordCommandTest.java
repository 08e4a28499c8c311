package dev.sightline.discord;

import static dev.sightline.discord.DiscordBot.id;
import static dev.sightline.discord.DiscordBot.picture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sightline.ask.Order;
import dev.sightline.event.ChatEvent;
import dev.sightline.event.ChatEvent.Command;
import dev.sightline.event.ChatEvent.MenuAction;
import dev.sightline.event.ChatEvent.Verb;
import dev.sightline.event.IncomingFile;
import dev.sightline.sim.discord.DiscordRoute;
import dev.sightline.sim.discord.SimInteraction;
import dev.sightline.sim.discord.SimMessage;
import dev.sightline.thread.Page;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DiscordCommandTest {
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
  void allCommandsAndMenusAreRegistered() {
    assertThat(bot.sim.commands())
        .extracting(command -> command.path("name").asText())
        .containsExactlyInAnyOrder(
            "look",
            "watch",
            "ask",
            "usage",
            "help",
            "link",
            "budget",
            "forget",
            "Describe image",
            "Summarise video");
  }

  @Test
  void commandsWorkInServersAndDirectMessages() {
    assertThat(bot.sim.commands())
        .allSatisfy(command ->
            assertThat(command.path("contexts"))
                .extracting(JsonNode::asInt)
                .containsExactlyInAnyOrder(0, 1));
  }

  @Test
  void lookTakesThePlaceOfThinking() {
    SimInteraction look =
        bot.channel
            .slash(bot.anna, "look")
            .file("image", picture("a.png"))
            .option("question", "what is it?")
            .send();

    assertThat(answer(look).content()).isEqualTo("A grey cat.");
    assertThat(look.followups()).isEmpty();
    assertThat(bot.sim.ledger().lateAcks()).isEmpty();
  }

  @Test
  void lookCarriesPictureAndQuestion() {
    SimInteraction look =
        bot.channel
            .slash(bot.anna, "look")
            .file("image", picture("a.png"))
            .option("question", "what is it?")
            .send();

    Command command = bot.event(Command.class);

    assertThat(command.verb()).isEqualTo(Verb.LOOK);
    assertThat(command.key().id()).isEqualTo(id(look.id()));
    assertThat(command.said().text()).isEqualTo("what is it?");
    assertThat(command.said().files()).extracting(IncomingFile::name).containsExactly("a.png");
    assertThat(command.thread().channel()).isEqualTo(id(bot.channel.id()));
    assertThat(command.thread().thread()).isEqualTo(id(look.id()));
  }

  @Test
  void watchCarriesTheLink() {
    bot.channel
        .slash(bot.anna, "watch")
        .option("link", "https://youtu.be/abc")
        .option("question", "who wins?")
        .send();

    Command command = bot.event(Command.class);

    assertThat(command.verb()).isEqualTo(Verb.WATCH);
    assertThat(command.said().text()).isEqualTo("who wins? https://youtu.be/abc");
  }

  @Test
  void watchCarriesTheUpload() {
    bot.channel.slash(bot.anna, "watch").file("video", picture("v.mp4")).send();

    assertThat(bot.event(Command.class).said().files())
        .extracting(IncomingFile::name)
        .containsExactly("v.mp4");
  }

  @Test
  void watchOfNothingSaysWhatIsMissing() {
    SimInteraction watch = bot.channel.slash(bot.anna, "watch").send();

    assertThat(answer(watch).content()).isEqualTo("Give me a link to a video, or upload one.");
    assertThat(answer(watch).isEphemeral()).isTrue();
    assertThat(bot.desk.seen()).isEmpty();
  }

  @Test
  void askInADirectMessageBelongsToThatConversation() {
    var direct = bot.sim.directMessages(bot.anna);

    direct.slash(bot.anna, "ask").option("question", "and now?").send();

    assertThat(bot.event(Command.class).thread().thread()).isEqualTo(id(direct.id()));
  }

  @Test
  void describeImageReadsTheMessageItWasChosenOn() {
    bot.sim.permitMessageContent(false);
    SimMessage shown = bot.channel.post(bot.guild.member("ben"), "my cat", picture("cat.png"));

    SimInteraction menu = shown.menu(bot.anna, "Describe image");

    MenuAction action = bot.event(MenuAction.class);
    assertThat(action.verb()).isEqualTo(Verb.LOOK);
    assertThat(action.target().text()).isEqualTo("my cat");
    assertThat(action.target().files()).hasSize(1);
    assertThat(answer(menu).content()).isEqualTo("A grey cat.");
  }

  @Test
  void summariseVideoIsAMenuToo() {
    SimMessage shown = bot.channel.post(bot.guild.member("ben"), "https://youtu.be/abc");

    shown.menu(bot.anna, "Summarise video");

    assertThat(bot.event(MenuAction.class).verb()).isEqualTo(Verb.WATCH);
  }

  @Test
  void usageShowsTextAndChartToThePersonAlone() {
    SimInteraction usage = bot.channel.slash(bot.anna, "usage").send();

    SimMessage answer = answer(usage);
    assertThat(answer.content()).isEqualTo("**Today** $0.01 of anna");
    assertThat(answer.attachments()).hasSize(1);
    assertThat(answer.isEphemeral()).isTrue();
  }

  @Test
  void orderIsCarriedOutAndAnsweredToThePersonAlone() {
    SimInteraction link = bot.channel.slash(bot.anna, "link").option("code", "K7QM3XHP").send();

    assertThat(answer(link).content()).isEqualTo("Done: link K7QM3XHP");
    assertThat(answer(link).isEphemeral()).isTrue();
    Order order = bot.desk.orders().getFirst();
    assertThat(order.person().name()).isEqualTo("anna");
    assertThat(order.channelId()).isEqualTo(id(bot.channel.id()));
    assertThat(bot.desk.seen()).isEmpty();
  }

  @Test
  void helpIsShownToThePersonAlone() {
    SimInteraction help = bot.channel.slash(bot.anna, "help").send();

    assertThat(answer(help).content()).contains("/look");
    assertThat(answer(help).isEphemeral()).isTrue();
  }

  @Test
  void secondPageFollowsTheFirst() {
    bot.desk.answer((event, writer) -> {
      writer.post(Page.of("one"));
      writer.edit(writer.post(Page.of("two")), Page.of("two and a half"));
    });

    SimInteraction ask = bot.channel.slash(bot.anna, "ask").option("question", "?").send();

    await().atMost(DiscordBot.PATIENCE).until(() -> ask.followups().size() == 1);
    await()
        .atMost(DiscordBot.PATIENCE)
        .until(() -> ask.followups().getFirst().content().equals("two and a half"));
    assertThat(answer(ask).content()).isEqualTo("one");
  }

  @Test
  void commandThatIsNotTakenIsResolved() {
    bot.desk.refuse();

    SimInteraction ask = bot.channel.slash(bot.anna, "ask").option("question", "?").send();

    assertThat(answer(ask).content()).isEqualTo("I am not set up to answer this here.");
  }

  @Test
  void commandThatCannotBeTakenDownIsResolved() {
    bot.desk.breakDown();

    SimInteraction ask = bot.channel.slash(bot.anna, "ask").option("question", "?").send();

    assertThat(answer(ask).content()).startsWith("I could not take your question down.");
  }

  @Test
  void commandDeliveredTwiceIsAnsweredOnce() {
    SimInteraction ask = bot.channel.slash(bot.anna, "ask").option("question", "?").send();
    assertThat(answer(ask).content()).isEqualTo("A grey cat.");

    ask.deliverAgain();
    await().atMost(DiscordBot.PATIENCE).until(() -> bot.desk.seen().size() == 2);
    bot.settle();

    assertThat(bot.desk.seen().subList(0, 2))
        .extracting(ChatEvent::key)
        .containsOnly(bot.desk.taken().getFirst().key());
    assertThat(answer(ask).content()).isEqualTo("A grey cat.");
  }

  @Test
  void answerGoesOnInTheChannelWhenTheTokenDies() {
    bot.desk.answer((event, writer) -> {
      var posted = writer.post(Page.of("one"));
      bot.sim.ledger().interactions().getFirst().expire();
      writer.edit(posted, Page.of("one, later"));
      writer.post(Page.of("two"));
    });

    SimInteraction ask = bot.channel.slash(bot.anna, "ask").option("question", "?").send();

    await().atMost(DiscordBot.PATIENCE).until(() -> bot.channel.answers().size() == 2);
    assertThat(bot.desk.failures()).isEmpty();
    assertThat(Objects.requireNonNull(ask.original()).content()).isEqualTo("one, later");
    assertThat(bot.channel.answers().get(1).content()).isEqualTo("two");
    assertThat(bot.sim.ledger().calls(DiscordRoute.CREATE_MESSAGE)).hasSize(1);
  }

  /// The answer in the place of "thinking…", once it is there.
  private static SimMessage answer(SimInteraction interaction) {
    await()
        .atMost(DiscordBot.PATIENCE)
        .until(() -> {
          SimMessage original = interaction.original();
          return original != null && !original.isThinking();
        });
    return Objects.requireNonNull(interaction.original());
  }
}
