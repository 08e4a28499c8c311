package dev.sightline.discord;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes work off the thread that reads the gateway: in order within a channel, side by side across
/// channels.
final class OrderedHandover {
  private static final Logger LOG = LoggerFactory.getLogger(OrderedHandover.class);

  /// More than a channel's slowest minute; what comes on top is dropped with a warning. Our own
  /// choice.
  private static final int MOST_WAITING = 1_000;

  private final Map<String, Queue<Runnable>> waiting = new HashMap<>();
  private final Executor threads;

  OrderedHandover(Executor threads) {
    this.threads = threads;
  }

  /// Runs `work` after all earlier work of the channel. Returns at once.
  synchronized void give(String channelId, Runnable work) {
    Queue<Runnable> queue = waiting.get(channelId);
    if (queue == null) {
      queue = new ArrayDeque<>();
      waiting.put(channelId, queue);
      threads.execute(() -> workOff(channelId));
    } else if (queue.size() >= MOST_WAITING) {
      LOG.warn("channel {}: {} events wait already, one is dropped", channelId, queue.size());
      return;
    }
    queue.add(work);
  }

  private void workOff(String channelId) {
    @Nullable Runnable work = next(channelId);
    while (work != null) {
      try {
        work.run();
      } catch (RuntimeException e) {
        LOG.error("channel {}: an event was not taken", channelId, e);
      }
      work = next(channelId);
    }
  }

  private synchronized @Nullable Runnable next(String channelId) {
    Queue<Runnable> queue = waiting.get(channelId);
    if (queue == null || queue.isEmpty()) {
      waiting.remove(channelId);
      return null;
    }
    return queue.remove();
  }
}
