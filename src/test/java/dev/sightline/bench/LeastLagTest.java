package dev.sightline.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sightline.LongTests;
import dev.sightline.bench.LeastLag.Windows;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

@Order(LongTests.FIRST)
class LeastLagTest {
  private static final Windows PLENTY = new Windows(1_000, Duration.ofMinutes(1));

  @Test
  void answerThatMayBeShownOnceIsBehindFromItsBeginningToItsEnd() {
    Windows one = new Windows(1, Duration.ofMinutes(1));

    assertThat(new LeastLag(1, 1_000, 10, 20, one, null).area()).isEqualTo(1_000 * 10 / 2.0);
  }

  @Test
  void evenGrowthOfOneAnswerIsBehindByHalfAGap() {
    LeastLag least = new LeastLag(1, 1_000, 10, 9, PLENTY, PLENTY);

    assertThat(least.area()).isCloseTo(1_000 / 2.0 * 1, within(1e-6));
  }

  @Test
  void answersThatWaitForTheirPostAreWhollyUnseenForThatLong() {
    Windows onePerSecond = new Windows(1, Duration.ofSeconds(1));
    LeastLag least = new LeastLag(3, 100, 0.001, 1, onePerSecond, PLENTY);

    assertThat(least.area()).isCloseTo(100 * (0 + 1 + 2), within(1.0));
  }

  /// Five edits in five seconds for an answer of 6.25 s: the best is to open the first window so
  /// soon that the second begins before the end.
  @Test
  void windowThatOpensWithItsFirstCallIsNotThereForNothing() {
    Windows five = new Windows(5, Duration.ofSeconds(5), true);
    double best = Double.POSITIVE_INFINITY;
    for (double first = 0; first < 1.25; first += 0.001) {
      double rest = 1.25 - first;
      best = Math.min(best, first * first / 2 + 5 * 1 + rest * rest / 4);
    }

    double least = new LeastLag(1, 1_500, 6.25, 13, PLENTY, five).area();

    assertThat(least).isCloseTo(1_500 / 6.25 / 2 * best, within(5.0)).isLessThan(632);
  }

  /// Whatever calls a bot makes within the limits, at times drawn by chance, it is not better.
  @Test
  void noScheduleWithinTheLimitsIsBelowTheBound() {
    Random random = new Random(5);
    for (int round = 0; round < 100; round++) {
      Windows posts = new Windows(random.nextInt(1, 4), Duration.ofSeconds(random.nextInt(1, 4)));
      Windows edits =
          random.nextInt(3) == 0
              ? null
              : new Windows(
                  random.nextInt(1, 6),
                  Duration.ofSeconds(random.nextInt(1, 9)),
                  random.nextBoolean());
      int answers = random.nextInt(1, 6);
      LeastLag least = new LeastLag(answers, 600, 6, 100, posts, edits);
      double bound = least.area();
      for (int trial = 0; trial < 60; trial++) {
        assertThat(areaByChance(random, least)).isGreaterThanOrEqualTo(bound - 1e-6);
      }
    }
  }

  private static double areaByChance(Random random, LeastLag limits) {
    int answers = limits.answers();
    double[] seenAt = new double[answers];
    boolean[] isPosted = new boolean[answers];
    double area = answers * limits.chars() * limits.spokenSeconds() / 2;
    int posts = 0;
    int edits = 0;
    double opened = 0;
    int inWindow = 0;
    double now = 0;
    double restlessness = random.nextDouble();
    while (true) {
      Windows ofEdits = limits.edits();
      double nextPost = limits.posts().releaseSeconds(ofEdits == null ? posts + edits : posts);
      double nextEdit = ofEdits == null ? nextPost : ofEdits.releaseSeconds(edits);
      if (ofEdits != null && ofEdits.opensWithCall()) {
        nextEdit = inWindow < ofEdits.calls() ? 0 : opened + ofEdits.seconds();
      }
      now += random.nextDouble() * restlessness;
      int one = random.nextInt(answers);
      boolean isAllowed = now >= (isPosted[one] ? nextEdit : nextPost);
      if (isAllowed && seenAt[one] < limits.spokenSeconds()) {
        if (isPosted[one]) {
          edits++;
          if (ofEdits != null && (inWindow == 0 || now >= opened + ofEdits.seconds())) {
            opened = now;
            inWindow = 0;
          }
          inWindow++;
        } else {
          posts++;
        }
        isPosted[one] = true;
        area += gained(limits, seenAt[one], now);
        seenAt[one] = now;
      }
      boolean isOver = true;
      for (double at : seenAt) {
        isOver &= at >= limits.spokenSeconds();
      }
      if (isOver) {
        return area;
      }
    }
  }

  /// Against an answer that is seen whole right at its end: a call before it saves what would have
  /// waited, a call after it costs what has.
  private static double gained(LeastLag limits, double before, double now) {
    double perSecond = limits.chars() / limits.spokenSeconds();
    double until = Math.min(now, limits.spokenSeconds());
    double shown = perSecond * (until - before);
    return now <= limits.spokenSeconds()
        ? -shown * (limits.spokenSeconds() - now)
        : shown * (now - limits.spokenSeconds());
  }
}
