package dev.sightline.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.LongTests;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/// The bot under `kill -9`; the long run of it is [Chaos#main].
@ResourceLock("bots that are killed")
@Order(LongTests.FIRST)
class ChaosIT {
  @TempDir Path folder;

  @Test
  void everyAskEndsOnceAndIsPaidForHoweverOftenTheBotIsKilled() throws Exception {
    Chaos.Plan plan =
        new Chaos.Plan(
            20_261_121,
            40,
            50,
            5,
            Duration.ofMillis(100),
            Duration.ofMillis(1_500),
            Duration.ofSeconds(40),
            1);

    Chaos.Result result = Chaos.run(plan, folder);

    assertThat(result.broken()).as(result.inWords()).isEmpty();
    assertThat(result.asks()).isGreaterThanOrEqualTo(plan.asks());
    assertThat(result.kills()).isGreaterThanOrEqualTo(plan.kills());
    assertThat(result.presses()).as("presses").isPositive();
    assertThat(result.interrupted()).as("interrupted, else the kills hit nothing").isPositive();
  }
}
