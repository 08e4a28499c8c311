package dev.sightline.slack;

import dev.sightline.limit.Pause;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/// Holds events back for the moment in which the SDK has a new connection and does not know it yet:
/// it would acknowledge them over the one that is gone, and Slack would think them lost
/// (slack-api-client 1.48.0 tells its new session from the old one only after it is open). Safe for
/// all threads.
final class SocketTurn {
  /// Of the 3 s in which Slack wants an acknowledgement.
  private static final Duration MOST = Duration.ofSeconds(2);

  private static final Duration LOOK = Duration.ofMillis(20);

  private volatile boolean isTurning;

  /// The connection is gone; the SDK is making another one.
  void lost() {
    isTurning = true;
  }

  /// Returns when the SDK knows the connection that an event came over, or it gets too late.
  void settle(BooleanSupplier isConnected) throws InterruptedException {
    long end = System.nanoTime() + MOST.toNanos();
    while (isTurning && System.nanoTime() < end) {
      if (isConnected.getAsBoolean()) {
        isTurning = false;
      } else {
        Pause.SLEEP.sleep(LOOK);
      }
    }
  }
}
