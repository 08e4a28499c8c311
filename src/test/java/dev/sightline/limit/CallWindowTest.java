package dev.sightline.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
      assertThat(window.tryStart()).isZero();
    }

    assertThat(window.tryStart()).isPositive();
  }

  @Test
  void saysHowManyCallsThereAreAtOnce() {
    window.tryStart();
    window.tryStart();
    window.ended();

    assertThat(window.free()).isEqualTo(3);
  }

  @Test
  void windowThatTheServerTellsOfIsOpeningUntilItHas() {
    var told = new CallWindow(new CallLimit("t", 5, Duration.ofSeconds(5), true), nanos::get);
    assertThat(told.isOpening()).isFalse();

    told.tryStart();
    window.tryStart();

    assertThat(told.isOpening()).isTrue();
    assertThat(window.isOpening()).isFalse();
    long resets = nanos.get() + Duration.ofSeconds(5).toNanos();
    told.told(new ServerWindow(5, 4, resets, resets));
    assertThat(told.isOpening()).isFalse();
  }

  @Test
  void callsThatCanWaitLeaveRoomForThoseThatCannot() {
    var share = new CallWindow.Share(2, nanos.get(), Duration.ofMillis(10));
    int granted = 0;
    for (int ms = 0; ms < 100; ms++) {
      if (window.tryStart(share).isZero()) {
        granted++;
      }
      nanos.addAndGet(Duration.ofMillis(1).toNanos());
    }

    assertThat(granted).isEqualTo(3);
    assertThat(window.tryStart()).isZero();
    assertThat(window.tryStart()).isZero();
    assertThat(window.tryStart()).isPositive();
  }

  @Test
  void callsThatCanWaitAreSpreadOverTheTimeTheyHave() {
    assertThat(startsIn(Duration.ofSeconds(5), Duration.ofSeconds(2)))
        .containsExactly(0L, 400L, 800L, 1_200L, 1_600L);
  }

  @Test
  void callsThatCanWaitForLongAreSpreadOverTheWindow() {
    assertThat(startsIn(Duration.ofSeconds(5), Duration.ofMinutes(1)))
        .containsExactly(0L, 1_000L, 2_000L, 3_000L, 4_000L);
  }

  @Test
  void busyBucketIsSpreadOverTheWindowSoonAsWell() {
    for (int call = 0; call < 4; call++) {
      assertThat(window.tryStart()).isZero();
      window.ended();
    }
    nanos.addAndGet(Duration.ofMillis(4_900).toNanos());

    assertThat(startsIn(Duration.ofMillis(90), Duration.ofMillis(100))).hasSize(1);
  }

  /// When calls of those that share a bucket start, in milliseconds.
  private List<Long> startsIn(Duration time, Duration span) {
    long begin = nanos.get();
    List<Long> starts = new ArrayList<>();
    while (nanos.get() - begin < time.toNanos()) {
      long passed = nanos.get() - begin;
      Duration left = Duration.ofNanos(Math.max(1, span.toNanos() - passed));
      if (window.tryStart(new CallWindow.Share(0, begin, left)).isZero()) {
        window.ended();
        starts.add(passed / 1_000_000);
      }
      nanos.addAndGet(1_000_000);
    }
    return starts;
  }

  @Test
  void closedWindowGrantsNothingUntilTheServerSaid() {
    window.closeFor(Duration.ofSeconds(3));

    assertThat(window.tryStart()).isEqualTo(Duration.ofSeconds(3));

    nanos.addAndGet(Duration.ofSeconds(3).toNanos());
    assertThat(window.tryStart()).isZero();
  }

  @Test
  void callsComeBackWhenTheServerSaidSo() {
    for (int call = 0; call < 5; call++) {
      assertThat(window.tryStart()).isZero();
      window.ended();
    }
    window.told(new ServerWindow(5, 0, nanos.get() + ms(800), nanos.get() + ms(900)));

    assertThat(window.tryStart()).isEqualTo(Duration.ofMillis(900));

    nanos.addAndGet(ms(900));
    for (int call = 0; call < 5; call++) {
      assertThat(window.tryStart()).isZero();
    }
    assertThat(window.tryStart()).isPositive();
  }

  @Test
  void callsOfOthersCountAsTheServerSaid() {
    assertThat(window.tryStart()).isZero();
    window.ended();
    window.told(new ServerWindow(5, 1, nanos.get() + ms(3_000), nanos.get() + ms(3_000)));

    assertThat(window.tryStart()).isZero();
    assertThat(window.tryStart()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void limitIsTheOneThatTheServerSaid() {
    window.told(new ServerWindow(2, 2, nanos.get() + ms(3_000), nanos.get() + ms(3_000)));

    assertThat(window.tryStart()).isZero();
    assertThat(window.tryStart()).isZero();
    assertThat(window.tryStart()).isPositive();
  }

  /// Fixed windows that open with their first call, told with each answer; the answers take their
  /// time and overtake each other.
  @Test
  void serverThatSaysHowItCountsNeverCountsMoreThanTheLimit() {
    Random random = new Random(4);
    record Call(long started, long arrives, long ends) {}
    PriorityQueue<Call> arriving = new PriorityQueue<>(Comparator.comparingLong(Call::arrives));
    PriorityQueue<Call> ending = new PriorityQueue<>(Comparator.comparingLong(Call::ends));
    Map<Call, long[]> told = new HashMap<>();
    long opened = -ms(5_000);
    int inWindow = 0;
    int calls = 0;
    for (int step = 0; step < 200_000; step++) {
      nanos.addAndGet(random.nextLong(ms(20)));
      while (!arriving.isEmpty() && arriving.peek().arrives() <= nanos.get()) {
        Call call = arriving.poll();
        if (call.arrives() - opened >= ms(5_000)) {
          opened = call.arrives();
          inWindow = 0;
        }
        assertThat(++inWindow).isLessThanOrEqualTo(5);
        told.put(call, new long[] {5 - inWindow, opened + ms(5_000) - call.arrives()});
      }
      while (!ending.isEmpty() && ending.peek().ends() <= nanos.get()) {
        Call call = ending.poll();
        window.ended();
        long[] said = Objects.requireNonNull(told.remove(call));
        window.told(
            new ServerWindow(5, (int) said[0], call.started() + said[1], nanos.get() + said[1]));
      }
      if (window.tryStart().isZero()) {
        long took = random.nextLong(2, ms(random.nextInt(10) == 0 ? 2_000 : 50));
        Call call =
            new Call(nanos.get(), nanos.get() + random.nextLong(1, took), nanos.get() + took);
        arriving.add(call);
        ending.add(call);
        calls++;
      }
    }

    long windows = nanos.get() / ms(5_000);
    assertThat(calls).isGreaterThan((int) (windows * 4));
  }

  private static long ms(long millis) {
    return Duration.ofMillis(millis).toNanos();
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
      var share = new CallWindow.Share(random.nextInt(4), nanos.get(), Duration.ofSeconds(1));
      if ((random.nextBoolean() ? window.tryStart() : window.tryStart(share)).isZero()) {
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
