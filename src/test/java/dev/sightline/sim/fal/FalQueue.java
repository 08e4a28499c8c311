package dev.sightline.sim.fal;

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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// fal's queue: submit, status by poll or stream, result, cancel.
///
/// A job moves on each time somebody asks for its status: out of the queue, into a run, to its end.
/// Status, result and cancel are served under `openrouter/router/requests/` for every endpoint; the
/// path of the endpoint itself is not found there. Safe for all threads.
public final class FalQueue {
  private static final String REQUESTS = "/openrouter/router/requests/{id}";
  private static final int STREAM_STEP_MS = 20;

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
            context.header("X-Fal-No-Retry") == null,
            queuedPolls,
            runningPolls);
    jobs.put(id, job);
    ObjectNode body = SimJson.object().put("status", "IN_QUEUE");
    putUrls(body, id).put("queue_position", queuedPolls);
    json(context, 200, body);
  }

  private void status(Context context) throws FalRefused, InterruptedException {
    FalJob job = job(context);
    ObjectNode body = statusOf(job);
    json(context, job.isCompleted() ? 200 : 202, body);
  }

  private void statusStream(Context context) throws FalRefused, InterruptedException, IOException {
    FalJob job = job(context);
    context.contentType("text/event-stream; charset=utf-8");
    OutputStream out = context.res().getOutputStream();
    boolean isLast = false;
    while (!isLast) {
      ObjectNode body = statusOf(job);
      isLast = job.isCompleted();
      out.write(("data: " + body + "\n\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
      isLast |= closing.await(isLast ? 0 : STREAM_STEP_MS, TimeUnit.MILLISECONDS);
    }
  }

  private void result(Context context) throws FalRefused {
    FalJob job = job(context);
    context.header("x-fal-request-id", job.id());
    job.sendResult(context);
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

  private ObjectNode statusOf(FalJob job) throws InterruptedException {
    ObjectNode body = SimJson.object();
    job.moveOn(provider, router);
    job.describe(body);
    return putUrls(body, job.id());
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

  private static void json(Context context, int status, ObjectNode body) {
    context.status(status).contentType("application/json").result(body.toString());
  }

  @FunctionalInterface
  private interface QueueCall {
    void handle(Context context) throws FalRefused, InterruptedException, IOException;
  }
}
