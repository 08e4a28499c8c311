package dev.sightline.sim.fal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.sim.model.Caller;
import dev.sightline.sim.model.Fault;
import dev.sightline.sim.model.FaultPlan;
import dev.sightline.sim.model.Faults;
import dev.sightline.sim.model.SimJson;
import dev.sightline.sim.model.SimProvider;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// fal's queue: submit, status by poll or stream, result, cancel.
///
/// A job moves on each time somebody asks for its status: out of the queue, into a run, to its end.
/// Status, result and cancel are served under `openrouter/router/requests/` for every endpoint; the
/// path of the endpoint itself is not found there. Safe for all threads.
public final class FalQueue {
  private static final String REQUESTS = "/openrouter/router/requests/{id}";
  private static final int STREAM_STEP_MS = 20;

  /// What stands in the logs of every job.
  public static final String LOG_LINE = "loaded weights of the neighbour's secret model";

  private final SimProvider provider;
  private final FalRouter router;
  private final FalKeys keys;
  private final FaultPlan faults = new FaultPlan();
  private final Map<String, FalJob> jobs = new ConcurrentHashMap<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile String url = "";
  private volatile int queuedPolls = 1;
  private volatile int runningPolls = 1;
  private volatile boolean honoursCancel = true;
  private volatile boolean streamsStatus = true;
  private volatile int statusEvents = Integer.MAX_VALUE;
  private volatile boolean tellsEnds = true;
  private volatile int heldAt = -1;
  private volatile int earlyResults;
  private volatile int earlyStatus = 400;
  private volatile Urls urls = Urls.PLAIN;
  private final FalWebhooks webhooks = new FalWebhooks();

  FalQueue(SimProvider provider, FalRouter router) {
    this.provider = provider;
    this.router = router;
    this.keys = new FalKeys(provider);
  }

  void servedFrom(String newUrl) {
    url = newUrl;
  }

  void close() {
    closing.countDown();
    webhooks.close();
  }

  /// What the next calls to the queue itself suffer, whichever they are: statuses and proxy pages.
  public FaultPlan faults() {
    return faults;
  }

  /// From now on a job is seen waiting, then running, this many times.
  public void pace(int newQueuedPolls, int newRunningPolls) {
    queuedPolls = newQueuedPolls;
    runningPolls = newRunningPolls;
  }

  /// Whether a job that runs ends when it is cancelled, or goes on and is billed.
  public void honourCancel(boolean newHonoursCancel) {
    honoursCancel = newHonoursCancel;
  }

  /// Whether statuses are streamed; if not, the path is not found.
  public void streamStatus(boolean newStreamsStatus) {
    streamsStatus = newStreamsStatus;
  }

  /// From now on the connection of a stream of statuses ends after so many events.
  public void endStatusStreamAfter(int events) {
    statusEvents = events;
  }

  /// From now on jobs that wait stay at this position; -1 lets them move on.
  public void holdAt(int position) {
    heldAt = position;
  }

  /// Whether a status ever says that a job has ended; if not, only a webhook does.
  public void tellEnds(boolean newTellsEnds) {
    tellsEnds = newTellsEnds;
  }

  /// From now on the result of a new job is not there the first times it is asked for after its
  /// end.
  ///
  /// @param status 400, as in a test of fal's, or 202 with the status, as in a mock of it
  public void holdBackResults(int times, int status) {
    earlyResults = times;
    earlyStatus = status;
  }

  /// From now on tells these URLs of new jobs.
  public void tellUrls(Urls newUrls) {
    urls = newUrls;
  }

  /// Lets all jobs come to their end now, and tells those who asked for it.
  public void finishAll() throws InterruptedException, IOException {
    for (FalJob job : jobs.values()) {
      job.finish(provider, router);
      deliver(job);
    }
  }

  /// The ids of all jobs, oldest first.
  public List<String> ids() {
    return jobs.values().stream()
        .sorted(Comparator.comparing(job -> job.submit().at()))
        .map(FalJob::id)
        .toList();
  }

  /// The priority that a job was put in with.
  public String priority(String id) {
    return Objects.requireNonNull(jobs.get(id), id).submit().priority();
  }

  /// What signs the deliveries of webhooks.
  public FalWebhooks webhooks() {
    return webhooks;
  }

  /// Which URLs the answer to a submit tells.
  public enum Urls {
    PLAIN,
    /// Each with a slash at its end.
    TRAILING_SLASH,
    /// That of the result ends in `/response`.
    RESPONSE_ALIAS,
    /// With the path of the endpoint, where nothing is found.
    SUB_PATH,
    /// At a host that is not ours: `elsewhere.invalid`.
    FOREIGN_HOST
  }

  void route(JavalinConfig config) {
    for (FalEndpoint endpoint : FalEndpoint.values()) {
      for (String variant : List.of("", "/enterprise")) {
        config.routes.post(
            "/" + endpoint.id() + variant, guarded(context -> submit(context, endpoint)));
      }
    }
    config.routes.get(REQUESTS + "/status", guarded(this::status));
    config.routes.get(REQUESTS + "/status/stream", guarded(this::statusStream));
    config.routes.get(REQUESTS, guarded(this::result));
    config.routes.get(REQUESTS + "/response", guarded(this::result));
    config.routes.put(REQUESTS + "/cancel", guarded(this::cancel));
    config.routes.get("/*", FalSim::noSuchPath);
    config.routes.post("/*", FalSim::noSuchPath);
    config.routes.put("/*", FalSim::noSuchPath);
  }

  private Handler guarded(QueueCall call) {
    return context -> {
      Faults planned = faults.take();
      try {
        Optional<Fault.Ingress> ingress = planned.find(Fault.Ingress.class);
        if (ingress.isPresent()) {
          SimProvider.nginx(context, ingress.get());
          return;
        }
        keys.check(context);
        FalRouter.refuseIfTold(context, planned);
        call.handle(context);
      } catch (FalRefused e) {
        e.send(context);
      }
    };
  }

  private void submit(Context context, FalEndpoint endpoint) throws FalRefused {
    String id = UUID.randomUUID().toString();
    Caller caller = new Caller(id, context.path(), keys.check(context));
    FalJob job =
        new FalJob(
            caller,
            endpoint,
            context.bodyAsBytes(),
            FalSubmit.read(context),
            context.header("X-Fal-No-Retry") == null,
            queuedPolls,
            runningPolls);
    job.holdBackResult(earlyResults);
    jobs.put(id, job);
    ObjectNode body = SimJson.object().put("status", "IN_QUEUE");
    tellUrls(body, job, endpoint).put("queue_position", queuedPolls);
    json(context, 200, body);
  }

  private void status(Context context) throws FalRefused, InterruptedException, IOException {
    FalJob job = job(context);
    ObjectNode body = statusOf(job, logs(context));
    json(context, job.isCompleted() ? 200 : 202, body);
  }

  private void statusStream(Context context) throws FalRefused, InterruptedException, IOException {
    FalJob job = job(context);
    if (!streamsStatus) {
      FalSim.noSuchPath(context);
      return;
    }
    context.contentType("text/event-stream; charset=utf-8");
    OutputStream out = context.res().getOutputStream();
    boolean isLast = false;
    for (int events = 1; !isLast; events++) {
      ObjectNode body = statusOf(job, logs(context));
      isLast = (job.isCompleted() && tellsEnds) || events >= statusEvents;
      out.write(("data: " + body + "\n\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
      isLast |= closing.await(isLast ? 0 : STREAM_STEP_MS, TimeUnit.MILLISECONDS);
    }
  }

  private void result(Context context) throws FalRefused {
    FalJob job = job(context);
    context.header("x-fal-request-id", job.id());
    job.sendResult(context, earlyStatus);
  }

  private void cancel(Context context) {
    FalJob job = jobs.get(context.pathParam("id"));
    if (job == null) {
      json(context, 404, SimJson.object().put("status", "NOT_FOUND"));
    } else if (job.isCompleted()) {
      json(context, 400, SimJson.object().put("status", "ALREADY_COMPLETED"));
    } else {
      job.cancel(honoursCancel);
      json(context, 202, SimJson.object().put("status", "CANCELLATION_REQUESTED"));
    }
  }

  private ObjectNode statusOf(FalJob job, @Nullable ArrayNode logs)
      throws InterruptedException, IOException {
    ObjectNode body = SimJson.object();
    int held = heldAt;
    if (held >= 0 && job.isWaiting()) {
      body.put("status", "IN_QUEUE").put("queue_position", held);
      return putUrls(body, job.id());
    }
    boolean wasCompleted = job.isCompleted();
    job.moveOn(provider, router);
    if (job.isCompleted() && !wasCompleted) {
      deliver(job);
    }
    if (tellsEnds) {
      job.describe(body, logs);
    } else {
      body.put("status", "IN_PROGRESS").set("logs", logs);
    }
    return putUrls(body, job.id());
  }

  private void deliver(FalJob job) throws IOException {
    if (job.submit().webhook() != null) {
      webhooks.deliver(job.submit().webhook(), job.id(), job.delivery().toString());
    }
  }

  /// What the application printed, if it was asked for; never meant for people.
  private static @Nullable ArrayNode logs(Context context) {
    String wanted = context.queryParam("logs");
    if (wanted == null || !Set.of("1", "true").contains(wanted)) {
      return null;
    }
    ArrayNode logs = SimJson.array();
    logs.addObject()
        .put("message", LOG_LINE)
        .put("timestamp", "2026-11-21T12:00:00.000000")
        .put("level", "STDERR")
        .put("source", "USER");
    return logs;
  }

  private FalJob job(Context context) throws FalRefused {
    FalJob job = jobs.get(context.pathParam("id"));
    if (job == null) {
      throw FalRefused.plain(404, "Request not found");
    }
    return job;
  }

  private ObjectNode putUrls(ObjectNode body, String id) {
    String base = url + REQUESTS.replace("{id}", id);
    return body.put("request_id", id)
        .put("response_url", base)
        .put("status_url", base + "/status")
        .put("cancel_url", base + "/cancel");
  }

  private ObjectNode tellUrls(ObjectNode body, FalJob job, FalEndpoint endpoint) {
    String base = url + REQUESTS.replace("{id}", job.id());
    String result = base;
    String end = "";
    switch (urls) {
      case PLAIN -> {}
      case TRAILING_SLASH -> end = "/";
      case RESPONSE_ALIAS -> result += "/response";
      case SUB_PATH -> {
        base = url + "/" + endpoint.id() + "/requests/" + job.id();
        result = base;
      }
      case FOREIGN_HOST -> {
        base = base.replace(url, "http://elsewhere.invalid");
        result = base;
      }
    }
    return body.put("request_id", job.id())
        .put("response_url", result + end)
        .put("status_url", base + "/status" + end)
        .put("cancel_url", base + "/cancel" + end);
  }

  private static void json(Context context, int status, ObjectNode body) {
    context.status(status).contentType("application/json").result(body.toString());
  }

  @FunctionalInterface
  private interface QueueCall {
    void handle(Context context) throws FalRefused, InterruptedException, IOException;
  }
}
