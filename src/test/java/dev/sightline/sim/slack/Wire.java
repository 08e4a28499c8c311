package dev.sightline.sim.slack;

import io.javalin.http.Context;
import java.io.InterruptedIOException;
import java.time.Duration;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/// What a simulator does to the wire itself.
final class Wire {
  private Wire() {}

  /// Breaks the connection of a request without another byte.
  static void cut(Context context) {
    ServletContextRequest.getServletContextRequest(context.req())
        .getConnectionMetaData()
        .getConnection()
        .getEndPoint()
        .close();
  }

  /// Keeps a client waiting.
  static void pause(Duration time) throws InterruptedIOException {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the simulator was closed");
    }
  }
}
