package dev.sightline.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CallWindowTest {
  private final AtomicLong nanos = new AtomicLong(1);
  private final CallWindow window =
      new CallWindow(new CallLimit("b", 5, Duration.ofSeconds(5)), nanos::get);

  @Test
  void grantsNoMoreThanTheLimitAtOnce() {
    for (int i = 0; i < 5; i++) {
      assertThat(window.tryStart(Urgency.FINAL)).isZero();
    }

    assertThat(window.tryStart(Urgency.FINAL)).isPositive();
  }

  @Test
  void growthLeavesRoomForFinals() {
    int granted = 0;
    while (window.tryStart(Urgency.GROWTH).isZero()) {
      granted++;
      nanos.addAndGet(Duration.ofMillis(1).toNanos());
    }

    assertThat(granted).isBetween(1, 4);
    assertThat(window.tryStart(Urgency.FINAL)).isZero();
  }

  @Test
  void closedWindowGrantsNothingUntilTheServerSaid() {
    window.closeFor(Duration.ofSeconds(3));

    assertThat(window.tryStart(Urgency.FINAL)).isEqualTo(Duration.ofSeconds(3));

    nanos.addAndGet(Duration.ofSeconds(3).toNanos());
    assertThat(window.tryStart(Urgency.FINAL)).isZero();
  }

  /// Calls arrive at the server anywhere between their start and their end, as uneven networks have
  /// it.
  @Test
  void noServerEverCountsMoreThanTheLimit() {
    Random random = new Random(3);
    PriorityQueue<Long> ends = new PriorityQueue<>();
    List<Long> arrivals = new ArrayList<>();
    for (int step = 0; step < 20_000; step++) {
      nanos.addAndGet(random.nextLong(200_000_000));
      while (!ends.isEmpty() && ends.peek() <= nanos.get()) {
        ends.poll();
        window.ended();
      }
      if (window.tryStart(List.of(Urgency.values()).get(random.nextInt(3))).isZero()) {
        long took = random.nextLong(1, 3_000_000_000L);
        ends.add(nanos.get() + took);
        arrivals.add(nanos.get() + random.nextLong(took));
      }
    }

    arrivals.sort(null);
    ArrayDeque<Long> seen = new ArrayDeque<>();
    for (long arrival : arrivals) {
      seen.addLast(arrival);
      while (arrival - seen.getFirst() >= Duration.ofSeconds(5).toNanos()) {
        seen.removeFirst();
      }
      assertThat(seen.size()).isLessThanOrEqualTo(5);
    }
    assertThat(arrivals).hasSizeGreaterThan(500);
  }
}
