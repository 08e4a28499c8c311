package dev.sightline.sim;

import io.javalin.http.Context;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;

/// The connection of one call, seen from below HTTP: whether the client is still there, and a way
/// to hang up on it.
///
/// A blocking server notices a client that left only when it writes. Here the socket is read
/// instead, which is safe once the request's body has been read to its end, as neither OkHttp nor
/// the JDK's client sends a second request before the first is answered. Used by one call.
public final class ClientSocket {
  /// How late a client that left is noticed, at most.
  private static final Duration LOOK_EVERY = Duration.ofMillis(40);

  /// Longer than any answer a test waits for; Jetty's own 30 s would end a silent one.
  private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(10);

  private static final CountDownLatch NEVER = new CountDownLatch(1);

  private final EndPoint endPoint;
  private final BooleanSupplier serverIsClosing;

  ClientSocket(Context context, BooleanSupplier serverIsClosing) {
    this.endPoint =
        ServletContextRequest.getServletContextRequest(context.req())
            .getConnectionMetaData()
            .getConnection()
            .getEndPoint();
    this.serverIsClosing = serverIsClosing;
    endPoint.setIdleTimeout(IDLE_TIMEOUT.toMillis());
  }

  /// Whether the client closed its side, or the simulator itself is being closed.
  public boolean isGone() {
    if (serverIsClosing.getAsBoolean() || !endPoint.isOpen() || endPoint.isInputShutdown()) {
      return true;
    }
    ByteBuffer buffer = ByteBuffer.allocate(1).limit(0);
    try {
      return endPoint.fill(buffer) < 0;
    } catch (IOException e) {
      return true; // a reset: how a client leaves that has not read everything
    }
  }

  /// Waits this long.
  ///
  /// @return false as soon as the client is gone
  public boolean rest(Duration time) throws InterruptedException {
    return awaitOrRest(NEVER, time);
  }

  /// Waits for the latch, however long it takes.
  ///
  /// @return false as soon as the client is gone
  public boolean await(CountDownLatch latch) throws InterruptedException {
    return awaitOrRest(latch, Duration.ofNanos(Long.MAX_VALUE / 2));
  }

  private boolean awaitOrRest(CountDownLatch latch, Duration time) throws InterruptedException {
    long endNanos = System.nanoTime() + time.toNanos();
    while (!isGone()) {
      long leftNanos = Math.min(endNanos - System.nanoTime(), LOOK_EVERY.toNanos());
      if (leftNanos <= 0 || latch.await(leftNanos, TimeUnit.NANOSECONDS)) {
        return true;
      }
    }
    return false;
  }

  /// Closes the connection now, with no end of the response.
  public void cut() {
    endPoint.close();
  }
}
