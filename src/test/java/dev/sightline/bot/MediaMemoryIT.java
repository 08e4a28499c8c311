package dev.sightline.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.sim.discord.SimChannel;
import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.slack.SimMessage;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okio.Buffer;
import okio.ByteString;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What was seen before is not carried again, and what was answered before is not paid again.
class MediaMemoryIT {
  private static final String SAME =
      "It cost nothing now; Again asks the model anew.\ngemini-3.1-flash-lite · free · ";

  @TempDir private Path folder;

  private BotWorld world;

  @BeforeEach
  void start() throws Exception {
    world = new BotWorld(folder, "");
    world.fal.answerWith(ask -> ModelAnswer.ofPieces("A cup ", "of coffee."));
    world.slack.person("Uada", "Ada");
    world.slack.person("Uben", "Ben");
  }

  @AfterEach
  void stop() throws Exception {
    world.stop();
  }

  @Test
  void samePictureIsUploadedOnceForBothPlatforms() throws Exception {
    ByteString large = BotWorld.photo("coffee.png");
    assertThat(large.size()).isGreaterThan(256 * 1024);
    onSlack("Uada", "What is it?", large);

    var guild = world.discord.guild("Guild");
    var question =
        guild
            .channel("general")
            .post(
                guild.member("cleo"),
                world.discord.mention() + " Is it warm?",
                dev.sightline.sim.discord.SimFile.of("mine.png", "image/png", large));
    eventually(() -> assertThat(answers(question)).contains("A cup of coffee.", " tokens · $"));
    world.settle();

    assertThat(world.fal.storage().files()).hasSize(1);
    assertThat(world.fal.bills().bills()).hasSize(2);
    assertThat(world.fal.bills().bills())
        .allSatisfy(bill -> assertThat(bill.ask().media().getFirst().bytes()).isEqualTo(large));
  }

  @Test
  void whatWasUploadedIsNotUploadedAgainAfterARestart() throws Exception {
    ByteString large = BotWorld.photo("coffee.png");
    onSlack("Uada", "What is it?", large);

    world.restart();
    onSlack("Uada", "Is it warm?", large);

    assertThat(world.fal.storage().files()).hasSize(1);
    assertThat(world.fal.bills().bills())
        .hasSize(2)
        .allSatisfy(bill -> assertThat(bill.ask().media().getFirst().bytes()).isEqualTo(large));
  }

  @Test
  void sameLinkIsFetchedAndUploadedOnceForBothPlatforms() throws Exception {
    ByteString large = BotWorld.photo("coffee.png");
    AtomicInteger sent = new AtomicInteger();
    try (MockWebServer files = new MockWebServer()) {
      files.setDispatcher(
          new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
              if ("\"v1\"".equals(request.getHeaders().get("If-None-Match"))) {
                return new MockResponse.Builder().code(304).build();
              }
              sent.incrementAndGet();
              return new MockResponse.Builder()
                  .setHeader("ETag", "\"v1\"")
                  .body(new Buffer().write(large))
                  .build();
            }
          });
      files.start();
      String link = " http://127.0.0.1:%d/cup.png".formatted(files.getPort());
      SimMessage first =
          world.slack.channel("Cada").post("Uada", world.slack.mention() + " What is it?" + link);
      eventually(() -> assertThat(answer(first)).contains("A cup of coffee.", " tokens · $"));
      var guild = world.discord.guild("Guild");
      var second =
          guild
              .channel("general")
              .post(guild.member("cleo"), world.discord.mention() + " Is it warm?" + link);
      eventually(() -> assertThat(answers(second)).contains("A cup of coffee.", " tokens · $"));
      world.settle();
    }

    assertThat(sent).hasValue(1);
    assertThat(world.fal.storage().files()).hasSize(1);
    assertThat(world.fal.bills().bills())
        .hasSize(2)
        .allSatisfy(bill -> assertThat(bill.ask().media().getFirst().bytes()).isEqualTo(large));
  }

  @Test
  void sameQuestionAboutTheSameFileIsAnsweredForNothingAndSaysSo() throws Exception {
    ByteString cup = BotWorld.photo("coffee.png");
    onSlack("Uada", "What is it?", cup);

    SimMessage again = onSlack("Uben", "What is it?", cup);

    assertThat(answer(again))
        .startsWith("A cup of coffee.\nI was asked just this before, and answered so on ")
        .contains(SAME);
    assertThat(world.fal.bills().bills()).hasSize(1);
    assertThat(world.spentBy("Uben")).isZero();
  }

  @Test
  void otherQuestionOtherFileAndOtherManneredQuestionAreAskedAnew() throws Exception {
    ByteString cup = BotWorld.photo("coffee.png");
    onSlack("Uada", "What is it?", cup);

    onSlack("Uben", "What is it now?", cup);
    onSlack("Uben", "What is it?", BotWorld.photo("chelsea.png"));
    onSlack("Uben", "--temperature 1.5 What is it?", cup);

    assertThat(world.fal.bills().bills()).hasSize(4);
  }

  @Test
  void buttonAsksAnew() throws Exception {
    ByteString cup = BotWorld.photo("coffee.png");
    SimMessage question = onSlack("Uada", "What is it?", cup);

    world
        .slack
        .person("Uada", "Ada")
        .press(
            world.slack.ledger().answersIn(question.channelId(), question.ts()).getFirst(),
            "Again");

    eventually(() -> assertThat(world.fal.bills().bills()).hasSize(2));
    world.settle();
  }

  private SimMessage onSlack(String person, String words, ByteString picture) throws Exception {
    SimMessage question =
        world
            .slack
            .channel("C" + person)
            .post(
                person,
                world.slack.mention() + " " + words,
                world.slack.file("cup.png", "image/png", picture));
    eventually(() -> assertThat(answer(question)).contains("A cup of coffee.", " · "));
    world.settle();
    return question;
  }

  private String answer(SimMessage question) {
    return world.slack.ledger().answerIn(question.channelId(), question.ts());
  }

  private static String answers(dev.sightline.sim.discord.SimMessage question) {
    SimChannel thread = question.thread();
    List<dev.sightline.sim.discord.SimMessage> all = thread == null ? List.of() : thread.answers();
    return String.join("\n", all.stream().map(each -> each.content()).toList());
  }

  private static void eventually(ThrowingRunnable assertion) {
    Awaitility.await().atMost(BotWorld.PATIENCE).untilAsserted(assertion);
  }
}
