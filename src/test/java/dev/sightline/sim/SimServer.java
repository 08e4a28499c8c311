package dev.sightline.sim;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import okio.ByteString;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/// A loopback HTTP server on a free port that remembers every call: the ground under each
/// simulator.
///
/// Handlers run on virtual threads and may block. Safe for all threads.
public final class SimServer implements AutoCloseable {
  /// Java's own 50 refuses connections when hundreds of clients come at once.
  private static final int ACCEPT_QUEUE_SIZE = 4_096;

  private final Javalin javalin;
  private final Queue<SeenCall> calls = new ConcurrentLinkedQueue<>();
  private volatile boolean isClosing;

  /// Starts a server whose routes are set by `routes`.
  public SimServer(Consumer<JavalinConfig> routes) {
    javalin =
        Javalin.create(config -> {
          config.concurrency.useVirtualThreads = true;
          config.startup.showJavalinBanner = false;
          config.http.maxRequestSize = Long.MAX_VALUE;
          config.http.compressionStrategy = CompressionStrategy.NONE;
          config.jetty.addConnector(SimServer::connector);
          config.routes.after(this::remember);
          routes.accept(config);
        });
    javalin.start();
  }

  private static Connector connector(Server server, HttpConfiguration http) {
    ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
    connector.setHost("127.0.0.1");
    connector.setPort(0);
    connector.setAcceptQueueSize(ACCEPT_QUEUE_SIZE);
    return connector;
  }

  /// `http://127.0.0.1:PORT`, without a slash at the end.
  public URI uri() {
    return URI.create("http://" + authority());
  }

  /// `127.0.0.1:PORT`.
  public String authority() {
    return "127.0.0.1:" + javalin.port();
  }

  /// Every call answered so far, in the order of the answers.
  public List<SeenCall> calls() {
    return List.copyOf(calls);
  }

  /// The connection a call came in on; for handlers that must know when the client leaves.
  public ClientSocket socket(Context context) {
    return new ClientSocket(context, () -> isClosing);
  }

  private void remember(Context context) {
    Map<String, String> headers = new HashMap<>();
    context.headerMap().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
    calls.add(
        new SeenCall(
            Instant.now(),
            context.method().name(),
            context.path(),
            context.queryString(),
            headers,
            ByteString.of(context.bodyAsBytes()),
            context.statusCode()));
  }

  @Override
  public void close() {
    isClosing = true;
    javalin.stop();
  }
}
