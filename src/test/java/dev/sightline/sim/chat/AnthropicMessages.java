package dev.sightline.sim.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// `POST …/v1/messages` as a gateway offers it: Anthropic's shape, the key in either header. Safe
/// for all threads.
final class AnthropicMessages {
  private final SimProvider provider;
  private final Function<Context, ClientSocket> sockets;
  private final AnthropicRequestReader reader;

  AnthropicMessages(SimProvider provider, Function<Context, ClientSocket> sockets) {
    this.provider = provider;
    this.sockets = sockets;
    this.reader = new AnthropicRequestReader(provider.media());
  }

  void handle(Context context) throws InterruptedException {
    byte[] body = context.bodyAsBytes();
    ClientSocket socket = sockets.apply(context);
    Faults faults = provider.faults().take();
    if (SimProvider.endsBefore(context, socket, faults)) {
      return;
    }
    String requestId = "req_" + UUID.randomUUID();
    context.header("request-id", requestId);
    if (!provider.enter()) {
      refuse(context, ChatErrors.rateLimited());
      return;
    }
    try {
      String key = key(context);
      refuseIfTold(context, faults);
      requireVersion(context);
      ModelAsk ask = reader.read(body);
      answer(context, socket, new Caller(requestId, context.path(), key), ask, faults);
    } catch (ChatRefused e) {
      refuse(context, e);
    } finally {
      provider.leave();
    }
  }

  /// `GET …/v1/models`, as Anthropic answers it to who has a key.
  void list(Context context) {
    try {
      key(context);
      requireVersion(context);
    } catch (ChatRefused e) {
      refuse(context, e);
      return;
    }
    ObjectNode body = SimJson.object();
    for (SimModel model : provider.models()) {
      body.withArray("data")
          .addObject()
          .put("type", "model")
          .put("id", model.id())
          .put("display_name", model.id());
    }
    context.contentType("application/json").result(body.put("has_more", false).toString());
  }

  private void answer(
      Context context, ClientSocket socket, Caller caller, ModelAsk ask, Faults faults)
      throws ChatRefused, InterruptedException {
    SimModel model =
        provider
            .model(ask.model())
            .orElseThrow(() -> new ChatRefused(404, "", "model: " + ask.model(), null));
    if (!ask.media().isEmpty() && !model.takes(SeenMedia.Kind.IMAGE)) {
      throw ChatRefused.invalid("messages", "This model does not support image input");
    }
    Optional<Fault.ErrorIn200> told = faults.find(Fault.ErrorIn200.class);
    if (told.isPresent()) {
      context.contentType("application/json").result(error(500, told.get().message()).toString());
      return;
    }
    ModelAnswer scripted = provider.answer(ask);
    ModelAnswer answer = ask.isReasoningWanted() ? scripted : scripted.unthinking();
    context.header("x-flux-routed-model", ask.model().replace("flux-pinned-", ""));
    AnthropicShape shape =
        new AnthropicShape(
            "msg_" + UUID.randomUUID(), ask.model(), answer.charge(ask, model).promptTokens());
    Playback playback =
        new Playback(context, socket, caller, provider.bills(), ask, answer, model, faults);
    if (ask.isStreamed()) {
      playback.stream(shape, "\n");
    } else {
      playback.whole(shape::whole);
    }
  }

  private String key(Context context) throws ChatRefused {
    String direct = context.header("x-api-key");
    String bearer = context.header("Authorization");
    String key = direct;
    if (key == null && bearer != null && bearer.startsWith("Bearer ")) {
      key = bearer.substring("Bearer ".length());
    }
    if (key == null || !provider.accepts(key)) {
      throw new ChatRefused(401, "", "invalid x-api-key", null);
    }
    if (provider.isEmpty(key)) {
      throw new ChatRefused(402, "", "Your credit balance is too low", null);
    }
    return key;
  }

  private static void requireVersion(Context context) throws ChatRefused {
    if (context.header("anthropic-version") == null) {
      throw ChatRefused.invalid(null, "anthropic-version: header is required");
    }
  }

  private static void refuseIfTold(Context context, Faults faults) throws ChatRefused {
    Optional<Fault.Status> told = faults.find(Fault.Status.class);
    if (told.isPresent()) {
      told.get().headers().forEach(context::header);
      String body = told.get().body();
      int status = told.get().status();
      throw body == null
          ? new ChatRefused(status, "", "Error " + status, null)
          : new ChatRefused.Verbatim(status, body);
    }
  }

  private static void refuse(Context context, ChatRefused refused) {
    String body =
        refused instanceof ChatRefused.Verbatim
            ? refused.message()
            : error(refused.status(), refused.message()).toString();
    context.status(refused.status()).contentType("application/json").result(body);
  }

  static ObjectNode error(int status, String message) {
    ObjectNode body = SimJson.object().put("type", "error");
    body.putObject("error").put("type", errorType(status)).put("message", message);
    return body;
  }

  private static String errorType(int status) {
    return switch (status) {
      case 401 -> "authentication_error";
      case 402 -> "billing_error";
      case 403 -> "permission_error";
      case 404 -> "not_found_error";
      case 413 -> "request_too_large";
      case 429 -> "rate_limit_error";
      case 504 -> "timeout_error";
      case 529 -> "overloaded_error";
      default -> status >= 500 ? "api_error" : "invalid_request_error";
    };
  }
}
