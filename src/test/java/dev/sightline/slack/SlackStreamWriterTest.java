package dev.sightline.slack;

import static org.assertj.core.api.Assertions.assertThat;

import com.slack.api.Slack;
import dev.sightline.LongTests;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.event.ThreadRef;
import dev.sightline.limit.Pause;
import dev.sightline.route.AnswerEvent;
import dev.sightline.sim.slack.Faults.Fault;
import dev.sightline.sim.slack.MessageVersion;
import dev.sightline.sim.slack.SimMessage;
import dev.sightline.sim.slack.SlackLedger;
import dev.sightline.sim.slack.SlackSettings;
import dev.sightline.sim.slack.SlackSim;
import dev.sightline.stream.AnswerStream;
import dev.sightline.stream.EditPacer;
import dev.sightline.thread.Page;
import dev.sightline.thread.Posted;
import dev.sightline.thread.ThreadLimits;
import dev.sightline.thread.ThreadWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Answers that grow by Slack's own streaming, as the pacer shows them and as people see them.
@Order(LongTests.FIRST)
class SlackStreamWriterTest {
  private final EditPacer pacer = new EditPacer();
  private final AtomicInteger stops = new AtomicInteger();
  private SlackSim sim = new SlackSim();
  private Slack slack = SlackWiring.slack(Listening.settings(sim));
  private SlackStreams streams = streams(ThreadLimits.ANY_TIME);
  private SimMessage question = sim.channel("C1").post("U1", "what is this?");
  private AnswerStream answer = answer(question);

  private SlackCalls calls() {
    return new SlackCalls(slack, sim.botToken(), Pause.SLEEP);
  }

  private SlackStreams streams(Duration streamTime) {
    return new SlackStreams(calls(), true, streamTime);
  }

  private AnswerStream answer(SimMessage asked) {
    ThreadWriter writer = streams.answering(thread(asked), person(asked.userId()));
    writer.onStop(stops::incrementAndGet);
    return new AnswerStream(writer, pacer, (_, _) -> {});
  }

  private ThreadRef thread(SimMessage asked) {
    return new ThreadRef(Platform.SLACK, sim.teamId(), asked.channelId(), asked.ts());
  }

  private PersonRef person(String id) {
    return new PersonRef(Platform.SLACK, sim.teamId(), id, id);
  }

  /// Begins anew in another workspace.
  private void inWorkspace(SlackSettings settings, Duration streamTime) throws Exception {
    slack.close();
    sim.close();
    sim = new SlackSim(settings);
    slack = SlackWiring.slack(Listening.settings(sim));
    streams = streams(streamTime);
    question = sim.channel("C1").post("U1", "what is this?");
    answer = answer(question);
  }

  @AfterEach
  void nothingWasBroken() throws Exception {
    pacer.close();
    assertThat(sim.ledger().brokenLimits()).isEmpty();
    assertThat(sim.ledger().pings()).isEmpty();
    assertThat(sim.ledger().messages()).noneMatch(SimMessage::isUnfinished);
    slack.close();
    sim.close();
  }

  private static ConditionFactory patiently() {
    return Awaitility.await().atMost(Duration.ofSeconds(40)).pollInterval(Duration.ofMillis(10));
  }

  private void say(String text) {
    answer.accept(new AnswerEvent.Text(text));
  }

  /// Says it and waits until the asker sees it.
  private void show(String text) {
    say(text);
    patiently().until(() -> seen().endsWith(text.strip()));
  }

  private String seen() {
    return sim.ledger().answerIn("C1", question.ts()).strip();
  }

  private List<SimMessage> messages() {
    return sim.ledger().answersIn("C1", question.ts());
  }

  private List<String> errors(String method) {
    return sim.ledger().calls(method).stream()
        .map(SlackLedger.Call::error)
        .filter(error -> !error.isEmpty())
        .toList();
  }

  @Test
  void textGrowsInPiecesAndEndsWithItsFooter() throws Exception {
    show("A **cat** & a");
    show(" <dog>.\n\n> qu");
    show("ote\n\n```\nif (a < b) <!channel>");
    say(" <@U1>");
    answer.finish("One file was not read.", "gemini · $0.001");

    String text = "A **cat** & a <dog>.\n\n> quote\n\n```\nif (a < b) <!channel> <@U1>";
    assertThat(seen()).isEqualTo(text + "\n```\nOne file was not read.\ngemini · $0.001");
    assertThat(messages().getFirst().readerText("U2")).isEqualTo(seen());
    assertThat(sim.ledger().calls("chat.startStream")).hasSize(1);
    assertThat(sim.ledger().calls("chat.stopStream")).hasSize(1);
    assertThat(sim.ledger().calls("chat.postMessage")).isEmpty();
    assertThat(sim.ledger().calls("chat.update")).isEmpty();
    assertOnlyGrew(messages().getFirst());
  }

  private static void assertOnlyGrew(SimMessage message) {
    List<MessageVersion> versions = message.versions();
    for (int i = 1; i < versions.size(); i++) {
      assertThat(versions.get(i).text()).startsWith(versions.get(i - 1).text());
    }
  }

  @Test
  void answerThatIsWholeAlreadyIsPosted() throws Exception {
    ThreadWriter writer = streams.answering(thread(question), person("U1"));
    assertThat(writer.wantsRawText(null)).isTrue();

    writer.post(new Page("A cat.", "", "free"));

    assertThat(seen()).isEqualTo("A cat.\nfree");
    assertThat(sim.ledger().calls())
        .extracting(SlackLedger.Call::method)
        .doesNotContain("chat.startStream");
  }

  @Test
  void halfACharacterWaitsForTheOther() throws Exception {
    say("A cat \uD83D");
    patiently().until(() -> seen().equals("A cat"));
    say("\uDE3A sleeps \uD83D");
    patiently().until(() -> seen().endsWith("sleeps"));
    say("\uDCA4");
    answer.finish("", "");

    assertThat(seen()).isEqualTo("A cat \uD83D\uDE3A sleeps \uD83D\uDCA4");
    assertThat(messages().getFirst().versions()).noneMatch(version -> version.text().contains("?"));
  }

  @Test
  void longAnswerIsWholeOverSeveralStreams() throws Exception {
    StringBuilder whole = new StringBuilder();
    for (int i = 0; whole.length() < 30_000; i++) {
      String paragraph =
          "Paragraph %d is about a cat & what it <sees>. ".formatted(i).repeat(8) + "\n\n";
      whole.append(paragraph);
      if (i % 9 == 0) {
        show(paragraph);
      } else {
        say(paragraph);
      }
    }
    answer.finish("", "free");

    assertThat(words(seen())).isEqualTo(words(whole + "free"));
    assertThat(messages()).hasSize(4);
    assertThat(sim.ledger().calls("chat.update")).isEmpty();
    assertThat(messages())
        .allSatisfy(message -> {
          assertOnlyGrew(message);
          assertThat(message.readerText("U2")).isEqualTo(message.readerText());
        });
  }

  /// A break between two messages may stand for white space.
  private static String words(String text) {
    return text.replaceAll("\\s+", "");
  }

  @Test
  void codeGoesOnInAFenceOfTheNextMessage() throws Exception {
    show("Here it is:\n\n```java\n");
    StringBuilder code = new StringBuilder();
    for (int i = 0; code.length() < 14_000; i++) {
      String line = "int number%d = list.get(%d); // as long as a line is\n".formatted(i, i);
      code.append(line);
      if (i % 40 == 0) {
        show(line);
      } else {
        say(line);
      }
    }
    say("```\nDone.");
    answer.finish("", "");

    assertThat(messages()).hasSize(2);
    assertThat(messages().get(0).text()).endsWith("\n```");
    assertThat(messages().get(1).text()).startsWith("```java\nint number");
    assertThat(words(seen().replaceAll("(?m)^```(java)?$", "")))
        .isEqualTo(words("Here it is:" + code + "Done."));
    messages().forEach(SlackStreamWriterTest::assertOnlyGrew);
  }

  @Test
  void answerGoesOnInANewMessageBeforeSlackClosesTheStream() throws Exception {
    inWorkspace(
        SlackSettings.standard().withStreamWall(Duration.ofSeconds(4)), Duration.ofSeconds(2));
    List<String> said = new ArrayList<>();
    for (int i = 0; messages().size() < 4; i++) {
      said.add("This is sentence %d of a slow answer. ".formatted(i));
      show(said.getLast());
    }
    answer.finish("", "free");

    assertThat(words(seen())).isEqualTo(words(String.join("", said) + "free"));
    assertThat(sim.ledger().calls("chat.startStream")).hasSize(4);
    assertThat(sim.ledger().calls("chat.stopStream")).hasSize(4);
    assertThat(errors("chat.appendStream")).isEmpty();
    assertThat(errors("chat.stopStream")).isEmpty();
  }

  @Test
  void streamThatSlackClosedIsFinishedByUpdates() throws Exception {
    inWorkspace(
        SlackSettings.standard().withStreamWall(Duration.ofMillis(200)), ThreadLimits.ANY_TIME);
    show("A cat");
    patiently().until(() -> !messages().getFirst().isStreaming());

    show(" sleeps");
    say(".");
    answer.finish("", "free");

    assertThat(seen()).isEqualTo("A cat sleeps.\nfree");
    assertThat(messages()).hasSize(1);
    assertThat(sim.ledger().calls("chat.update")).isNotEmpty();
  }

  @Test
  void streamThatSlackClosedAfterItsLastPieceIsStillFinished() throws Exception {
    inWorkspace(
        SlackSettings.standard().withStreamWall(Duration.ofMillis(200)), ThreadLimits.ANY_TIME);
    show("A cat.");
    patiently().until(() -> !messages().getFirst().isStreaming());

    answer.finish("", "");

    assertThat(seen()).isEqualTo("A cat.");
    assertThat(messages().getFirst().readerText("U2")).isEqualTo("A cat.");
  }

  @Test
  void nativeStopIsToldAndTheTextSoFarStays() throws Exception {
    sim.withAgentApp();
    show("A cat");
    sim.person("U1").stopsAnswer(sim.channel("C1"), question.ts());

    say(" that");
    patiently().until(() -> stops.get() == 1);
    answer.finish("Stopped.", "$0.001");

    assertThat(seen()).isEqualTo("A cat that\nStopped.\n$0.001");
    assertThat(errors("chat.appendStream")).containsExactly("stopped_by_user");
  }

  @Test
  void rewrittenTextIsShownByUpdate() throws Exception {
    show("A dog");
    answer.accept(new AnswerEvent.Rewrite("A cat"));
    patiently().until(() -> seen().equals("A cat"));
    say(" sleeps.");
    answer.finish("", "free");

    assertThat(seen()).isEqualTo("A cat sleeps.\nfree");
  }

  @Test
  void completeMessageThatIsRewrittenShowsIt() throws Exception {
    String first = "A dog in the first message. ".repeat(380);
    show(first + "\n\nMore of it.");
    show("\n\n" + "And more. ".repeat(100));
    patiently().until(() -> messages().size() == 2 && !messages().getFirst().isUnfinished());

    answer.accept(new AnswerEvent.Rewrite("A cat."));
    answer.finish("", "");

    assertThat(seen()).isEqualTo("A cat.\n↑");
  }

  @ParameterizedTest
  @ValueSource(strings = {"unknown_method", "feature_not_enabled", "method_deprecated"})
  void workspaceWithoutStreamsIsAskedOnce(String error) throws Exception {
    sim.faults().next("chat.startStream", 1, new Fault.Refused(error));
    show("A cat");
    answer.finish("", "");
    answer = answer(question);
    show("A dog");
    answer.finish("", "");

    assertThat(seen()).isEqualTo("A cat\nA dog");
    assertThat(sim.ledger().calls("chat.startStream")).hasSize(1);
  }

  @Test
  void workspaceThatDoesNotKnowTheMethodsIsAnsweredByPosts() throws Exception {
    sim.withoutStreaming();
    show("A cat");
    answer.finish("", "");

    assertThat(seen()).isEqualTo("A cat");
    assertThat(streams.isOn()).isFalse();
  }

  @Test
  void firstCallThatFailsTurnsThisAnswerIntoPosts() throws Exception {
    sim.faults().next("chat.startStream", 1, new Fault.Refused("channel_type_not_supported"));
    show("A cat");
    say(" sleeps.");
    answer.finish("", "");
    assertThat(seen()).isEqualTo("A cat sleeps.");
    assertThat(sim.ledger().calls("chat.postMessage")).hasSize(1);

    answer = answer(question);
    show("A dog");
    answer.finish("", "");
    assertThat(sim.ledger().calls("chat.startStream")).hasSize(2);
  }

  @Test
  void startThatHasToWaitIsAPost() throws Exception {
    sim.faults().next("chat.startStream", 1, new Fault.RateLimited(30));
    show("A cat");
    answer.finish("", "free");

    assertThat(seen()).isEqualTo("A cat\nfree");
    assertThat(sim.ledger().calls("chat.startStream")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"chat.appendStream", "chat.stopStream"})
  void callThatHasToWaitLosesNothing(String method) throws Exception {
    sim.faults().next(method, 1, new Fault.RateLimited(1));
    show("A cat");
    say(" sleeps");
    patiently().until(() -> method.equals("chat.stopStream") || !errors(method).isEmpty());
    say(".");
    answer.finish("", "free");

    assertThat(seen()).isEqualTo("A cat sleeps.\nfree");
    assertThat(errors(method)).containsExactly("ratelimited");
    assertOnlyGrew(messages().getFirst());
  }

  @ParameterizedTest
  @ValueSource(strings = {"chat.startStream", "chat.appendStream", "chat.stopStream"})
  void callWhoseAnswerIsLostIsNotThereTwice(String method) throws Exception {
    sim.faults().next(method, 1, new Fault.AnswerLost());
    show("A cat");
    show(" sleeps");
    say(".");
    answer.finish("", "free");

    assertThat(seen()).isEqualTo("A cat sleeps.\nfree");
    assertThat(messages()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"chat.startStream", "chat.appendStream", "chat.stopStream"})
  void callThatNeverArrivedIsMadeUpFor(String method) throws Exception {
    sim.faults().next(method, 1, new Fault.CallLost());
    show("A cat");
    show(" sleeps");
    say(".");
    answer.finish("", "free");

    assertThat(seen()).isEqualTo("A cat sleeps.\nfree");
    assertThat(messages()).hasSize(1);
  }

  @Test
  void answersBeyondTheRoomForStreamsArePosts() throws Exception {
    List<SimMessage> questions = new ArrayList<>();
    List<AnswerStream> answers = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      questions.add(sim.person("U1" + i).tell("what is this?"));
      answers.add(answer(questions.getLast()));
    }
    answers.forEach(each -> each.accept(new AnswerEvent.Text("A cat")));
    patiently()
        .until(() ->
            questions.stream()
                .allMatch(
                    each -> sim.ledger().answerIn(each.channelId(), each.ts()).equals("A cat")));
    for (AnswerStream each : answers) {
      each.finish("", "free");
    }

    assertThat(sim.ledger().calls("chat.startStream")).hasSize(20);
    assertThat(sim.ledger().calls("chat.postMessage")).hasSize(5);
    assertThat(questions)
        .allSatisfy(each ->
            assertThat(sim.ledger().answerIn(each.channelId(), each.ts()))
                .isEqualTo("A cat\nfree"));
  }

  @Test
  void channelsAreStreamedToOnlyWhereThatIsWanted() {
    SlackStreams usual = new SlackStreams(calls(), false, ThreadLimits.ANY_TIME);
    SimMessage told = sim.person("U1").tell("what is this?");

    assertThat(usual.answering(thread(question), person("U1")))
        .isInstanceOf(SlackThreadWriter.class);
    assertThat(usual.answering(thread(told), person("U1"))).isInstanceOf(SlackStreamWriter.class);
  }

  @Test
  void messageThatADeadProcessLeftStreamingIsStoppedBeforeItIsEdited() throws Exception {
    ThreadWriter before = streams.answering(thread(question), person("U1"));
    assertThat(before.wantsRawText(null)).isTrue();
    Posted posted = before.begin(Page.of("A c"));

    streams.resuming(thread(question)).edit(posted, new Page("A c", "Interrupted.", ""));

    assertThat(seen()).isEqualTo("A c\nInterrupted.");
  }

  @Test
  void streamWhoseIdADeadProcessDidNotNoteIsFoundAndEnded() throws Exception {
    SlackThreadWriter earlier = streams.resuming(thread(question));
    earlier.knownAs("earlier", 0, false);
    earlier.post(Page.of("An earlier answer."));
    ThreadWriter before = streams.answering(thread(question), person("U1"));
    assertThat(before.wantsRawText(null)).isTrue();
    before.begin(Page.of("A c"));
    SlackThreadWriter after = streams.resuming(thread(question));
    after.knownAs("ask", 0, true);

    after.post(new Page("A cat", "Interrupted.", ""));

    assertThat(messages())
        .extracting(message -> message.readerText().strip())
        .containsExactly("An earlier answer.", "A cat\nInterrupted.");
  }

  @Test
  void postThatADeadProcessDidNotMakeIsMade() throws Exception {
    ThreadWriter whole = streams.answering(thread(question), person("U1"));
    assertThat(whole.wantsRawText(null)).isTrue();
    Posted streamed = whole.begin(Page.of("An earlier answer."));
    whole.edit(streamed, Page.of("An earlier answer."));
    SlackThreadWriter after = streams.resuming(thread(question));
    after.knownAs("ask", 0, true);

    after.post(new Page("A cat", "Interrupted.", ""));

    assertThat(messages())
        .extracting(message -> message.readerText().strip())
        .containsExactly("An earlier answer.", "A cat\nInterrupted.");
  }
}
