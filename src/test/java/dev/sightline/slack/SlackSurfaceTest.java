package dev.sightline.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sightline.LongTests;
import dev.sightline.event.ChatEvent;
import dev.sightline.event.ChatEvent.Mention;
import dev.sightline.failure.PlatformRefused;
import dev.sightline.failure.PlatformRefused.Reason;
import dev.sightline.route.AnswerEvent;
import dev.sightline.sim.slack.Delivery;
import dev.sightline.sim.slack.Faults.Fault;
import dev.sightline.sim.slack.SimMessage;
import dev.sightline.sim.slack.SlackSim;
import dev.sightline.stream.AnswerStream;
import dev.sightline.stream.EditPacer;
import dev.sightline.thread.ThreadWriter;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/// The surface as a whole: connected, answering, coming back.
@Order(LongTests.FIRST)
class SlackSurfaceTest {
  /// Threads that the SDK and its WebSocket client start; but those for metrics, which are there
  /// once in a process as soon as the SDK is loaded.
  private static final Pattern OF_THE_SDK =
      Pattern.compile("(?i)slack-(?!sim|api-metrics)|socket-mode|tyrus|grizzly");

  private final SlackSim sim = new SlackSim();
  private final EditPacer pacer = new EditPacer();

  @AfterEach
  void noTokenWentAstray() {
    assertThat(sim.ledger().misplacedTokens()).isEmpty();
    assertThat(sim.ledger().brokenLimits()).isEmpty();
    pacer.close();
    sim.close();
  }

  @Test
  void longAnswerGrowsInItsThreadWithinAllLimits() throws Exception {
    try (Listening slack = new Listening(sim)) {
      slack.desk.answering((event, writer) -> Thread.ofVirtual().start(() -> streamed(writer)));

      SimMessage said = sim.channel("C1").post("U1", sim.mention() + " tell me all <!here>");

      Listening.patiently()
          .until(() -> sim.ledger().answerIn("C1", said.ts()).endsWith("model · $0.01"));
      slack.settled();
      String answer = sim.ledger().answerIn("C1", said.ts());
      assertThat(answer).startsWith("line 0 <!channel> & more\n").contains("line 399 ");
      assertThat(sim.ledger().answersIn("C1", said.ts())).hasSizeBetween(2, 3);
      assertThat(sim.ledger().pings()).isEmpty();
      assertThat(slack.desk.events()).hasSize(1);
      assertThat(sim.ledger().lateAcks()).isEmpty();
    }
  }

  private void streamed(ThreadWriter writer) {
    try {
      AnswerStream answer = new AnswerStream(writer, pacer, (number, posted) -> {});
      for (int i = 0; i < 400; i++) {
        answer.accept(new AnswerEvent.Text("line " + i + " <!channel> & more\n"));
        Thread.sleep(2);
      }
      answer.finish("", "model · $0.01");
    } catch (PlatformRefused | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void eventOverABrokenConnectionIsTakenOnceAndLaterOnesToo() throws Exception {
    try (Listening slack = new Listening(sim)) {
      sim.channel("C1")
          .post(
              Delivery.usual().withoutMessage().acrossReconnect(), "U1", sim.mention() + " first");

      Listening.patiently()
          .atMost(Duration.ofSeconds(40))
          .until(() -> sim.sockets().connections() == 1 && sim.sockets().connectionsSoFar() >= 2);
      sim.channel("C1").post("U1", sim.mention() + " second");

      Listening.patiently().until(() -> slack.desk.events().size() >= 2);
      slack.settled();
      assertThat(slack.desk.events())
          .extracting(event -> ((Mention) event).said().text())
          .containsExactly("first", "second");
      assertThat(slack.surface.isConnected()).isTrue();
      assertThat(sim.ledger().lateAcks()).isEmpty();
    }
  }

  @Test
  void refreshOfTheConnectionLosesNothing() throws Exception {
    try (Listening slack = new Listening(sim)) {
      sim.sockets().refresh(Duration.ofMillis(200));
      sim.channel("C1").post("U1", sim.mention() + " during");

      ChatEvent event = slack.onlyEvent();
      assertThat(((Mention) event).said().text()).isEqualTo("during");
    }
  }

  @Test
  void tokenThatSlackDoesNotKnowIsRefused() {
    try (SlackSurface surface =
        new SlackSurface(
            new SlackSettings("xoxb-wrong", sim.appToken(), URI.create(sim.apiUrl()), false),
            new RecordingDesk().desk())) {
      PlatformRefused refused = catchThrowableOfType(PlatformRefused.class, surface::start);

      assertThat(refused.reason()).isEqualTo(Reason.MISSING_PERMISSION);
      assertThat(refused).hasMessageContaining("invalid_auth").hasMessageNotContaining("xoxb");
    }
  }

  @Test
  void appTokenThatSlackDoesNotKnowIsRefused() {
    try (SlackSurface surface =
        new SlackSurface(
            new SlackSettings(sim.botToken(), "xapp-wrong", URI.create(sim.apiUrl()), false),
            new RecordingDesk().desk())) {
      PlatformRefused refused = catchThrowableOfType(PlatformRefused.class, surface::start);

      assertThat(refused.reason()).isEqualTo(Reason.MISSING_PERMISSION);
      assertThat(refused).hasMessageContaining("invalid_auth").hasMessageNotContaining("xapp");
    }
  }

  @Test
  void slackThatIsDownAtTheStartIsTriedAgain() throws Exception {
    sim.faults().next("auth.test", 1, new Fault.Down(503));
    RecordingDesk desk = new RecordingDesk();
    try (SlackSurface surface = new SlackSurface(Listening.settings(sim), desk.desk())) {
      surface.start();

      assertThat(surface.isConnected()).isFalse();
      Listening.patiently().atMost(Duration.ofSeconds(30)).until(surface::isConnected);
    }
  }

  @Test
  void closedSurfaceLeavesNothingRunning() throws Exception {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    try (Listening slack = new Listening(new SlackSim())) {
      slack.sim.channel("C1").post("U1", slack.sim.mention() + " hello");
      slack.onlyEvent();
      assertThat(sdkThreadsSince(before)).isNotEmpty();
    }

    Listening.patiently().untilAsserted(() -> assertThat(sdkThreadsSince(before)).isEmpty());
  }

  @Test
  void surfaceClosedWhileSlackIsAwayLeavesNothingRunning() throws Exception {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    SlackSim away = new SlackSim();
    try (Listening slack = new Listening(away)) {
      away.close();
      Listening.patiently().until(() -> !slack.surface.isConnected());
    }

    Listening.patiently().untilAsserted(() -> assertThat(sdkThreadsSince(before)).isEmpty());
  }

  private static List<String> sdkThreadsSince(Set<Thread> before) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !before.contains(thread))
        .map(Thread::getName)
        .filter(name -> OF_THE_SDK.matcher(name).find())
        .toList();
  }

  @Test
  void settingsDoNotShowTheirTokens() {
    assertThat(Listening.settings(sim).toString())
        .doesNotContain("xoxb")
        .doesNotContain("xapp")
        .contains(sim.apiUrl());
  }
}
