package dev.sightline.route;

import dev.sightline.failure.AskFailure;
import dev.sightline.failure.RouteDown;
import dev.sightline.failure.RouteRefused;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Whether a route is worth a try. It rests after it failed several times in a row, or once in a
/// way in which it would fail everybody; then one ask tries it, and the others follow if that was
/// answered. Safe for all asks.
///
/// Only failures of the route itself count: what is wrong with one question says nothing about the
/// next.
public final class Circuit {
  /// In a row, until it rests; our own choice, as the times.
  private static final int FAILURES = 3;

  private static final Duration FIRST_REST = Duration.ofSeconds(30);
  private static final Duration LONGEST_REST = Duration.ofMinutes(5);

  /// How long the ask that tries a rested route has it for itself.
  private static final Duration TRIAL = Duration.ofSeconds(15);

  private final LongSupplier nanoClock;
  private int failures;
  private int rests;
  private boolean isResting;
  private long untilNanos;

  /// @param nanoClock a clock like [System#nanoTime]
  Circuit(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /// Whether an ask may go there now. One that is told so after a rest tries it for all.
  public synchronized boolean mayTry() {
    long now = nanoClock.getAsLong();
    if (isResting && now - untilNanos < 0) {
      return false;
    }
    if (isResting) {
      untilNanos = now + TRIAL.toNanos();
    }
    return true;
  }

  /// It answered.
  public synchronized void answered() {
    failures = 0;
    rests = 0;
    isResting = false;
  }

  /// It did not answer.
  public synchronized void failed(AskFailure failure) {
    if (!isOfTheRoute(failure)) {
      return;
    }
    failures++;
    Duration asked = failure instanceof RouteDown down ? down.retryAfter() : null;
    if (failures >= FAILURES || isForEverybody(failure) || asked != null) {
      rest(asked);
    }
  }

  private void rest(@Nullable Duration asked) {
    Duration usual = FIRST_REST.multipliedBy(1L << Math.min(rests, 4));
    Duration rest = asked == null ? usual : asked;
    isResting = true;
    untilNanos =
        nanoClock.getAsLong() + (rest.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : rest).toNanos();
    rests++;
  }

  /// Whether another route might well answer what this one did not.
  public static boolean isOfTheRoute(AskFailure failure) {
    return failure instanceof RouteDown
        || isForEverybody(failure)
        || (failure instanceof RouteRefused refused
            && refused.reason() == RouteRefused.Reason.CANNOT_SEE);
  }

  private static boolean isForEverybody(AskFailure failure) {
    return failure instanceof RouteRefused refused
        && switch (refused.reason()) {
          case WRONG_KEY, NO_CREDIT, UNKNOWN_MODEL -> true;
          case NO_ROUTE, CANNOT_SEE, TOO_LONG, FORBIDDEN_CONTENT, MEDIA_UNREADABLE, BAD_CALL ->
              false;
        };
  }
}
