package dev.sightline.stream;

import dev.sightline.failure.PlatformRefused;
import dev.sightline.limit.Throttled;
import dev.sightline.thread.ThreadWriter;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says what is going on while an answer has no text: in the platform's own line for that, or,
/// where it has none and the wait gets long, as a message that the text replaces.
///
/// What is said is set by the ask's thread and shown by one of the sign's own, so that nobody waits
/// for the platform.
final class WorkingSign implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkingSign.class);

  /// Words that change faster are not read.
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private final ThreadWriter writer;
  private final Duration wordsAfter;
  private final Consumer<String> asMessage;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile String words;

  /// @param wordsAfter as [ThreadWriter#wordsAfter]
  /// @param asMessage shows the words in a message
  WorkingSign(ThreadWriter writer, Duration wordsAfter, String words, Consumer<String> asMessage) {
    this.writer = writer;
    this.wordsAfter = wordsAfter;
    this.words = words;
    this.asMessage = asMessage;
  }

  void say(String newer) {
    words = newer;
  }

  /// There is text, or there will be none.
  void end() {
    ended.countDown();
  }

  @Override
  public void run() {
    long start = System.nanoTime();
    String shown = "";
    boolean isSeen = false;
    try {
      do {
        String newest = words;
        if (!newest.equals(shown)) {
          isSeen = showInLine(newest);
          shown = newest;
        }
        if (!isSeen && System.nanoTime() - start >= wordsAfter.toNanos()) {
          asMessage.accept(newest);
        }
      } while (!ended.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean showInLine(String newest) throws InterruptedException {
    try {
      return writer.status(newest);
    } catch (PlatformRefused | Throttled unseen) {
      LOG.debug("\"{}\" is not shown: {}", newest, unseen.toString());
      return false;
    }
  }
}
