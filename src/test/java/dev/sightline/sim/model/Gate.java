package dev.sightline.sim.model;

import dev.sightline.sim.ClientSocket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A point at which an answer waits until the test lets it go on.
public final class Gate {
  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch opened = new CountDownLatch(1);

  /// Lets every answer that waits here go on, now and later.
  public void open() {
    opened.countDown();
  }

  /// Waits until an answer stands at the gate: everything before it has been sent.
  ///
  /// @return false when none came within `patience`
  public boolean awaitReached(Duration patience) throws InterruptedException {
    return reached.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  boolean pass(ClientSocket socket) throws InterruptedException {
    reached.countDown();
    return socket.await(opened);
  }
}
