package dev.sightline.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.LongTests;
import dev.sightline.ledger.UsageReader;
import dev.sightline.sim.chat.ChatProfile;
import dev.sightline.sim.chat.ChatSim;
import dev.sightline.sim.discord.DiscordSim;
import dev.sightline.sim.discord.SimChannel;
import dev.sightline.sim.discord.SimGuild;
import dev.sightline.sim.discord.SimMessage;
import dev.sightline.sim.fal.FalSim;
import dev.sightline.sim.model.Gate;
import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.slack.SessionStatus;
import dev.sightline.sim.slack.SlackSim;
import dev.sightline.store.Store;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/// What people see of an answer whose bot was killed or stopped in the middle of it.
@ResourceLock("bots that are killed")
@Order(LongTests.FIRST)
class RestartIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String BEGINNING = "This is the beginning of";
  private static final String WHOLE = "This is all of it.";

  @TempDir Path folder;

  private final FalSim fal = new FalSim();
  private final ChatSim openRouter = new ChatSim(ChatProfile.OPENROUTER);
  private final SlackSim slack = new SlackSim().withAgentApp();
  private final DiscordSim discord = DiscordSim.start();
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void stop() {
    started.forEach(Process::destroyForcibly);
    fal.close();
    openRouter.close();
    slack.close();
    discord.close();
  }

  @Test
  void whatIsHalfSaidKeepsItsTextAndWhatIsNotBegunIsRun() throws Exception {
    Gate never = new Gate();
    fal.answerWith(ask ->
        ask.text().contains("Wait.")
            ? ModelAnswer.of(WHOLE)
            : ModelAnswer.ofPieces(BEGINNING, " the end.").holdingAfter(1, never));
    serve();
    SimGuild guild = discord.guild("W");
    Awaitility.await().atMost(PATIENCE).until(() -> !discord.commands().isEmpty());
    var onSlack = slack.channel("C1").post("U1", slack.mention() + " Begin.");
    var onDiscord =
        guild.channel("general").post(guild.member("anna"), discord.mention() + " Begin.");
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> slack.ledger().answerIn("C1", onSlack.ts()).contains(BEGINNING));
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> !discord.ledger().answersIn(onDiscord.id()).isEmpty());
    var inPrivate = slack.person("U2").tell("Begin.");
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() ->
            slack.ledger().answerIn(inPrivate.channelId(), inPrivate.ts()).contains(BEGINNING));
    slack.channel("C1").reply("U1", onSlack.ts(), slack.mention() + " Wait.");
    SimChannel thread = Objects.requireNonNull(onDiscord.thread(), "thread");
    thread.post(guild.member("anna"), discord.mention() + " Wait.");
    Awaitility.await().atMost(PATIENCE).until(() -> count("asks") == 5);
    assertThat(List.of(onSlack, inPrivate))
        .allMatch(
            question -> slack.session(question).orElseThrow().status() == SessionStatus.PROCESSING);

    started.getFirst().destroyForcibly().waitFor();
    serve();

    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertHalfAndWhole(
                slack.ledger().answersIn("C1", onSlack.ts()).stream()
                    .map(dev.sightline.sim.slack.SimMessage::readerText)
                    .toList()));
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertHalfAndWhole(thread.answers().stream().map(SimMessage::content).toList()));
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(List.of(onSlack, inPrivate))
                .allMatch(question ->
                    slack.session(question).orElseThrow().status() == SessionStatus.ACTIVE));
    assertThat(slack.ledger().answerIn(inPrivate.channelId(), inPrivate.ts()))
        .contains(BEGINNING, "Interrupted, because I was restarted.");
    assertThat(fal.bills().bills()).hasSize(5);
    assertThat(count("holds")).isZero();
  }

  private static void assertHalfAndWhole(List<String> answers) {
    assertThat(answers).hasSize(2);
    assertThat(answers.getFirst())
        .contains(BEGINNING)
        .contains("Interrupted, because I was restarted.")
        .contains("est. $");
    assertThat(answers.getLast()).contains(WHOLE).contains(" tokens · $");
  }

  @Test
  void whatIsSaidWhileNobodyListensIsAnsweredAfterTheStart() throws Exception {
    fal.answerWith(ask -> ModelAnswer.of(WHOLE));
    serve();
    SimGuild guild = discord.guild("W");
    Awaitility.await().atMost(PATIENCE).until(() -> !discord.commands().isEmpty());
    var before = discord.directMessages(guild.member("anna"));
    before.post(guild.member("anna"), "First?");
    Awaitility.await().atMost(PATIENCE).until(() -> text(before).contains(" tokens · $"));
    started.getFirst().destroyForcibly().waitFor();

    before.post(guild.member("anna"), "Second?");
    var onDiscord = guild.channel("new").post(guild.member("anna"), discord.mention() + " Third?");
    var onSlack = slack.channel("C1").post("U1", slack.mention() + " Fourth?");
    serve();

    Awaitility.await().atMost(PATIENCE).until(() -> before.answers().size() == 2);
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> discord.ledger().answersIn(onDiscord.id()).size() == 1);
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> slack.ledger().answersIn("C1", onSlack.ts()).size() == 1);
    Awaitility.await().atMost(PATIENCE).until(() -> count("holds") == 0);
    assertThat(fal.bills().bills()).hasSize(4);
  }

  @Test
  void stoppedBotLetsAnswersEndAndInterruptsWhatTakesTooLong() throws Exception {
    Gate never = new Gate();
    Gate soon = new Gate();
    fal.answerWith(ask ->
        ModelAnswer.ofPieces(BEGINNING, " the end.")
            .holdingAfter(1, ask.text().contains("Soon.") ? soon : never));
    serve();
    Awaitility.await().atMost(PATIENCE).until(() -> slack.sockets().connections() > 0);
    var quick = slack.channel("C1").post("U1", slack.mention() + " Soon.");
    var slow = slack.channel("C2").post("U1", slack.mention() + " Never.");
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() ->
            slack.ledger().answerIn("C1", quick.ts()).contains(BEGINNING)
                && slack.ledger().answerIn("C2", slow.ts()).contains(BEGINNING));

    started.getFirst().destroy();
    Awaitility.await().atMost(PATIENCE).until(() -> slack.sockets().connections() == 0);
    var late = slack.channel("C3").post("U1", slack.mention() + " Soon.");
    soon.open();

    assertThat(started.getFirst().waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(slack.ledger().answerIn("C1", quick.ts())).contains("the end.", " tokens · $");
    assertThat(slack.ledger().answerIn("C2", slow.ts()))
        .contains(BEGINNING, "Interrupted, because I was restarted.");
    assertThat(List.of(quick, slow))
        .allMatch(
            question -> slack.session(question).orElseThrow().status() == SessionStatus.ACTIVE);
    assertThat(slack.ledger().answersIn("C3", late.ts())).isEmpty();
    assertThat(count("holds")).isZero();
    serve();
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> slack.ledger().answerIn("C3", late.ts()).contains(" tokens · $"));
  }

  @Test
  void whatACallCostIsAskedForAgainByTheNextProcess() throws Exception {
    Gate never = new Gate();
    openRouter.answerWith(
        ask -> ModelAnswer.ofPieces(BEGINNING, " the end.").holdingAfter(1, never));
    openRouter.tellGenerations(false);
    String provider =
        "openrouter: { key: \"%s\", base-url: \"%s\" }"
            .formatted(ChatSim.KEY, openRouter.baseUrl());
    serve(provider);
    Awaitility.await().atMost(PATIENCE).until(() -> slack.sockets().connections() > 0);
    var question = slack.channel("C1").post("U1", slack.mention() + " Begin.");
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> slack.ledger().answerIn("C1", question.ts()).contains(BEGINNING));
    started.getLast().destroyForcibly().waitFor();
    serve(provider);
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> slack.ledger().answerIn("C1", question.ts()).contains("est. $"));
    started.getLast().destroyForcibly().waitFor();
    assertThat(count("entries WHERE basis = 'ESTIMATED'")).isEqualTo(1);

    openRouter.tellGenerations(true);
    serve(provider);

    Awaitility.await().atMost(PATIENCE).until(() -> count("entries WHERE basis = 'BILLED'") == 1);
    assertThat(spent()).isEqualByComparingTo(openRouter.bills().totalUsd());
  }

  @Test
  void bothCallsOfAnAskCostWhatTheirProviderTells() throws Exception {
    Gate never = new Gate();
    openRouter.answerWith(ask -> ModelAnswer.ofPieces(BEGINNING).holdingAfter(0, never));
    String providers =
        """
        openrouter: { key: "%s", base-url: "%s" }
        routes:
          - { name: slow, provider: openrouter, model: "openai/gpt-4.1", takes: [text] }
          - { name: slow-too, provider: openrouter, model: "anthropic/claude-sonnet-4.6", takes: [text] }
        """
            .formatted(ChatSim.KEY, openRouter.baseUrl());
    serve(providers, ", hedge-after-ms: 1");
    Awaitility.await().atMost(PATIENCE).until(() -> slack.sockets().connections() > 0);
    var question = slack.channel("C1").post("U1", slack.mention() + " Begin.");
    Awaitility.await().atMost(PATIENCE).until(() -> count("calls") == 2);

    started.getLast().destroyForcibly().waitFor();
    serve(providers, ", hedge-after-ms: 1");

    Awaitility.await()
        .atMost(PATIENCE)
        .until(() ->
            slack.ledger().answerIn("C1", question.ts()).contains("because I was restarted."));
    Awaitility.await().atMost(PATIENCE).until(() -> count("entries WHERE basis = 'BILLED'") == 2);
    assertThat(openRouter.bills().bills()).hasSize(2);
    assertThat(spent()).isEqualByComparingTo(openRouter.bills().totalUsd());
    assertThat(count("holds")).isZero();
  }

  private BigDecimal spent() {
    try (Store store = Store.open("jdbc:sqlite:" + folder.resolve("sightline.db"))) {
      return new UsageReader(store, InstantSource.system())
          .month(ZoneOffset.UTC)
          .whole()
          .cost()
          .toUsd();
    }
  }

  private static String text(SimChannel channel) {
    return channel.answers().stream().map(SimMessage::content).collect(Collectors.joining("\n"));
  }

  private long count(String table) {
    try (Store store = Store.open("jdbc:sqlite:" + folder.resolve("sightline.db"))) {
      return store
          .reads()
          .withHandle(handle ->
              handle.createQuery("SELECT COUNT(*) FROM " + table).mapTo(long.class).one());
    }
  }

  private void serve() throws Exception {
    serve(
        "fal: { key: \"%s\", run-url: \"%s\", rest-url: \"%s\" }"
            .formatted(FalSim.KEY, fal.runUrl(), fal.restUrl()));
  }

  private void serve(String provider) throws Exception {
    serve(provider, "");
  }

  /// @param limits further keys
  private void serve(String provider, String limits) throws Exception {
    Files.writeString(
        folder.resolve("sightline.yaml"),
        """
        store: { url: "jdbc:sqlite:%1$s/sightline.db", work-dir: "%1$s/media" }
        web: { bind: "127.0.0.1:0" }
        limits: { grace-seconds: 4%10$s }
        slack: { bot-token: "%2$s", app-token: "%3$s", api-url: "%4$s", file-hosts: ["%5$s"] }
        discord: { bot-token: "%6$s", api-url: "%7$s", gateway-url: "%8$s" }
        providers:
          %9$s
        """
            .formatted(
                folder,
                slack.botToken(),
                slack.appToken(),
                slack.apiUrl(),
                slack.authority(),
                discord.token(),
                discord.restUrl(),
                discord.gatewayUrl(),
                provider,
                limits));
    started.add(
        Launched.builder(Map.of(), "--config", folder.toString(), "serve")
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("log-" + started.size()).toFile())
            .start());
  }
}
