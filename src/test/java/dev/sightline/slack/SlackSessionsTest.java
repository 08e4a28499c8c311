package dev.sightline.slack;

import static dev.sightline.sim.slack.SessionStatus.ACTIVE;
import static dev.sightline.sim.slack.SessionStatus.PROCESSING;
import static org.assertj.core.api.Assertions.assertThat;

import com.slack.api.Slack;
import dev.sightline.LongTests;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.event.ThreadRef;
import dev.sightline.limit.Pause;
import dev.sightline.sim.slack.Faults.Fault;
import dev.sightline.sim.slack.SessionStatus;
import dev.sightline.sim.slack.SimMessage;
import dev.sightline.sim.slack.SimSession;
import dev.sightline.sim.slack.SlackLedger;
import dev.sightline.sim.slack.SlackSettings;
import dev.sightline.sim.slack.SlackSim;
import dev.sightline.thread.Page;
import dev.sightline.thread.Posted;
import dev.sightline.thread.ThreadLimits;
import dev.sightline.thread.ThreadWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What Slack shows of threads in which an answer is under way.
@Order(LongTests.FIRST)
class SlackSessionsTest {
  private static final String METHOD = "agents.sessions.setStatus";
  private static final Page LAST = new Page("A cat.", "", "free");

  private SlackSim sim = new SlackSim().withAgentApp();
  private Slack slack = SlackWiring.slack(Listening.settings(sim));
  private SlackStreams streams = streams();
  private SimMessage question = sim.person("U1").tell("what is this?");

  private SlackStreams streams() {
    return new SlackStreams(
        new SlackCalls(slack, sim.botToken(), Pause.SLEEP), false, ThreadLimits.ANY_TIME);
  }

  private void inWorkspace(SlackSim other) throws Exception {
    slack.close();
    sim.close();
    sim = other;
    slack = SlackWiring.slack(Listening.settings(sim));
    streams = streams();
    question = sim.person("U1").tell("what is this?");
  }

  @AfterEach
  void nothingWasBroken() throws Exception {
    assertThat(sim.ledger().brokenLimits()).isEmpty();
    slack.close();
    sim.close();
  }

  private ThreadRef thread(SimMessage asked) {
    return new ThreadRef(Platform.SLACK, sim.teamId(), asked.channelId(), asked.ts());
  }

  private ThreadWriter posting() {
    return streams.posting(thread(question));
  }

  private ThreadWriter streaming() {
    PersonRef reader = new PersonRef(Platform.SLACK, sim.teamId(), "U1", "U1");
    return streams.answering(thread(question), reader);
  }

  private static Posted begin(ThreadWriter writer, String text) throws Exception {
    assertThat(writer.wantsRawText(null)).isTrue();
    return writer.begin(Page.of(text));
  }

  private List<SessionStatus> statuses() {
    return sim.session(question).map(SimSession::statuses).orElse(List.of());
  }

  private SessionStatus status() {
    return sim.session(question).orElseThrow().status();
  }

  private List<String> said() {
    return sim.ledger().calls(METHOD).stream()
        .map(call -> call.args().path("status").asText())
        .toList();
  }

  private static ConditionFactory patiently() {
    return Awaitility.await().atMost(Duration.ofSeconds(40)).pollInterval(Duration.ofMillis(10));
  }

  private void awaitStatuses(SessionStatus... expected) {
    patiently().untilAsserted(() -> assertThat(statuses()).containsExactly(expected));
  }

  /// Lets Slack take the app for an agent before the test begins.
  private void known() {
    SimMessage other = sim.person("U9").tell("first");
    streams.sessions().begun(thread(other), false);
    patiently().until(() -> sim.session(other).isPresent());
    streams.sessions().ended(thread(other));
    patiently().until(() -> sim.session(other).filter(it -> it.status() == ACTIVE).isPresent());
  }

  @Test
  void answerByPostsIsWorkBeforeItsFirstWordUntilItsEnd() throws Exception {
    ThreadWriter writer = posting();
    writer.taken();
    awaitStatuses(PROCESSING);

    Posted posted = writer.post(Page.of("A"));
    writer.edit(posted, LAST);
    assertThat(status()).isEqualTo(PROCESSING);
    writer.ended();

    awaitStatuses(PROCESSING, ACTIVE);
    assertThat(said()).containsExactly("processing", "active");
  }

  @Test
  void streamNeedsNoWordOfOurs() throws Exception {
    ThreadWriter writer = streaming();
    writer.taken();
    writer.edit(begin(writer, "A"), LAST);
    writer.ended();

    streams.sessions().close();

    awaitStatuses(PROCESSING, ACTIVE);
    assertThat(said()).isEmpty();
  }

  @Test
  void streamThatBeginsLateIsWorkBefore() throws Exception {
    ThreadWriter writer = streaming();
    writer.taken();
    awaitStatuses(PROCESSING);

    writer.edit(begin(writer, "A"), LAST);
    writer.ended();

    streams.sessions().close();
    awaitStatuses(PROCESSING, ACTIVE);
    assertThat(said()).containsExactly("processing");
  }

  @Test
  void answerThatGoesOnInAnotherStreamIsWorkInBetween() throws Exception {
    known();
    ThreadWriter writer = streaming();
    writer.taken();
    Posted first = begin(writer, "A");
    Posted second = begin(writer, "B");
    writer.edit(first, Page.of("A cat"));
    assertThat(statuses()).containsExactly(PROCESSING);
    writer.edit(second, new Page("B cat.", "", "free"));
    writer.ended();

    streams.sessions().close();

    awaitStatuses(PROCESSING, ACTIVE);
    assertThat(said()).containsExactly("processing", "active");
  }

  @Test
  void answerWhoseStreamBreaksIsWorkUntilItsEnd() throws Exception {
    known();
    ThreadWriter writer = streaming();
    writer.taken();
    Posted posted = begin(writer, "A dog");
    Page other = new Page("A cat", "", "free");
    Awaitility.await()
        .ignoreExceptions()
        .until(() -> {
          writer.edit(posted, other);
          return true;
        });
    assertThat(status()).isEqualTo(PROCESSING);

    writer.ended();

    awaitStatuses(PROCESSING, ACTIVE);
  }

  @Test
  void streamThatAPersonStoppedIsWorkUntilItsAnswerHasEnded() throws Exception {
    ThreadWriter writer = streaming();
    writer.taken();
    Posted posted = begin(writer, "A");
    sim.person("U1").stopsAnswer(sim.direct("U1"), question.ts());
    writer.grow(posted, Page.of("A cat"));
    writer.edit(posted, new Page("A cat", "Stopped.", "free"));
    assertThat(status()).isEqualTo(PROCESSING);

    writer.ended();

    awaitStatuses(PROCESSING, ACTIVE);
    assertThat(said()).containsExactly("active");
  }

  @Test
  void stopButtonGoesAwayWhereNothingIsUnderWay() throws Exception {
    ThreadWriter before = posting();
    before.taken();
    awaitStatuses(PROCESSING);
    streams = streams();

    streams.sessions().stopped(thread(question));

    awaitStatuses(PROCESSING, ACTIVE);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void twoAnswersInAThreadAreWorkUntilTheLastHasEnded(boolean byStream) throws Exception {
    known();
    ThreadWriter first = byStream ? streaming() : posting();
    ThreadWriter second = byStream ? streaming() : posting();
    first.taken();
    second.taken();
    first.edit(byStream ? begin(first, "A") : first.post(Page.of("A")), LAST);
    first.ended();
    Posted last = byStream ? begin(second, "A") : second.post(Page.of("A"));
    assertThat(statuses()).containsExactly(PROCESSING);
    second.edit(last, LAST);
    second.ended();

    streams.sessions().close();

    awaitStatuses(PROCESSING, ACTIVE);
  }

  @Test
  void plainAppIsAskedOnce() throws Exception {
    inWorkspace(new SlackSim());
    List<ThreadRef> threads = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      threads.add(thread(sim.person("U" + (i + 10)).tell("hello")));
    }

    threads.forEach(thread -> streams.sessions().begun(thread, false));
    patiently().until(() -> !sim.ledger().calls(METHOD).isEmpty());
    threads.forEach(thread -> streams.sessions().ended(thread));
    streams.sessions().close();

    assertThat(sim.ledger().calls(METHOD))
        .extracting(SlackLedger.Call::error)
        .containsExactly("not_agent_app");
  }

  @Test
  void streamsOfAPlainAppAreNotToldOfSessions() throws Exception {
    inWorkspace(new SlackSim());
    ThreadWriter writer = streaming();
    writer.taken();
    Posted first = begin(writer, "A");
    writer.edit(first, Page.of("A cat"));
    writer.ended();

    assertThat(sim.ledger().calls("chat.stopStream"))
        .singleElement()
        .matches(call -> !call.args().has("session_status"));
  }

  @Test
  void refusalInOneThreadLeavesTheOthers() {
    sim.faults().next(METHOD, 1, new Fault.Refused("channel_type_not_supported"));
    SimMessage other = sim.person("U2").tell("hello");
    streams.sessions().begun(thread(other), false);
    patiently().until(() -> !sim.ledger().calls(METHOD).isEmpty());

    posting().taken();

    awaitStatuses(PROCESSING);
    assertThat(sim.session(other)).isEmpty();
  }

  @Test
  void endWhoseCallGotLostIsSaidAgain() {
    ThreadWriter writer = posting();
    writer.taken();
    awaitStatuses(PROCESSING);
    sim.faults().next(METHOD, 1, new Fault.Down(503));
    sim.faults().next(METHOD, 1, new Fault.CallLost());

    writer.ended();

    awaitStatuses(PROCESSING, ACTIVE);
  }

  @Test
  void endWaitsAsLongAsSlackWants() {
    ThreadWriter writer = posting();
    writer.taken();
    awaitStatuses(PROCESSING);
    sim.faults().next(METHOD, 1, new Fault.RateLimited(1));

    writer.ended();

    awaitStatuses(PROCESSING, ACTIVE);
  }

  @Test
  void nobodyWaitsForTheStatus() throws Exception {
    Duration late = Duration.ofSeconds(5);
    sim.faults().next(METHOD, 1, new Fault.Slow(late));
    long start = System.nanoTime();
    ThreadWriter writer = posting();
    writer.taken();
    patiently().until(() -> sim.session(question).isPresent());

    writer.edit(writer.post(Page.of("A")), LAST);
    writer.ended();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(late);
    assertThat(said()).containsExactly("processing");
    assertThat(sim.ledger().answerIn(question.channelId(), question.ts()))
        .isEqualTo("A cat.\nfree");
    awaitStatuses(PROCESSING, ACTIVE);
  }

  @Test
  void roomIsKeptToSayTheEndOfAllThatWasBegun() throws Exception {
    List<SimMessage> asked = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      asked.add(sim.person("U" + (i + 10)).tell("hello"));
    }
    asked.forEach(each -> streams.sessions().begun(thread(each), false));
    patiently().until(() -> said().size() == 22);

    asked.forEach(each -> streams.sessions().ended(thread(each)));

    patiently().until(() -> said().size() == 44);
    assertThat(asked)
        .noneMatch(each -> sim.session(each).filter(it -> it.status() == PROCESSING).isPresent());
  }

  @Test
  void whatAnEarlierProcessLeftIsEnded() {
    ThreadWriter before = posting();
    before.taken();
    awaitStatuses(PROCESSING);
    streams = streams();

    ThreadWriter writer = streams.resuming(thread(question));
    writer.taken();
    writer.ended();

    awaitStatuses(PROCESSING, ACTIVE);
    assertThat(said()).containsExactly("processing", "active");
  }

  @Test
  void longWorkIsSaidAgainBeforeSlackTakesItBack() throws Exception {
    Duration life = Duration.ofSeconds(1);
    inWorkspace(new SlackSim(SlackSettings.standard().withProcessingLife(life)).withAgentApp());
    SlackSessions sessions =
        new SlackSessions(
            new SlackCalls(slack, sim.botToken(), Pause.SLEEP), Duration.ofMillis(200));

    sessions.begun(thread(question), false);

    patiently().until(() -> said().size() == 10);
    assertThat(statuses()).containsExactly(PROCESSING);
    sessions.ended(thread(question));
    awaitStatuses(PROCESSING, ACTIVE);
  }

  @Test
  void closingSaysTheEndsThatAreStillToBeSaid() throws Exception {
    ThreadWriter writer = posting();
    writer.taken();
    awaitStatuses(PROCESSING);

    writer.ended();
    streams.sessions().close();

    assertThat(status()).isEqualTo(ACTIVE);
  }
}
