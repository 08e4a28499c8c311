package dev.sightline.route;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sightline.failure.ProviderNote;
import dev.sightline.failure.RouteDown;
import dev.sightline.failure.RouteRefused;
import dev.sightline.http.SseEvent;
import dev.sightline.http.SseReader;
import dev.sightline.limit.Pause;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.function.Consumer;
import okhttp3.Call;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Waits for one job of fal's queue, on the asking thread: by the stream of its statuses, and where
/// that is not served or breaks, by asking again and again; in both cases no longer than until fal
/// itself says that it is done, where it is told to.
final class FalWatch {
  private static final Logger LOG = LoggerFactory.getLogger(FalWatch.class);

  /// fal's own clients ask every 100 to 500 ms (read 2026-08); the rest is our own choice.
  private static final Duration FIRST_WAIT = Duration.ofMillis(250);

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

  /// With waits of 2 s: a minute in which fal is not reached does not lose a job.
  private static final int MAX_FAILURES = 30;

  /// Statuses that may pass (facts of the fal JS client 1.10.1, read 2026-08-02), and those of a
  /// job that is not known everywhere yet.
  private static final Set<Integer> PASSING = Set.of(404, 408, 429, 500, 502, 503, 504);

  private static final int MAX_NOT_FOUND = 3;
  private static final long MAX_EVENT_BYTES = 1 << 20;

  private final String server;
  private final FalJobCalls calls;
  private final FalDeliveries.Waiting delivery;
  private final boolean isToldOf;
  private final Pause pause;
  private final InstantSource clock;
  private final Consumer<AnswerEvent> events;
  private final FalJob built;
  private FalJob job;
  private String said = "";
  private Duration wait = FIRST_WAIT;
  private int failures;

  /// @param job as fal told it
  /// @param built the same job, taken if nothing is where fal told it to be
  /// @param isToldOf whether fal is to tell when a job is done
  FalWatch(
      String server,
      FalJob job,
      FalJob built,
      FalJobCalls calls,
      FalDeliveries.Waiting delivery,
      boolean isToldOf,
      Pause pause,
      InstantSource clock,
      Consumer<AnswerEvent> events) {
    this.server = server;
    this.job = job;
    this.built = built;
    this.calls = calls;
    this.delivery = delivery;
    this.isToldOf = isToldOf;
    this.pause = pause;
    this.clock = clock;
    this.events = events;
  }

  /// Returns when the job has ended, well or not.
  ///
  /// @return how it failed, if its status says so
  @Nullable JsonNode awaitEnd() throws RouteDown, RouteRefused, InterruptedException {
    FalStatus last = streamed();
    while (last == null && !delivery.isTold()) {
      FalStatus status = asked();
      if (status != null && status.isEnded()) {
        last = status;
      } else {
        rest();
      }
    }
    return last == null ? null : last.error();
  }

  /// The job, where it was found.
  FalJob job() {
    return job;
  }

  /// Waits a while, longer each time.
  void rest() throws InterruptedException {
    if (isToldOf && !delivery.isTold()) {
      delivery.rest(wait);
    } else {
      pause.sleep(wait);
    }
    Duration longer = wait.multipliedBy(3).dividedBy(2);
    wait = longer.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : longer;
  }

  /// The last status; null where the stream did not get so far.
  private @Nullable FalStatus streamed() throws InterruptedException {
    Call call = calls.statusStream(job);
    delivery.reading(call);
    try (Response response = call.execute()) {
      if (!response.isSuccessful()) {
        LOG.debug("job {}: no stream of statuses, status {}", job.id(), response.code());
        return null;
      }
      SseReader sse = new SseReader(response.body().source(), MAX_EVENT_BYTES);
      SseEvent event = sse.next();
      while (event != null) {
        FalStatus status = tell(FalStatus.read(Json.read(event.data())));
        if (status != null && status.isEnded()) {
          return status;
        }
        event = sse.next();
      }
    } catch (IOException e) {
      stopIfInterrupted(e);
      LOG.debug("job {}: the stream of statuses broke: {}", job.id(), e.toString());
    }
    return null;
  }

  /// The status; null where fal did not tell it this time.
  private @Nullable FalStatus asked() throws RouteDown, RouteRefused, InterruptedException {
    Call call = calls.status(job);
    delivery.reading(call);
    try (Response response = call.execute()) {
      if (response.isSuccessful()) {
        FalStatus status = tell(FalStatus.read(FalJobCalls.body(response)));
        if (status != null) {
          failures = 0;
          return status;
        }
        failed(note(response.code(), "sent no status"), RouteDown.Reason.PROVIDER_ERROR);
      } else {
        refused(Fault.read(server, response, clock).about(job.id()));
      }
    } catch (IOException e) {
      stopIfInterrupted(e);
      if (!delivery.isTold()) {
        failed(note(0, String.valueOf(e.getMessage())), RouteDown.Reason.UNREACHABLE);
      }
    }
    return null;
  }

  private void refused(Fault fault) throws RouteDown, RouteRefused {
    int status = fault.note().status();
    if (status == 404 && !job.equals(built)) {
      job = built;
      return;
    }
    failures++;
    int most = status == 404 ? MAX_NOT_FOUND : MAX_FAILURES;
    if (fault.isOurTimeout() || !PASSING.contains(status) || failures >= most) {
      throw fault.raise();
    }
  }

  private void failed(ProviderNote note, RouteDown.Reason reason) throws RouteDown {
    failures++;
    if (failures >= MAX_FAILURES) {
      throw new RouteDown(reason, note, null);
    }
  }

  private ProviderNote note(int status, String message) {
    return new ProviderNote(server, status, null, message);
  }

  private @Nullable FalStatus tell(@Nullable FalStatus status) {
    if (status != null && !status.isEnded()) {
      String words = status.words(server);
      if (!words.equals(said)) {
        said = words;
        events.accept(new AnswerEvent.Progress(words));
      }
    }
    return status;
  }

  static void stopIfInterrupted(IOException cause) throws InterruptedException {
    if (Thread.interrupted()) {
      InterruptedException interrupted = new InterruptedException("interrupted in the queue");
      interrupted.initCause(cause);
      throw interrupted;
    }
  }
}
