package dev.sightline.ask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class StopSignTest {
  private final StopSign stop = new StopSign();

  @Test
  void longestTimeIsSaidInMinutesOrSeconds() {
    StopSign stop = new StopSign();

    stop.stop(StopSign.Cause.OUT_OF_TIME);

    assertThat(stop.words(Duration.ofMinutes(10)))
        .isEqualTo("Stopped after 10 minutes, the longest that an answer may take.");
    assertThat(stop.words(Duration.ofSeconds(90)))
        .isEqualTo("Stopped after 90 seconds, the longest that an answer may take.");
  }

  @Test
  void stopInterruptsWhoListens() throws Exception {
    CountDownLatch listening = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    Thread asker =
        Thread.startVirtualThread(() -> {
          try (var _ = stop.listen()) {
            listening.countDown();
            never.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    listening.await();

    stop.stop(StopSign.Cause.QUESTION_DELETED);

    asker.join();
    assertThat(stop.cause()).isEqualTo(StopSign.Cause.QUESTION_DELETED);
  }

  @Test
  void stopBeforeListeningIsNoticed() {
    stop.stop(StopSign.Cause.SHUTTING_DOWN);

    assertThatThrownBy(stop::listen).isInstanceOf(InterruptedException.class);
  }

  @Test
  void stopThatComesTooLateHitsNothing() throws Exception {
    try (var _ = stop.listen()) {
      stop.stop(StopSign.Cause.OUT_OF_TIME);
    }

    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void firstCauseCounts() {
    stop.stop(StopSign.Cause.OUT_OF_TIME);
    stop.stop(StopSign.Cause.SHUTTING_DOWN);

    assertThat(stop.cause()).isEqualTo(StopSign.Cause.OUT_OF_TIME);
  }
}
