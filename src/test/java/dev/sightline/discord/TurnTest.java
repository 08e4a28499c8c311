package dev.sightline.discord;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// A call that waits for a limit of the library.
class TurnTest {
  private static final Duration PATIENCE = Duration.ofMillis(20);

  private final Turn turn = new Turn();
  private final CompletableFuture<String> answer = new CompletableFuture<>();

  @Test
  void callWhoseTurnHasNotComeIsNeverMade() throws Exception {
    assertThat(turn.await(answer, PATIENCE)).isNull();

    assertThat(turn.comes()).isFalse();
    assertThat(answer).isCancelled();
  }

  @Test
  void callUnderWayIsWaitedForAgain() throws Exception {
    assertThat(turn.comes()).isTrue();
    answer.completeOnTimeout("done", 300, TimeUnit.MILLISECONDS);

    assertThat(turn.await(answer, Duration.ofMillis(200))).isEqualTo("done");
  }

  @Test
  void callUnderWayThatIsNeverAnsweredIsGivenUp() throws Exception {
    assertThat(turn.comes()).isTrue();

    assertThat(turn.await(answer, PATIENCE)).isNull();
    assertThat(turn.comes()).isTrue();
    assertThat(answer).isCancelled();
  }
}
