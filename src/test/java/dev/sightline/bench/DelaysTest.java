package dev.sightline.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DelaysTest {
  private static final Duration LIMIT = Duration.ofSeconds(75);

  @Test
  void percentileIsTheNearestRank() {
    Delays delays = Delays.of(IntStream.rangeClosed(1, 200).mapToObj(i -> (double) i), 200);

    assertThat(delays.percentileMs(50)).isEqualTo(100);
    assertThat(delays.percentileMs(99)).isEqualTo(198);
  }

  @Test
  void percentileOfASingleOneIsIt() {
    assertThat(Delays.of(Stream.of(7.0), 1).percentileMs(99)).isEqualTo(7);
  }

  @Test
  void answersThatNeverCameCountAsLaterThanTheLimit() {
    Delays delays = Delays.of(Stream.of(12.0, 3_400.0), 4);

    assertThat(delays.inWords(LIMIT)).isEqualTo("p50 3.4 s, p99 > 75.0 s");
  }

  @Test
  void withinTheLimitNothingHasToWait() {
    Delays least = Delays.least(List.of(0L, 0L, 1_000_000L), 2, Duration.ofSeconds(1), 0);

    assertThat(least.shownMs()).containsExactly(0.0, 0.0, 0.0);
  }

  @Test
  void beyondTheLimitAnAnswerWaitsForTheWindowToPass() {
    Delays least = Delays.least(List.of(0L, 0L, 400_000L, 400_000L), 2, Duration.ofSeconds(1), 0);

    assertThat(least.shownMs()).containsExactly(0.0, 0.0, 600.0, 600.0);
  }

  @Test
  void answersBeforeTheLoadUseUpTheLimitButAreNotCounted() {
    Delays least = Delays.least(List.of(0L, 0L, 400_000L), 2, Duration.ofSeconds(1), 2);

    assertThat(least.shownMs()).containsExactly(600.0);
  }
}
