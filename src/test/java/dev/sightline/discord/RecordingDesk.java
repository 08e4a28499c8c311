package dev.sightline.discord;

import dev.sightline.ask.FrontDesk;
import dev.sightline.ask.Order;
import dev.sightline.ask.UsageAnswer;
import dev.sightline.event.ChatEvent;
import dev.sightline.event.EventKey;
import dev.sightline.event.ThreadRef;
import dev.sightline.thread.OutgoingFile;
import dev.sightline.thread.ThreadWriter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import okio.ByteString;

/// A desk that remembers every event, takes each key once, and answers as it is told.
final class RecordingDesk {
  /// Answers one event.
  @FunctionalInterface
  interface Answer {
    void write(ChatEvent event, ThreadWriter writer) throws Exception;
  }

  private final List<ChatEvent> seen = new CopyOnWriteArrayList<>();
  private final List<ChatEvent> taken = new CopyOnWriteArrayList<>();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final List<Order> orders = new CopyOnWriteArrayList<>();
  private final Set<EventKey> keys = ConcurrentHashMap.newKeySet();
  private final Set<ThreadRef> answered = ConcurrentHashMap.newKeySet();
  private final Set<String> summarising;
  private volatile Answer answer = (event, writer) -> {};
  private volatile boolean refuses;
  private volatile boolean breaks;

  RecordingDesk(Set<String> summarising) {
    this.summarising = summarising;
  }

  FrontDesk desk() {
    return new FrontDesk(
        this::accept,
        answered::contains,
        person ->
            new UsageAnswer(
                "**Today** $0.01 of " + person.name(),
                new OutgoingFile("usage.png", "image/png", ByteString.encodeUtf8("png"))),
        summarising,
        null,
        null,
        order -> {
          orders.add(order);
          return "Done: " + order.words();
        });
  }

  void answer(Answer how) {
    answer = how;
  }

  /// Takes nothing from now on.
  void refuse() {
    refuses = true;
  }

  /// Fails from now on.
  void breakDown() {
    breaks = true;
  }

  /// Every event that came, also those that came twice.
  List<ChatEvent> seen() {
    return List.copyOf(seen);
  }

  /// Every event that was taken.
  List<ChatEvent> taken() {
    return List.copyOf(taken);
  }

  /// Every order that came.
  List<Order> orders() {
    return List.copyOf(orders);
  }

  /// What the answers failed with.
  List<Throwable> failures() {
    return List.copyOf(failures);
  }

  private boolean accept(ChatEvent event, ThreadWriter writer) {
    seen.add(event);
    if (breaks) {
      throw new IllegalStateException("the store is away");
    }
    if (refuses || (!(event instanceof ChatEvent.Deleted) && !keys.add(event.key()))) {
      return false;
    }
    answered.add(event.thread());
    taken.add(event);
    Answer how = answer;
    Thread.startVirtualThread(() -> {
      try {
        how.write(event, writer);
      } catch (Exception e) {
        failures.add(e);
      }
    });
    return true;
  }
}
