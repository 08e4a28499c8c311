package dev.sightline.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.failure.AskFailure;
import dev.sightline.failure.ProviderNote;
import dev.sightline.failure.RouteDown;
import dev.sightline.failure.RouteRefused;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CircuitTest {
  private static final ProviderNote NOTE = ProviderNote.withoutAnswer("server", "no");

  private final AtomicLong nanos = new AtomicLong(1);
  private final Circuit circuit = new Circuit(nanos::get);

  @Test
  void restsAfterThreeFailuresInARow() {
    circuit.failed(down(null));
    circuit.failed(down(null));
    assertThat(circuit.mayTry()).isTrue();

    circuit.failed(down(null));

    assertThat(circuit.mayTry()).isFalse();
  }

  @Test
  void answerBetweenFailuresBeginsTheCountAnew() {
    circuit.failed(down(null));
    circuit.failed(down(null));
    circuit.answered();
    circuit.failed(down(null));

    assertThat(circuit.mayTry()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      value = RouteRefused.Reason.class,
      names = {"WRONG_KEY", "NO_CREDIT", "UNKNOWN_MODEL"})
  void restsAtOnceWhereItWouldRefuseEverybody(RouteRefused.Reason reason) {
    circuit.failed(new RouteRefused(reason, NOTE));

    assertThat(circuit.mayTry()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(
      value = RouteRefused.Reason.class,
      names = {"WRONG_KEY", "NO_CREDIT", "UNKNOWN_MODEL", "CANNOT_SEE"},
      mode = EnumSource.Mode.EXCLUDE)
  void whatIsWrongWithAQuestionIsNoFaultOfTheRoute(RouteRefused.Reason reason) {
    RouteRefused failure = new RouteRefused(reason, NOTE);
    for (int i = 0; i < 10; i++) {
      circuit.failed(failure);
    }

    assertThat(circuit.mayTry()).isTrue();
    assertThat(Circuit.isOfTheRoute(failure)).isFalse();
  }

  @Test
  void restsForAsLongAsTheProviderAsks() {
    circuit.failed(down(Duration.ofSeconds(70)));

    pass(Duration.ofSeconds(69));
    assertThat(circuit.mayTry()).isFalse();
    pass(Duration.ofSeconds(1));
    assertThat(circuit.mayTry()).isTrue();
  }

  @Test
  void restsNoLongerThanFiveMinutesWhateverTheProviderAsks() {
    circuit.failed(down(Duration.ofHours(3)));

    pass(Duration.ofMinutes(5));

    assertThat(circuit.mayTry()).isTrue();
  }

  @Test
  void oneAskTriesItAfterARestAndTheOthersFollowItsAnswer() {
    fail();
    pass(Duration.ofSeconds(30));

    assertThat(circuit.mayTry()).isTrue();
    assertThat(circuit.mayTry()).isFalse();
    circuit.answered();
    assertThat(circuit.mayTry()).isTrue();
    assertThat(circuit.mayTry()).isTrue();
  }

  @Test
  void trialWithoutAnEndIsFollowedByAnother() {
    fail();
    pass(Duration.ofSeconds(30));
    assertThat(circuit.mayTry()).isTrue();

    pass(Duration.ofSeconds(15));

    assertThat(circuit.mayTry()).isTrue();
  }

  @Test
  void restsGrowUntilItAnswers() {
    fail();
    pass(Duration.ofSeconds(30));
    assertThat(circuit.mayTry()).isTrue();
    circuit.failed(down(null));

    pass(Duration.ofSeconds(59));
    assertThat(circuit.mayTry()).isFalse();
    pass(Duration.ofSeconds(1));
    assertThat(circuit.mayTry()).isTrue();
  }

  private void fail() {
    for (int i = 0; i < 3; i++) {
      circuit.failed(down(null));
    }
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private static AskFailure down(@Nullable Duration retryAfter) {
    return new RouteDown(RouteDown.Reason.OVERLOADED, NOTE, retryAfter);
  }
}
