package dev.sightline.ask;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Tells one running ask to stop, from any thread.
///
/// A stop reaches the model's socket at once, by interrupting the ask's thread while it listens.
final class StopSign {
  private @Nullable Thread listening;
  private @Nullable Cause cause;
  private String by = "";

  /// Why an ask is stopped.
  enum Cause {
    /// A person wants it so.
    PERSON,
    /// The person deleted the question: nobody waits for the answer.
    QUESTION_DELETED,
    /// The platform takes no more of the answer.
    ANSWER_REFUSED,
    /// The bot is being stopped.
    SHUTTING_DOWN,
    /// The answer took longer than it may.
    OUT_OF_TIME
  }

  /// From now until the ear is closed, a stop interrupts the calling thread.
  ///
  /// @throws InterruptedException if it was stopped before
  synchronized Ear listen() throws InterruptedException {
    if (cause != null) {
      throw new InterruptedException("stopped before: " + cause);
    }
    listening = Thread.currentThread();
    return this::deafen;
  }

  private synchronized void deafen() {
    listening = null;
    if (cause != null) {
      // A stop that came too late to be noticed must not hit what follows.
      Thread.interrupted();
    }
  }

  /// Open while a stop interrupts.
  @FunctionalInterface
  interface Ear extends AutoCloseable {
    @Override
    void close();
  }

  /// The first cause counts.
  void stop(Cause why) {
    stop(why, "");
  }

  /// As [#stop(Cause)], with who wanted it.
  synchronized void stop(Cause why, String who) {
    if (cause == null) {
      cause = why;
      by = who;
      if (listening != null) {
        listening.interrupt();
      }
    }
  }

  /// Who stopped it; empty where nobody in particular did.
  synchronized String by() {
    return by;
  }

  /// What the person reads of it.
  ///
  /// @param answerTime the longest that an answer may take
  synchronized String words(Duration answerTime) {
    return switch (cause) {
      case PERSON -> by.isEmpty() ? "Stopped." : "Stopped by @%s.".formatted(by);
      case QUESTION_DELETED -> "Stopped, because the question was deleted.";
      case OUT_OF_TIME ->
          "Stopped after %s, the longest that an answer may take.".formatted(inWords(answerTime));
      case ANSWER_REFUSED -> "Stopped, because the answer could not be shown.";
      case SHUTTING_DOWN -> Recovery.NOTICE;
      case null -> "Interrupted. Please ask again.";
    };
  }

  private static String inWords(Duration time) {
    long seconds = time.toSeconds();
    return seconds % 60 == 0 && seconds > 60 ? seconds / 60 + " minutes" : seconds + " seconds";
  }

  /// Why it was stopped; null if it was not.
  synchronized @Nullable Cause cause() {
    return cause;
  }
}
