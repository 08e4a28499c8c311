package dev.sightline.slack;

import dev.sightline.event.ThreadRef;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/// Lets the messages of a thread go on in the order in which they were written, though each has a
/// thread of its own and some wait for their files.
///
/// Safe for all threads: [#arrived] is called as events come in, the others by who handles them.
final class ThreadOrder {
  /// For each thread the messages on their way, and how many events tell of each.
  private final Map<ThreadRef, TreeMap<BigDecimal, Integer>> onTheirWay = new HashMap<>();

  /// An event tells of this message; [#left] must follow.
  synchronized void arrived(SlackMessage message) {
    onTheirWay
        .computeIfAbsent(message.thread(), thread -> new TreeMap<>())
        .merge(new BigDecimal(message.ts()), 1, Integer::sum);
  }

  /// Returns when no earlier message of the thread is on its way.
  synchronized void awaitTurn(SlackMessage message) throws InterruptedException {
    BigDecimal ts = new BigDecimal(message.ts());
    while (hasEarlier(message.thread(), ts)) {
      wait();
    }
  }

  /// Returns when neither this message nor an earlier one of the thread is on its way.
  synchronized void awaitTaken(SlackMessage message) throws InterruptedException {
    BigDecimal ts = new BigDecimal(message.ts());
    while (has(message.thread(), ts) || hasEarlier(message.thread(), ts)) {
      wait();
    }
  }

  /// The event was handled, or turned out to be nothing.
  synchronized void left(SlackMessage message) {
    TreeMap<BigDecimal, Integer> inThread = onTheirWay.get(message.thread());
    if (inThread != null) {
      inThread.computeIfPresent(
          new BigDecimal(message.ts()), (ts, events) -> events == 1 ? null : events - 1);
      if (inThread.isEmpty()) {
        onTheirWay.remove(message.thread());
      }
    }
    notifyAll();
  }

  private boolean has(ThreadRef thread, BigDecimal ts) {
    TreeMap<BigDecimal, Integer> inThread = onTheirWay.get(thread);
    return inThread != null && inThread.containsKey(ts);
  }

  private boolean hasEarlier(ThreadRef thread, BigDecimal ts) {
    TreeMap<BigDecimal, Integer> inThread = onTheirWay.get(thread);
    return inThread != null && inThread.lowerKey(ts) != null;
  }
}
