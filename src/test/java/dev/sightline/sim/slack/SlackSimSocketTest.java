package dev.sightline.sim.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.slack.api.Slack;
import com.slack.api.SlackConfig;
import com.slack.api.bolt.App;
import com.slack.api.bolt.AppConfig;
import com.slack.api.bolt.socket_mode.SocketModeApp;
import com.slack.api.model.event.AppHomeOpenedEvent;
import com.slack.api.model.event.AppMentionEvent;
import com.slack.api.model.event.MessageChangedEvent;
import com.slack.api.model.event.MessageDeletedEvent;
import com.slack.api.model.event.MessageEvent;
import com.slack.api.model.event.MessageFileShareEvent;
import com.slack.api.socket_mode.SocketModeClient;
import dev.sightline.LongTests;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import okio.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/// The simulated workspace against Bolt's socket mode with the Tyrus backend.
@Order(LongTests.FIRST)
@ResourceLock("both cores")
class SlackSimSocketTest {
  private static final Duration ACK_DEADLINE = Duration.ofMillis(1_500);

  private final SlackSim sim = new SlackSim(SlackSettings.standard().withAckDeadline(ACK_DEADLINE));
  private final Slack slack = Slack.getInstance(config());
  private final App app =
      new App(
          AppConfig.builder()
              .slack(slack)
              .singleTeamBotToken(sim.botToken())
              .allEventsApiAutoAckEnabled(true)
              .subtypedMessageEventsAutoAckEnabled(true)
              .build());
  private final SocketModeApp socket =
      new SocketModeApp(sim.appToken(), app, SocketModeClient.Backend.Tyrus, 4);
  private final Queue<String> seen = new ConcurrentLinkedQueue<>();

  SlackSimSocketTest() throws Exception {}

  private SlackConfig config() {
    SlackConfig config = new SlackConfig();
    config.setMethodsEndpointUrlPrefix(sim.apiUrl());
    config.setProxyUrl(null);
    return config;
  }

  private void start() throws Exception {
    socket.startAsync();
    await().until(() -> sim.sockets().connections() == 1);
  }

  @AfterEach
  void stop() throws Exception {
    socket.close();
    app.stop();
    slack.close();
    sim.close();
  }

  @Test
  void mentionAndItsMessageTwinArriveAndAreAcknowledged() throws Exception {
    app.event(
        AppMentionEvent.class,
        (event, context) -> {
          seen.add("mention " + event.getEvent().getText());
          return context.ack();
        });
    app.event(
        MessageEvent.class,
        (event, context) -> {
          seen.add("message " + event.getEvent().getChannelType());
          return context.ack();
        });
    start();

    sim.channel("C1").post("U1", sim.mention() + " what is this?");

    await().until(() -> seen.size() == 2);
    assertThat(seen)
        .containsExactlyInAnyOrder(
            "mention " + sim.mention() + " what is this?", "message channel");
    await().until(() -> sim.ledger().envelopes().stream().allMatch(one -> one.ackedAt() != null));
    assertThat(sim.ledger().lateAcks()).isEmpty();
  }

  @Test
  void uploadArrivesAsFileShareAndTheMentionMayLackTheFiles() throws Exception {
    app.event(
        AppMentionEvent.class,
        (event, context) -> {
          seen.add("mention " + event.getEvent().getFiles());
          return context.ack();
        });
    app.event(
        MessageFileShareEvent.class,
        (event, context) -> {
          seen.add("share " + event.getEvent().getFiles().getFirst().getUrlPrivate());
          return context.ack();
        });
    start();
    SimFile cat = sim.file("cat.png", "image/png", ByteString.encodeUtf8("png"));

    sim.channel("C1")
        .post(
            Delivery.usual().messageFirst().withoutFilesInMention(),
            "U1",
            sim.mention() + " look",
            cat);

    await().until(() -> seen.size() == 2);
    assertThat(seen)
        .containsExactlyInAnyOrder(
            "mention null",
            "share http://"
                + sim.authority()
                + "/files-pri/"
                + sim.teamId()
                + "-"
                + cat.id()
                + "/cat.png");
    assertThat(sim.ledger().envelopes().getFirst().eventType()).isEqualTo("message.file_share");
  }

  @Test
  void eventWithoutAckIsDeliveredAgainWithItsRetryNumber() throws Exception {
    CompletableFuture<Void> release = new CompletableFuture<>();
    app.event(
        AppMentionEvent.class,
        (event, context) -> {
          seen.add(String.valueOf(context.getRetryNum()) + " " + context.getRetryReason());
          if (seen.size() == 1) {
            release.join();
          }
          return context.ack();
        });
    start();

    sim.channel("C1").post(Delivery.usual().withoutMessage(), "U1", sim.mention() + " hello");
    await().until(() -> seen.size() == 2);
    release.complete(null);

    assertThat(seen).containsExactly("0 ", "1 timeout");
    List<SocketEnvelope> envelopes = sim.ledger().envelopes();
    assertThat(envelopes)
        .extracting(SocketEnvelope::eventId)
        .containsOnly(envelopes.getFirst().eventId());
    assertThat(sim.ledger().lateAcks()).hasSize(1);
  }

  @Test
  void duplicatesCarryTheSameEventInNewEnvelopes() throws Exception {
    app.event(
        AppMentionEvent.class,
        (event, context) -> {
          seen.add(event.getEventId());
          return context.ack();
        });
    start();

    sim.channel("C1")
        .post(Delivery.usual().withoutMessage().repeated(3), "U1", sim.mention() + " hello");

    await().until(() -> seen.size() == 3);
    assertThat(seen.stream().distinct()).hasSize(1);
  }

  @Test
  void appComesAnewAfterARefreshAndWaitingEventsReachIt() throws Exception {
    app.event(
        AppMentionEvent.class,
        (event, context) -> {
          seen.add(event.getEvent().getText());
          return context.ack();
        });
    start();

    sim.sockets().refresh(Duration.ofMillis(200));
    sim.channel("C1").post(Delivery.usual().withoutMessage(), "U1", sim.mention() + " during");

    await().until(() -> seen.size() == 1);
    assertThat(sim.sockets().connectionsSoFar()).isEqualTo(2);
  }

  @Test
  void eventOverABrokenConnectionArrivesAgainOnTheNext() throws Exception {
    app.event(
        AppMentionEvent.class,
        (event, context) -> {
          seen.add(event.getEventId());
          return context.ack();
        });
    start();

    sim.channel("C1")
        .post(Delivery.usual().withoutMessage().acrossReconnect(), "U1", sim.mention() + " hi");

    await().until(() -> sim.sockets().connections() == 0 && !socket.getClient().verifyConnection());
    socket.getClient().connectToNewEndpoint();

    await().until(() -> sim.ledger().envelopes().stream().anyMatch(one -> one.ackedAt() != null));
    assertThat(seen.stream().distinct()).hasSize(1);
    assertThat(sim.ledger().lateAcks()).isEmpty();
  }

  @Test
  void commandIsEscapedAndItsAckPayloadIsShownToThePersonAlone() throws Exception {
    app.command(
        "/sightline",
        (request, context) -> {
          seen.add(request.getPayload().getText());
          return context.ack("on it");
        });
    start();

    Interaction command =
        sim.person("U1").command(sim.channel("C1"), "/sightline", "look https://a.test/x?a=1&b=2");

    await().until(() -> !sim.ledger().ephemerals().isEmpty());
    assertThat(command.dispatched()).isTrue();
    assertThat(seen).containsExactly("look <https://a.test/x?a=1&amp;b=2>");
    assertThat(sim.ledger().ephemerals().getFirst().readerText()).isEqualTo("on it");
  }

  @Test
  void commandFailsWhileNoConnectionIsThere() {
    assertThat(sim.person("U1").command(sim.channel("C1"), "/sightline", "look").dispatched())
        .isFalse();
  }

  @Test
  void clickReachesTheAppAndItsResponseUrlWorksFiveTimes() throws Exception {
    app.blockAction(
        "stop",
        (request, context) -> {
          for (int i = 0; i < 6; i++) {
            int number = i;
            seen.add(
                context
                    .respond(answer -> answer.responseType("in_channel").text("no " + number))
                    .getBody());
          }
          return context.ack();
        });
    start();
    SimMessage message = postWithButton();

    sim.person("U1").click(message, "stop");

    await().until(() -> seen.size() == 6);
    assertThat(seen).first().isEqualTo("{\"ok\":true}");
    assertThat(seen).last().isEqualTo("{\"ok\":false,\"error\":\"used_url\"}");
    assertThat(sim.ledger().answersIn("C1", null)).hasSize(6);
    assertThat(sim.ledger().responseUses()).hasSize(6);
  }

  private SimMessage postWithButton() throws Exception {
    String ts =
        slack
            .methods(sim.botToken())
            .chatPostMessage(post ->
                post.channel(sim.channel("C1").id())
                    .text("working")
                    .blocksAsString(
                        """
                        [{"type":"actions","elements":[{"type":"button","action_id":"stop",
                          "text":{"type":"plain_text","text":"Stop"},"value":"v1"}]}]
                        """))
            .getTs();
    return sim.ledger().message("C1", ts);
  }

  @Test
  void unfurlComesAsAHiddenChange() throws Exception {
    app.event(
        MessageChangedEvent.class,
        (event, context) -> {
          seen.add(event.getEvent().getMessage().getAttachments().getFirst().getServiceName());
          return context.ack();
        });
    start();
    SimChannel channel = sim.channel("C1");

    SimMessage message = channel.post("U1", "see <https://youtu.be/abc>");
    channel.unfurl(message, Unfurl.youtube("https://youtu.be/abc", "A cat", "Cats"));

    await().until(() -> !seen.isEmpty());
    assertThat(seen).containsExactly("YouTube");
  }

  @Test
  void directMessagesArriveAsIm() throws Exception {
    app.event(
        MessageEvent.class,
        (event, context) -> {
          seen.add(event.getEvent().getChannelType() + " " + event.getEvent().getText());
          return context.ack();
        });
    app.event(
        AppHomeOpenedEvent.class,
        (event, context) -> {
          seen.add("tab " + event.getEvent().getTab());
          return context.ack();
        });
    start();

    sim.person("U1").tell("hello");
    sim.person("U1").opensHome();

    await().until(() -> seen.size() == 2);
    assertThat(seen).containsExactlyInAnyOrder("im hello", "tab home");
  }

  @Test
  void expiredResponseUrlIsRefused() throws Exception {
    app.command(
        "/sightline",
        (request, context) -> {
          sim.expireResponseUrls();
          seen.add(context.respond("too late").getBody());
          return context.ack();
        });
    start();

    sim.person("U1").command(sim.channel("C1"), "/sightline", "look");

    await().until(() -> !seen.isEmpty());
    assertThat(seen).containsExactly("{\"ok\":false,\"error\":\"expired_url\"}");
    assertThat(sim.ledger().responseUses())
        .singleElement()
        .matches(use -> use.error().equals("expired_url"));
  }

  @Test
  void deletedRootOfAThreadBecomesATombstone() throws Exception {
    app.event(
        MessageChangedEvent.class,
        (event, context) -> {
          seen.add(event.getEvent().getMessage().getSubtype());
          return context.ack();
        });
    app.event(
        MessageDeletedEvent.class,
        (event, context) -> {
          seen.add("deleted " + event.getEvent().getDeletedTs());
          return context.ack();
        });
    start();
    SimChannel channel = sim.channel("C1");
    SimMessage root = channel.post("U1", "a question");
    SimMessage reply = channel.reply("U2", root.ts(), "me too");

    channel.delete(root);
    await().until(() -> seen.contains("tombstone"));
    channel.delete(reply);
    await().until(() -> seen.contains("deleted " + reply.ts()));

    assertThat(seen.stream().distinct()).containsExactly("tombstone", "deleted " + reply.ts());
  }

  @Test
  void ownUpdatesComeBackAsChanges() throws Exception {
    app.event(
        MessageChangedEvent.class,
        (event, context) -> {
          seen.add(event.getEvent().getMessage().getText());
          return context.ack();
        });
    start();
    SimMessage message = postWithButton();

    slack
        .methods(sim.botToken())
        .chatUpdate(update -> update.channel("C1").ts(message.ts()).text("done"));

    await().until(() -> !seen.isEmpty());
    assertThat(seen).containsExactly("done");
  }
}
