package dev.sightline.bot;

import static dev.sightline.sim.slack.SessionStatus.ACTIVE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.LongTests;
import dev.sightline.sim.model.Bill;
import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.model.ScriptedModel;
import dev.sightline.sim.model.SeenMedia;
import dev.sightline.sim.slack.Delivery;
import dev.sightline.sim.slack.SimChannel;
import dev.sightline.sim.slack.SimFile;
import dev.sightline.sim.slack.SimMessage;
import dev.sightline.sim.slack.SlackLedger;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import okio.ByteString;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The whole line on Slack, as the world saw it: the workspace, the model, the bills.
@Order(LongTests.FIRST)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SlackLineIT {
  @TempDir static Path folder;

  private BotWorld world;
  private SimChannel channel;

  @BeforeAll
  void start() throws Exception {
    world = new BotWorld(folder, "channels: { CLINKS: { video-links: summarise } }\n");
    world.slack.withAgentApp();
    channel = world.slack.channel("C1");
  }

  @AfterAll
  void stop() throws Exception {
    world.stop();
  }

  @AfterEach
  void nothingWasBroken() {
    world.settle();
    assertThat(world.slack.ledger().brokenLimits()).isEmpty();
    assertThat(world.slack.ledger().lateAcks()).isEmpty();
    assertThat(world.slack.ledger().misplacedTokens()).isEmpty();
    assertThat(world.slack.ledger().pings()).isEmpty();
    assertThat(world.fal.storage().leaks()).isEmpty();
  }

  @Test
  void mentionWithOneImage() throws Exception {
    ByteString rocket = BotWorld.photo("rocket.jpg");
    SimMessage question = mention("UONE", "What flies here?", file("rocket.jpg", rocket));

    Bill bill = answered(question, "What flies here?", "UONE");

    assertThat(bill.path()).endsWith("/vision/stream");
    assertThat(bill.ask().media()).hasSize(1);
    assertThat(bill.ask().media().getFirst().bytes()).isEqualTo(rocket);
  }

  @Test
  void mentionWithThreeImages() throws Exception {
    ByteString cat = BotWorld.photo("chelsea.png");
    ByteString coffee = BotWorld.photo("coffee.png");
    ByteString rocket = BotWorld.photo("rocket.jpg");
    SimMessage question =
        mention(
            "UTHREE",
            "Which is warm?",
            file("chelsea.png", cat),
            file("coffee.png", coffee),
            file("rocket.jpg", rocket));

    Bill bill = answered(question, "Which is warm?", "UTHREE");

    assertThat(bill.ask().media())
        .extracting(SeenMedia::bytes)
        .containsExactly(cat, coffee, rocket);
  }

  @Test
  void mentionWithAVideoFile() throws Exception {
    ByteString video = BotWorld.video(folder);
    SimMessage question =
        mention("UVIDEO", "What moves?", world.slack.file("clip.mp4", "video/mp4", video));

    Bill bill = answered(question, "What moves?", "UVIDEO");

    assertThat(bill.path()).endsWith("/video/stream");
    assertThat(bill.ask().media()).hasSize(1);
    assertThat(bill.ask().media().getFirst().bytes()).isEqualTo(video);
  }

  @Test
  void mentionWithAYoutubeLink() {
    SimMessage question = mention("UTUBE", "Who sings in <https://youtu.be/dQw4w9WgXcQ?t=3>?");

    Bill bill = answered(question, "Who sings in", "UTUBE");

    assertThat(bill.ask().media())
        .extracting(SeenMedia::url)
        .containsExactly("https://www.youtube.com/watch?v=dQw4w9WgXcQ");
  }

  @Test
  void postedVideoLinkIsSummedUpWhereTheChannelIsSet() {
    SimChannel links = world.slack.channel("CLINKS");

    SimMessage post = links.post("ULINK", "<https://www.youtube.com/shorts/abcdefghijk>");

    Awaitility.await()
        .atMost(BotWorld.PATIENCE)
        .untilAsserted(() ->
            assertThat(world.slack.ledger().answerIn("CLINKS", post.ts())).contains("tokens"));
    assertThat(world.bill("Sum up this video").ask().media())
        .extracting(SeenMedia::url)
        .containsExactly("https://www.youtube.com/watch?v=abcdefghijk");
  }

  @Test
  void slashCommandAsks() {
    world.slack.person("UCMD", "UCMD").command(channel, "/sightline", "ask Why is the sky blue?");

    Awaitility.await()
        .atMost(BotWorld.PATIENCE)
        .untilAsserted(() ->
            assertThat(channel.messages())
                .anyMatch(message ->
                    message.readerText().contains(world.bill("Why is the sky blue?").answered())));
    world.settle();
    assertThat(world.spentBy("UCMD"))
        .isEqualByComparingTo(world.bill("Why is the sky blue?").costUsd());
  }

  @Test
  void followUpStillSeesThePicture() throws Exception {
    ByteString coffee = BotWorld.photo("coffee.png");
    SimMessage question = mention("UFOLLOW", "What is in the cup?", file("coffee.png", coffee));
    answered(question, "What is in the cup?", "UFOLLOW");

    channel.reply("UFOLLOW", question.ts(), "And what colour is it?");

    Awaitility.await()
        .atMost(BotWorld.PATIENCE)
        .until(() ->
            world.fal.bills().bills().stream()
                    .filter(bill -> bill.ask().text().contains("And what colour"))
                    .count()
                == 1);
    Bill bill = world.bill("And what colour is it?");
    assertThat(bill.ask().media()).extracting(SeenMedia::bytes).containsExactly(coffee);
    Awaitility.await()
        .atMost(BotWorld.PATIENCE)
        .untilAsserted(() ->
            assertThat(world.slack.ledger().answerIn("C1", question.ts()))
                .contains(bill.answered()));
  }

  @Test
  void directMessage() throws Exception {
    ByteString cat = BotWorld.photo("chelsea.png");
    SimMessage question =
        world.slack.person("UDM", "UDM").tell("Whose face is this?", file("chelsea.png", cat));

    Bill bill = answered(question, "Whose face is this?", "UDM");

    assertThat(bill.ask().media()).extracting(SeenMedia::bytes).containsExactly(cat);
  }

  @Test
  void directMessageGrowsAsOneStream() {
    String story = "A cat sleeps on a warm mat. ".repeat(20).strip();
    world.fal.answerWith(ask -> ModelAnswer.of(story).pacedBy(Duration.ofMillis(60)));
    try {
      SimMessage question = world.slack.person("UGROW", "UGROW").tell("Tell me slowly.");

      answered(question, "Tell me slowly.", "UGROW");

      assertThat(callsIn(question.channelId()))
          .startsWith("chat.startStream", "chat.appendStream")
          .endsWith("chat.appendStream", "chat.stopStream")
          .doesNotContain("chat.postMessage", "chat.update");
    } finally {
      world.fal.answerWith(ScriptedModel.describing());
    }
  }

  private List<String> callsIn(String channelId) {
    return world.slack.ledger().calls().stream()
        .filter(call -> call.args().path("channel").asText().equals(channelId))
        .map(SlackLedger.Call::method)
        .toList();
  }

  @Test
  void nativeStopEndsTheCallAndKeepsTheTextSoFar() {
    String story = "A cat that never stops to talk about itself. ".repeat(400);
    world.fal.answerWith(ask -> ModelAnswer.of(story).pacedBy(Duration.ofMillis(60)));
    try {
      SimMessage question = world.slack.person("UHALT", "UHALT").tell("Tell me without end.");
      SimChannel direct = world.slack.direct("UHALT");
      Awaitility.await()
          .atMost(BotWorld.PATIENCE)
          .until(() -> callsIn(direct.id()).contains("chat.appendStream"));

      world.slack.person("UHALT").stopsAnswer(direct, question.ts());

      Awaitility.await()
          .atMost(BotWorld.PATIENCE)
          .untilAsserted(() ->
              assertThat(world.slack.ledger().answerIn(direct.id(), question.ts()))
                  .startsWith("A cat that")
                  .contains("\nStopped by @UHALT.\n")
                  .hasSizeLessThan(story.length()));
      world.settle();
      assertThat(world.slack.ledger().answersIn(direct.id(), question.ts()))
          .noneMatch(SimMessage::isUnfinished);
      Awaitility.await()
          .atMost(BotWorld.PATIENCE)
          .until(() -> world.slack.session(question).orElseThrow().status() == ACTIVE);
    } finally {
      world.fal.answerWith(ScriptedModel.describing());
    }
  }

  @Test
  void eventDeliveredThreeTimesIsAnsweredAndChargedOnce() {
    world.slack.person("UTWICE", "UTWICE");
    SimMessage question =
        channel.post(
            Delivery.usual().repeated(3).acrossReconnect(),
            "UTWICE",
            world.slack.mention() + " Count to one.");

    Bill bill = answered(question, "Count to one.", "UTWICE");

    Awaitility.await()
        .during(Duration.ofSeconds(2))
        .atMost(Duration.ofSeconds(4))
        .until(() -> true);
    assertThat(world.slack.ledger().answersIn("C1", question.ts())).hasSize(1);
    assertThat(world.spentBy("UTWICE")).isEqualByComparingTo(bill.costUsd());
  }

  @Test
  void longAnswerGoesOnInFurtherMessagesWithoutLoss() {
    String asked = "Tell me everything. " + "word ".repeat(5);
    world.fal.answerWith(ask -> ModelAnswer.of(LONG));
    try {
      SimMessage question = mention("ULONG", asked);
      Awaitility.await()
          .atMost(BotWorld.PATIENCE)
          .untilAsserted(() ->
              assertThat(words(world.slack.ledger().answerIn("C1", question.ts())))
                  .startsWith(words(LONG)));
      assertThat(world.slack.ledger().answersIn("C1", question.ts())).hasSizeGreaterThan(1);
    } finally {
      world.fal.answerWith(ScriptedModel.describing());
    }
  }

  private static final String LONG =
      "All work and no play makes a long answer. ".repeat(700).strip();

  /// A break between two messages may stand for white space.
  private static String words(String text) {
    return text.replaceAll("\\s+", "");
  }

  @Test
  void usageIsToldWithAChart() {
    SimMessage question = mention("UUSAGE", "How much is this?");
    answered(question, "How much is this?", "UUSAGE");

    SimMessage asked = mention("UUSAGE", "usage");

    Awaitility.await()
        .atMost(BotWorld.PATIENCE)
        .untilAsserted(() ->
            assertThat(world.slack.ledger().answerIn("C1", asked.ts()))
                .contains("Today: $")
                .contains("gemini-3.1-flash-lite"));
    Awaitility.await()
        .atMost(BotWorld.PATIENCE)
        .until(() ->
            world.slack.ledger().uploads().stream()
                .anyMatch(file -> file.bytes().utf8().startsWith("\uFFFDPNG")));
  }

  private SimMessage mention(String person, String text, SimFile... files) {
    world.slack.person(person, person);
    return channel.post(person, world.slack.mention() + " " + text, files);
  }

  private SimFile file(String name, ByteString bytes) {
    return world.slack.file(name, name.endsWith(".png") ? "image/png" : "image/jpeg", bytes);
  }

  /// Waits for the answer in the question's thread: the model's words, then the footer; and its
  /// charge, to the nano-dollar, to the one who asked.
  private Bill answered(SimMessage question, String words, String person) {
    Awaitility.await()
        .atMost(BotWorld.PATIENCE)
        .untilAsserted(() ->
            assertThat(world.slack.ledger().answerIn(question.channelId(), question.ts()))
                .startsWith(world.bill(words).answered() + "\n")
                .contains(" tokens · $"));
    Bill bill = world.bill(words);
    world.settle();
    assertThat(world.spentBy(person)).isEqualByComparingTo(nano(bill.costUsd()));
    return bill;
  }

  private static BigDecimal nano(BigDecimal usd) {
    return usd.setScale(9, RoundingMode.HALF_EVEN);
  }
}
