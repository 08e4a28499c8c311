package dev.sightline.sim.fal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.sim.model.Caller;
import dev.sightline.sim.model.Charge;
import dev.sightline.sim.model.Fault;
import dev.sightline.sim.model.Faults;
import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.model.ModelAsk;
import dev.sightline.sim.model.SimModel;
import dev.sightline.sim.model.SimProvider;
import io.javalin.http.Context;
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
  private int queuedPollsLeft;
  private int runningPollsLeft;
  private @Nullable FalRefused failure;
  private @Nullable String output;

  FalJob(
      Caller caller,
      FalEndpoint endpoint,
      byte[] input,
      boolean isRetried,
      int queuedPolls,
      int runningPolls) {
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

  synchronized boolean isCompleted() {
    return failure != null || output != null;
  }

  /// One step towards the end.
  synchronized void moveOn(SimProvider provider, FalRouter router) throws InterruptedException {
    if (isCompleted()) {
      return;
    }
    if (queuedPollsLeft >= 0) {
      queuedPollsLeft--;
    }
    if (queuedPollsLeft < 0 && runningPollsLeft-- == 0) {
      run(provider, router);
    }
  }

  synchronized void describe(ObjectNode body) {
    if (failure != null) {
      body.put("status", "COMPLETED").putNull("logs");
      body.put("error", "Invalid status code: " + failure.status());
    } else if (output != null) {
      body.put("status", "COMPLETED").putNull("logs");
      body.putObject("metrics").put("inference_time", 0.42);
    } else if (queuedPollsLeft >= 0) {
      body.put("status", "IN_QUEUE").put("queue_position", queuedPollsLeft);
    } else {
      body.put("status", "IN_PROGRESS").putNull("logs");
    }
  }

  synchronized void cancel(boolean isHonoured) {
    if (queuedPollsLeft >= 0 || isHonoured) {
      failure = FalRefused.plain(499, "Request cancelled by the client.");
    }
  }

  synchronized void sendResult(Context context) {
    if (failure != null) {
      failure.send(context);
    } else if (output != null) {
      context.contentType("application/json").result(output);
    } else {
      FalRefused.plain(400, "Request is still in progress").send(context);
    }
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
      Charge charge = provider.bills().finish(caller, ask, answer, model);
      output = FalShape.whole(answer.text(), answer.reasoning(), charge, faults).toString();
    } catch (FalRefused e) {
      failure = e;
    }
  }

  private static boolean isTriedAgain(Optional<Fault.Status> told) {
    return told.isPresent() && RETRIED.contains(told.get().status());
  }
}
