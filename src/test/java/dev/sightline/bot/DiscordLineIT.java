package dev.sightline.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.sim.discord.SimChannel;
import dev.sightline.sim.discord.SimFile;
import dev.sightline.sim.discord.SimGuild;
import dev.sightline.sim.discord.SimInteraction;
import dev.sightline.sim.discord.SimMessage;
import dev.sightline.sim.discord.SimUser;
import dev.sightline.sim.model.Bill;
import dev.sightline.sim.model.Gate;
import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.model.ScriptedModel;
import dev.sightline.sim.model.SeenMedia;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import okio.ByteString;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The whole line on Discord, as the world saw it: the guild, the model, the bills.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DiscordLineIT {
  @TempDir static Path folder;

  private BotWorld world;
  private SimGuild guild;
  private SimChannel channel;

  @BeforeAll
  void start() throws Exception {
    world = new BotWorld(folder, "");
    guild = world.discord.guild("W");
    channel = guild.channel("general");
  }

  @AfterAll
  void stop() throws Exception {
    world.stop();
  }

  @AfterEach
  void nothingWasBroken() {
    world.settle();
    assertThat(world.discord.ledger().brokenLimits()).isEmpty();
    assertThat(world.discord.ledger().lateAcks()).isEmpty();
    assertThat(world.discord.ledger().leakedAuthorizations()).isEmpty();
    assertThat(world.discord.ledger().pings()).isEmpty();
  }

  @Test
  void mentionWithOneImage() throws Exception {
    ByteString rocket = BotWorld.photo("rocket.jpg");

    SimMessage question = mention("one", "What flies here?", jpeg("rocket.jpg", rocket));

    Bill bill = answeredInThread(question, "What flies here?", "one");
    assertThat(bill.ask().media()).extracting(SeenMedia::bytes).containsExactly(rocket);
  }

  @Test
  void mentionWithThreeImages() throws Exception {
    ByteString cat = BotWorld.photo("chelsea.png");
    ByteString coffee = BotWorld.photo("coffee.png");
    ByteString rocket = BotWorld.photo("rocket.jpg");

    SimMessage question =
        mention(
            "three",
            "Which is warm?",
            png("chelsea.png", cat),
            png("coffee.png", coffee),
            jpeg("rocket.jpg", rocket));

    Bill bill = answeredInThread(question, "Which is warm?", "three");
    assertThat(bill.ask().media())
        .extracting(SeenMedia::bytes)
        .containsExactly(cat, coffee, rocket);
  }

  @Test
  void mentionWithAVideoFile() throws Exception {
    ByteString video = BotWorld.video(folder);

    SimMessage question =
        mention("filmer", "What moves?", SimFile.of("clip.mp4", "video/mp4", video));

    Bill bill = answeredInThread(question, "What moves?", "filmer");
    assertThat(bill.ask().media()).extracting(SeenMedia::bytes).containsExactly(video);
  }

  @Test
  void mentionWithAYoutubeLink() {
    SimMessage question = mention("tube", "Who sings in https://youtu.be/dQw4w9WgXcQ?t=3 ?");

    Bill bill = answeredInThread(question, "Who sings in", "tube");

    assertThat(bill.ask().media())
        .extracting(SeenMedia::url)
        .containsExactly("https://www.youtube.com/watch?v=dQw4w9WgXcQ");
  }

  @Test
  void replyToSomebodysPicture() throws Exception {
    ByteString cat = BotWorld.photo("chelsea.png");
    SimMessage picture = channel.post(guild.member("other"), "look", png("chelsea.png", cat));

    SimMessage question =
        channel.reply(
            guild.member("replier"), picture, world.discord.mention() + " Whose face is it?");

    Bill bill = answeredInThread(question, "Whose face is it?", "replier");
    assertThat(bill.ask().media()).extracting(SeenMedia::bytes).containsExactly(cat);
  }

  @Test
  void slashCommandLooks() throws Exception {
    ByteString rocket = BotWorld.photo("rocket.jpg");

    SimInteraction look =
        channel
            .slash(guild.member("commander"), "look")
            .file("image", jpeg("rocket.jpg", rocket))
            .option("question", "How tall is it?")
            .send();

    Bill bill = answered(() -> original(look), "How tall is it?", "commander");
    assertThat(bill.ask().media()).extracting(SeenMedia::bytes).containsExactly(rocket);
  }

  @Test
  void contextMenuDescribesAnImage() throws Exception {
    ByteString coffee = BotWorld.photo("coffee.png");
    SimMessage picture = channel.post(guild.member("other"), "mine", png("coffee.png", coffee));

    SimInteraction menu = picture.menu(guild.member("menu"), "Describe image");

    Bill bill = answered(() -> original(menu), "Describe this.", "menu");
    assertThat(bill.ask().media()).extracting(SeenMedia::bytes).containsExactly(coffee);
  }

  @Test
  void commandIsAcknowledgedInTimeByABotWhoseDiskIsBusy() throws Exception {
    ByteString cat = BotWorld.photo("chelsea.png");
    SimInteraction look;
    try (Connection other =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("sightline.db"));
        Statement statement = other.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      look =
          channel
              .slash(guild.member("patient"), "look")
              .file("image", png("chelsea.png", cat))
              .option("question", "Does it wait?")
              .send();
      Awaitility.await().atMost(BotWorld.PATIENCE).until(() -> look.timeToAcknowledge() != null);
      statement.execute("ROLLBACK");
    }

    assertThat(look.hasFailed()).isFalse();
    answered(() -> original(look), "Does it wait?", "patient");
  }

  @Test
  void followUpStillSeesThePicture() throws Exception {
    ByteString coffee = BotWorld.photo("coffee.png");
    SimMessage question = mention("follower", "What is in the cup?", png("coffee.png", coffee));
    answeredInThread(question, "What is in the cup?", "follower");
    SimChannel thread = question.thread();
    assertThat(thread).isNotNull();

    thread.post(guild.member("follower"), "And what colour is it?");

    Awaitility.await()
        .atMost(BotWorld.PATIENCE)
        .untilAsserted(
            () -> assertThat(text(thread)).contains(world.bill("And what colour").answered()));
    assertThat(world.bill("And what colour").ask().media())
        .extracting(SeenMedia::bytes)
        .containsExactly(coffee);
  }

  @Test
  void directMessage() throws Exception {
    ByteString rocket = BotWorld.photo("rocket.jpg");
    SimUser person = guild.member("private");
    SimChannel direct = world.discord.directMessages(person);

    direct.post(person, "Only between us: what is it?", jpeg("rocket.jpg", rocket));

    Bill bill = answered(() -> text(direct), "Only between us", "private");
    assertThat(bill.ask().media()).extracting(SeenMedia::bytes).containsExactly(rocket);
  }

  @Test
  void eventDeliveredThreeTimesIsAnsweredAndChargedOnce() {
    SimMessage question = mention("again", "Count to one.");
    question.deliverAgain(2);

    Bill bill = answeredInThread(question, "Count to one.", "again");

    mention("again", "Count to two.");
    answered(() -> "", "Count to two.", "");
    assertThat(world.spentBy("again"))
        .isEqualByComparingTo(
            nano(bill.costUsd()).add(nano(world.bill("Count to two.").costUsd())));
  }

  @Test
  void eventReplayedByAResumeAndRepeatedIsAnsweredAndChargedOnce() {
    int resumes = world.discord.gateway().resumes();
    world.discord.gateway().setAway(true);
    world.discord.gateway().drop();
    SimMessage question = mention("replay", "Count to three.");
    question.deliverAgain(1);
    world.discord.gateway().setAway(false);
    Awaitility.await()
        .atMost(BotWorld.PATIENCE)
        .until(() -> world.discord.gateway().resumes() == resumes + 1);
    question.deliverAgain(1);

    Bill bill = answeredInThread(question, "Count to three.", "replay");

    mention("replay", "Count to four.");
    answered(() -> "", "Count to four.", "");
    assertThat(world.spentBy("replay"))
        .isEqualByComparingTo(
            nano(bill.costUsd()).add(nano(world.bill("Count to four.").costUsd())));
    assertThat(world.discord.ledger().answersIn(question.id())).hasSize(1);
  }

  @Test
  void longAnswerGoesOnInFurtherMessagesWithoutLoss() {
    String story = "All work and no play makes a long answer. ".repeat(160).strip();
    world.fal.answerWith(ask -> ModelAnswer.of(story));
    try {
      SimMessage question = mention("long", "Tell me everything.");

      Awaitility.await()
          .atMost(BotWorld.PATIENCE)
          .untilAsserted(() -> assertThat(words(threadText(question))).startsWith(words(story)));
      assertThat(world.discord.ledger().answersIn(question.id())).hasSizeGreaterThan(3);
    } finally {
      world.fal.answerWith(ScriptedModel.describing());
    }
  }

  @Test
  void usageIsToldWithAChart() {
    answeredInThread(mention("thrifty", "How much is this?"), "How much is this?", "thrifty");

    SimInteraction usage = channel.slash(guild.member("thrifty"), "usage").send();

    Awaitility.await()
        .atMost(BotWorld.PATIENCE)
        .untilAsserted(() ->
            assertThat(original(usage)).contains("Today: $").contains("gemini-3.1-flash-lite"));
    SimMessage shown = usage.original();
    assertThat(shown).isNotNull();
    assertThat(shown.attachments()).hasSize(1);
  }

  @Test
  void deletedQuestionStopsTheModelAndIsPaidFor() {
    Gate never = new Gate();
    world.fal.answerWith(
        ask -> ModelAnswer.ofPieces("This goes on", " for ever.").holdingAfter(1, never));
    try {
      SimMessage question = mention("regretful", "Tell me a secret.");
      Awaitility.await()
          .atMost(BotWorld.PATIENCE)
          .until(() -> threadText(question).contains("This goes on"));

      question.delete();

      Awaitility.await()
          .atMost(BotWorld.PATIENCE)
          .until(() -> world.bill("Tell me a secret.").clientLeftAt() != null);
      world.settle();
      assertThat(world.spentBy("regretful")).isPositive();
    } finally {
      never.open();
      world.fal.answerWith(ScriptedModel.describing());
    }
  }

  private SimMessage mention(String person, String text, SimFile... files) {
    // A channel takes ten new threads a minute.
    return guild
        .channel("of-" + person)
        .post(guild.member(person), world.discord.mention() + " " + text, files);
  }

  private static SimFile png(String name, ByteString bytes) {
    return SimFile.image(name, "image/png", bytes);
  }

  private static SimFile jpeg(String name, ByteString bytes) {
    return SimFile.image(name, "image/jpeg", bytes);
  }

  private Bill answeredInThread(SimMessage question, String words, String person) {
    return answered(() -> threadText(question), words, person);
  }

  /// Waits for the answer: the model's words, then the footer; and its charge, to the nano-dollar,
  /// to the one who asked. An empty person skips both.
  private Bill answered(Supplier<String> shown, String words, String person) {
    Awaitility.await()
        .atMost(BotWorld.PATIENCE)
        .untilAsserted(() -> {
          Bill bill = world.bill(words);
          if (!person.isEmpty()) {
            assertThat(shown.get()).startsWith(bill.answered() + "\n-# ").contains(" tokens · $");
          }
        });
    world.settle();
    Bill bill = world.bill(words);
    if (!person.isEmpty()) {
      assertThat(world.spentBy(person)).isEqualByComparingTo(nano(bill.costUsd()));
    }
    return bill;
  }

  private String threadText(SimMessage question) {
    return join(world.discord.ledger().answersIn(question.id()));
  }

  private static String text(SimChannel place) {
    return join(place.answers());
  }

  private static String join(List<SimMessage> messages) {
    return messages.stream().map(SimMessage::content).collect(Collectors.joining("\n"));
  }

  private static String original(SimInteraction interaction) {
    SimMessage original = interaction.original();
    return original == null ? "" : original.content();
  }

  /// A break between two messages may stand for white space.
  private static String words(String text) {
    return text.replaceAll("\\s+", "");
  }

  private static BigDecimal nano(BigDecimal usd) {
    return usd.setScale(9, RoundingMode.HALF_EVEN);
  }
}
