package dev.sightline.discord;

import dev.sightline.ask.FrontDesk;
import dev.sightline.ask.Inbox;
import dev.sightline.ask.Interrupted;
import dev.sightline.ask.Whereabouts;
import dev.sightline.discord.DiscordThreadWriter.Place;
import dev.sightline.discord.HookWriter.Hook;
import dev.sightline.event.IncomingFile;
import dev.sightline.event.OrderedHandover;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.event.ThreadRef;
import dev.sightline.failure.Finding;
import dev.sightline.failure.Finding.Health;
import dev.sightline.failure.PlatformRefused;
import dev.sightline.failure.PlatformRefused.Reason;
import dev.sightline.failure.ProviderNote;
import dev.sightline.limit.Throttled;
import dev.sightline.thread.ThreadWriter;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.requests.CloseCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sightline on Discord: takes in what people do there and lets the desk answer.
///
/// ```
/// start          logs in, opens the session, registers the commands
///                goes on with what an earlier process did not get done, and reads what it missed
/// stopIntake     nothing new is taken; answers under way go on
/// close          waits for the calls that are queued, then ends the session
/// ```
///
/// Where Discord refuses the contents of messages (close code 4014), it opens the session again
/// without them and does what is left: mentions, direct messages, commands and menus.
public final class DiscordSurface implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DiscordSurface.class);

  /// A session with many servers takes some seconds; our own choice.
  private static final Duration MOST_TO_OPEN = Duration.ofSeconds(60);

  /// Queued calls may have to wait for a limit of 5 s; our own choice.
  private static final Duration MOST_TO_DRAIN = Duration.ofSeconds(10);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final FrontDesk desk;
  private final DiscordConnection connection;
  private final CommandIntake commands;
  private final DiscordListener listener;
  private final MissedMessages missed;
  private volatile @Nullable JDA session;
  private final DiscordCalls calls;
  private final boolean wantsContent;
  private volatile boolean readsContent;
  private volatile boolean isClosing;
  private volatile @Nullable String failure;

  public DiscordSurface(DiscordSettings settings, FrontDesk desk) {
    this(settings, desk, InstantSource.system());
  }

  DiscordSurface(DiscordSettings settings, FrontDesk desk, InstantSource clock) {
    this.desk = desk;
    wantsContent = settings.wantsContent();
    readsContent = wantsContent;
    connection = new DiscordConnection(settings);
    calls = new DiscordCalls(this::session, connection.gate(), connection.headers());
    DiscordPeople people = new DiscordPeople(this::session, settings.roles());
    OrderedHandover handover = new OrderedHandover(threads);
    commands = new CommandIntake(desk, calls, handover, threads, clock, people);
    listener =
        new DiscordListener(
            desk,
            new MessageIntake(desk, calls, threads, people),
            commands,
            new ControlIntake(desk, calls, handover, threads, clock, people),
            handover,
            people);
    missed = new MissedMessages(listener, threads, clock, () -> desk.caughtUp(Platform.DISCORD));
  }

  /// Returns once the bot is there and its commands are registered.
  ///
  /// @throws PlatformRefused if Discord does not accept the token, or cannot be reached
  public void start() throws PlatformRefused, InterruptedException {
    Whereabouts before = desk.catchUp(Platform.DISCORD);
    List<Inbox.Letter> letters = desk.left(Platform.DISCORD);
    open();
    letters.forEach(commands::goOn);
    missed.read(session(), before);
    registerCommands();
  }

  /// Takes nothing new in; answers under way go on.
  public void stopIntake() {
    listener.stop();
  }

  /// How it goes right now.
  public List<Finding> findings() {
    String broken = failure;
    if (broken != null) {
      return List.of(new Finding(Health.BROKEN, "discord session", broken));
    }
    return readsContent ? List.of() : List.of(DiscordCheck.contentRefused(wantsContent));
  }

  /// A writer for an answer that a restart interrupted: where its messages are, or else where it
  /// was to go.
  public ThreadWriter writerFor(Interrupted interrupted) {
    Hook hook = Address.hook(interrupted.address());
    if (hook != null) {
      return commands.writer(hook, Address.isFollowing(interrupted.address()));
    }
    Place place = Address.place(interrupted.address());
    if (!interrupted.posted().isEmpty()) {
      place = new Place.Open(interrupted.posted().getLast().channel(), null);
    } else if (place == null) {
      place = new Place.Open(interrupted.thread().channel(), interrupted.event().id());
    }
    return new DiscordThreadWriter(calls, threads, place, DiscordLimits.LATE_THREAD_PATIENCE);
  }

  /// A writer for one message in a channel, or to a person.
  ///
  /// @throws PlatformRefused if Discord knows neither
  public ThreadWriter noticeboard(String place) throws PlatformRefused, InterruptedException {
    try {
      return new DiscordThreadWriter(calls, threads, new Place.Open(calls.channel(place), null));
    } catch (Throttled throttled) {
      throw DiscordErrors.of(throttled);
    }
  }

  /// The file that a link leads to, for somebody who may read the channel that it is in.
  ///
  /// @return absent where only the link itself can open it
  public Optional<IncomingFile> linkedFile(URI link, PersonRef reader, ThreadRef thread)
      throws InterruptedException {
    return new DiscordLinkedFiles(this::session).file(link, reader, thread);
  }

  /// A link that works to a file whose link has expired; absent where Discord knows none.
  public Optional<URI> freshLink(URI expired) throws InterruptedException {
    return new FreshLinks(this::session).of(expired);
  }

  @Override
  public void close() {
    isClosing = true;
    stopIntake();
    JDA open = session;
    if (open != null) {
      drain(open);
    }
    threads.shutdownNow();
    connection.close();
  }

  private static void drain(JDA open) {
    open.shutdown();
    try {
      if (!open.awaitShutdown(MOST_TO_DRAIN)) {
        open.shutdownNow();
      }
    } catch (InterruptedException e) {
      open.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private JDA session() {
    JDA open = session;
    if (open == null) {
      throw new IllegalStateException("not started");
    }
    return open;
  }

  private void open() throws PlatformRefused, InterruptedException {
    int code = tryToOpen();
    if (code == CloseCode.DISALLOWED_INTENTS.getCode() && readsContent) {
      readsContent = false;
      LOG.warn(DiscordCheck.contentRefused(wantsContent).sentence());
      code = tryToOpen();
    }
    if (code != SessionWatch.READY) {
      throw refused(Reason.OTHER, "Discord ended the session: " + words(code));
    }
  }

  /// @return [SessionWatch#READY] or the close code
  private int tryToOpen() throws PlatformRefused, InterruptedException {
    SessionWatch watch = new SessionWatch(this::lost, this::isNew);
    JDA opening = connection.open(readsContent, listener, watch);
    session = opening;
    try {
      return watch.opening().get(MOST_TO_OPEN.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      opening.shutdownNow();
      throw refused(Reason.UNREACHABLE, "no session after " + MOST_TO_OPEN.toSeconds() + " s");
    } catch (ExecutionException e) {
      throw DiscordErrors.of(e);
    }
  }

  /// Discord did not resume the session: what happened in between it does not tell.
  private void isNew() {
    threads.execute(() -> missed.read(session(), desk.catchUp(Platform.DISCORD)));
  }

  /// The library comes back by itself from everything but a refusal.
  private void lost(int code) {
    if (isClosing) {
      return;
    }
    if (code == CloseCode.DISALLOWED_INTENTS.getCode() && readsContent) {
      readsContent = false;
      LOG.warn(DiscordCheck.contentRefused(wantsContent).sentence());
      threads.execute(this::reopen);
    } else {
      failed("Discord ended the session for good: " + words(code));
    }
  }

  private void reopen() {
    try {
      open();
    } catch (PlatformRefused refused) {
      failed(refused.note().message());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void failed(String sentence) {
    failure = sentence;
    LOG.error(sentence);
  }

  private void registerCommands() throws InterruptedException {
    try {
      DiscordCalls.await(session().updateCommands().addCommands(DiscordCommands.all()));
    } catch (PlatformRefused | Throttled refused) {
      LOG.error("the slash commands were not registered: {}", refused.getMessage());
    }
  }

  private static PlatformRefused refused(Reason reason, String message) {
    return new PlatformRefused(reason, ProviderNote.withoutAnswer("discord", message));
  }

  private static String words(int code) {
    CloseCode known = CloseCode.from(code);
    return known == null ? "code " + code : code + " " + known.getMeaning();
  }
}
