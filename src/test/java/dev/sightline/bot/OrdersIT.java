package dev.sightline.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.LongTests;
import dev.sightline.ledger.Budget.Limit;
import dev.sightline.ledger.Budget.Of;
import dev.sightline.ledger.Budget.Per;
import dev.sightline.ledger.BudgetBook;
import dev.sightline.ledger.NanoUsd;
import dev.sightline.ledger.RollUp;
import dev.sightline.ledger.UsageReport;
import dev.sightline.sim.discord.SimChannel;
import dev.sightline.sim.discord.SimCommand;
import dev.sightline.sim.discord.SimGuild;
import dev.sightline.sim.discord.SimInteraction;
import dev.sightline.sim.discord.SimMessage;
import dev.sightline.sim.discord.SimPermission;
import dev.sightline.sim.discord.SimUser;
import dev.sightline.sim.model.Gate;
import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.slack.SlackLedger;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okio.ByteString;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What people order in chat, on both platforms, as the world and the books saw it.
@Order(LongTests.FIRST)
class OrdersIT {
  private static final String NAME = "Anna Quokkaforth";
  private static final String WORDS = "xylophonic";

  @TempDir Path folder;

  private final Gate never = new Gate();
  private BotWorld world;
  private SimGuild guild;
  private SimUser abroad;

  @BeforeEach
  void start() throws Exception {
    world = new BotWorld(folder, "");
    world.fal.answerWith(
        ask -> ModelAnswer.ofPieces("A ", ask.text().contains(WORDS) ? WORDS : "small", " cup."));
    guild = world.discord.guild("W");
    abroad = guild.member("quokka-abroad");
    world.slack.person("UQUOKKA", NAME);
    world.slack.person("UBEN", "Ben").promoted();
  }

  @AfterEach
  void stop() throws Exception {
    never.open();
    assertThat(world.slack.ledger().lateAcks()).isEmpty();
    assertThat(world.discord.ledger().lateAcks()).isEmpty();
    assertThat(world.slack.ledger().pings()).isEmpty();
    assertThat(differences()).isEmpty();
    world.stop();
  }

  @Test
  void whoIsLinkedHasOneBudgetAndOneSum() throws Exception {
    asked("UQUOKKA", "What is one?");
    link();
    askedAbroad("What is two?");

    String usage = aside("UQUOKKA", "usage");

    assertThat(usage).contains("2 asks").contains("quokka-abroad on Discord");
    assertThat(slash("link", "code", "off")).contains(NAME + "** on Slack are two again");
    assertThat(aside("UQUOKKA", "usage")).contains("1 ask").doesNotContain("quokka-abroad");
  }

  @Test
  void wrongCodeLinksNobody() {
    assertThat(slash("link", "code", "AAAAAAAA")).contains("This code is wrong");

    assertThat(aside("UQUOKKA", "usage")).doesNotContain("Discord");
  }

  @Test
  void adminSetsABudgetOnSlackThatHoldsAtOnce() throws Exception {
    world.slack.person("UTOM", "tom");
    String set = aside("UBEN", "budget set person @tom 0.01 per day warn 0.005");

    assertThat(set).isEqualTo("Set: $0.01 per person and day, warning at $0.005, only UTOM.");
    var question = world.slack.channel("C1").post("UTOM", world.slack.mention() + " What is it?");
    eventually(() ->
        assertThat(world.slack.ledger().answerIn("C1", question.ts()))
            .contains("Your budget of $0.01 for today is used up"));
    assertThat(world.fal.bills().bills()).isEmpty();
    assertThat(aside("UTOM", "budget")).contains("Your budgets:", "$0.00 of $0.01 for today");
    assertThat(aside("UBEN", "budget")).contains("1. $0.01 per person and day");
    assertThat(aside("UBEN", "budget set person @tom 0.5 per day"))
        .contains("Set: $0.50", "It was $0.01");
    assertThat(aside("UBEN", "budget remove 1")).contains("Removed: $0.50 per person and day");
    asked("UTOM", "And now?");
    assertThat(world.bot().budgets().changes(9))
        .extracting(change -> change.by().name())
        .containsExactly("Ben", "Ben", "Ben");
  }

  @Test
  void adminsSetTheBudgetOfAUserGroupAndOfARole() {
    world.slack.grant("usergroups:read");
    world.slack.person("UTOM", "tom").joins("SFRIENDS");
    SimGuild.SimRole friends = guild.role("friends", false);
    guild.assign(abroad, guild.role("boss", false, SimPermission.MANAGE_GUILD));

    String onSlack = aside("UBEN", "budget set group @group-sfriends 0 per day");
    String onDiscord =
        said(
            budget("set")
                .option("of", "role")
                .option("role", friends)
                .option("usd", 2.0)
                .option("per", "week"));

    assertThat(onSlack).isEqualTo("Set: $0.00 per group and day, only SFRIENDS.");
    assertThat(onDiscord)
        .isEqualTo("Set: $2.00 per group and week, only %d.".formatted(friends.id()));
    var question = world.slack.channel("C1").post("UTOM", world.slack.mention() + " What is it?");
    eventually(() ->
        assertThat(world.slack.ledger().answerIn("C1", question.ts()))
            .contains("Your group's budget of $0.00 for today is used up"));
    assertThat(world.fal.bills().bills()).isEmpty();
  }

  @Test
  void strangerCannotChangeBudgetsAndIsInTheLog() {
    try (OperatorLog log = new OperatorLog()) {
      assertThat(aside("UQUOKKA", "budget set person @Ben 0 per day"))
          .isEqualTo("Only an admin can change budgets.");
      assertThat(aside("UQUOKKA", "budget remove 1")).contains("Only an admin");
      assertThat(
              said(budget("set").option("of", "workspace").option("usd", 0.0).option("per", "day")))
          .contains("Only an admin");

      assertThat(log.lines())
          .filteredOn(line -> line.startsWith("INFO refused to change budgets"))
          .hasSize(3);
    }
    assertThat(world.bot().budgets().stored()).isEmpty();
  }

  @Test
  void adminOfAServerChangesWhatCountsThereAndNothingElse() {
    guild.assign(abroad, guild.role("boss", false, SimPermission.MANAGE_GUILD));
    SimUser other = guild.member("other");
    world
        .bot()
        .budgets()
        .put(
            new Limit(Of.TOTAL, Per.MONTH, NanoUsd.ofUsd(BigDecimal.TEN)),
            new BudgetBook.Actor("web", "web"));

    assertThat(
            said(
                budget("set")
                    .option("of", "person")
                    .option("who", other)
                    .option("usd", 0.000001)
                    .option("per", "24h")))
        .isEqualTo("Set: $0.000001 per person and rolling-24h, only %d.".formatted(other.id()));
    assertThat(said(budget("set").option("of", "channel").option("usd", 5.0).option("per", "day")))
        .contains("only " + guild.channel("orders").id());
    assertThat(said(budget("set").option("of", "total").option("usd", 5.0).option("per", "day")))
        .contains("would count in every workspace");
    assertThat(
            said(
                budget("set")
                    .option("of", "workspace")
                    .option("each", true)
                    .option("usd", 5.0)
                    .option("per", "day")))
        .contains("would count in every workspace");
    assertThat(said(budget("show"))).contains("1. $0.000001", "2. $5.00", "- $10.00 in total");
    assertThat(said(budget("remove").option("number", 3))).contains("go from 1 to 2");
    assertThat(said(budget("remove").option("number", 2))).contains("Removed: $5.00");
    assertThat(
            said(
                command(other, "budget set")
                    .option("of", "total")
                    .option("usd", 0.0)
                    .option("per", "day")))
        .isEqualTo("Only an admin can change budgets.");
    assertThat(world.bot().budgets().stored()).hasSize(2);
    assertThat(aside("UBEN", "budget")).doesNotContain(Long.toString(other.id()));
  }

  @Test
  void nothingIsErasedBeforeItIsConfirmed() throws Exception {
    asked("UQUOKKA", "What is it?");

    assertThat(aside("UQUOKKA", "forget me")).contains("/sightline forget me yes");

    assertThat(found("UQUOKKA")).isNotEmpty();
  }

  @Test
  void forgottenPersonIsInNoColumnOfNoTableAndInNoFile() throws Exception {
    ByteString picture = BotWorld.photo("chelsea.png");
    var photo = world.slack.file(WORDS + ".png", "image/png", picture);
    var question =
        world
            .slack
            .channel("C1")
            .post("UQUOKKA", world.slack.mention() + " Is this " + WORDS + "?", photo);
    answered("C1", question.ts());
    var direct = world.slack.person("UQUOKKA").tell("What is " + WORDS + " here?");
    answered(direct.channelId(), direct.ts());
    asked("UBEN", "What do others ask?");
    var answer = world.slack.ledger().answersIn("C1", question.ts()).getFirst();
    world.slack.person("UQUOKKA").press(answer, "👍");
    world.slack.person("UBEN").press(answer, "Again");
    eventually(() -> assertThat(world.slack.ledger().answersIn("C1", question.ts())).hasSize(2));
    world.settle();
    link();
    askedAbroad("What is " + WORDS + " there?");
    aside("UQUOKKA", "link off");
    link();
    NanoUsd spent = world.usage().whole().cost();
    assertThat(found("UQUOKKA")).isNotEmpty();
    assertThat(files()).isNotEmpty();

    String said = aside("UQUOKKA", "forget me yes");

    assertThat(said).contains("You are forgotten.", "Kept: what you spent, without your name");
    eventually(() -> assertThat(traces()).isEmpty());
    assertThat(remains()).noneMatch(remains -> remains.contains(WORDS));
    // Who said "forget me" is in the event that said so until now.
    world.bot().store().wipe();
    assertThat(remains()).isEmpty();
    assertThat(found("UBEN")).isNotEmpty();
    assertThat(files()).isEmpty();
    assertThat(world.usage().whole().cost()).isEqualTo(spent);
    assertThat(world.usage().byPerson())
        .extracting(UsageReport.Line::label)
        .containsExactlyInAnyOrder("forgotten", "forgotten", "Ben");
    assertThat(aside("UQUOKKA", "usage")).contains("0 asks");
  }

  @Test
  void answerUnderWayIsStoppedAndSettledFirst() throws Exception {
    world.fal.answerWith(ask -> ModelAnswer.ofPieces("It is", " so.").holdingAfter(1, never));
    SimChannel channel = guild.channel("of-abroad");
    SimMessage question = channel.post(abroad, world.discord.mention() + " What is it?");
    eventually(() -> assertThat(thread(question).answers()).isNotEmpty());

    String said = slash("forget", "confirm", "yes");

    assertThat(said).contains("You are forgotten.");
    eventually(() -> assertThat(world.bill("What is it?").clientLeftAt()).isNotNull());
    assertThat(world.bot().ledger().held()).isEqualTo(NanoUsd.ZERO);
    assertThat(world.usage().whole().cost().nanos()).isPositive();
    eventually(() -> assertThat(found(Long.toString(abroad.id()))).isEmpty());
  }

  @Test
  void buttonOfAForgottenQuestionDoesNothing() throws Exception {
    askedAbroad("What is it?");
    SimMessage answer = thread(lastQuestion()).answers().getFirst();
    slash("forget", "confirm", "yes");

    SimInteraction press = answer.click(abroad, "Again");

    eventually(() -> assertThat(press.followups()).hasSize(1));
    assertThat(press.followups().getFirst().content()).contains("does nothing any more");
    assertThat(world.fal.bills().bills()).hasSize(1);
  }

  /// Each table is looked through above only as far as something of the person came into it: a new
  /// one has to be thought of, in `Erasure` or `Traces`, and in that test.
  @Test
  void everyTableIsOneThatForgettingKnows() {
    assertThat(tables())
        .containsExactlyInAnyOrder(
            "alerts",
            "answer_messages",
            "answer_pieces",
            "answers",
            "asks",
            "audit",
            "budgets",
            "buttons",
            "calls",
            "catch_ups",
            "channels",
            "entries",
            "feedback",
            "flyway_schema_history",
            "forgotten",
            "held",
            "holds",
            "identities",
            "inbox",
            "link_codes",
            "link_tries",
            "pauses",
            "people",
            "questions",
            "roll_ups",
            "settings",
            "tallies",
            "turns",
            "uploads",
            "usage_days",
            "video_days");
  }

  private void link() {
    Matcher code = Pattern.compile("[3-9A-Y]{8}").matcher(aside("UQUOKKA", "link"));
    assertThat(code.find()).isTrue();
    assertThat(slash("link", "code", code.group())).contains("**" + NAME + "** on Slack too");
  }

  /// What a person alone is told about what they typed behind `/sightline`.
  private String aside(String person, String typed) {
    int before = world.slack.ledger().ephemerals().size();
    world.slack.person(person).command(world.slack.channel("C1"), "/sightline", typed);
    eventually(() -> assertThat(world.slack.ledger().ephemerals()).hasSizeGreaterThan(before));
    SlackLedger.Ephemeral said = world.slack.ledger().ephemerals().get(before);
    assertThat(said.userId()).isEqualTo(person);
    return said.readerText();
  }

  private SimCommand budget(String subcommand) {
    return command(abroad, "budget " + subcommand);
  }

  private SimCommand command(SimUser person, String command) {
    return guild.channel("orders").slash(person, command);
  }

  private String slash(String command, String option, String value) {
    return said(command(abroad, command).option(option, value));
  }

  /// What the person alone is told.
  private static String said(SimCommand typed) {
    SimInteraction given = typed.send();
    eventually(() -> {
      SimMessage original = given.original();
      assertThat(original != null && !original.isThinking()).isTrue();
    });
    SimMessage original = Objects.requireNonNull(given.original());
    assertThat(original.isEphemeral()).isTrue();
    return original.content();
  }

  private void asked(String person, String words) {
    var question = world.slack.channel("C1").post(person, world.slack.mention() + " " + words);
    answered("C1", question.ts());
  }

  private void answered(String channel, String ts) {
    eventually(
        () -> assertThat(world.slack.ledger().answerIn(channel, ts)).contains(" tokens · $"));
    world.settle();
  }

  private void askedAbroad(String words) {
    SimMessage question =
        guild.channel("of-abroad").post(abroad, world.discord.mention() + " " + words);
    eventually(() ->
        assertThat(thread(question).answers())
            .anyMatch(answer -> answer.content().contains(" tokens · $")));
    world.settle();
  }

  private SimMessage lastQuestion() {
    return guild.channel("of-abroad").messages().stream()
        .filter(message -> message.author().equals(abroad))
        .toList()
        .getLast();
  }

  private static SimChannel thread(SimMessage question) {
    SimChannel thread = question.thread();
    assertThat(thread).isNotNull();
    return thread;
  }

  /// All that is still there of the person: places of the store, and files.
  private List<String> traces() throws IOException {
    List<String> traces = new ArrayList<>();
    for (String trace :
        List.of("UQUOKKA", NAME, Long.toString(abroad.id()), abroad.name(), WORDS)) {
      traces.addAll(found(trace));
      for (Path file : files()) {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        if (file.toString().contains(trace) || text.contains(trace)) {
          traces.add(file + " has " + trace);
        }
      }
    }
    return traces;
  }

  /// What the bytes of the database's files still hold, deleted or not.
  private List<String> remains() throws IOException {
    List<String> remains = new ArrayList<>();
    for (String name : List.of("sightline.db", "sightline.db-wal")) {
      String bytes = Files.readString(folder.resolve(name), StandardCharsets.ISO_8859_1);
      for (String trace : List.of("UQUOKKA", NAME, abroad.name(), WORDS)) {
        if (bytes.contains(trace)) {
          remains.add(name + " holds " + trace);
        }
      }
    }
    return remains;
  }

  private List<Path> files() throws IOException {
    Path work = world.bot().config().store().workDir();
    if (!Files.exists(work)) {
      return List.of();
    }
    try (var files = Files.walk(work)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  /// In which columns of which tables this is to be found.
  private List<String> found(String text) {
    List<String> found = new ArrayList<>();
    for (String table : tables()) {
      for (String column : texts("SELECT name FROM pragma_table_info('%s')".formatted(table))) {
        String sql =
            "SELECT COUNT(*) FROM %s WHERE CAST(%s AS TEXT) LIKE '%%%s%%'"
                .formatted(table, column, text);
        if (!texts(sql).getFirst().equals("0")) {
          found.add(table + "." + column + " has " + text);
        }
      }
    }
    return found;
  }

  private List<String> tables() {
    return texts("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'");
  }

  private List<String> texts(String sql) {
    return world
        .bot()
        .store()
        .reads()
        .withHandle(handle -> handle.createQuery(sql).mapTo(String.class).list());
  }

  private List<String> differences() {
    return new RollUp(world.bot().store(), ZoneId.systemDefault()).differences(Instant.now());
  }

  private static void eventually(ThrowingRunnable assertion) {
    Awaitility.await().atMost(BotWorld.PATIENCE).untilAsserted(assertion);
  }
}
