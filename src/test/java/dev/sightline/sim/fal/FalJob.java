package dev.sightline.sim.fal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.sim.model.Caller;
import dev.sightline.sim.model.Charge;
import dev.sightline.sim.model.Fault;
import dev.sightline.sim.model.Faults;
import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.model.ModelAsk;
import dev.sightline.sim.model.SimJson;
import dev.sightline.sim.model.SimModel;
import dev.sightline.sim.model.SimProvider;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One job in the queue. Safe for all threads.
final class FalJob {
  /// What the queue tries again by itself, and how often (fal's retry page, read 2026-08).
  private static final Set<Integer> RETRIED = Set.of(503, 504);

  private static final int ATTEMPTS = 10;

  private final Caller caller;
  private final FalEndpoint endpoint;
  private final byte[] input;
  private final boolean isRetried;
  private final FalSubmit submit;
  private int earlyResultsLeft;
  private int queuedPollsLeft;
  private int runningPollsLeft;
  private @Nullable FalRefused failure;
  private @Nullable String output;

  FalJob(
      Caller caller,
      FalEndpoint endpoint,
      byte[] input,
      FalSubmit submit,
      boolean isRetried,
      int queuedPolls,
      int runningPolls) {
    this.submit = submit;
    this.caller = caller;
    this.endpoint = endpoint;
    this.input = input;
    this.isRetried = isRetried;
    this.queuedPollsLeft = queuedPolls;
    this.runningPollsLeft = runningPolls;
  }

  String id() {
    return caller.requestId();
  }

  FalSubmit submit() {
    return submit;
  }

  /// The next requests for the result come too early, even when the job is done.
  synchronized void holdBackResult(int times) {
    earlyResultsLeft = times;
  }

  synchronized boolean isWaiting() {
    return !isCompleted() && queuedPollsLeft >= 0;
  }

  synchronized boolean isCompleted() {
    return failure != null || output != null;
  }

  /// One step towards the end.
  synchronized void moveOn(SimProvider provider, FalRouter router) throws InterruptedException {
    if (isCompleted()) {
      return;
    }
    if (queuedPollsLeft >= 0 && submit.isStartOverdue()) {
      failure = FalRefused.startTimeout();
      return;
    }
    if (queuedPollsLeft >= 0) {
      queuedPollsLeft--;
    }
    if (queuedPollsLeft < 0 && runningPollsLeft-- == 0) {
      run(provider, router);
    }
  }

  /// All steps to the end at once, with nobody asking.
  synchronized void finish(SimProvider provider, FalRouter router) throws InterruptedException {
    if (!isCompleted()) {
      queuedPollsLeft = -1;
      run(provider, router);
    }
  }

  /// @param logs null where they were not asked for
  synchronized void describe(ObjectNode body, @Nullable ArrayNode logs) {
    if (!isCompleted() && queuedPollsLeft >= 0) {
      body.put("status", "IN_QUEUE").put("queue_position", queuedPollsLeft);
      return;
    }
    body.put("status", isCompleted() ? "COMPLETED" : "IN_PROGRESS").set("logs", logs);
    if (failure != null) {
      body.put("error", "Invalid status code: " + failure.status());
      if (failure.status() == 504) {
        body.put("error_type", "startup_timeout");
      }
    } else if (output != null) {
      body.putObject("metrics").put("inference_time", 0.42);
    }
  }

  synchronized void cancel(boolean isHonoured) {
    if (queuedPollsLeft >= 0 || isHonoured) {
      failure = FalRefused.plain(499, "Request cancelled by the client.");
    }
  }

  /// @param earlyStatus of a request that comes too early: 400, or 202 with the status
  synchronized void sendResult(Context context, int earlyStatus) {
    boolean isEarly = !isCompleted() || earlyResultsLeft-- > 0;
    if (isEarly && earlyStatus == 202) {
      context
          .status(202)
          .contentType("application/json")
          .result(SimJson.object().put("status", "IN_PROGRESS").put("request_id", id()).toString());
    } else if (isEarly) {
      FalRefused.plain(400, "Request is still in progress").send(context);
    } else if (failure != null) {
      failure.send(context);
    } else {
      context.contentType("application/json").result(String.valueOf(output));
    }
  }

  /// What a webhook carries: the output, or the error's body.
  synchronized ObjectNode delivery() throws IOException {
    ObjectNode body =
        SimJson.object()
            .put("request_id", id())
            .put("gateway_request_id", id())
            .put("status", failure == null ? "OK" : "ERROR");
    if (failure == null) {
      body.set("payload", SimJson.read(String.valueOf(output).getBytes(StandardCharsets.UTF_8)));
    } else {
      body.putNull("payload").put("error", "Invalid status code: " + failure.status());
    }
    return body;
  }

  private void run(SimProvider provider, FalRouter router) throws InterruptedException {
    Faults faults = provider.faults().take();
    Optional<Fault.Status> told = faults.find(Fault.Status.class);
    for (int attempt = 1; isRetried && attempt < ATTEMPTS && isTriedAgain(told); attempt++) {
      faults = provider.faults().take();
      told = faults.find(Fault.Status.class);
    }
    try {
      if (told.isPresent()) {
        throw FalRefused.told(told.get());
      }
      ModelAsk ask = new FalInputReader(endpoint, provider.media()).read(input, false);
      SimModel model = router.model(ask);
      ModelAnswer answer = router.script(ask).cappedAt(ask.maxTokens());
      Faults all = faults.and(answer.faults());
      Optional<Fault.ErrorInStream> broken = all.find(Fault.ErrorInStream.class);
      if (broken.isPresent()) {
        output = FalShape.failed(broken.get().message()).toString();
        return;
      }
      Charge charge = provider.bills().finish(caller, ask, answer, model);
      output = FalShape.whole(answer.text(), answer.reasoning(), charge, all).toString();
    } catch (FalRefused e) {
      failure = e;
    }
  }

  private static boolean isTriedAgain(Optional<Fault.Status> told) {
    return told.isPresent() && RETRIED.contains(told.get().status());
  }
}
