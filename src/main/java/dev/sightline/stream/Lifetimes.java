package dev.sightline.stream;

import java.time.Duration;

/// How long answers go on growing, learned from those that ended; so that calls can be kept for the
/// ends that are near. Safe for all threads.
final class Lifetimes {
  /// Until the first answer has ended; our own choice.
  private static final Duration ASSUMED = Duration.ofSeconds(15);

  /// The weight of the newest answer.
  private static final double WEIGHT = 0.2;

  /// An answer that is older than most is thought to go on for this part of its age.
  private static final double REST_OF_THE_OLD = 0.25;

  private double meanNanos = ASSUMED.toNanos();
  private boolean isLearned;

  /// An answer has ended at this age.
  synchronized void ended(long ageNanos) {
    meanNanos = isLearned ? meanNanos + WEIGHT * (ageNanos - meanNanos) : ageNanos;
    isLearned = true;
  }

  /// How much longer an answer of this age is thought to go on.
  synchronized long leftNanos(long ageNanos) {
    return (long) Math.max(meanNanos - ageNanos, ageNanos * REST_OF_THE_OLD);
  }
}
