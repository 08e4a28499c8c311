package dev.sightline.sim.slack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The front of the Web API: tokens, rate limits, faults and scopes, then the method itself.
final class WebApi {
  static final String PATH = "/api/";

  private final SlackWorld world;
  private final SlackLedger ledger;
  private final Channels channels;
  private final Faults faults;
  private final RateGate gate;
  private final Map<String, ApiMethod> methods = new ConcurrentHashMap<>();

  WebApi(
      SlackWorld world,
      SlackLedger ledger,
      Channels channels,
      Faults faults,
      RateGate gate,
      List<ApiMethod> methods) {
    this.world = world;
    this.ledger = ledger;
    this.channels = channels;
    this.faults = faults;
    this.gate = gate;
    methods.forEach(method -> this.methods.put(method.name(), method));
  }

  /// From now on the method is not known here.
  void forget(String method) {
    methods.remove(method);
  }

  void answer(Context context) throws IOException {
    Instant at = Instant.now();
    String name = context.pathParam("method");
    ApiMethod method = methods.get(name);
    ApiArgs args = new ApiArgs(Json.object());
    Answer answer;
    try {
      if (method == null) {
        throw new ApiRefusal("unknown_method", Json.object().put("req_method", name));
      }
      args = ApiArgs.of(context, method.takesJson());
      answer = admitted(method, args, context);
    } catch (ApiRefusal refusal) {
      answer = Answer.json(200, refusal.toJson());
    }
    note(at, name, args, answer);
    write(context, answer);
  }

  private Answer admitted(ApiMethod method, ApiArgs args, Context context) {
    checkToken(method, token(context, args));
    String channel = args.text("channel");
    String key = method.tier().key(method.name(), channel);
    RateGate.Breach breach = gate.admit(key, method.tier().rules(method.name(), channel));
    if (breach != null) {
      ledger.note(
          new SlackLedger.BrokenLimit(
              Instant.now(), key, breach.what(), breach.retryAfterSeconds()));
      return limited(breach);
    }
    String place = channel.isEmpty() ? args.text("channel_id") : channel;
    Faults.Fault fault = faults.take(method.name(), place);
    return switch (fault) {
      case null -> Answer.json(200, call(method, args));
      case Faults.Fault.Refused(String error) -> throw new ApiRefusal(error);
      case Faults.Fault.RateLimited(int seconds) ->
          limited(gate.shut(key, "asked for", Duration.ofSeconds(seconds)));
      case Faults.Fault.Down(int status) -> Answer.html(status);
      case Faults.Fault.Slow(Duration by) -> Answer.json(200, call(method, args)).late(by);
      case Faults.Fault.AnswerLost() -> Answer.json(200, call(method, args)).cutAt(Cut.MIDDLE);
      case Faults.Fault.CallLost() -> Answer.json(200, Json.object()).cutAt(Cut.START);
    };
  }

  private ObjectNode call(ApiMethod method, ApiArgs args) {
    channels.requireScope(method.scopes());
    ObjectNode answer = Json.object().put("ok", true);
    answer.setAll(method.handler().answer(args));
    return answer;
  }

  private static String token(Context context, ApiArgs args) {
    String header = Optional.ofNullable(context.header("Authorization")).orElse("");
    return header.startsWith("Bearer ") ? header.substring("Bearer ".length()) : args.text("token");
  }

  private static void checkToken(ApiMethod method, String token) {
    if (token.isEmpty()) {
      throw new ApiRefusal("not_authed");
    }
    boolean bot = token.equals(SlackWorld.BOT_TOKEN);
    if (!bot && !token.equals(SlackWorld.APP_TOKEN)) {
      throw new ApiRefusal("invalid_auth");
    }
    ApiMethod.Token wanted = method.token();
    if (wanted != ApiMethod.Token.EITHER && (wanted == ApiMethod.Token.BOT) != bot) {
      throw new ApiRefusal("not_allowed_token_type");
    }
  }

  private static Answer limited(RateGate.Breach breach) {
    return new Answer(
        429,
        new ApiRefusal("ratelimited").toJson(),
        breach.retryAfterSeconds(),
        Duration.ZERO,
        Cut.NONE);
  }

  private void note(Instant at, String name, ApiArgs args, Answer answer) {
    ObjectNode seen = args.asJson();
    seen.remove("token");
    if (TokenWatch.isSecret(seen.toString())) {
      ledger.note(new SlackLedger.MisplacedToken(at, name, "token in an argument"));
    }
    String error =
        answer.cut != Cut.NONE
            ? "cut"
            : answer.json == null ? "http_" + answer.status : answer.json.path("error").asText();
    ledger.note(new SlackLedger.Call(at, name, seen, answer.status, error));
  }

  private void write(Context context, Answer answer) throws IOException {
    Wire.pause(answer.late);
    context.status(answer.status);
    context.header("x-oauth-scopes", String.join(",", world.scopes()));
    context.header("x-slack-req-id", world.nextId("Q"));
    if (answer.retryAfterSeconds > 0) {
      context.header("Retry-After", Long.toString(answer.retryAfterSeconds));
    }
    String body =
        answer.json == null ? "<html><body>Server Error</body></html>" : answer.json.toString();
    switch (answer.cut) {
      case NONE ->
          context
              .contentType(answer.json == null ? "text/html" : "application/json; charset=utf-8")
              .result(body);
      case START -> Wire.cut(context);
      case MIDDLE -> {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        context.contentType("application/json; charset=utf-8");
        context.res().setContentLength(bytes.length);
        OutputStream out = context.res().getOutputStream();
        out.write(bytes, 0, bytes.length / 2);
        out.flush();
        Wire.cut(context);
      }
    }
  }

  private enum Cut {
    NONE,
    START,
    MIDDLE
  }

  /// @param json null for an HTML page
  /// @param retryAfterSeconds 0 for none
  private record Answer(
      int status, @Nullable ObjectNode json, long retryAfterSeconds, Duration late, Cut cut) {
    static Answer json(int status, ObjectNode json) {
      return new Answer(status, json, 0, Duration.ZERO, Cut.NONE);
    }

    static Answer html(int status) {
      return new Answer(status, null, 0, Duration.ZERO, Cut.NONE);
    }

    Answer late(Duration by) {
      return new Answer(status, json, retryAfterSeconds, by, cut);
    }

    Answer cutAt(Cut place) {
      return new Answer(status, json, retryAfterSeconds, late, place);
    }
  }
}
