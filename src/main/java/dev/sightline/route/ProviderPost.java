package dev.sightline.route;

import dev.sightline.failure.ProviderNote;
import dev.sightline.failure.RouteDown;
import dev.sightline.failure.RouteRefused;
import dev.sightline.failure.UnchargedStop;
import dev.sightline.http.JsonBody;
import dev.sightline.limit.Pause;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends one call to a provider, and turns every way in which HTTP can go wrong into a failure.
///
/// Every call is a paid job that the provider does not recognise when it comes twice. So it is
/// repeated only where the provider cannot have begun: no byte of the body was sent, or it said
/// "later" (429, 503) and that later is soon; a client whose service states it otherwise says so by
/// [Repeats]. Safe for all asks.
final class ProviderPost {
  private static final Logger LOG = LoggerFactory.getLogger(ProviderPost.class);

  /// Our own choice, as the two below.
  private static final int MAX_RETRIES = 2;

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
  private static final Duration CONNECT_WAIT = Duration.ofMillis(250);

  private final String server;
  private final OkHttpClient client;
  private final RouteTimeouts timeouts;
  private final Pause pause;
  private final InstantSource clock;
  private final Repeats repeats;

  ProviderPost(
      String server,
      OkHttpClient client,
      RouteTimeouts timeouts,
      Pause pause,
      InstantSource clock) {
    this(server, client, timeouts, pause, clock, ProviderPost::whenItSaid);
  }

  ProviderPost(
      String server,
      OkHttpClient client,
      RouteTimeouts timeouts,
      Pause pause,
      InstantSource clock,
      Repeats repeats) {
    this.server = server;
    this.client =
        client
            .newBuilder()
            .followRedirects(false)
            .followSslRedirects(false)
            .readTimeout(timeouts.silence())
            .writeTimeout(timeouts.silence())
            .callTimeout(timeouts.whole())
            .build();
    this.timeouts = timeouts;
    this.pause = pause;
    this.clock = clock;
    this.repeats = repeats;
  }

  /// When a call that was refused is made again.
  @FunctionalInterface
  interface Repeats {
    /// Null for never; what is too late for a person who waits counts as never, too.
    ///
    /// @param retries how often it was repeated before
    @Nullable Duration after(Fault fault, int retries);
  }

  private static @Nullable Duration whenItSaid(Fault fault, int retries) {
    int status = fault.note().status();
    return status == 429 || status == 503 ? fault.retryAfter() : null;
  }

  /// Sends a body and hands the answer, if its status is 2xx, to `reading`.
  void send(HttpUrl url, Headers headers, Supplier<JsonBody> body, Reading reading)
      throws RouteDown, RouteRefused, InterruptedException {
    send(url, headers, body, Duration.ZERO, reading);
  }

  /// As above; where it is interrupted, the headers of the answer may still come.
  ///
  /// @param lastWord how long they are waited for; as in [OpenCall#execute]
  void send(
      HttpUrl url, Headers headers, Supplier<JsonBody> body, Duration lastWord, Reading reading)
      throws RouteDown, RouteRefused, InterruptedException {
    for (int retries = 0; ; retries++) {
      Later later = once(url, headers, body.get(), lastWord, reading, retries);
      if (later == null) {
        return;
      }
      if (retries == MAX_RETRIES) {
        throw later.failure();
      }
      LOG.warn("asked again in {}: {}", later.after(), later.failure().getMessage());
      rest(later.after());
    }
  }

  private void rest(Duration time) throws InterruptedException {
    try {
      pause.sleep(time);
    } catch (InterruptedException e) {
      UnchargedStop stopped = new UnchargedStop("interrupted before it was asked again");
      stopped.initCause(e);
      throw stopped;
    }
  }

  /// Null when the answer was read.
  private @Nullable Later once(
      HttpUrl url, Headers headers, JsonBody body, Duration lastWord, Reading reading, int retries)
      throws RouteDown, RouteRefused, InterruptedException {
    Request request = new Request.Builder().url(url).headers(headers).post(body).build();
    try (OpenCall open = new OpenCall(client.newCall(request), timeouts.firstAnswer())) {
      try {
        Response response = open.execute(body, lastWord);
        if (!response.isSuccessful()) {
          return refusal(Fault.read(server, response, clock), open.isUnwanted(), retries);
        }
        reading.read(response, open);
        open.whole();
        return null;
      } catch (IOException e) {
        if (Thread.interrupted()) {
          throw interrupted(e);
        }
        RouteDown failure = broken(open, body, e);
        if (body.isBegun() || failure.reason() == RouteDown.Reason.TIMEOUT) {
          throw failure;
        }
        return new Later(CONNECT_WAIT, failure);
      }
    }
  }

  private Later refusal(Fault fault, boolean isUnwanted, int retries)
      throws RouteDown, RouteRefused, InterruptedException {
    if (Thread.interrupted() || isUnwanted) {
      throw new UnchargedStop("interrupted while an error was read");
    }
    RouteDown failure = fault.raise();
    Duration wait = repeats.after(fault, retries);
    if (wait == null || wait.compareTo(LONGEST_WAIT) > 0) {
      throw failure;
    }
    return new Later(wait, failure);
  }

  private static InterruptedException interrupted(IOException cause) {
    InterruptedException interrupted = new InterruptedException("interrupted while it answered");
    interrupted.initCause(cause);
    return interrupted;
  }

  private RouteDown broken(OpenCall open, JsonBody body, IOException e) {
    Response response = open.response();
    boolean isTimeout = open.isOverdue() || e instanceof InterruptedIOException;
    RouteDown.Reason reason;
    if (open.isAnswered()) {
      reason = RouteDown.Reason.CUT;
    } else if (isTimeout && (open.isOverdue() || body.isBegun())) {
      reason = RouteDown.Reason.TIMEOUT;
    } else {
      reason = response == null ? RouteDown.Reason.UNREACHABLE : RouteDown.Reason.CUT;
    }
    String message =
        open.isOverdue()
            ? "no answer within " + timeouts.firstAnswer().toMillis() + " ms"
            : String.valueOf(e.getMessage());
    ProviderNote note =
        response == null
            ? ProviderNote.withoutAnswer(server, message)
            : new ProviderNote(
                server, response.code(), Fault.requestId(response.headers()), message);
    RouteDown failure = new RouteDown(reason, note, null);
    failure.initCause(e);
    return failure;
  }

  /// Reads an answer whose status is 2xx.
  @FunctionalInterface
  interface Reading {
    void read(Response response, OpenCall open)
        throws IOException, RouteDown, RouteRefused, InterruptedException;
  }

  /// The same call may work later.
  private record Later(Duration after, RouteDown failure) {}
}
