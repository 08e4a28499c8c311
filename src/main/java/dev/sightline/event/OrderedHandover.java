package dev.sightline.event;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes work off the thread that reads the events of a platform: in order within a place, such as
/// a channel or a thread, side by side across places. Safe for all threads.
public final class OrderedHandover {
  private static final Logger LOG = LoggerFactory.getLogger(OrderedHandover.class);

  /// More than a place's slowest minute; what comes on top is dropped with a warning. Our own
  /// choice.
  private static final int MOST_WAITING = 1_000;

  private final Map<String, Queue<Runnable>> waiting = new HashMap<>();
  private final Executor threads;

  /// @param threads run the work of each place that has some
  public OrderedHandover(Executor threads) {
    this.threads = threads;
  }

  /// Runs `work` after all earlier work of the place. Returns at once.
  public synchronized void give(String place, Runnable work) {
    Queue<Runnable> queue = waiting.get(place);
    if (queue == null) {
      queue = new ArrayDeque<>();
      waiting.put(place, queue);
      threads.execute(() -> workOff(place));
    } else if (queue.size() >= MOST_WAITING) {
      LOG.warn("{}: {} events wait already, one is dropped", place, queue.size());
      return;
    }
    queue.add(work);
  }

  private void workOff(String place) {
    @Nullable Runnable work = next(place);
    while (work != null) {
      try {
        work.run();
      } catch (RuntimeException e) {
        LOG.error("{}: an event was not taken", place, e);
      }
      work = next(place);
    }
  }

  private synchronized @Nullable Runnable next(String place) {
    Queue<Runnable> queue = waiting.get(place);
    if (queue == null || queue.isEmpty()) {
      waiting.remove(place);
      return null;
    }
    return queue.remove();
  }
}
