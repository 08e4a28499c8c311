package dev.sightline.stream;

import dev.sightline.limit.CallWindows;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/// Owns every post and edit of every answer of the process: one [Lane] for each scope of limits.
///
/// Safe for all asks. Closing it ends all lanes; what is not shown by then stays unshown.
public final class EditPacer implements AutoCloseable {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CallWindows windows = new CallWindows(System::nanoTime);
  private final Map<String, Lane> lanes = new ConcurrentHashMap<>();
  private final AtomicLong posts = new AtomicLong();
  private final AtomicLong edits = new AtomicLong();
  private final AtomicLong finals = new AtomicLong();
  private final AtomicLong throttled = new AtomicLong();

  /// What the pacer has done since it was made.
  ///
  /// @param posts new messages
  /// @param edits edits of messages
  /// @param finals posts and edits that showed a final text
  /// @param throttled 429 answers
  public record Counts(long posts, long edits, long finals, long throttled) {}

  /// What the pacer has done since it was made.
  public Counts counts() {
    return new Counts(posts.get(), edits.get(), finals.get(), throttled.get());
  }

  /// Takes a message into the lane of its scope, where it stays until it is done.
  void enter(PacedMessage message) {
    laneOf(message).add(message);
  }

  /// A message has something new to show, and maybe its end.
  void wake(PacedMessage message) {
    Lane lane = laneOf(message);
    if (message.text.isFinal()) {
      lane.wake();
    } else {
      lane.grown();
    }
  }

  /// The answer has ended: a message that does not stand by now is given up.
  void leave(PacedMessage message) {
    message.done.cancel(false);
    laneOf(message).wake();
  }

  void counted(boolean isFinal, boolean isPost) {
    (isPost ? posts : edits).incrementAndGet();
    if (isFinal) {
      finals.incrementAndGet();
    }
  }

  void throttled() {
    throttled.incrementAndGet();
  }

  void start(Runnable work) {
    threads.execute(work);
  }

  long nanoTime() {
    return System.nanoTime();
  }

  private Lane laneOf(PacedMessage message) {
    return lanes.computeIfAbsent(message.writer.limits().scope(), scope -> new Lane(this, windows));
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
