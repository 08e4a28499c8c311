package dev.sightline.route;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sightline.failure.ProviderNote;
import dev.sightline.failure.RouteDown;
import dev.sightline.failure.RouteRefused;
import dev.sightline.http.JsonBody;
import dev.sightline.limit.Pause;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/// Asks fal's router by its queue: a job is put in, waited for, and its result fetched. Safe for
/// all asks.
///
/// A job is known by an id from the moment it is put in, so that whoever comes later, also after a
/// restart, can fetch its result or learn its cost. Who stops waiting cancels it.
final class FalQueue {
  /// Refusals that come from before the queue, if they carry no request id: only then is it certain
  /// that no job was made (facts of the fal clients in JavaScript and Python, read 2026-08).
  private static final Set<Integer> BEFORE_THE_QUEUE = Set.of(429, 502, 503, 504);

  /// As fal's JavaScript client has it, doubled each time.
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);

  /// For the id of a job that is being put in when the ask is stopped; our own choice.
  private static final Duration LAST_WORD = Duration.ofSeconds(2);

  /// With waits up to 2 s: a minute until a job that has ended must have its result.
  private static final int MAX_RESULT_TRIES = 30;

  /// With the same waits: two minutes that a job may go on after nobody wants it any more. What is
  /// not told by then is asked for again later.
  private static final int MAX_COST_TRIES = 60;

  private static final Duration FIRST_WAIT = Duration.ofMillis(250);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

  private final FalSettings settings;
  private final FalSettings.Queue queue;
  private final Pause pause;
  private final InstantSource clock;
  private final FalDeliveries deliveries;
  private final FalJobCalls calls;
  private final FalResult results;
  private final ProviderPost post;
  private final Headers headers;

  FalQueue(
      FalSettings settings,
      FalSettings.Queue queue,
      OkHttpClient client,
      Pause pause,
      InstantSource clock,
      FalDeliveries deliveries) {
    this.settings = settings;
    this.queue = queue;
    this.pause = pause;
    this.clock = clock;
    this.deliveries = deliveries;
    this.calls = new FalJobCalls(settings.key(), client);
    this.results = new FalResult(settings, calls, clock);
    this.post =
        new ProviderPost(
            settings.name(), client, settings.timeouts(), pause, clock, FalQueue::again);
    Headers.Builder all =
        new Headers.Builder()
            .add("Accept", "application/json")
            .add("X-Fal-Queue-Priority", queue.priority().name().toLowerCase(Locale.ROOT))
            .add("X-Fal-Request-Timeout", seconds(queue.startTimeout()))
            .add("X-Fal-Store-IO", "0");
    AuthScheme.KEY.addTo(all, settings.key());
    this.headers = all.build();
  }

  private static String seconds(Duration time) {
    return BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros().toPlainString();
  }

  private static @Nullable Duration again(Fault fault, int retries) {
    boolean isBefore =
        fault.note().requestId() == null && BEFORE_THE_QUEUE.contains(fault.note().status());
    if (!isBefore || fault.isFinal()) {
      return null;
    }
    Duration asked = fault.retryAfter();
    return asked == null ? FIRST_RETRY.multipliedBy(1L << retries) : asked;
  }

  /// As [RouteClient#ask].
  void ask(FalRequest request, String model, Consumer<AnswerEvent> events)
      throws RouteDown, RouteRefused, InterruptedException {
    AtomicBoolean isUnwanted = new AtomicBoolean();
    FutureTask<FalJob> submit = new FutureTask<>(() -> submit(request, isUnwanted));
    // Not interrupted: what is cut off here may have been taken, and would run known to nobody.
    Thread.ofVirtual().name("fal-submit").start(submit);
    FalJob job;
    try {
      job = submit.get();
    } catch (InterruptedException e) {
      isUnwanted.set(true);
      cancelWhenIn(submit, events);
      throw e;
    } catch (ExecutionException e) {
      throw unwrapped(e);
    }
    follow(job, model, events);
  }

  private void cancelWhenIn(FutureTask<FalJob> submit, Consumer<AnswerEvent> events)
      throws InterruptedException {
    try {
      FalJob job = submit.get(LAST_WORD.toMillis(), TimeUnit.MILLISECONDS);
      events.accept(new AnswerEvent.Begun(job.id()));
      calls.cancel(job);
    } catch (TimeoutException e) {
      Thread.ofVirtual()
          .name("fal-cancel")
          .start(() -> {
            try {
              calls.cancel(submit.get());
            } catch (InterruptedException interrupted) {
              Thread.currentThread().interrupt();
            } catch (ExecutionException none) {
              // There is no job.
            }
          });
    } catch (ExecutionException e) {
      // There is no job.
    }
  }

  private static RouteDown unwrapped(ExecutionException failure)
      throws RouteDown, RouteRefused, InterruptedException {
    return switch (failure.getCause()) {
      case RouteDown down -> down;
      case RouteRefused refused -> throw refused;
      case InterruptedException interrupted -> throw interrupted;
      case RuntimeException broken -> throw broken;
      case null, default -> throw new IllegalStateException(failure);
    };
  }

  private FalJob submit(FalRequest request, AtomicBoolean isUnwanted)
      throws RouteDown, RouteRefused, InterruptedException {
    HttpUrl.Builder url = Urls.join(queue.url(), request.endpoint().id()).newBuilder();
    HttpUrl webhook = queue.webhook();
    if (webhook != null) {
      url.addQueryParameter("fal_webhook", webhook.toString());
    }
    FalJob[] taken = new FalJob[1];
    post.send(
        url.build(),
        headers,
        () -> {
          if (isUnwanted.get()) {
            throw new CancellationException("nobody wants it any more");
          }
          return JsonBody.of(request.body());
        },
        (response, open) -> taken[0] = taken(response));
    return taken[0];
  }

  private FalJob taken(Response response) throws IOException, RouteDown {
    JsonNode answer = FalJobCalls.body(response);
    FalJob job = answer == null ? null : FalJob.read(queue.url(), answer);
    if (job == null) {
      throw new RouteDown(
          RouteDown.Reason.PROVIDER_ERROR,
          new ProviderNote(
              settings.name(),
              response.code(),
              Fault.requestId(response.headers()),
              "took a job without telling its id"),
          null);
    }
    return job;
  }

  /// As [RouteClient#resume].
  void resume(String id, String model, Consumer<AnswerEvent> events)
      throws RouteDown, RouteRefused, InterruptedException {
    follow(FalJob.of(queue.url(), id), model, events);
  }

  private void follow(FalJob job, String model, Consumer<AnswerEvent> events)
      throws RouteDown, RouteRefused, InterruptedException {
    try (FalDeliveries.Waiting delivery = deliveries.expect(job.id())) {
      FalWatch watch =
          new FalWatch(
              settings.name(),
              job,
              FalJob.of(queue.url(), job.id()),
              calls,
              delivery,
              queue.webhook() != null,
              pause,
              clock,
              events);
      boolean hasEnded = false;
      try {
        events.accept(new AnswerEvent.Begun(job.id()));
        JsonNode error = watch.awaitEnd();
        hasEnded = true;
        fetch(watch, error, model, events);
      } finally {
        if (!hasEnded) {
          calls.cancel(watch.job());
        }
      }
    }
  }

  private void fetch(
      FalWatch watch, @Nullable JsonNode error, String model, Consumer<AnswerEvent> events)
      throws RouteDown, RouteRefused, InterruptedException {
    for (int tries = 1; ; tries++) {
      RouteDown notYet = results.read(watch.job(), model, events);
      if (notYet == null) {
        return;
      }
      if (tries == MAX_RESULT_TRIES) {
        throw error == null
            ? notYet
            : Fault.inside(settings.name(), Headers.of(), error).about(watch.job().id()).raise();
      }
      watch.rest();
    }
  }

  /// As [RouteClient#lateUsage].
  Usage lateUsage(String id) throws InterruptedException {
    FalJob job = FalJob.of(queue.url(), id);
    Duration wait = FIRST_WAIT;
    for (int tries = 1; tries <= MAX_COST_TRIES; tries++) {
      Usage usage = results.cost(job);
      if (usage != null) {
        return usage;
      }
      pause.sleep(wait);
      wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait.multipliedBy(2);
    }
    return Usage.UNKNOWN;
  }

  /// As [RouteClient#billed].
  Usage billed(String id) throws InterruptedException {
    Usage usage = results.cost(FalJob.of(queue.url(), id));
    return usage == null ? Usage.UNKNOWN : usage;
  }
}
