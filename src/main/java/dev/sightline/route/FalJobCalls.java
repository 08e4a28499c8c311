package dev.sightline.route;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import okhttp3.Call;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The calls about a job that is in fal's queue: none of them costs anything, all may be repeated.
/// Safe for all asks.
final class FalJobCalls {
  private static final Logger LOG = LoggerFactory.getLogger(FalJobCalls.class);

  /// For a status or a result; our own choice, as the rest.
  private static final Duration CALL_TIME = Duration.ofSeconds(30);

  /// A stream of statuses that is silent for so long is left for asking.
  private static final Duration STREAM_SILENCE = Duration.ofSeconds(30);

  private static final Duration CANCEL_TIME = Duration.ofSeconds(5);
  private static final int CANCEL_TRIES = 3;

  /// Longest status read, in bytes.
  private static final long MAX_STATUS_BYTES = 1 << 20;

  private final Headers json;
  private final Headers events;
  private final OkHttpClient asking;
  private final OkHttpClient streaming;
  private final OkHttpClient cancelling;

  FalJobCalls(String key, OkHttpClient client) {
    json = headers(key, "application/json");
    events = headers(key, "text/event-stream");
    OkHttpClient plain =
        client.newBuilder().followRedirects(false).followSslRedirects(false).build();
    asking = plain.newBuilder().callTimeout(CALL_TIME).build();
    streaming = plain.newBuilder().readTimeout(STREAM_SILENCE).build();
    cancelling = plain.newBuilder().callTimeout(CANCEL_TIME).build();
  }

  private static Headers headers(String key, String accept) {
    Headers.Builder all = new Headers.Builder().add("Accept", accept);
    AuthScheme.KEY.addTo(all, key);
    return all.build();
  }

  /// Logs are not asked for: nobody reads them.
  Call status(FalJob job) {
    return asking.newCall(get(withoutLogs(job.status()), json));
  }

  /// Every change of the status as an event, until the job has ended.
  Call statusStream(FalJob job) {
    return streaming.newCall(get(withoutLogs(Urls.join(job.status(), "stream")), events));
  }

  Call result(FalJob job) {
    return asking.newCall(get(job.result(), json));
  }

  /// Tells fal, on a thread of its own, that nobody waits any more: the calling thread may be
  /// interrupted, and nobody waits for the answer.
  void cancel(FalJob job) {
    Thread.ofVirtual()
        .name("fal-cancel")
        .start(() -> {
          for (int tries = 1; tries <= CANCEL_TRIES; tries++) {
            if (isCancelTaken(job)) {
              return;
            }
          }
          LOG.warn("job {} could not be cancelled", job.id());
        });
  }

  private boolean isCancelTaken(FalJob job) {
    Request request =
        new Request.Builder().url(job.cancel()).headers(json).put(RequestBody.EMPTY).build();
    try (Response response = cancelling.newCall(request).execute()) {
      LOG.info("job {}: cancel was answered with status {}", job.id(), response.code());
      return response.code() < 500;
    } catch (IOException e) {
      LOG.info("job {}: cancel did not get through: {}", job.id(), e.toString());
      return false;
    }
  }

  /// The body as JSON; null where it is none, or longer than a status can be.
  static @Nullable JsonNode body(Response response) throws IOException {
    var source = response.body().source();
    return source.request(MAX_STATUS_BYTES + 1) ? null : Json.read(source.readUtf8());
  }

  private static Request get(HttpUrl url, Headers headers) {
    return new Request.Builder().url(url).headers(headers).build();
  }

  private static HttpUrl withoutLogs(HttpUrl url) {
    return url.newBuilder().setQueryParameter("logs", "0").build();
  }
}
