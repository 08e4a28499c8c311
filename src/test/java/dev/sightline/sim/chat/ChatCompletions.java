package dev.sightline.sim.chat;

import dev.sightline.sim.ClientSocket;
import dev.sightline.sim.model.Caller;
import dev.sightline.sim.model.Charge;
import dev.sightline.sim.model.Fault;
import dev.sightline.sim.model.Faults;
import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.model.Playback;
import dev.sightline.sim.model.SeenMedia;
import dev.sightline.sim.model.SimModel;
import dev.sightline.sim.model.SimProvider;
import io.javalin.http.Context;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// `POST …/chat/completions` of one server. Safe for all threads.
public final class ChatCompletions {
  private final ChatProfile profile;
  private final SimProvider provider;
  private final Function<Context, ClientSocket> sockets;
  private final ChatRequestReader reader;

  public ChatCompletions(
      ChatProfile profile, SimProvider provider, Function<Context, ClientSocket> sockets) {
    this.profile = profile;
    this.provider = provider;
    this.sockets = sockets;
    this.reader = new ChatRequestReader(profile, provider.media());
  }

  /// Answers one call.
  public void handle(Context context) throws InterruptedException {
    byte[] body = context.bodyAsBytes();
    ClientSocket socket = sockets.apply(context);
    Faults faults = provider.faults().take();
    if (SimProvider.endsBefore(context, socket, faults)) {
      return;
    }
    String id = profile.idPrefix() + UUID.randomUUID();
    context.header(requestIdHeader(), id);
    if (!provider.enter()) {
      refuse(context, ChatErrors.rateLimited());
      return;
    }
    try {
      String key = new Credentials(profile.authScheme(), provider).check(profile, context);
      refuseIfTold(context, faults);
      answer(context, socket, new Caller(id, context.path(), key), reader.read(body), faults);
    } catch (ChatRefused e) {
      refuse(context, e);
    } finally {
      provider.leave();
    }
  }

  private void answer(
      Context context, ClientSocket socket, Caller caller, ChatRequest request, Faults faults)
      throws ChatRefused, InterruptedException {
    String modelId = request.ask().model();
    SimModel model =
        provider.model(modelId).orElseThrow(() -> ChatErrors.unknownModel(profile, modelId));
    for (SeenMedia seen : request.ask().media()) {
      if (!model.takes(seen.kind())) {
        throw ChatErrors.blind(profile, seen.kind() == SeenMedia.Kind.IMAGE ? "image" : "video");
      }
    }
    Optional<Fault.ErrorIn200> error = faults.find(Fault.ErrorIn200.class);
    if (error.isPresent()) {
      ChatRefused refused = new ChatRefused(502, "server_error", error.get().message(), null);
      context.contentType("application/json").result(ChatErrors.body(profile, refused).toString());
      return;
    }

    boolean shows = !profile.reasoningFields().isEmpty() && request.ask().isReasoningWanted();
    ModelAnswer scripted = provider.answer(request.ask());
    ModelAnswer answer = shows ? scripted : scripted.unthinking();
    if (profile == ChatProfile.FLUX) {
      context.header("x-flux-routed-model", modelId.replace("flux-pinned-", ""));
    }
    ChatShape shape = new ChatShape(profile, caller.requestId(), request);
    Playback playback =
        new Playback(
            context, socket, caller, provider.bills(), request.ask(), answer, model, faults);
    if (request.ask().isStreamed()) {
      playback.stream(shape, "\n");
    } else {
      playback.whole((text, reasoning, charge, all) -> {
        tellCostInHeader(context, charge, all);
        return shape.whole(text, reasoning, charge, all);
      });
    }
  }

  private void tellCostInHeader(Context context, Charge charge, Faults faults) {
    if (profile == ChatProfile.FLUX && !faults.has(Fault.Quirk.NO_COST)) {
      context.header("x-flux-cost-usd", charge.costUsd().toPlainString());
    }
  }

  private void refuseIfTold(Context context, Faults faults) throws ChatRefused {
    Optional<Fault.Status> told = faults.find(Fault.Status.class);
    if (told.isEmpty()) {
      return;
    }
    told.get().headers().forEach(context::header);
    String body = told.get().body();
    throw body == null
        ? ChatErrors.forStatus(profile, told.get().status())
        : new ChatRefused.Verbatim(told.get().status(), body);
  }

  private void refuse(Context context, ChatRefused refused) {
    String body =
        refused instanceof ChatRefused.Verbatim verbatim
            ? verbatim.message()
            : ChatErrors.body(profile, refused).toString();
    context.status(refused.status()).contentType("application/json").result(body);
  }

  private String requestIdHeader() {
    return switch (profile) {
      case FAL_OPENAI -> "x-fal-request-id";
      case OPENROUTER -> "X-Generation-Id";
      default -> "x-request-id";
    };
  }
}
