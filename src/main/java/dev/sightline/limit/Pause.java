package dev.sightline.limit;

import java.time.Duration;

/// Waiting, as something that a test can take the place of.
@FunctionalInterface
public interface Pause {
  /// Real waiting on the calling thread.
  Pause SLEEP = Thread::sleep;

  /// Returns after `duration`; at once if it is not positive.
  void sleep(Duration duration) throws InterruptedException;
}
