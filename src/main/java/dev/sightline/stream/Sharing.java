package dev.sightline.stream;

import dev.sightline.limit.CallLimit;
import dev.sightline.limit.CallWindow;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// Who shares each bucket at this moment: the messages that people see growing. From each of them
/// one more call is certain, for its final text.
final class Sharing {
  private final Map<String, Bucket> buckets = new HashMap<>();
  private final long nowNanos;

  private static final class Bucket {
    private int endingSoon;
    private long sinceNanos = Long.MAX_VALUE;
    private long spanNanos;
  }

  Sharing(long nowNanos) {
    this.nowNanos = nowNanos;
  }

  void add(PacedMessage message, Lifetimes lifetimes) {
    long leftNanos = lifetimes.leftNanos(nowNanos - message.bornNanos());
    for (CallLimit limit : message.writer.limits().finals()) {
      Bucket bucket = buckets.computeIfAbsent(limit.bucket(), name -> new Bucket());
      bucket.sinceNanos = Math.min(bucket.sinceNanos, message.bornNanos());
      bucket.spanNanos = Math.max(bucket.spanNanos, leftNanos);
      if (leftNanos < limit.window().toNanos()) {
        bucket.endingSoon++;
      }
    }
  }

  /// What a call for growth has to leave in a bucket. A call that is used up now and comes back
  /// before an answer ends takes nothing from its end.
  CallWindow.Share shareOf(CallLimit limit) {
    Bucket bucket = buckets.get(limit.bucket());
    return bucket == null
        ? new CallWindow.Share(0, nowNanos, limit.window())
        : new CallWindow.Share(
            bucket.endingSoon, bucket.sinceNanos, Duration.ofNanos(bucket.spanNanos));
  }
}
