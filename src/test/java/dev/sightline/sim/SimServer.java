package dev.sightline.sim;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import okio.ByteString;

/// A loopback HTTP server on a free port that remembers every call: the ground under each
/// simulator.
///
/// Handlers run on virtual threads and may block. Safe for all threads.
public final class SimServer implements AutoCloseable {
  private final Javalin javalin;
  private final List<SeenCall> calls = new CopyOnWriteArrayList<>();

  /// Starts a server whose routes are set by `routes`.
  public SimServer(Consumer<JavalinConfig> routes) {
    javalin =
        Javalin.create(config -> {
          config.concurrency.useVirtualThreads = true;
          config.startup.showJavalinBanner = false;
          config.http.maxRequestSize = Long.MAX_VALUE;
          config.jetty.host = "127.0.0.1";
          config.jetty.port = 0;
          config.routes.after(this::remember);
          routes.accept(config);
        });
    javalin.start();
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
    javalin.stop();
  }
}
