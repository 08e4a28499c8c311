package dev.sightline.sim.fal;

import dev.sightline.sim.ClientSocket;
import dev.sightline.sim.model.Caller;
import dev.sightline.sim.model.Fault;
import dev.sightline.sim.model.Faults;
import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.model.ModelAsk;
import dev.sightline.sim.model.Playback;
import dev.sightline.sim.model.SeenMedia;
import dev.sightline.sim.model.SimJson;
import dev.sightline.sim.model.SimModel;
import dev.sightline.sim.model.SimProvider;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// `POST https://fal.run/openrouter/router…`: runs and streams. Safe for all threads.
final class FalRouter {
  private final SimProvider provider;
  private final FalKeys keys;
  private final Function<Context, ClientSocket> sockets;
  private volatile FalSim.StreamMode mode = FalSim.StreamMode.SNAPSHOT;
  private volatile FalSim.UpstreamErrors upstreamErrors = FalSim.UpstreamErrors.DETAIL_LIST;

  FalRouter(SimProvider provider, Function<Context, ClientSocket> sockets) {
    this.provider = provider;
    this.keys = new FalKeys(provider);
    this.sockets = sockets;
  }

  void streamAs(FalSim.StreamMode newMode) {
    mode = newMode;
  }

  void showUpstreamErrorsAs(FalSim.UpstreamErrors newErrors) {
    upstreamErrors = newErrors;
  }

  void handle(Context context, FalEndpoint endpoint, boolean isStreamed)
      throws InterruptedException {
    byte[] body = context.bodyAsBytes();
    ClientSocket socket = sockets.apply(context);
    Faults faults = provider.faults().take();
    boolean hasEntered = false;
    try {
      endAtStartTimeout(context, socket, faults);
      if (SimProvider.endsBefore(context, socket, faults)) {
        return;
      }
      String requestId = UUID.randomUUID().toString();
      context.header("x-fal-request-id", requestId);
      String key = keys.check(context);
      hasEntered = provider.enter();
      if (!hasEntered) {
        throw FalRefused.tooMany();
      }
      refuseIfTold(context, faults);
      ModelAsk ask = new FalInputReader(endpoint, provider.media()).read(body, isStreamed);
      answer(context, socket, new Caller(requestId, context.path(), key), ask, faults);
    } catch (FalRefused e) {
      e.send(context);
    } finally {
      if (hasEntered) {
        provider.leave();
      }
    }
  }

  /// The model that is to answer.
  ///
  /// @throws FalRefused when there is no such model or it cannot see what came
  SimModel model(ModelAsk ask) throws FalRefused {
    Optional<SimModel> found = provider.model(ask.model());
    if (found.isEmpty()) {
      throw upstream("No endpoints found for " + ask.model() + ".");
    }
    for (SeenMedia seen : ask.media()) {
      if (!found.get().takes(seen.kind())) {
        boolean isImage = seen.kind() == SeenMedia.Kind.IMAGE;
        throw upstream(
            "No endpoints found that support " + (isImage ? "image" : "video") + " input");
      }
    }
    return found.get();
  }

  ModelAnswer script(ModelAsk ask) {
    ModelAnswer answer = provider.answer(ask);
    return ask.isReasoningWanted() ? answer : answer.unthinking();
  }

  private void answer(
      Context context, ClientSocket socket, Caller caller, ModelAsk ask, Faults planned)
      throws FalRefused, InterruptedException {
    SimModel model = model(ask);
    Faults faults = planned;
    Optional<Fault.ErrorIn200> error = planned.find(Fault.ErrorIn200.class);
    if (error.isPresent() && !ask.isStreamed()) {
      throw FalRefused.verbatim(200, FalShape.failed(error.get().message()).toString());
    } else if (error.isPresent()) {
      faults = planned.and(List.of(new Fault.ErrorInStream(0, 502, error.get().message())));
    }
    Playback playback =
        new Playback(context, socket, caller, provider.bills(), ask, script(ask), model, faults);
    if (ask.isStreamed()) {
      playback.stream(new FalShape(mode), "\r\n");
    } else {
      playback.whole(FalShape::whole);
    }
  }

  private FalRefused upstream(String message) {
    return switch (upstreamErrors) {
      case DETAIL_LIST ->
          FalRefused.invalid(
              SimJson.array().add(FalRefused.problem("value_error", message, "body", "model")));
      case DETAIL_TEXT -> FalRefused.plain(422, message);
      case SERVER_ERROR -> FalRefused.plain(500, message);
      case ERROR_IN_200 -> FalRefused.verbatim(200, FalShape.failed(message).toString());
    };
  }

  static void refuseIfTold(Context context, Faults faults) throws FalRefused {
    Optional<Fault.Status> told = faults.find(Fault.Status.class);
    if (told.isPresent()) {
      told.get().headers().forEach(context::header);
      throw FalRefused.told(told.get());
    }
  }

  private static void endAtStartTimeout(Context context, ClientSocket socket, Faults faults)
      throws FalRefused, InterruptedException {
    Duration timeout = FalSubmit.startTimeout(context.header("X-Fal-Request-Timeout"));
    Optional<Fault.LateHeaders> late = faults.find(Fault.LateHeaders.class);
    if (timeout != null && late.isPresent() && late.get().time().compareTo(timeout) > 0) {
      socket.rest(timeout);
      throw FalRefused.startTimeout();
    }
  }
}
