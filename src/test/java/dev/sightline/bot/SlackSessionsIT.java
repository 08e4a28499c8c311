package dev.sightline.bot;

import static dev.sightline.sim.slack.SessionStatus.ACTIVE;
import static dev.sightline.sim.slack.SessionStatus.PROCESSING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.sim.model.Fault;
import dev.sightline.sim.model.Gate;
import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.slack.Faults.Fault.Refused;
import dev.sightline.sim.slack.SessionStatus;
import dev.sightline.sim.slack.SimChannel;
import dev.sightline.sim.slack.SimMessage;
import dev.sightline.sim.slack.SimSession;
import dev.sightline.sim.slack.SlackLedger;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Where Slack shows that the bot is at work, and its own Stop button, while whole answers are
/// made.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SlackSessionsIT {
  private static final String METHOD = "agents.sessions.setStatus";
  private static final String BEGINNING = "This is the beginning";
  private static final String END = " and this the end.";

  @TempDir static Path folder;

  /// By the question: where its answer waits before it begins.
  private final Map<String, Gate> before = new ConcurrentHashMap<>();

  /// And where it waits in the middle.
  private final Map<String, Gate> within = new ConcurrentHashMap<>();

  private final OperatorLog log = new OperatorLog();
  private BotWorld world;
  private SimChannel channel;

  @BeforeAll
  void start() throws Exception {
    world = new BotWorld(folder, "");
    world.slack.withAgentApp();
    channel = world.slack.channel("C1");
    world.fal.answerWith(ask -> {
      String name = ask.text().replaceFirst("(?s).*\\b(\\w+\\?).*", "$1");
      ModelAnswer answer =
          ModelAnswer.ofPieces(BEGINNING, END)
              .holdingAfter(1, gate(within, name))
              .holdingAfter(0, gate(before, name));
      return name.equals("Error?") ? answer.failing(new Fault.CutBeforeFinish()) : answer;
    });
  }

  @AfterAll
  void stop() throws Exception {
    before.values().forEach(Gate::open);
    within.values().forEach(Gate::open);
    world.stop();
    log.close();
  }

  @AfterEach
  void nothingWasBroken() {
    assertThat(world.slack.ledger().brokenLimits()).isEmpty();
  }

  private static Gate gate(Map<String, Gate> gates, String name) {
    return gates.computeIfAbsent(name, any -> new Gate());
  }

  private SimMessage mention(String person, String text) {
    world.slack.person(person, person);
    return channel.post(person, world.slack.mention() + " " + text);
  }

  private static void eventually(ThrowingRunnable assertion) {
    Awaitility.await().atMost(BotWorld.PATIENCE).untilAsserted(assertion);
  }

  private List<SessionStatus> statuses(SimMessage question) {
    return world.slack.session(question).map(SimSession::statuses).orElse(List.of());
  }

  private void shows(SimMessage question, SessionStatus... statuses) {
    eventually(() -> assertThat(statuses(question)).containsExactly(statuses));
  }

  private String answer(SimMessage question) {
    return world.slack.ledger().answerIn(question.channelId(), question.ts());
  }

  private void begins(SimMessage question, String name) {
    gate(before, name).open();
    eventually(() -> assertThat(answer(question)).contains(BEGINNING));
  }

  private void ends(SimMessage question, String name) {
    gate(before, name).open();
    gate(within, name).open();
    eventually(() -> assertThat(answer(question)).contains(BEGINNING + END, " tokens · "));
  }

  private long said(SimMessage question) {
    return world.slack.ledger().calls(METHOD).stream()
        .filter(call -> call.args().path("thread_ts").asText().equals(question.ts()))
        .count();
  }

  @Test
  void mentionIsWorkFromItsFirstMomentToItsEnd() {
    SimMessage question = mention("UMENTION", "Mention?");
    shows(question, PROCESSING);
    assertThat(answer(question)).isEmpty();

    ends(question, "Mention?");

    shows(question, PROCESSING, ACTIVE);
    assertThat(said(question)).isEqualTo(2);
  }

  @Test
  void nativeStopWorksBeforeTheFirstWord() {
    SimMessage question = world.slack.person("UEARLY", "UEARLY").tell("Early?");
    eventually(() -> assertThat(said(question)).isEqualTo(1));

    world.slack.person("UEARLY").stopsAnswer(world.slack.direct("UEARLY"), question.ts());

    eventually(() -> assertThat(answer(question)).startsWith("Stopped by @UEARLY."));
    shows(question, PROCESSING, ACTIVE);
  }

  @Test
  void errorEndsTheWork() {
    SimMessage question = mention("UERROR", "Error?");
    begins(question, "Error?");
    shows(question, PROCESSING);

    gate(within, "Error?").open();

    eventually(() -> assertThat(answer(question)).contains("broke off here"));
    shows(question, PROCESSING, ACTIVE);
  }

  @Test
  void deletedQuestionIsNoWorkAnyMore() {
    SimMessage root = channel.post("UROOT", "a picture");
    world.slack.person("UDELETED", "UDELETED");
    SimMessage question = channel.reply("UDELETED", root.ts(), world.slack.mention() + " Deleted?");
    begins(root, "Deleted?");
    shows(root, PROCESSING);

    channel.delete(question);

    eventually(() -> assertThat(answer(root)).isEmpty());
    shows(root, PROCESSING, ACTIVE);
  }

  @Test
  void twoQuestionsInAThreadAreWorkUntilBothAreAnswered() throws Exception {
    SimMessage question = mention("UTWO", "One?");
    begins(question, "One?");
    channel.reply("UTWO", question.ts(), "Two?");
    eventually(() -> assertThat(asksIn(question)).isEqualTo(2));

    ends(question, "One?");
    assertThat(gate(before, "Two?").awaitReached(BotWorld.PATIENCE)).isTrue();
    assertThat(statuses(question)).containsExactly(PROCESSING);
    ends(question, "Two?");

    shows(question, PROCESSING, ACTIVE);
  }

  private long asksIn(SimMessage question) {
    return world
        .bot()
        .store()
        .reads()
        .withHandle(handle ->
            handle
                .createQuery("SELECT COUNT(*) FROM asks WHERE thread = ?")
                .bind(0, question.ts())
                .mapTo(long.class)
                .one());
  }

  @Test
  void answerDoesNotSufferFromAStatusThatFails() {
    // In a channel of its own: an answer of before may be about to tell its last status.
    world.slack.faults().nextIn("CFAILS", METHOD, 1, new Refused("internal_error"));
    world.slack.faults().nextIn("CFAILS", METHOD, 1, new Refused("channel_type_not_supported"));
    world.slack.person("UFAILS", "UFAILS");
    SimMessage question =
        world.slack.channel("CFAILS").post("UFAILS", world.slack.mention() + " Fails?");

    ends(question, "Fails?");

    eventually(() ->
        assertThat(world.slack.ledger().calls(METHOD))
            .extracting(SlackLedger.Call::error)
            .contains("internal_error", "channel_type_not_supported"));
    assertThat(world.slack.ledger().answersIn("CFAILS", question.ts())).hasSize(1);
    // The bot says so after it has the answer that the simulator noted.
    eventually(() ->
        assertThat(log.lines())
            .anyMatch(line ->
                line.startsWith("INFO whether an agent session is processing is not known: ")
                    && line.matches(
                        ".* server=slack status=200 request-id=Q\\w+ message=internal_error"))
            .anyMatch(line ->
                line.startsWith("INFO an agent session is not set to active: ")
                    && line.endsWith(" message=channel_type_not_supported")));
  }

  @Test
  void missingSubscriptionIsNamed() {
    world.slack.withAgentAppDeafToStops();
    try {
      SimMessage question = mention("UDEAF", "Deaf?");

      ends(question, "Deaf?");

      eventually(() ->
          assertThat(log.lines())
              .anyMatch(line ->
                  line.startsWith("WARN Slack shows no Stop button, as the app is not subscribed")
                      && line.contains("agent_session_stopped")));
    } finally {
      world.slack.withAgentApp();
    }
  }
}
