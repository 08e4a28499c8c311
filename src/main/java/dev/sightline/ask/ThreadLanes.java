package dev.sightline.ask;

import dev.sightline.event.AskId;
import dev.sightline.event.ChatEvent;
import dev.sightline.event.EventKey;
import dev.sightline.event.ThreadRef;
import dev.sightline.thread.ThreadWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A virtual thread for every ask, and one ask at a time in every thread, in the order in which
/// they were taken. Safe for all surfaces.
public final class ThreadLanes implements FrontDesk.Taker, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ThreadLanes.class);

  /// How long running asks have to say that they were interrupted when the bot stops.
  private static final Duration FAREWELL = Duration.ofSeconds(10);

  private final Conversations conversations;
  private final AskReader reader;
  private final AskFlow flow;
  private final Journal journal;
  private final InstantSource time;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<ThreadRef, CompletableFuture<AskState>> tails = new ConcurrentHashMap<>();
  private final Map<EventKey, Running> running = new ConcurrentHashMap<>();

  /// An ask and the thread that answers it; null while it waits for its turn.
  private record Running(AskId id, CompletableFuture<AskState> outcome, StopSign stop) {}

  /// Lanes for one bot.
  public ThreadLanes(
      Conversations conversations,
      AskWords words,
      AskFlow flow,
      Journal journal,
      InstantSource time) {
    this.conversations = conversations;
    this.reader = new AskReader(conversations, words);
    this.flow = flow;
    this.journal = journal;
    this.time = time;
  }

  @Override
  public boolean accept(ChatEvent event, ThreadWriter writer) {
    return take(event, writer).isPresent();
  }

  /// As [#accept], for who wants to know how it ends.
  ///
  /// @return completes when the ask has ended visibly; absent if it was not taken
  public Optional<CompletableFuture<AskState>> take(ChatEvent event, ThreadWriter writer) {
    if (event instanceof ChatEvent.Deleted) {
      stop(event.key());
      return Optional.empty();
    }
    if (threads.isShutdown()) {
      return Optional.empty();
    }
    if (event instanceof ChatEvent.ThreadReply reply && !answersIn(reply.thread())) {
      return Optional.empty();
    }
    return journal
        .claim(event.key(), event.person(), event.thread(), time.instant())
        .map(id -> start(id, event, writer));
  }

  /// Whether the bot answered in this thread before or is about to, so that what is said there is a
  /// question to it.
  public boolean answersIn(ThreadRef thread) {
    return tails.containsKey(thread) || conversations.knows(thread);
  }

  private CompletableFuture<AskState> start(AskId id, ChatEvent event, ThreadWriter writer) {
    Running ask = new Running(id, new CompletableFuture<>(), new StopSign());
    running.put(event.key(), ask);
    CompletableFuture<AskState> before = tails.put(event.thread(), ask.outcome());
    threads.execute(() -> {
      try {
        if (before != null) {
          before.handle((state, failure) -> state).join();
        }
        ask.outcome().complete(answer(ask, event, writer));
      } catch (RuntimeException | Error e) {
        LOG.error("ask {} broke", id.value(), e);
        ask.outcome().complete(AskState.FAILED);
      } finally {
        tails.remove(event.thread(), ask.outcome());
        running.remove(event.key());
      }
    });
    return ask.outcome();
  }

  private AskState answer(Running ask, ChatEvent event, ThreadWriter writer) {
    return flow.answer(ask.id(), () -> reader.read(ask.id(), event), writer, ask.stop());
  }

  private void stop(EventKey key) {
    Running ask = running.get(key);
    if (ask != null) {
      ask.stop().stop(StopSign.Cause.QUESTION_DELETED);
    }
  }

  /// Stops all asks; each says that it was interrupted, and is settled.
  @Override
  public void close() {
    running.values().forEach(ask -> ask.stop().stop(StopSign.Cause.SHUTTING_DOWN));
    threads.shutdown();
    try {
      if (!threads.awaitTermination(FAREWELL.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("{} asks did not end in {}", running.size(), FAREWELL);
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
