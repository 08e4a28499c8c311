package dev.sightline.stream;

import dev.sightline.limit.CallLimit;
import dev.sightline.limit.CallWindow;
import dev.sightline.limit.CallWindows;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/// Who shares each bucket at this moment: the messages that people see growing. From each of them
/// one more call is certain, for its final text.
///
/// Where the server says when calls come back, a window opens with its first call, and calls that
/// are left at its end are lost. There the messages about to be seen are thought of, too.
final class Sharing {
  /// Calls for growth for each message, from which on they are simply spread; our own choice.
  private static final double PLENTY = 2;

  /// Nobody waits longer than that for a first text for which there is room; our own choice.
  private static final long FIRST_TEXT_WAITS_NANOS = Duration.ofMillis(1_500).toNanos();

  /// A window is opened so much before the last moment at which it is back for the ends; our own
  /// choice.
  private static final long IN_TIME_NANOS = Duration.ofMillis(100).toNanos();

  /// Longer than an answer of the server takes most often; the lane is woken by it.
  private static final long OPENING_NANOS = Duration.ofMillis(250).toNanos();

  private final Map<String, Bucket> buckets = new HashMap<>();
  private final CallWindows windows;
  private final Lifetimes lifetimes;
  private final long nowNanos;

  private static final class Bucket {
    private int endingSoon;
    private int endingLater;
    private int endingWithinWindow;
    private int expected;

    /// Those whose ends count against another limit.
    private int onlyGrowing;

    private long untilSoonNanos = Long.MAX_VALUE;
    private long sinceNanos = Long.MAX_VALUE;
    private long spanNanos;

    private int sharers() {
      return endingSoon + endingLater + expected + onlyGrowing;
    }
  }

  Sharing(CallWindows windows, Lifetimes lifetimes, long nowNanos) {
    this.windows = windows;
    this.lifetimes = lifetimes;
    this.nowNanos = nowNanos;
  }

  void add(PacedMessage message) {
    long leftNanos = leftNanos(message);
    List<CallLimit> finals = message.finalLimits();
    for (CallLimit limit : message.growthLimits()) {
      if (!finals.contains(limit)) {
        shared(limit, message).onlyGrowing++;
      }
    }
    for (CallLimit limit : finals) {
      Bucket bucket = shared(limit, message);
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

  /// A message that nobody sees yet, and for whose post there may be room.
  void expect(PacedMessage message) {
    int room =
        message.limits().stream().mapToInt(limit -> windows.of(limit).free()).min().orElse(0);
    for (CallLimit limit : message.finalLimits()) {
      if (limit.isTold()) {
        Bucket bucket = shared(limit, message);
        bucket.expected = Math.min(bucket.expected + 1, room);
      }
    }
  }

  private Bucket shared(CallLimit limit, PacedMessage message) {
    Bucket bucket = buckets.computeIfAbsent(limit.bucket(), name -> new Bucket());
    bucket.sinceNanos = Math.min(bucket.sinceNanos, message.bornNanos());
    bucket.spanNanos = Math.max(bucket.spanNanos, leftNanos(message));
    return bucket;
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
        && bucket.sharers() >= limit.calls();
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

  /// When a message that nobody sees yet should be seen, where calls are so few that it will hardly
  /// grow: so that the gaps between what its readers see are even. The first of a window goes at
  /// once and opens it; for those after it the call is there until the window ends.
  ///
  /// @return empty where it should be seen at once
  OptionalLong showsBestNanos(PacedMessage message) {
    double each =
        message.finalLimits().stream().mapToDouble(this::growthsEach).min().orElse(PLENTY);
    List<CallWindow> telling =
        message.limits().stream().filter(CallLimit::isTold).map(windows::of).toList();
    if (each >= PLENTY || telling.isEmpty()) {
      return OptionalLong.empty();
    }
    if (telling.stream().anyMatch(CallWindow::isOpening)) {
      return OptionalLong.of(nowNanos + OPENING_NANOS);
    }
    if (!telling.stream().allMatch(CallWindow::isTold)) {
      return OptionalLong.empty();
    }
    long lastNanos =
        telling.stream().mapToLong(window -> window.comesBack().toNanos()).min().orElseThrow();
    long evenNanos = message.evenGapNanos(nowNanos, leftNanos(message), each + 1);
    return LongStream.of(
            evenNanos,
            message.bornNanos() + FIRST_TEXT_WAITS_NANOS,
            nowNanos + lastNanos - IN_TIME_NANOS)
        .min();
  }

  /// When a message should grow next, where calls are so few that each message gets one or hardly
  /// more: so that the gaps between what its readers see are even. Where a window opens with its
  /// first call, it is opened as late as lets it come back for the ends.
  ///
  /// @return empty where calls are plenty
  OptionalLong growsBestNanos(PacedMessage message) {
    List<CallLimit> limits = message.limits();
    boolean isDueSoon = limits.stream().anyMatch(this::isGrowthDueSoon);
    double each = limits.stream().mapToDouble(this::growthsEach).min().orElse(PLENTY);
    if (each >= PLENTY && !isDueSoon) {
      return OptionalLong.empty();
    }
    if (limits.stream().map(windows::of).anyMatch(CallWindow::isOpening)) {
      return OptionalLong.of(nowNanos + OPENING_NANOS);
    }
    return isDueSoon
        ? opensBestNanos(limits)
        : OptionalLong.of(message.evenGapNanos(nowNanos, leftNanos(message), Math.max(1, each)));
  }

  private OptionalLong opensBestNanos(List<CallLimit> limits) {
    return limits.stream()
        .filter(limit -> limit.isTold() && isGrowthDueSoon(limit))
        .map(limit -> Objects.requireNonNull(buckets.get(limit.bucket())))
        .mapToLong(bucket -> nowNanos + bucket.untilSoonNanos - IN_TIME_NANOS)
        .min();
  }

  private boolean isGrowthDueSoon(CallLimit limit) {
    Bucket bucket = buckets.get(limit.bucket());
    return bucket != null && isGrowthDueSoon(bucket, limit);
  }

  private double growthsEach(CallLimit limit) {
    Bucket bucket = buckets.get(limit.bucket());
    return bucket == null || bucket.sharers() == 0
        ? PLENTY
        : windows.of(limit).usable(shareOf(limit)) / bucket.sharers();
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
