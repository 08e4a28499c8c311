package dev.sightline.sim.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.slack.api.Slack;
import com.slack.api.methods.MethodsClient;
import com.slack.api.methods.SlackApiException;
import com.slack.api.methods.SlackApiTextResponse;
import com.slack.api.methods.response.chat.ChatStartStreamResponse;
import com.slack.api.model.block.LayoutBlock;
import com.slack.api.model.block.SectionBlock;
import com.slack.api.model.block.composition.PlainTextObject;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The simulated streaming methods against the real SDK's synchronous client.
class SlackSimStreamTest {
  private SlackSim sim = new SlackSim();
  private Slack slack = SlackSimApiTest.slack(sim);
  private MethodsClient client = slack.methods(sim.botToken());
  private SimMessage question = sim.channel("C1").post("U1", "what is this?");

  @AfterEach
  void stop() throws Exception {
    slack.close();
    sim.close();
  }

  private void settings(SlackSettings settings) throws Exception {
    stop();
    sim = new SlackSim(settings);
    slack = SlackSimApiTest.slack(sim);
    client = slack.methods(sim.botToken());
    question = sim.channel("C1").post("U1", "what is this?");
  }

  private ChatStartStreamResponse start(String text) throws IOException, SlackApiException {
    return client.chatStartStream(stream ->
        stream
            .channel("C1")
            .threadTs(question.ts())
            .recipientUserId("U1")
            .recipientTeamId(sim.teamId())
            .markdownText(text));
  }

  private SlackApiTextResponse append(String ts, String text)
      throws IOException, SlackApiException {
    return client.chatAppendStream(stream -> stream.channel("C1").ts(ts).markdownText(text));
  }

  private SlackApiTextResponse end(String ts) throws IOException, SlackApiException {
    return client.chatStopStream(stream -> stream.channel("C1").ts(ts));
  }

  private SlackApiTextResponse update(String ts, String text)
      throws IOException, SlackApiException {
    return client.chatUpdate(update -> update.channel("C1").ts(ts).text(text));
  }

  private static SectionBlock section(String text) {
    return SectionBlock.builder().text(PlainTextObject.builder().text(text).build()).build();
  }

  @Test
  void piecesAddUpInTheirOrder() throws Exception {
    String ts = start("A ").getTs();
    append(ts, "black ");
    append(ts, "cat");

    client.chatStopStream(
        stream -> stream.channel("C1").ts(ts).markdownText(".").blocks(List.of(section("free"))));

    SimMessage message = sim.ledger().message("C1", ts);
    assertThat(message.versions())
        .extracting(MessageVersion::text)
        .containsExactly("A ", "A black ", "A black cat", "A black cat.");
    assertThat(message.readerText()).isEqualTo("A black cat.\nfree");
    assertThat(message.threadTs()).isEqualTo(question.ts());
    assertThat(message.editedAt()).isNull();
  }

  @Test
  void othersSeeTheFirstPieceUntilItIsStopped() throws Exception {
    String ts = start("A ").getTs();
    append(ts, "cat");
    SimMessage message = sim.ledger().message("C1", ts);

    assertThat(message.readerText("U1")).isEqualTo("A cat");
    assertThat(message.readerText("U2")).isEqualTo("A ");
    assertThat(message.isUnfinished()).isTrue();
    end(ts);
    assertThat(message.readerText("U2")).isEqualTo("A cat");
    assertThat(message.isUnfinished()).isFalse();
  }

  @Test
  void streamInAChannelNeedsARecipientAndAThread() throws Exception {
    assertThat(
            client.chatStartStream(stream -> stream.channel("C1").recipientUserId("U1")).getError())
        .isEqualTo("invalid_thread_ts");
    assertThat(
            client
                .chatStartStream(
                    stream -> stream.channel("C1").threadTs(question.ts()).recipientUserId("U1"))
                .getError())
        .isEqualTo("missing_recipient_team_id");
    assertThat(
            client
                .chatStartStream(stream ->
                    stream.channel("C1").threadTs(question.ts()).recipientTeamId(sim.teamId()))
                .getError())
        .isEqualTo("missing_recipient_user_id");
    SimMessage told = sim.person("U1").tell("hello");
    assertThat(
            client
                .chatStartStream(stream -> stream.channel(told.channelId()).threadTs(told.ts()))
                .isOk())
        .isTrue();
  }

  @Test
  void oneCallTakesTwelveThousandCharactersAndSoDoesTheWholeMessage() throws Exception {
    assertThat(start("x".repeat(12_001)).getError()).isEqualTo("msg_too_long");
    String ts = start("x".repeat(6_000)).getTs();

    assertThat(append(ts, "x".repeat(6_000)).isOk()).isTrue();
    assertThat(append(ts, "x").getError()).isEqualTo("msg_too_long");
    assertThat(end(ts).isOk()).isTrue();
  }

  @Test
  void emptyPieceIsNoText() throws Exception {
    assertThat(append(start("A").getTs(), "").getError()).isEqualTo("no_text");
  }

  @Test
  void stoppedStreamTakesNothingMore() throws Exception {
    String ts = start("A").getTs();
    end(ts);

    assertThat(append(ts, "cat").getError()).isEqualTo("message_not_in_streaming_state");
    assertThat(end(ts).getError()).isEqualTo("message_not_in_streaming_state");
    assertThat(update(ts, "A cat").isOk()).isTrue();
  }

  @Test
  void slackClosesAStreamAfterItsTime() throws Exception {
    settings(SlackSettings.standard().withStreamWall(Duration.ofMillis(50)));
    String ts = start("A").getTs();
    Awaitility.await()
        .until(() -> "message_not_in_streaming_state".equals(append(ts, "…").getError()));

    assertThat(end(ts).getError()).isEqualTo("message_not_in_streaming_state");
    assertThat(sim.ledger().message("C1", ts).isUnfinished()).isTrue();
    assertThat(update(ts, "A cat").isOk()).isTrue();
    assertThat(sim.ledger().message("C1", ts).isUnfinished()).isFalse();
  }

  @Test
  void streamingMessageCanBeNeitherUpdatedNorDeleted() throws Exception {
    String ts = start("A").getTs();

    assertThat(update(ts, "A cat").getError()).isEqualTo("streaming_state_conflict");
    assertThat(client.chatDelete(delete -> delete.channel("C1").ts(ts)).getError())
        .isEqualTo("cant_delete_message");
  }

  @Test
  void personWhoStopsEndsTheStream() throws Exception {
    sim.withAgentApp();
    String ts = start("A").getTs();

    sim.person("U1").stopsAnswer(sim.channel("C1"), question.ts());

    assertThat(append(ts, "cat").getError()).isEqualTo("stopped_by_user");
    assertThat(end(ts).getError()).isEqualTo("message_not_in_streaming_state");
    assertThat(update(ts, "A. Stopped.").isOk()).isTrue();
  }

  @Test
  void messagesThatNeverStreamedAreToldApart() throws Exception {
    String posted = client.chatPostMessage(post -> post.channel("C1").text("x")).getTs();

    assertThat(append(posted, "y").getError()).isEqualTo("message_not_in_streaming_state");
    assertThat(append(question.ts(), "y").getError()).isEqualTo("message_not_owned_by_app");
    assertThat(append("1.000001", "y").getError()).isEqualTo("message_not_found");
  }

  @Test
  void stopTakesFiftyBlocks() throws Exception {
    String ts = start("A").getTs();

    assertThat(
            client
                .chatStopStream(stream ->
                    stream
                        .channel("C1")
                        .ts(ts)
                        .blocks(Collections.<LayoutBlock>nCopies(51, section("x"))))
                .getError())
        .isEqualTo("invalid_blocks");
  }

  @Test
  void workspaceMayNotKnowStreams() throws Exception {
    sim.withoutStreaming();

    assertThat(start("A").getError()).isEqualTo("unknown_method");
  }

  @Test
  void startsAreCountedAsPostsInTheirChannel() throws Exception {
    for (int i = 0; i < SlackLimits.POST_BURST; i++) {
      assertThat(start("part " + i).isOk()).isTrue();
    }

    SlackApiException refused = catchThrowableOfType(SlackApiException.class, () -> start("more"));

    assertThat(refused.getResponse().code()).isEqualTo(429);
    assertThat(refused.getResponse().header("Retry-After")).matches("[1-3]");
  }

  @Test
  void startsOfAWorkspaceAreTwentyAMinute() throws Exception {
    for (int i = 0; i < SlackLimits.TIER_2_PER_MINUTE; i++) {
      SimMessage told = sim.person("U" + (i + 10)).tell("hello");
      assertThat(
              client
                  .chatStartStream(stream -> stream.channel(told.channelId()).threadTs(told.ts()))
                  .isOk())
          .isTrue();
    }

    SlackApiException refused = catchThrowableOfType(SlackApiException.class, () -> start("more"));

    assertThat(refused.getResponse().code()).isEqualTo(429);
    assertThat(sim.ledger().brokenLimits()).hasSize(1);
  }

  @Test
  void appendsOfAWorkspaceAreAHundredAMinute() throws Exception {
    String ts = start("A").getTs();
    for (int i = 0; i < SlackLimits.TIER_4_PER_MINUTE; i++) {
      assertThat(append(ts, "x").isOk()).isTrue();
    }

    SlackApiException refused =
        catchThrowableOfType(SlackApiException.class, () -> append(ts, "more"));

    assertThat(refused.getResponse().code()).isEqualTo(429);
  }

  @Test
  void mentionInAPiecePings() throws Exception {
    String ts = start("A ").getTs();
    append(ts, "<!chan");
    append(ts, "nel>");

    assertThat(sim.ledger().pings()).extracting(Ping::who).containsExactly("channel");
  }
}
