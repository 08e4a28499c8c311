package dev.sightline.slack;

import dev.sightline.ask.FrontDesk;
import dev.sightline.ask.Order;
import dev.sightline.ask.UsageAnswer;
import dev.sightline.event.ChatEvent;
import dev.sightline.event.ThreadRef;
import dev.sightline.thread.OutgoingFile;
import dev.sightline.thread.ThreadWriter;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import okio.ByteString;

/// What stands behind the desk in these tests: writes down every event it is given.
final class RecordingDesk {
  static final String SUMMARISING = "C0LINKS";
  static final ByteString CHART = ByteString.encodeUtf8("chart");

  private final Queue<ChatEvent> events = new ConcurrentLinkedQueue<>();
  private final Set<ThreadRef> answered = java.util.concurrent.ConcurrentHashMap.newKeySet();
  private final Queue<Order> orders = new ConcurrentLinkedQueue<>();
  private volatile BiConsumer<ChatEvent, ThreadWriter> answer = (event, writer) -> {};

  FrontDesk desk() {
    return new FrontDesk(
        this::take,
        answered::contains,
        person ->
            new UsageAnswer(
                "**%s** spent $0.12".formatted(person.name()),
                new OutgoingFile("usage.png", "image/png", CHART)),
        Set.of(SUMMARISING),
        null,
        null,
        order -> {
          orders.add(order);
          return "Done: " + order.words();
        });
  }

  private boolean take(ChatEvent event, ThreadWriter writer) {
    events.add(event);
    answer.accept(event, writer);
    return true;
  }

  /// How each event is answered from now on.
  void answering(BiConsumer<ChatEvent, ThreadWriter> how) {
    answer = how;
  }

  void answeredIn(ThreadRef thread) {
    answered.add(thread);
  }

  List<Order> orders() {
    return List.copyOf(orders);
  }

  List<ChatEvent> events() {
    return List.copyOf(events);
  }
}
