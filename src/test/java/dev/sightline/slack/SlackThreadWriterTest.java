package dev.sightline.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.slack.api.Slack;
import dev.sightline.LongTests;
import dev.sightline.event.Platform;
import dev.sightline.event.ThreadRef;
import dev.sightline.failure.PlatformRefused;
import dev.sightline.failure.PlatformRefused.Reason;
import dev.sightline.limit.Pause;
import dev.sightline.limit.Throttled;
import dev.sightline.sim.slack.Faults.Fault;
import dev.sightline.sim.slack.SimFile;
import dev.sightline.sim.slack.SimMessage;
import dev.sightline.sim.slack.SlackLedger;
import dev.sightline.sim.slack.SlackSettings;
import dev.sightline.sim.slack.SlackSim;
import dev.sightline.thread.OutgoingFile;
import dev.sightline.thread.Page;
import dev.sightline.thread.Posted;
import dev.sightline.thread.ThreadLimits;
import java.time.Duration;
import java.util.List;
import okio.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What Slack sees of what the writer is told to write.
@Order(LongTests.FIRST)
class SlackThreadWriterTest {
  private final SlackSim sim = new SlackSim(SlackSettings.standard().withoutRateLimits());
  private final Slack slack = SlackWiring.slack(Listening.settings(sim));
  private final SimMessage question = sim.channel("C1").post("U1", "what is this?");
  private final SlackThreadWriter writer =
      new SlackStreams(
              new SlackCalls(slack, sim.botToken(), Pause.SLEEP), false, ThreadLimits.ANY_TIME)
          .posting(new ThreadRef(Platform.SLACK, sim.teamId(), "C1", question.ts()));

  @AfterEach
  void noTokenWentAstray() throws Exception {
    assertThat(sim.ledger().misplacedTokens()).isEmpty();
    slack.close();
    sim.close();
  }

  private String answer() {
    return sim.ledger().answerIn("C1", question.ts());
  }

  @Test
  void answerStandsInTheThreadWithItsFooter() throws Exception {
    writer.post(
        new Page(
            "A **cat**.\n\n> a quote\n\n- a & b < c",
            "“x.gif” is broken.",
            "gemini · 1,403 tokens"));

    assertThat(answer())
        .isEqualTo(
            "A **cat**.\n\n> a quote\n\n- a & b < c\n“x.gif” is broken.\ngemini · 1,403 tokens");
    SlackLedger.Call call = sim.ledger().calls("chat.postMessage").getFirst();
    assertThat(call.args().get("unfurl_links").asText()).isIn("0", "false");
    assertThat(call.args().get("unfurl_media").asText()).isIn("0", "false");
  }

  @Test
  void editReplacesTheText() throws Exception {
    Posted posted = writer.post(Page.of("A"));

    writer.edit(posted, new Page("A cat.", "", "done"));

    assertThat(answer()).isEqualTo("A cat.\ndone");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!channel> <!here> <!everyone>",
        "<@U1> <@U1|Anna> <!subteam^S1|@all>",
        "@channel @here @everyone",
        "`<!channel>` and\n```\n<!channel>\n```",
        "&lt;!channel&gt;",
        "<<!channel>>",
        "> <!channel>\n>> <@U1>",
        "<!date^0^{date}^https://evil.test|now> <https://evil.test|<!here>>",
        "[x](<!channel>) ![x](<@U1>)"
      })
  void textHasNoPower(String text) throws Exception {
    Posted posted = writer.post(new Page(text, text, text));
    writer.edit(posted, new Page(text + "!", text, text));

    assertThat(sim.ledger().pings()).isEmpty();
    assertThat(answer()).startsWith(text.replace("\\", ""));
  }

  @Test
  void fullPageWithALongFooterIsTaken() throws Exception {
    String text = "<&é>".repeat(2_000);
    String page = text.substring(0, lastThatFits(text));

    Posted posted = writer.post(new Page(page, "", "&".repeat(5_000)));
    writer.edit(posted, new Page(page + "\n```", "", "<".repeat(5_000)));

    assertThat(writer.lengthOf(Page.of(page))).isBetween(10_990, SlackLimits.PAGE_CHARS);
    assertThat(answer()).startsWith(page);
  }

  private int lastThatFits(String text) {
    int end = text.length();
    while (writer.lengthOf(Page.of(text.substring(0, end))) > SlackLimits.PAGE_CHARS) {
      end--;
    }
    return end;
  }

  @Test
  void longNoticeCountsAndIsTaken() throws Exception {
    Page page = new Page("A cat.", "<&>".repeat(3_000), "");

    writer.post(page);

    assertThat(writer.lengthOf(page)).isBetween(2_990, 3_006);
  }

  @Test
  void postWhoseAnswerIsLostIsNotThereTwice() throws Exception {
    sim.faults().next("chat.postMessage", 1, new Fault.AnswerLost());
    assertThat(refusal().reason()).isEqualTo(Reason.UNREACHABLE);

    Posted posted = writer.post(Page.of("A cat."));
    writer.edit(posted, Page.of("A cat. It sleeps."));

    assertThat(answer()).isEqualTo("A cat. It sleeps.");
    assertThat(sim.ledger().calls("chat.postMessage")).hasSize(1);
  }

  @Test
  void postThatNeverArrivedIsSentAgain() throws Exception {
    sim.faults().next("chat.postMessage", 1, new Fault.CallLost());
    assertThat(refusal().reason()).isEqualTo(Reason.UNREACHABLE);

    writer.post(Page.of("A cat."));

    assertThat(answer()).isEqualTo("A cat.");
  }

  @Test
  void emptyAnswerStillHasAMessage() throws Exception {
    writer.post(Page.of(""));

    assertThat(sim.ledger().answersIn("C1", question.ts())).hasSize(1);
  }

  @Test
  void fileIsUploadedIntoTheThread() throws Exception {
    ByteString bytes = ByteString.encodeUtf8("a chart");

    writer.attach(new OutgoingFile("usage.png", "image/png", bytes), "Yours, <!channel>");

    SimFile upload = sim.ledger().uploads().getFirst();
    assertThat(upload.bytes()).isEqualTo(bytes);
    assertThat(upload.name()).isEqualTo("usage.png");
    SimMessage message = sim.ledger().answersIn("C1", question.ts()).getFirst();
    assertThat(message.files()).containsExactly(upload);
    assertThat(message.readerText()).isEqualTo("Yours, <!channel>");
    assertThat(sim.ledger().pings()).isEmpty();
  }

  @Test
  void editOfADeletedMessageSaysGone() throws Exception {
    Posted posted = writer.post(Page.of("A"));
    sim.channel("C1").delete(sim.ledger().message("C1", posted.id()));

    assertThatThrownBy(() -> writer.edit(posted, Page.of("A cat")))
        .isInstanceOfSatisfying(
            PlatformRefused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(Reason.GONE);
              assertThat(refused.note().message()).isEqualTo("message_not_found");
              assertThat(refused.note().server()).isEqualTo("slack");
              assertThat(refused.note().requestId()).isNotNull();
            });
  }

  @Test
  void tooManyCallsAreThrottledForAsLongAsSlackSays() {
    sim.faults().next("chat.postMessage", 1, new Fault.RateLimited(7));

    Throttled throttled = catchThrowableOfType(Throttled.class, () -> writer.post(Page.of("A")));

    assertThat(throttled.retryAfter()).isEqualTo(Duration.ofSeconds(7));
    assertThat(throttled.global()).isFalse();
  }

  @Test
  void methodThatSlackShutIsNotCalledUntilItsTime() throws Exception {
    Posted posted = writer.post(Page.of("A"));
    sim.faults().next("chat.update", 1, new Fault.RateLimited(30));
    assertThatThrownBy(() -> writer.edit(posted, Page.of("A cat"))).isInstanceOf(Throttled.class);

    Throttled throttled =
        catchThrowableOfType(Throttled.class, () -> writer.edit(posted, Page.of("A grey cat")));

    assertThat(throttled.retryAfter()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(30));
    assertThat(sim.ledger().calls())
        .filteredOn(call -> call.method().equals("chat.update"))
        .hasSize(1);
  }

  @Test
  void archivedChannelSaysArchived() {
    sim.channel("C1").archive();

    assertThat(refusal().reason()).isEqualTo(Reason.ARCHIVED);
  }

  @Test
  void channelWithoutTheBotSaysNotInChannel() {
    sim.channel("C1").removeBot();

    assertThat(refusal().reason()).isEqualTo(Reason.NOT_IN_CHANNEL);
  }

  @Test
  void missingScopeIsNamed() {
    sim.revoke("chat:write");

    PlatformRefused refused = refusal();

    assertThat(refused.reason()).isEqualTo(Reason.MISSING_PERMISSION);
    assertThat(refused.note().message()).contains("missing_scope").contains("chat:write");
  }

  @ParameterizedTest
  @CsvSource({
    "msg_too_long, BAD_CONTENT",
    "invalid_blocks, BAD_CONTENT",
    "channel_not_found, GONE",
    "internal_error, UNREACHABLE",
    "something_new, OTHER"
  })
  void errorsOfSlackAreOurs(String error, Reason reason) {
    sim.faults().next("chat.postMessage", 1, new Fault.Refused(error));

    assertThat(refusal().reason()).isEqualTo(reason);
  }

  @Test
  void serverErrorsAndBrokenConnectionsSayUnreachable() {
    for (Fault fault : List.of(new Fault.Down(503), new Fault.Down(200), new Fault.CallLost())) {
      sim.faults().next("chat.postMessage", 1, fault);

      assertThat(refusal().reason()).as(fault.toString()).isEqualTo(Reason.UNREACHABLE);
    }
  }

  private PlatformRefused refusal() {
    return catchThrowableOfType(PlatformRefused.class, () -> writer.post(Page.of("A")));
  }
}
