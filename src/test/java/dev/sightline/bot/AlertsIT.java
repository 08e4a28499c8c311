package dev.sightline.bot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sightline.LongTests;
import dev.sightline.event.AskId;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.event.ThreadRef;
import dev.sightline.failure.Finding;
import dev.sightline.failure.ProviderNote;
import dev.sightline.failure.RouteRefused;
import dev.sightline.ledger.Budget;
import dev.sightline.ledger.Charge;
import dev.sightline.ledger.Ledger;
import dev.sightline.ledger.NanoUsd;
import dev.sightline.route.Usage;
import dev.sightline.sim.discord.SimChannel;
import dev.sightline.sim.discord.SimGuild;
import dev.sightline.sim.discord.SimInteraction;
import dev.sightline.sim.discord.SimUser;
import dev.sightline.sim.model.Fault;
import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.slack.SimMessage;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What admins are told in a channel of Slack and in one of Discord, and what they do about it. All
/// answers cost the same, some $0.0001, and $0.00001 is held for each.
@Order(LongTests.FIRST)
class AlertsIT {
  private static final String SLACK_OPS = "COPS";

  @TempDir Path folder;
  private final OperatorLog log = new OperatorLog();
  private BotWorld world;
  private SimGuild guild;
  private SimChannel discordOps;
  private SimUser boss;
  private SimUser bob;

  @BeforeEach
  void start() throws Exception {
    world =
        BotWorld.withOpenRouter(
            folder,
            """
            routes:
              - { name: plain, provider: openrouter, model: "openai/gpt-oss-120b", takes: [text] }
            limits: { hold-usd: 0.00001, fall-over: false }
            """);
    world.openRouter.answerWith(ask -> ModelAnswer.ofPieces("word ".repeat(300)));
    world.slack.person("UADA", "Ada");
    world.slack.channel(SLACK_OPS);
    guild = world.discord.guild("Guild");
    discordOps = guild.channel("ops");
    bob = guild.member("Bob");
    boss = guild.member("Boss");
  }

  /// @param alerts further keys
  private void restart(String alerts, String more) throws Exception {
    world.restart(
        """
        rights: { admins: [UBOSS, "%d"] }
        alerts: { tell: ["slack:%s", "discord:%d"]%s }
        %s
        """
            .formatted(boss.id(), SLACK_OPS, discordOps.id(), alerts, more));
  }

  @AfterEach
  void stop() throws Exception {
    world.stop();
    log.close();
  }

  @Test
  void eightyAndAHundredPercentAreToldOnceInEachPlace() throws Exception {
    askOnSlack("One?");
    BigDecimal cost = world.usage().whole().cost().toUsd();
    restart(
        "",
        "budgets: { time-zone: UTC, limits: [ { of: total, per: month, usd: %s } ] }"
            .formatted(cost.multiply(new BigDecimal("2.4"))));

    askOnDiscord("Two?");
    told("The whole budget of \\$\\S+ for this month is used to 83 % .*");

    askOnSlack("Three?");
    told(
        "The whole budget of \\$\\S+ for this month is used to 83 % .*",
        "The whole budget of \\$\\S+ for this month is used up .*");

    refused("My whole budget");
    // A third start within seconds registers the commands more often than Discord lets it.
    assertThat(world.discord.ledger().brokenLimits()).isEmpty();
    world.restart();
    refused("My whole budget");
    raise();
    told(
        "The whole budget of \\$\\S+ for this month is used to 83 % .*",
        "The whole budget of \\$\\S+ for this month is used up .*",
        "openrouter refused a question.*");
    assertThat(world.discord.ledger().pings()).isEmpty();
  }

  /// Something else that is told, so that whatever came before it has been.
  private void raise() {
    world
        .bot()
        .watch()
        .credit()
        .refused(
            "openrouter",
            new RouteRefused(
                RouteRefused.Reason.NO_CREDIT, new ProviderNote("openrouter", 402, null, "empty")));
  }

  @Test
  void whoSpendsManyTimesTheUsualOnSlackWaitsForAnAdminOnDiscord() throws Exception {
    PersonRef ada = new PersonRef(Platform.SLACK, world.slack.teamId(), "UADA", "Ada");
    history(ada, new ThreadRef(Platform.SLACK, world.slack.teamId(), "COTHER", "1.0"));
    restart(", anomaly: { times: 10, above-usd: 0 }", "");

    askOnSlack("One?");
    told("Ada \\(UADA on Slack\\) spent \\$\\S+ within an hour, where \\S+ was the most .*");
    refused("You spent many times what is usual for you within an hour");

    SimInteraction stranger = alertOnDiscord().click(bob, "Let Ada go on");
    saysAlone(stranger, "Only one of my admins can do that.");
    eventually(() ->
        assertThat(log.lines())
            .contains(
                "INFO DISCORD/%d is no admin and may not let SLACK/UADA go on"
                    .formatted(bob.id())));
    refused("You spent many times what is usual for you within an hour");

    SimInteraction admin = alertOnDiscord().click(boss, "Let Ada go on");
    saysAlone(admin, "Ada can go on, and is left alone for a day.");
    askOnSlack("Two?");
    assertThat(world.bot().budgets().changes(1))
        .singleElement()
        .satisfies(change -> {
          assertThat(change.by().name()).isEqualTo("Boss");
          assertThat(change.what()).isEqualTo("pause");
          assertThat(change.became()).isNull();
        });
  }

  @Test
  void whoSpendsManyTimesTheUsualOnDiscordWaitsForAnAdminOnSlack() throws Exception {
    String server = String.valueOf(guild.id());
    PersonRef person = new PersonRef(Platform.DISCORD, server, String.valueOf(bob.id()), "Bob");
    history(person, new ThreadRef(Platform.DISCORD, server, "1", "1"));
    restart(", anomaly: { times: 10, above-usd: 0 }", "");

    askOnDiscord("One?");
    told("Bob \\(%d on Discord\\) spent .*".formatted(bob.id()));
    refusedOnDiscord("You spent many times what is usual for you within an hour");

    world.slack.person("USTRANGER").press(alertOnSlack(), "Let Bob go on");
    eventually(() ->
        assertThat(log.lines())
            .contains(
                "INFO SLACK/USTRANGER is no admin and may not let DISCORD/%d go on"
                    .formatted(bob.id())));
    refusedOnDiscord("You spent many times what is usual for you within an hour");

    world.slack.person("UBOSS").press(alertOnSlack(), "Let Bob go on");
    eventually(() -> assertThat(world.bot().watch().pauses().standing()).isEmpty());
    askOnDiscord("Two?");
  }

  @Test
  void weekIsReportedOnceInEachPlace() throws Exception {
    PersonRef ada = new PersonRef(Platform.SLACK, world.slack.teamId(), "UADA", "Ada");
    history(ada, new ThreadRef(Platform.SLACK, world.slack.teamId(), "COTHER", "1.0"));
    String today = LocalDate.now(ZoneOffset.UTC).getDayOfWeek().name().toLowerCase(Locale.ROOT);
    restart(
        ", weekly-report: \"%s 00:00\"".formatted(today),
        "budgets: { time-zone: UTC, limits: [] }");

    world.bot().watch().report();
    world.bot().watch().report();
    reported();

    world.restart();
    world.bot().watch().report();
    raise();
    eventually(() -> assertThat(alertsOnSlack()).hasSize(3));
    assertThat(alertsOnSlack().getLast().readerText()).startsWith("openrouter refused");
  }

  private void reported() {
    eventually(() -> {
      assertThat(alertsOnSlack()).isNotEmpty();
      assertThat(alertsOnSlack().getFirst().readerText())
          .contains("for 3 questions, nothing in the week before.", "Persons: Ada (Slack) $");
      assertThat(discordOps.messages()).hasSize(2);
      assertThat(discordOps.messages().getFirst().content()).contains("for 3 questions");
      assertThat(discordOps.messages().getLast().attachments()).hasSize(1);
      assertThat(world.slack.ledger().uploads())
          .singleElement()
          .satisfies(file -> assertThat(file.sharedIn()).contains(SLACK_OPS));
    });
  }

  @Test
  void placeThatCannotBeWrittenToIsInTheLogAndNamedByCheck() throws Exception {
    world.slack.channel("CAWAY").removeBot();
    world.restart(
        "alerts: { tell: [\"slack:CAWAY\", \"slack:UADA\", \"discord:%d\", \"discord:77\"] }\n"
            .formatted(bob.id()));
    world.openRouter.faults().next(Fault.status(402));
    postOnSlack("One?");

    eventually(() ->
        assertThat(log.lines())
            .anyMatch(
                line -> line.startsWith("WARN admins were not told in SLACK CAWAY: NOT_IN_CHANNEL"))
            .anyMatch(line -> line.startsWith("WARN admins were not told in DISCORD 77: ")));
    eventually(() ->
        assertThat(world.discord.directMessages(bob).messages())
            .singleElement()
            .satisfies(told -> assertThat(told.content()).startsWith("openrouter refused")));
    assertThat(new Checkup(world.bot()).findings())
        .filteredOn(finding -> finding.subject().startsWith("alerts to "))
        .extracting(Finding::subject, Finding::health)
        .containsExactly(
            tuple("alerts to slack CAWAY", Finding.Health.BROKEN),
            tuple("alerts to slack UADA", Finding.Health.WORKS),
            tuple("alerts to discord " + bob.id(), Finding.Health.WORKS),
            tuple("alerts to discord 77", Finding.Health.BROKEN));
  }

  /// Three days on which a tenth of an answer's cost was spent.
  private void history(PersonRef person, ThreadRef thread) throws Exception {
    for (int day = 1; day <= 3; day++) {
      Instant then = Instant.now().minus(Duration.ofDays(day));
      Ledger ledger =
          new Ledger(
              world.bot().store(), () -> then, Budget.unlimited(world.bot().budgets().zone()));
      ledger.settle(
          ledger.hold(AskId.random(), person, thread, NanoUsd.ZERO),
          new Charge(
              "plain", "openrouter", "m", Usage.UNKNOWN, new NanoUsd(100), Charge.Basis.BILLED));
    }
  }

  /// In both places there is one message for each, and none besides.
  private void told(String... patterns) {
    eventually(() -> {
      List<String> onSlack = alertsOnSlack().stream().map(SimMessage::readerText).toList();
      List<String> onDiscord =
          discordOps.messages().stream()
              .map(dev.sightline.sim.discord.SimMessage::content)
              .toList();
      assertThat(onSlack).hasSameSizeAs(patterns);
      assertThat(onDiscord).hasSameSizeAs(patterns);
      for (int i = 0; i < patterns.length; i++) {
        assertThat(onSlack.get(i)).matches("(?s)" + patterns[i]);
        assertThat(onDiscord.get(i).replace("\\", "")).matches("(?s)" + patterns[i]);
      }
    });
  }

  private List<SimMessage> alertsOnSlack() {
    return world.slack.channel(SLACK_OPS).messages();
  }

  private SimMessage alertOnSlack() {
    return alertsOnSlack().getLast();
  }

  private dev.sightline.sim.discord.SimMessage alertOnDiscord() {
    return discordOps.messages().getLast();
  }

  private static void saysAlone(SimInteraction press, String sentence) {
    eventually(() ->
        assertThat(press.followups())
            .singleElement()
            .satisfies(said -> {
              assertThat(said.isEphemeral()).isTrue();
              assertThat(said.content()).isEqualTo(sentence);
            }));
  }

  private SimMessage postOnSlack(String question) {
    return world.slack.channel("C1").post("UADA", world.slack.mention() + " " + question);
  }

  private void askOnSlack(String question) {
    SimMessage asked = postOnSlack(question);
    eventually(
        () -> assertThat(world.slack.ledger().answerIn("C1", asked.ts())).contains(" tokens · "));
    world.settle();
  }

  private void refused(String words) {
    SimMessage asked = postOnSlack("Once more?");
    eventually(() -> assertThat(world.slack.ledger().answerIn("C1", asked.ts())).contains(words));
    world.settle();
  }

  private dev.sightline.sim.discord.SimMessage postOnDiscord(String question) {
    return guild.channel("general").post(bob, world.discord.mention() + " " + question);
  }

  private void askOnDiscord(String question) {
    answeredOnDiscord(postOnDiscord(question), " tokens · ");
  }

  private void refusedOnDiscord(String words) {
    answeredOnDiscord(postOnDiscord("Once more?"), words);
  }

  private void answeredOnDiscord(dev.sightline.sim.discord.SimMessage asked, String words) {
    eventually(() -> {
      SimChannel thread = asked.thread();
      assertThat(thread).isNotNull();
      assertThat(thread.answers())
          .anySatisfy(answer -> assertThat(answer.content()).contains(words));
    });
    world.settle();
  }

  private static void eventually(ThrowingRunnable assertion) {
    Awaitility.await().atMost(BotWorld.PATIENCE).untilAsserted(assertion);
  }
}
