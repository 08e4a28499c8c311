package dev.sightline.http;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.Dns;
import okhttp3.OkHttpClient;

/// The one HTTP client of the process; everything else derives from it and shares its connections,
/// but for what the guarded fetcher reaches.
///
/// Redirects are never followed by themselves: whoever expects one looks at the target first. Safe
/// for all threads; closed once, last.
public final class HttpStack implements AutoCloseable {
  /// Time to connect; our own choice.
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /// Longest silence of a server. Reasoning models can be silent for more than 15 s (facts of the
  /// fal JS client 1.10.1, read 2026-08-02), so it is long.
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(100);

  /// Calls at once, over all hosts. Every call has a virtual thread, so only sockets cost.
  private static final int MAX_CALLS = 20_000;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final OkHttpClient client;

  /// OkHttp takes any open connection to the same host, whichever sockets the client would make.
  private final ConnectionPool guardedConnections = new ConnectionPool(64, 1, TimeUnit.MINUTES);

  public HttpStack() {
    this(Dns.SYSTEM);
  }

  /// @param dns answers for every name that is connected to
  HttpStack(Dns dns) {
    Dispatcher dispatcher = new Dispatcher(threads);
    dispatcher.setMaxRequests(MAX_CALLS);
    dispatcher.setMaxRequestsPerHost(MAX_CALLS);
    client =
        new OkHttpClient.Builder()
            .dispatcher(dispatcher)
            .dns(dns)
            .socketFactory(new PromptSockets())
            .connectionPool(new ConnectionPool(64, 1, TimeUnit.MINUTES))
            .connectTimeout(CONNECT_TIMEOUT)
            .readTimeout(READ_TIMEOUT)
            .followRedirects(false)
            .followSslRedirects(false)
            .build();
  }

  /// The shared client; derive with `newBuilder()`.
  public OkHttpClient client() {
    return client;
  }

  /// Where open connections stand that the guard let through, apart from all others.
  ConnectionPool guardedConnections() {
    return guardedConnections;
  }

  @Override
  public void close() {
    client.dispatcher().cancelAll();
    threads.shutdownNow();
    client.connectionPool().evictAll();
    guardedConnections.evictAll();
  }
}
