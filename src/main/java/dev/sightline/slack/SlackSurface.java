package dev.sightline.slack;

import com.slack.api.Slack;
import com.slack.api.bolt.App;
import com.slack.api.bolt.request.RequestHeaders;
import com.slack.api.bolt.socket_mode.SocketModeApp;
import com.slack.api.bolt.util.SlackRequestParser;
import com.slack.api.methods.response.auth.AuthTestResponse;
import com.slack.api.socket_mode.SocketModeClient;
import dev.sightline.ask.FrontDesk;
import dev.sightline.ask.Inbox;
import dev.sightline.ask.Interrupted;
import dev.sightline.event.IncomingFile;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.event.ThreadRef;
import dev.sightline.failure.PlatformRefused;
import dev.sightline.failure.PlatformRefused.Reason;
import dev.sightline.failure.ProviderNote;
import dev.sightline.limit.Pause;
import dev.sightline.thread.ThreadWriter;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Slack: listens by Socket Mode and answers by the Web API.
///
/// What comes in is handed to a virtual thread and acknowledged at once; what nobody handles is
/// acknowledged, too, as Slack switches off apps that leave events unanswered. Nothing of the SDK
/// leaves this package.
public final class SlackSurface implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SlackSurface.class);

  /// Events parsed at once. One keeps them in the order in which Slack sent them; it is quick,
  /// because handlers only hand over.
  private static final int LISTENERS = 1;

  /// How often the connection is looked at. The SDK looks every 5 s, too, but has been seen to give
  /// up (https://github.com/slackapi/java-slack-sdk/issues/833, read 2026-09).
  private static final Duration LOOK_INTERVAL = Duration.ofSeconds(10);

  /// Looks in a row without a connection before we connect anew ourselves.
  private static final int MISSED_LOOKS = 2;

  /// What is under way may take this long to end when the surface is closed.
  private static final Duration CLOSING = Duration.ofSeconds(2);

  /// Where a message goes into the channel itself.
  private static final String NO_THREAD = "";

  private final SlackSettings settings;
  private final FrontDesk desk;
  private final Slack slack;
  private final SlackCalls calls;
  private final SlackStreams streams;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final SlackPeople people;
  private final SlackChannels channels;
  private final SlackLinkedFiles linkedFiles;
  private final SocketTurn turn = new SocketTurn();
  private volatile String team = "";
  private volatile @Nullable SocketModeApp socket;
  private volatile @Nullable Thread watch;

  /// A surface that is not listening yet.
  public SlackSurface(SlackSettings settings, FrontDesk desk) {
    this.settings = settings;
    this.desk = desk;
    this.slack = SlackWiring.slack(settings);
    this.calls = new SlackCalls(slack, settings.botToken(), Pause.SLEEP);
    this.people =
        new SlackPeople(calls, new SlackGroups(calls, settings.groups(), settings.blocked()));
    this.channels = new SlackChannels(desk, calls);
    this.linkedFiles = new SlackLinkedFiles(calls, people);
    this.streams = new SlackStreams(calls, settings.streamInChannels(), SlackLimits.STREAM_TIME);
  }

  /// Connects and listens. Where Slack cannot be reached now, goes on trying in the background.
  ///
  /// @throws PlatformRefused if Slack does not want us: a token is wrong or lacks a scope
  public void start() throws PlatformRefused, InterruptedException {
    try {
      connect();
    } catch (PlatformRefused refused) {
      if (refused.reason() != Reason.UNREACHABLE) {
        throw refused;
      }
      LOG.warn("Slack is not reached yet, trying on: {}", refused.getMessage());
    }
    watch = Thread.ofVirtual().name("slack-watch").start(this::watch);
  }

  /// Whether Slack has a connection to us on which it can deliver.
  public boolean isConnected() {
    SocketModeApp current = socket;
    return current != null && current.getClient().verifyConnection();
  }

  /// The file that a link leads to, for somebody of this workspace who asks about it.
  ///
  /// @return absent where the link leads to no file of Slack's
  public Optional<IncomingFile> linkedFile(URI link, PersonRef reader, ThreadRef thread)
      throws InterruptedException {
    return linkedFiles.file(link, reader, thread);
  }

  /// A writer for an answer that a restart interrupted.
  public ThreadWriter writerFor(Interrupted interrupted) {
    return streams.resuming(interrupted.thread());
  }

  /// A writer for one message in a channel, or to a person.
  ///
  /// @throws PlatformRefused if Slack opens no direct message with that person
  public ThreadWriter noticeboard(String place) throws PlatformRefused, InterruptedException {
    return streams.posting(new ThreadRef(Platform.SLACK, team, calls.channel(place), NO_THREAD));
  }

  private void connect() throws PlatformRefused, InterruptedException {
    AuthTestResponse me =
        calls.patiently(() -> calls.call(client -> client.authTest(test -> test)));
    if (Thread.interrupted()) {
      throw new InterruptedException("stopped while Slack answered");
    }
    team = me.getTeamId();
    SlackSelf self = new SlackSelf(me.getUserId(), me.getUser());
    SlackReports reports = new SlackReports(desk, calls);
    SlackControls controls = new SlackControls(desk, calls, streams, people);
    App app = new App(SlackWiring.app(slack, settings));
    app.use((request, response, chain) -> {
      turn.settle(this::isConnected);
      return chain.next(request);
    });
    new SlackHandlers(
            desk,
            threads,
            new SlackInbox(
                desk, calls, streams, people, channels, reports, controls, self.userId()),
            new SlackCommands(desk, calls, streams, people, channels, reports, self),
            new SlackShortcuts(desk, calls, streams, people, channels, self),
            controls,
            new SlackHome(desk, calls, people, InstantSource.system()))
        .register(app);
    goOn(app);
    socket = listen(app);
    LOG.info("listening to Slack as @{} in {}", self.name(), me.getTeam());
  }

  /// Handles what an earlier process acknowledged and did not get done, as if it came now.
  private void goOn(App app) {
    SlackRequestParser parser = new SlackRequestParser(app.config());
    for (Inbox.Letter letter : desk.left(Platform.SLACK)) {
      try {
        app.run(
            parser.parse(
                SlackRequestParser.HttpRequest.builder()
                    .requestUri("")
                    .requestBody(letter.body())
                    .headers(new RequestHeaders(Map.of()))
                    .socketMode(true)
                    .build()));
      } catch (Exception e) {
        LOG.error("an event of before the start was not handled", e);
      }
      desk.done(letter);
    }
  }

  /// The SDK tells a refusal from a failure only by the class of what it throws.
  private SocketModeApp listen(App app) throws PlatformRefused, InterruptedException {
    try {
      SocketModeApp listening =
          new SocketModeApp(settings.appToken(), app, SocketModeClient.Backend.Tyrus, LISTENERS);
      listening.startAsync();
      listening.getClient().addWebSocketCloseListener((code, reason) -> turn.lost());
      return listening;
    } catch (InterruptedException e) {
      throw e;
    } catch (IllegalStateException e) {
      throw notListening(Reason.MISSING_PERMISSION, e);
    } catch (Exception e) {
      throw notListening(Reason.UNREACHABLE, e);
    }
  }

  private static PlatformRefused notListening(Reason reason, Exception cause) {
    PlatformRefused refused =
        new PlatformRefused(reason, ProviderNote.withoutAnswer("slack", cause.toString()));
    refused.initCause(cause);
    return refused;
  }

  private void watch() {
    int missed = 0;
    try {
      while (true) {
        Pause.SLEEP.sleep(LOOK_INTERVAL);
        missed = isConnected() ? 0 : missed + 1;
        if (missed >= MISSED_LOOKS) {
          reconnect();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void reconnect() throws InterruptedException {
    SocketModeApp current = socket;
    try {
      if (current == null) {
        connect();
      } else {
        current.getClient().connectToNewEndpoint();
      }
    } catch (PlatformRefused | IOException | IllegalStateException e) {
      LOG.warn("Slack is not reached, trying again in {}: {}", LOOK_INTERVAL, e.toString());
    } catch (RuntimeException e) {
      // Such as a store that is away for a moment; without this watch Slack would never come back.
      LOG.error("Slack is not connected to, trying again in {}", LOOK_INTERVAL, e);
    }
  }

  /// Takes nothing new in; answers under way go on. What Slack sends from now on it delivers again.
  public void stopIntake() {
    stopWatching();
    stopListening();
  }

  /// What connects right now would listen on, to a bot whose store is closed.
  private void stopWatching() {
    Thread watching = watch;
    if (watching == null) {
      return;
    }
    watching.interrupt();
    try {
      if (!watching.join(CLOSING)) {
        LOG.warn("Slack is still being connected to while the bot stops");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stopIntake();
    threads.shutdown();
    try {
      streams.sessions().close();
      if (!threads.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
    SlackWiring.close(slack);
  }

  /// Closing the app alone leaves the client's threads, and its watch would go on connecting.
  private void stopListening() {
    SocketModeApp current = socket;
    socket = null;
    if (current == null) {
      return;
    }
    try (SocketModeClient client = current.getClient()) {
      client.setAutoReconnectEnabled(false);
      client.setAutoReconnectOnCloseEnabled(false);
      client.getSessionMonitorExecutor().ifPresent(ExecutorService::shutdownNow);
      current.close();
    } catch (Exception e) {
      LOG.warn("Socket Mode is not closed cleanly: {}", e.toString());
    }
  }
}
