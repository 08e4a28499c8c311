package dev.sightline.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OrderedHandoverTest {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final OrderedHandover handover = new OrderedHandover(threads);

  @AfterEach
  void close() {
    threads.close();
  }

  @Test
  void workOfOnePlaceStaysInOrder() throws InterruptedException {
    List<Integer> done = new CopyOnWriteArrayList<>();
    CountDownLatch all = new CountDownLatch(500);

    for (int i = 0; i < 500; i++) {
      int number = i;
      handover.give(
          "c",
          () -> {
            done.add(number);
            all.countDown();
          });
    }

    assertThat(all.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(done).isEqualTo(IntStream.range(0, 500).boxed().toList());
  }

  @Test
  void slowPlaceDoesNotHoldUpAnother() throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch other = new CountDownLatch(1);

    handover.give("slow", () -> await(release));
    handover.give("fast", other::countDown);

    assertThat(other.await(10, TimeUnit.SECONDS)).isTrue();
    release.countDown();
  }

  @Test
  void brokenWorkDoesNotHoldUpItsPlace() throws InterruptedException {
    CountDownLatch next = new CountDownLatch(1);

    handover.give(
        "c",
        () -> {
          throw new IllegalStateException("broken");
        });
    handover.give("c", next::countDown);

    assertThat(next.await(10, TimeUnit.SECONDS)).isTrue();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
