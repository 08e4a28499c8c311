package dev.sightline.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.LongTests;
import dev.sightline.ledger.Budget;
import dev.sightline.ledger.BudgetBook;
import dev.sightline.ledger.NanoUsd;
import dev.sightline.sim.discord.SimChannel;
import dev.sightline.sim.discord.SimGuild;
import dev.sightline.sim.discord.SimInteraction;
import dev.sightline.sim.discord.SimPermission;
import dev.sightline.sim.discord.SimUser;
import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.slack.SimFile;
import dev.sightline.sim.slack.SimMessage;
import dev.sightline.sim.slack.SlackLedger;
import dev.sightline.web.Playground;
import dev.sightline.web.PlaygroundSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import okhttp3.MultipartBody;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who has no right gets nothing, whatever they try: no call is made, nothing is booked, nobody
/// else is bothered, and the operator reads of it.
@Order(LongTests.FIRST)
class RightsIT {
  private static final String NOT_YOU =
      "You are not among those who may ask me. One of my admins can change that.";
  private static final String TOKEN = "a-token-that-only-admins-have";

  @TempDir Path folder;
  private final OperatorLog log = new OperatorLog();
  private BotWorld world;
  private SimGuild guild;
  private SimGuild.SimRole role;
  private dev.sightline.sim.slack.SimChannel slack;

  @BeforeEach
  void start() throws Exception {
    world =
        BotWorld.withOpenRouter(
            folder,
            """
            routes:
              - { name: plain, provider: openrouter, model: "google/gemini-3.1-flash-lite", takes: [text] }
              - { name: dear, provider: openrouter, model: "anthropic/claude-sonnet-4.6", takes: [text], only: [UADA] }
              - { name: fal, provider: fal, model: "google/gemini-3.1-flash-lite" }
            channels:
              CLINKS: { video-links: summarise }
            """);
    world.openRouter.answerWith(ask -> ModelAnswer.ofPieces("They are ", "red."));
    world.slack.grant("usergroups:read");
    world.slack.person("UADA", "ada");
    world.slack.person("UGROUP", "gus").joins("SFRIENDS");
    slack = world.slack.channel("C1");
    guild = world.discord.guild("Guild");
    role = guild.role("friends", false);
    world.restart(
        "rights: { allow: [UADA, SFRIENDS, %d], block: [UBLOCKED] }\n".formatted(role.id()));
  }

  @AfterEach
  void stop() throws Exception {
    world.stop();
    log.close();
  }

  @Test
  void strangersMentionOnSlackIsRefusedToThemAlone() {
    SimMessage first = mention("USTRANGER", "What is red?");
    SimMessage second = mention("USTRANGER", "--model dear --yes What is red?");

    eventually(() ->
        assertThat(world.slack.ledger().ephemerals())
            .filteredOn(message -> message.userId().equals("USTRANGER"))
            .hasSize(2)
            .allSatisfy(message -> {
              assertThat(message.readerText()).isEqualTo(NOT_YOU);
              assertThat(message.threadTs()).isNull();
            }));
    assertThat(answersTo(first)).isEmpty();
    assertThat(answersTo(second)).isEmpty();
    nothingCameOf("USTRANGER", 2);
  }

  @Test
  void strangersDirectMessageOnSlackIsRefused() {
    SimMessage question = world.slack.person("USTRANGER").tell("What is red?");

    eventually(() ->
        assertThat(world.slack.ledger().answerIn(question.channelId(), question.ts()))
            .isEqualTo(NOT_YOU));
    nothingCameOf("USTRANGER", 1);
  }

  @Test
  void strangersCommandOnSlackLeavesNothingInTheChannel() {
    world.slack.person("USTRANGER").command(slack, "/sightline", "ask What is red?");

    eventually(() ->
        assertThat(world.slack.ledger().responseUses())
            .anyMatch(use -> use.body().toString().contains(NOT_YOU)));
    assertThat(slack.messages()).isEmpty();
    nothingCameOf("USTRANGER", 1);
  }

  @Test
  void strangersShortcutOnSlackIsRefusedToThemAlone() {
    SimMessage target = slack.post("UADA", "https://youtu.be/dQw4w9WgXcQ");

    world.slack.person("USTRANGER").shortcut(target, "summarise_video");

    eventually(() ->
        assertThat(world.slack.ledger().responseUses())
            .anyMatch(use -> use.body().toString().contains(NOT_YOU)));
    assertThat(answersTo(target)).isEmpty();
    nothingCameOf("USTRANGER", 1);
  }

  @Test
  void strangersButtonOnSlackIsRefusedThoughTheyModerate() {
    SimMessage question = answered("UADA", "What is red?");

    world.slack.person("USTRANGER").promoted().press(answer(question), "Again");

    eventually(() ->
        assertThat(world.slack.ledger().responseUses())
            .anyMatch(use -> use.body().toString().contains(NOT_YOU)));
    assertThat(answersTo(question)).hasSize(1);
    assertThat(world.openRouter.bills().bills()).hasSize(1);
    refusedInLog("USTRANGER", 1);
  }

  @Test
  void strangersWordsInAThreadAreRefusedOnce() {
    SimMessage question = answered("UADA", "What is red?");

    slack.reply("USTRANGER", question.ts(), "And what is blue?");
    refusedInLog("USTRANGER", 1);
    slack.reply("USTRANGER", question.ts(), "And what is green?");
    refusedInLog("USTRANGER", 2);

    assertThat(world.slack.ledger().ephemerals())
        .extracting(SlackLedger.Ephemeral::readerText)
        .containsExactly(NOT_YOU);
    assertThat(answersTo(question)).hasSize(1);
    assertThat(world.openRouter.bills().bills()).hasSize(1);
  }

  @Test
  void strangersHelpAndUsageOnSlackAreRefusedToo() {
    SimMessage help = mention("USTRANGER", "help");
    SimMessage usage = mention("USTRANGER", "usage");

    refusedInLog("USTRANGER", 2);
    assertThat(answersTo(help)).isEmpty();
    assertThat(answersTo(usage)).isEmpty();
  }

  @Test
  void linkThatAStrangerPostsIsNotSummarisedAndNobodyIsTold() {
    SimMessage posted =
        world.slack.channel("CLINKS").post("USTRANGER", "https://youtu.be/dQw4w9WgXcQ");

    nothingCameOf("USTRANGER", 1);
    assertThat(world.slack.ledger().answersIn("CLINKS", posted.ts())).isEmpty();
    assertThat(world.slack.ledger().ephemerals()).isEmpty();
  }

  @Test
  void memberOfAUserGroupIsAnsweredAndSlackIsAskedOnce() {
    answered("UGROUP", "What is red?");
    answered("UGROUP", "What is blue?");

    assertThat(world.slack.ledger().calls("usergroups.users.list")).hasSize(1);
    assertThat(world.spentBy("gus")).isPositive();
  }

  @Test
  void routeIsThereOnlyForThoseWhoMayUseIt() {
    SimMessage named = mention("UGROUP", "--model dear What is red?");
    eventually(() ->
        assertThat(answersTo(named))
            .singleElement()
            .satisfies(refusal ->
                assertThat(refusal.readerText())
                    .isEqualTo("\"dear\" is not for you. One of my admins can change that.")));
    assertThat(world.openRouter.bills().bills()).isEmpty();

    assertThat(answer(answered("UGROUP", "What is blue?")).blocks().toString())
        .doesNotContain("dear");
    assertThat(answer(answered("UADA", "What is green?")).blocks().toString()).contains("dear");
  }

  @Test
  void strangersMentionsOnDiscordAreRefusedInOneSentenceAnHour() {
    SimChannel channel = guild.channel("general");
    SimUser stranger = guild.member("stranger");

    channel.post(stranger, world.discord.mention() + " What is red?");
    refusedInLog(stranger, 1);
    channel.post(stranger, world.discord.mention() + " --model dear What is red?");
    refusedInLog(stranger, 2);

    eventually(() ->
        assertThat(channel.answers())
            .singleElement()
            .satisfies(refusal -> {
              assertThat(refusal.content()).isEqualTo(NOT_YOU);
              assertThat(refusal.thread()).isNull();
            }));
    assertThat(world.discord.ledger().threads()).isEmpty();
    nothingCameOf(stranger, 2);
  }

  @Test
  void strangersCommandAndMenuOnDiscordAreRefusedToThemAlone() {
    SimChannel channel = guild.channel("general");
    SimUser stranger = guild.member("stranger");
    var target = channel.post(guild.member("ada"), "https://youtu.be/dQw4w9WgXcQ");

    SimInteraction command =
        channel.slash(stranger, "ask").option("question", "What is red?").send();
    SimInteraction menu = target.menu(stranger, "Summarise video");

    for (SimInteraction each : List.of(command, menu)) {
      eventually(() -> {
        assertThat(each.original()).isNotNull();
        assertThat(each.original().content()).isEqualTo(NOT_YOU);
        assertThat(each.original().isEphemeral()).isTrue();
      });
    }
    nothingCameOf(stranger, 2);
  }

  @Test
  void strangersDirectMessageOnDiscordIsRefused() {
    SimUser stranger = guild.member("stranger");
    SimChannel direct = world.discord.directMessages(stranger);

    direct.post(stranger, "What is red?");

    eventually(() ->
        assertThat(direct.answers())
            .singleElement()
            .satisfies(refusal -> assertThat(refusal.content()).isEqualTo(NOT_YOU)));
    nothingCameOf(stranger, 1);
  }

  @Test
  void strangersButtonOnDiscordIsRefusedThoughTheyModerate() {
    SimUser friend = guild.member("friend");
    guild.assign(friend, role);
    SimUser stranger = guild.member("stranger");
    guild.assign(stranger, guild.role("mods", false, SimPermission.MANAGE_MESSAGES));
    var question = guild.channel("general").post(friend, world.discord.mention() + " What is red?");
    eventually(() -> assertThat(answer(question)).contains(" tokens · "));
    world.settle();

    SimChannel thread = Objects.requireNonNull(question.thread());
    SimInteraction press = thread.answers().getFirst().click(stranger, "Again");

    eventually(() -> {
      assertThat(press.followups()).hasSize(1);
      assertThat(press.followups().getFirst().content()).isEqualTo(NOT_YOU);
      assertThat(press.followups().getFirst().isEphemeral()).isTrue();
    });
    refusedInLog(stranger, 1);
    assertThat(world.openRouter.bills().bills()).hasSize(1);
  }

  @Test
  void holderOfARoleIsAnsweredInTheServerAndInDirectMessages() {
    SimUser friend = guild.member("friend");
    guild.assign(friend, role);

    var question = guild.channel("general").post(friend, world.discord.mention() + " What is red?");
    eventually(() -> assertThat(answer(question)).contains(" tokens · "));
    SimChannel direct = world.discord.directMessages(friend);
    direct.post(friend, "What is blue?");

    eventually(() ->
        assertThat(direct.answers()).anyMatch(message -> message.content().contains(" tokens · ")));
    world.settle();
    assertThat(world.openRouter.bills().bills()).hasSize(2);
  }

  @Test
  void visitorOfTheWebPageIsRefusedUntilTheyShowTheToken() throws Exception {
    PlaygroundSettings settings =
        new PlaygroundSettings("127.0.0.1", 0, TOKEN, folder.resolve("uploads"), 1_000_000);
    try (Playground page = new Playground(settings, world.bot().desk())) {
      URI address = page.start();

      String refused = askOn(address, "");
      String answered = askOn(address, "Bearer " + TOKEN);

      assertThat(refused).contains(NOT_YOU);
      assertThat(answered).contains("They are ").contains(" tokens · ");
      world.settle();
      assertThat(world.openRouter.bills().bills()).hasSize(1);
      assertThat(refusals()).hasSize(1);
    }
  }

  @Test
  void whoAsksTooFastIsToldAloneWhenToGoOn() throws Exception {
    world.restart("limits: { asks-per-minute: 1 }\n");
    answered("UADA", "What is red?");

    SimMessage second = mention("UADA", "What is blue?");

    eventually(() ->
        assertThat(world.slack.ledger().ephemerals())
            .extracting(SlackLedger.Ephemeral::readerText)
            .singleElement()
            .asString()
            .matches(
                "You ask faster than I may answer one person\\. Please ask again in \\d+ s\\."));
    assertThat(answersTo(second)).isEmpty();
    assertThat(world.openRouter.bills().bills()).hasSize(1);
  }

  @Test
  void videosAreWatchedUntilTheDaysMinutesAreUsedUp() throws Exception {
    world.restart(
        """
        limits: { video-minutes-per-day: 1 }
        budgets: { time-zone: Asia/Tokyo }
        """);
    world.fal.answerWith(ask -> ModelAnswer.ofPieces("A test ", "card."));

    SimMessage film =
        slack.post("UADA", world.slack.mention() + " --model fal What is it?", clip());
    eventually(
        () -> assertThat(world.slack.ledger().answerIn("C1", film.ts())).contains(" tokens · "));
    SimMessage tube = mention("UADA", "--model fal <https://youtu.be/dQw4w9WgXcQ>");

    eventually(() ->
        assertThat(world.slack.ledger().answerIn("C1", tube.ts()))
            .isEqualTo(
                "I let models watch 1:00 min of video for one person in a day, and you have 0:58 min left; this takes 10:00 min. It starts anew at midnight (Asia/Tokyo). An admin can raise it."));
    assertThat(world.fal.bills().bills()).hasSize(1);
  }

  /// Of a group that nobody named before.
  @Test
  void budgetOfAGroupCountsForItsMembersAtOnce() {
    world.slack.person("UGROUP").joins("SNEW");
    world
        .bot()
        .budgets()
        .put(
            new Budget.Limit(
                "new",
                Budget.Of.GROUP,
                Budget.Per.DAY,
                Set.of("SNEW"),
                NanoUsd.ZERO,
                null,
                Budget.AtWarning.SAY),
            new BudgetBook.Actor("a-test", "a test"));

    SimMessage members = mention("UGROUP", "What is red?");
    answered("UADA", "What is blue?");

    eventually(() ->
        assertThat(world.slack.ledger().answerIn("C1", members.ts()))
            .startsWith("Your group's budget of $0.00 for today is used up"));
    assertThat(world.openRouter.bills().bills()).hasSize(1);
  }

  private SimFile clip() throws Exception {
    return world.slack.file("clip.mp4", "video/mp4", BotWorld.video(folder));
  }

  /// All that comes of a question on the page.
  private static String askOn(URI page, String authorization) throws IOException {
    OkHttpClient http = new OkHttpClient();
    RequestBody form =
        new MultipartBody.Builder()
            .setType(MultipartBody.FORM)
            .addFormDataPart("question", "What is red?")
            .build();
    Request.Builder asking = new Request.Builder().url(page.resolve("api/asks").toString());
    asking.header("Authorization", authorization);
    String ask;
    String cookie;
    try (Response taken = http.newCall(asking.post(form).build()).execute()) {
      String body = taken.body().string();
      ask = body.replaceAll(".*\"ask\":\"([^\"]+)\".*", "$1");
      cookie = String.valueOf(taken.header("Set-Cookie")).replaceFirst(";.*", "");
    }
    Request events =
        new Request.Builder()
            .url(page.resolve("api/asks/" + ask + "/events").toString())
            .header("Cookie", cookie)
            .build();
    try (Response answer = http.newCall(events).execute()) {
      return answer.body().string();
    }
  }

  private void nothingCameOf(SimUser stranger, int tries) {
    nothingCameOf(Long.toString(stranger.id()), tries);
  }

  private void nothingCameOf(String stranger, int tries) {
    refusedInLog(stranger, tries);
    eventually(() -> assertThat(refusedInJournal(stranger)).isEqualTo(tries));
    world.settle();
    assertThat(world.openRouter.bills().bills()).isEmpty();
    assertThat(world.fal.bills().bills()).isEmpty();
    assertThat(world.usage().byPerson()).isEmpty();
  }

  private void refusedInLog(SimUser stranger, int tries) {
    refusedInLog(Long.toString(stranger.id()), tries);
  }

  private void refusedInLog(String stranger, int tries) {
    eventually(() ->
        assertThat(refusals())
            .filteredOn(line -> line.contains(" of " + stranger + " "))
            .hasSize(tries));
  }

  private int refusedInJournal(String stranger) {
    return world
        .bot()
        .store()
        .reads()
        .withHandle(handle ->
            handle
                .createQuery(
                    "SELECT COUNT(*) FROM asks WHERE person_id = :who AND state = 'REFUSED'")
                .bind("who", stranger)
                .mapTo(int.class)
                .one());
  }

  private List<String> refusals() {
    return log.lines().stream()
        .filter(line -> line.startsWith("INFO ask ") && line.endsWith("is refused: " + NOT_YOU))
        .toList();
  }

  private SimMessage answered(String person, String question) {
    SimMessage asked = mention(person, question);
    eventually(
        () -> assertThat(world.slack.ledger().answerIn("C1", asked.ts())).contains(" tokens · "));
    world.settle();
    return asked;
  }

  private SimMessage mention(String person, String question) {
    return slack.post(person, world.slack.mention() + " " + question);
  }

  private List<SimMessage> answersTo(SimMessage question) {
    return world.slack.ledger().answersIn(question.channelId(), question.ts());
  }

  private SimMessage answer(SimMessage question) {
    return answersTo(question).getFirst();
  }

  private static String answer(dev.sightline.sim.discord.SimMessage question) {
    return question.thread() == null
        ? ""
        : question.thread().answers().stream()
            .map(dev.sightline.sim.discord.SimMessage::content)
            .findFirst()
            .orElse("");
  }

  private static void eventually(ThrowingRunnable assertion) {
    Awaitility.await().atMost(BotWorld.PATIENCE).untilAsserted(assertion);
  }
}
