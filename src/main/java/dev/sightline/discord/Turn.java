package dev.sightline.discord;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The turn of one call among those that the library keeps waiting for a limit: it can be given up
/// as long as it has not come, and then the call is never made.
final class Turn {
  private enum State {
    WAITING,
    COME,
    GIVEN_UP
  }

  private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

  /// Asked by the library right before it makes the call: whether it shall.
  boolean comes() {
    return state.compareAndSet(State.WAITING, State.COME) || state.get() == State.COME;
  }

  /// Waits for the answer to the call. One that is under way gets `patience` once more, as what it
  /// does may be done by then.
  ///
  /// @return null if it was given up
  <T> @Nullable T await(CompletableFuture<T> answer, Duration patience)
      throws ExecutionException, InterruptedException {
    try {
      return answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      return state.compareAndSet(State.WAITING, State.GIVEN_UP)
          ? givenUp(answer)
          : awaitLonger(answer, patience);
    }
  }

  private static <T> @Nullable T awaitLonger(CompletableFuture<T> answer, Duration patience)
      throws ExecutionException, InterruptedException {
    try {
      return answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      return givenUp(answer);
    }
  }

  private static <T> @Nullable T givenUp(CompletableFuture<T> answer) {
    answer.cancel(true);
    return null;
  }
}
