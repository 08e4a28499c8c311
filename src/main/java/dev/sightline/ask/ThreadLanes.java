package dev.sightline.ask;

import dev.sightline.event.AskId;
import dev.sightline.event.ChatEvent;
import dev.sightline.event.ThreadRef;
import dev.sightline.failure.NotAllowed;
import dev.sightline.thread.ThreadWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A virtual thread for every ask, and one ask at a time in every thread, in the order in which
/// they were taken. Safe for all surfaces.
public final class ThreadLanes implements FrontDesk.Taker, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ThreadLanes.class);

  /// How long running asks have to say that they were interrupted when the bot stops.
  private static final Duration FAREWELL = Duration.ofSeconds(6);

  /// Asks that end within it are not worth a word; our own choice.
  private static final Duration MOMENT = Duration.ofMillis(500);

  private final Conversations conversations;
  private final AskReader reader;
  private final AskFlow flow;
  private final Journal journal;
  private final InstantSource time;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<ThreadRef, CompletableFuture<AskState>> tails = new ConcurrentHashMap<>();
  private final Map<AskId, Running> running = new ConcurrentHashMap<>();
  private final Controls controls;
  private final Admission admission;
  private final Refusals refusals;
  private volatile boolean isClosed;

  /// An ask from its claim to its end.
  private record Running(
      AskId id, ThreadRef thread, CompletableFuture<AskState> outcome, StopSign stop) {}

  /// Lanes for one bot.
  public ThreadLanes(
      Conversations conversations,
      AskWords words,
      AskFlow flow,
      Journal journal,
      PersonalSettings settings,
      InstantSource time) {
    this(conversations, words, flow, journal, settings, Admission.open(time), time);
  }

  /// As above, for those who are let in.
  public ThreadLanes(
      Conversations conversations,
      AskWords words,
      AskFlow flow,
      Journal journal,
      PersonalSettings settings,
      Admission admission,
      InstantSource time) {
    this.conversations = conversations;
    this.reader = new AskReader(conversations, journal.questions(), words, settings);
    this.flow = flow;
    this.journal = journal;
    this.time = time;
    this.admission = admission;
    this.refusals = new Refusals(flow, journal);
    this.controls = new Controls(this, flow, journal, conversations);
  }

  @Override
  public boolean accept(ChatEvent event, ThreadWriter writer) {
    return take(event, writer).isPresent();
  }

  /// As [#accept], for who wants to know how it ends.
  ///
  /// @return completes when the ask has ended visibly; absent if it was not taken
  /// @throws ShuttingDown if nothing is taken any more
  public Optional<CompletableFuture<AskState>> take(ChatEvent event, ThreadWriter writer) {
    return take(event, writer, true);
  }

  /// @param isPersons whether a person did it just now, and not the bot in their name
  private Optional<CompletableFuture<AskState>> take(
      ChatEvent event, ThreadWriter writer, boolean isPersons) {
    if (Asked.of(event) == null
        && !(event instanceof ChatEvent.Again || event instanceof ChatEvent.Continue)) {
      control(event, writer);
      return Optional.empty();
    }
    if (isClosed) {
      throw new ShuttingDown();
    }
    if (event instanceof ChatEvent.ThreadReply reply && !answersIn(reply.thread())) {
      return Optional.empty();
    }
    Optional<Admission.Refused> refused = isPersons ? admission.begin(event) : Optional.empty();
    return journal
        .claim(event, writer.address(), time.instant())
        .map(id -> {
          if (refused.isPresent()) {
            return CompletableFuture.supplyAsync(
                () -> refusals.refuse(id, event, writer, refused.get()), threads);
          }
          writer.taken();
          return start(id, event.thread(), ask -> answer(ask, event, writer));
        });
  }

  @Override
  public Optional<NotAllowed> refusal(ChatEvent event) {
    return admission.begin(event).map(Admission.Refused::why);
  }

  @Override
  public void refused(ChatEvent event, String why) {
    journal.claim(event, "", time.instant()).ifPresent(id -> refusals.refuse(id, event, why));
  }

  @Override
  public boolean mayAsk(Standing standing) {
    return admission.rights().mayAsk(standing).isEmpty();
  }

  /// Whether a route is there for this person.
  boolean mayUse(String route, Standing standing) {
    return admission.rights().mayUse(route, standing);
  }

  private AskState answer(Running ask, ChatEvent event, ThreadWriter writer) {
    try {
      return flow.answer(
          ask.id(),
          () -> reader.read(ask.id(), event),
          writer,
          ask.stop(),
          part -> take(part, writer.following(), false));
    } finally {
      writer.ended();
    }
  }

  /// Goes on, in its turn, with an ask of a process that is gone: runs it again where nothing was
  /// charged yet, fetches the answer where its provider keeps it, else ends it.
  ///
  /// @param place where its answer goes; may block until its platform is there, and is null where
  ///   there is no such place any more
  public void resume(Interrupted left, Recovery recovery, Supplier<@Nullable ThreadWriter> place) {
    CompletableFuture<AskState> _ =
        start(left.id(), left.thread(), ask -> resumed(ask, left, recovery, place.get()));
  }

  private AskState resumed(
      Running ask, Interrupted left, Recovery recovery, @Nullable ThreadWriter place) {
    if (place == null) {
      return recovery.end(left, null);
    }
    place.taken();
    try {
      return goneOn(ask, left, recovery, place);
    } finally {
      place.ended();
    }
  }

  private AskState goneOn(Running ask, Interrupted left, Recovery recovery, ThreadWriter place) {
    ChatEvent event = left.question();
    if (event != null && recovery.isGoneOnWith(left)) {
      recovery.goOn(left);
    } else if (event != null && Recovery.isRunAgain(left)) {
      recovery.runAgain(left);
    } else {
      return recovery.end(left, place);
    }
    return flow.answer(
        ask.id(),
        () -> {
          Optional<NotAllowed> refused = admission.stands(event);
          if (refused.isPresent()) {
            throw refused.get();
          }
          return reader.read(ask.id(), event);
        },
        place,
        left,
        ask.stop(),
        part -> take(part, place.following(), false));
  }

  /// What a person does with an answer; as [FrontDesk#control].
  @Override
  public String control(ChatEvent event, ThreadWriter writer) {
    return switch (event) {
      case ChatEvent.Pressed press -> controls.pressed(press, writer);
      case ChatEvent.Stop stop -> controls.stop(stop);
      case ChatEvent.Edited edit -> {
        // Before anything that is done next, such as a press that asks the changed question.
        controls
            .edited(edit, writer)
            .ifPresent(question -> inBackground(() -> controls.offerAgain(question, writer)));
        yield "";
      }
      case ChatEvent.Deleted deletion -> inBackground(() -> controls.deleted(deletion, writer));
      default -> throw new IllegalArgumentException("not a control: " + event);
    };
  }

  /// What waits for an answer to end.
  @FunctionalInterface
  private interface Waiting {
    void run() throws InterruptedException;
  }

  private String inBackground(Waiting work) {
    if (!isClosed) {
      threads.execute(() -> {
        try {
          work.run();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
          LOG.error("what a person did with an answer was not done", e);
        }
      });
    }
    return "";
  }

  /// Whether the bot answered in this thread before or is about to, so that what is said there is a
  /// question to it.
  public boolean answersIn(ThreadRef thread) {
    return tails.containsKey(thread) || conversations.knows(thread);
  }

  private CompletableFuture<AskState> start(
      AskId id, ThreadRef thread, Function<Running, AskState> work) {
    Running ask = new Running(id, thread, new CompletableFuture<>(), new StopSign());
    running.put(id, ask);
    CompletableFuture<AskState> before = tails.put(thread, ask.outcome());
    threads.execute(() -> {
      try {
        if (before != null) {
          before.handle((state, failure) -> state).join();
        }
        ask.outcome().complete(work.apply(ask));
      } catch (RuntimeException | Error e) {
        LOG.error("ask {} broke", id.value(), e);
        ask.outcome().complete(AskState.FAILED);
      } finally {
        tails.remove(thread, ask.outcome());
        running.remove(id);
      }
    });
    return ask.outcome();
  }

  /// Stops an ask.
  ///
  /// @return false if it is not running, or not here
  boolean stop(AskId id, StopSign.Cause why, String who) {
    Running ask = running.get(id);
    if (ask == null) {
      return false;
    }
    ask.stop().stop(why, who);
    return true;
  }

  /// Stops asks, and waits for their ends, which settle them.
  ///
  /// @return false if one did not end in time
  boolean stopAll(List<AskId> asks, String who, Duration patience) throws InterruptedException {
    asks.forEach(ask -> stop(ask, StopSign.Cause.PERSON, who));
    CompletableFuture<?>[] ends =
        asks.stream()
            .map(running::get)
            .filter(Objects::nonNull)
            .map(Running::outcome)
            .toArray(CompletableFuture<?>[]::new);
    return isDoneIn(CompletableFuture.allOf(ends), patience);
  }

  /// Whether more of it is to come. An ask whose last page can be seen is not, even if its books
  /// are still being closed.
  boolean isRunning(AskId id) {
    return running.containsKey(id) && !journal.isConcluded(id);
  }

  /// Returns when the ask has ended; at once if it does not run here.
  void awaitEnd(AskId id) throws InterruptedException {
    Running ask = running.get(id);
    if (ask != null) {
      try {
        ask.outcome().get();
      } catch (ExecutionException e) {
        throw new IllegalStateException("ask " + id.value(), e);
      }
    }
  }

  boolean hasRunning() {
    return !running.isEmpty();
  }

  List<AskId> runningIn(ThreadRef thread) {
    return running.values().stream()
        .filter(ask -> ask.thread().equals(thread))
        .map(Running::id)
        .toList();
  }

  List<AskId> runningInChannel(ThreadRef place) {
    return running.values().stream()
        .filter(ask ->
            ask.thread().platform() == place.platform()
                && ask.thread().workspace().equals(place.workspace())
                && ask.thread().channel().equals(place.channel()))
        .map(Running::id)
        .toList();
  }

  /// Takes nothing more, gives running asks so much time to end by themselves, and stops the rest;
  /// each of those says that it was interrupted, and is settled.
  ///
  /// @param grace from now
  public void close(Duration grace) {
    isClosed = true;
    try {
      awaitAll(grace);
      running.values().forEach(ask -> ask.stop().stop(StopSign.Cause.SHUTTING_DOWN));
      threads.shutdown();
      if (!threads.awaitTermination(FAREWELL.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("{} asks did not end in {}", running.size(), FAREWELL);
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private void awaitAll(Duration grace) throws InterruptedException {
    CompletableFuture<?>[] all =
        running.values().stream().map(Running::outcome).toArray(CompletableFuture<?>[]::new);
    if (all.length == 0) {
      return;
    }
    CompletableFuture<Void> ended = CompletableFuture.allOf(all);
    Duration moment = grace.compareTo(MOMENT) < 0 ? grace : MOMENT;
    if (!isDoneIn(ended, moment)) {
      LOG.info("{} asks are under way and have {} s to end", running.size(), grace.toSeconds());
      if (!isDoneIn(ended, grace.minus(moment))) {
        LOG.info("{} asks are interrupted", running.size());
      }
    }
  }

  private static boolean isDoneIn(CompletableFuture<Void> ended, Duration time)
      throws InterruptedException {
    try {
      ended.get(time.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("outcomes do not fail", e);
    }
  }

  /// Stops all asks without any grace.
  @Override
  public void close() {
    close(Duration.ZERO);
  }
}
