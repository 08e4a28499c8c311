package dev.sightline.sim.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.slack.api.Slack;
import com.slack.api.methods.MethodsClient;
import com.slack.api.methods.SlackApiException;
import com.slack.api.methods.response.asssistant.threads.AssistantThreadsSetStatusResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The simulated agent sessions, by raw calls, as the SDK does not have them yet.
class SlackSimSessionTest {
  private SlackSim sim = new SlackSim().withAgentApp();
  private Slack slack = SlackSimApiTest.slack(sim);
  private MethodsClient client = slack.methods(sim.botToken());
  private SimMessage question = sim.channel("C1").post("U1", "what is this?");

  @AfterEach
  void stop() throws Exception {
    slack.close();
    sim.close();
  }

  private void inWorkspace(SlackSim other) throws Exception {
    stop();
    sim = other;
    slack = SlackSimApiTest.slack(sim);
    client = slack.methods(sim.botToken());
    question = sim.channel("C1").post("U1", "what is this?");
  }

  private AssistantThreadsSetStatusResponse set(Map<String, String> args)
      throws IOException, SlackApiException {
    return client.postFormWithTokenAndParseResponse(
        form -> {
          args.forEach(form::add);
          return form;
        },
        "agents.sessions.setStatus",
        sim.botToken(),
        AssistantThreadsSetStatusResponse.class);
  }

  private AssistantThreadsSetStatusResponse set(String status)
      throws IOException, SlackApiException {
    return set(Map.of("channel_id", "C1", "thread_ts", question.ts(), "status", status));
  }

  private AssistantThreadsSetStatusResponse set(String status, String title)
      throws IOException, SlackApiException {
    return set(
        Map.of("channel_id", "C1", "thread_ts", question.ts(), "status", status, "title", title));
  }

  private SimSession session() {
    return sim.session(question).orElseThrow();
  }

  private String stream() throws IOException, SlackApiException {
    return client
        .chatStartStream(stream ->
            stream
                .channel("C1")
                .threadTs(question.ts())
                .recipientUserId("U1")
                .recipientTeamId(sim.teamId())
                .markdownText("A"))
        .getTs();
  }

  @Test
  void appThatIsNoAgentHasNoSessions() throws Exception {
    inWorkspace(new SlackSim());

    assertThat(set("processing").getError()).isEqualTo("not_agent_app");
    stream();
    assertThat(sim.session(question)).isEmpty();
  }

  @Test
  void statusIsOneOfFour() throws Exception {
    for (String status : new String[] {"processing", "suspended", "closed", "active"}) {
      assertThat(set(status).isOk()).isTrue();
    }

    assertThat(set("thinking").getError()).isEqualTo("invalid_arguments");
    assertThat(session().statuses())
        .containsExactly(
            SessionStatus.PROCESSING,
            SessionStatus.SUSPENDED,
            SessionStatus.CLOSED,
            SessionStatus.ACTIVE);
  }

  @Test
  void sessionIsOfAThreadThatIsThere() throws Exception {
    Map<String, String> nowhere =
        Map.of("channel_id", "C1", "thread_ts", "1.000001", "status", "active");

    assertThat(set(nowhere).getError()).isEqualTo("thread_not_found");
    assertThat(set(Map.of("channel_id", "C1", "status", "active")).getError())
        .isEqualTo("invalid_arguments");
    sim.channel("C1").delete(question);
    assertThat(set("active").getError()).isEqualTo("thread_not_found");
  }

  @Test
  void titleIsLookedAtWhenTheSessionIsMade() throws Exception {
    assertThat(set("processing", "x".repeat(201)).getError()).isEqualTo("invalid_arguments");
    assertThat(sim.session(question)).isEmpty();
    assertThat(set("processing", "x".repeat(200)).isOk()).isTrue();
    assertThat(set("active", "y".repeat(201)).isOk()).isTrue();

    assertThat(session().title()).isEqualTo("x".repeat(200));
  }

  @Test
  void appThatDoesNotHearOfStopsIsWarned() throws Exception {
    assertThat(set("processing").getWarning()).isNull();

    inWorkspace(new SlackSim().withAgentAppDeafToStops());

    assertThat(set("processing").getWarning())
        .isEqualTo("missing_agent_session_stopped_event_subscription");
    assertThatThrownBy(() -> sim.person("U1").stopsAnswer(sim.channel("C1"), question.ts()))
        .hasMessageContaining("no Stop button");
  }

  @Test
  void streamIsWorkUntilItIsStopped() throws Exception {
    String ts = stream();
    assertThat(session().status()).isEqualTo(SessionStatus.PROCESSING);

    client.chatStopStream(stop -> stop.channel("C1").ts(ts));

    assertThat(session().status()).isEqualTo(SessionStatus.ACTIVE);
  }

  @Test
  void stopOfAStreamNamesTheNextStatus() throws Exception {
    String ts = stream();

    client.postFormWithTokenAndParseResponse(
        form -> form.add("channel", "C1").add("ts", ts).add("session_status", "processing"),
        "chat.stopStream",
        sim.botToken(),
        AssistantThreadsSetStatusResponse.class);

    assertThat(session().status()).isEqualTo(SessionStatus.PROCESSING);
  }

  @Test
  void streamThatSlackClosesIsNoWorkAnyMore() throws Exception {
    inWorkspace(
        new SlackSim(SlackSettings.standard().withStreamWall(Duration.ofMillis(50)))
            .withAgentApp());
    stream();

    Awaitility.await().until(() -> session().status() == SessionStatus.ACTIVE);
  }

  @Test
  void stopButtonIsThereWhileTheAgentWorksAndLeavesTheStatus() throws Exception {
    set("active");
    assertThatThrownBy(() -> sim.person("U1").stopsAnswer(sim.channel("C1"), question.ts()))
        .hasMessageContaining("no Stop button");
    String ts = stream();

    sim.person("U1").stopsAnswer(sim.channel("C1"), question.ts());

    assertThat(sim.ledger().message("C1", ts).isStreaming()).isFalse();
    assertThat(session().status()).isEqualTo(SessionStatus.PROCESSING);
    set("active");
    assertThat(session().status()).isEqualTo(SessionStatus.ACTIVE);
  }

  @Test
  void workExpires() throws Exception {
    inWorkspace(
        new SlackSim(SlackSettings.standard().withProcessingLife(Duration.ofMillis(50)))
            .withAgentApp());
    set("processing");

    Awaitility.await().until(() -> session().status() == SessionStatus.ACTIVE);
  }

  @Test
  void olderStatusInWordsCountsAsWork() throws Exception {
    client.assistantThreadsSetStatus(
        status -> status.channelId("C1").threadTs(question.ts()).status("is thinking"));
    assertThat(session().status()).isEqualTo(SessionStatus.PROCESSING);

    client.assistantThreadsSetStatus(
        status -> status.channelId("C1").threadTs(question.ts()).status(""));

    assertThat(session().status()).isEqualTo(SessionStatus.ACTIVE);
  }

  @Test
  void statusesOfAWorkspaceAreFiftyAMinute() throws Exception {
    for (int i = 0; i < SlackLimits.TIER_3_PER_MINUTE; i++) {
      assertThat(set("processing").isOk()).isTrue();
    }

    SlackApiException refused = catchThrowableOfType(SlackApiException.class, () -> set("active"));

    assertThat(refused.getResponse().code()).isEqualTo(429);
  }
}
