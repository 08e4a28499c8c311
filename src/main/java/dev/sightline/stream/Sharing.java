package dev.sightline.stream;

import dev.sightline.limit.CallLimit;
import dev.sightline.limit.CallWindow;
import dev.sightline.limit.CallWindows;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/// Who shares each bucket at this moment: the messages that people see growing. From each of them
/// one more call is certain, for its final text.
final class Sharing {
  /// Calls for growth for each message, from which on they are simply spread; our own choice.
  private static final double PLENTY = 2;

  private final Map<String, Bucket> buckets = new HashMap<>();
  private final CallWindows windows;
  private final Lifetimes lifetimes;
  private final long nowNanos;

  private static final class Bucket {
    private int endingSoon;
    private int endingLater;
    private int endingWithinWindow;
    private long untilSoonNanos = Long.MAX_VALUE;
    private long sinceNanos = Long.MAX_VALUE;
    private long spanNanos;
  }

  Sharing(CallWindows windows, Lifetimes lifetimes, long nowNanos) {
    this.windows = windows;
    this.lifetimes = lifetimes;
    this.nowNanos = nowNanos;
  }

  void add(PacedMessage message) {
    long leftNanos = leftNanos(message);
    for (CallLimit limit : message.finalLimits()) {
      Bucket bucket = buckets.computeIfAbsent(limit.bucket(), name -> new Bucket());
      bucket.sinceNanos = Math.min(bucket.sinceNanos, message.bornNanos());
      bucket.spanNanos = Math.max(bucket.spanNanos, leftNanos);
      long comesBackNanos = windows.of(limit).comesBack().toNanos();
      if (leftNanos < limit.window().toNanos()) {
        bucket.endingWithinWindow++;
      }
      if (leftNanos < comesBackNanos) {
        bucket.endingSoon++;
      } else {
        bucket.endingLater++;
        bucket.untilSoonNanos = Math.min(bucket.untilSoonNanos, leftNanos - comesBackNanos);
      }
    }
  }

  private long spanNanos(Bucket bucket, CallLimit limit) {
    return isGrowthDueSoon(bucket, limit)
        ? Math.min(bucket.spanNanos, bucket.untilSoonNanos)
        : bucket.spanNanos;
  }

  /// Whether the ends will need all calls of a window, so that growth has only the time until then;
  /// but where the server has said when calls come back, it has all the time until then.
  private boolean isGrowthDueSoon(Bucket bucket, CallLimit limit) {
    return !windows.of(limit).isTold()
        && bucket.endingLater > 0
        && bucket.endingSoon + bucket.endingLater >= limit.calls();
  }

  /// Whether a message that nobody sees yet had better wait until it is whole: it will be soon, and
  /// one that is seen in part would wait longer than that for the call that shows its end.
  boolean isBetterWhole(PacedMessage message) {
    return message.finalLimits().stream().anyMatch(limit -> leftNanos(message) < queueNanos(limit));
  }

  /// How long the ends that are near keep a bucket busy.
  private long queueNanos(CallLimit limit) {
    Bucket bucket = buckets.get(limit.bucket());
    return bucket == null
        ? 0
        : windows.of(limit).untilFree(bucket.endingWithinWindow + 1).toNanos();
  }

  private long leftNanos(PacedMessage message) {
    return lifetimes.leftNanos(nowNanos - message.bornNanos());
  }

  /// When a message should grow next, where calls are so few that each message gets one or hardly
  /// more: so that the gaps between what its readers see are even.
  ///
  /// @return empty where calls are plenty
  OptionalLong growsBestNanos(PacedMessage message) {
    double each = message.limits().stream().mapToDouble(this::growthsEach).min().orElse(PLENTY);
    return each < PLENTY
        ? OptionalLong.of(message.evenGapNanos(nowNanos, leftNanos(message), Math.max(1, each)))
        : OptionalLong.empty();
  }

  private double growthsEach(CallLimit limit) {
    Bucket bucket = buckets.get(limit.bucket());
    return bucket == null || isGrowthDueSoon(bucket, limit)
        ? PLENTY
        : windows.of(limit).usable(shareOf(limit)) / (bucket.endingSoon + bucket.endingLater);
  }

  /// What a call for growth has to leave in a bucket. A call that is used up now and comes back
  /// before an answer ends takes nothing from its end.
  CallWindow.Share shareOf(CallLimit limit) {
    Bucket bucket = buckets.get(limit.bucket());
    return bucket == null
        ? new CallWindow.Share(0, nowNanos, limit.window())
        : new CallWindow.Share(
            bucket.endingSoon, bucket.sinceNanos, Duration.ofNanos(spanNanos(bucket, limit)));
  }
}
