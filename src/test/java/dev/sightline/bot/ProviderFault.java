package dev.sightline.bot;

import dev.sightline.sim.model.Fault;
import dev.sightline.sim.model.Fault.Status;

/// A way in which a provider refuses or fails before it has said anything, with what both sides get
/// to see of it.
@SuppressWarnings("ImmutableEnumChecker") // faults are records of values
enum ProviderFault {
  FAL_BUSY(
      Server.FAL,
      Fault.status(429),
      "fal is busy right now. Please ask again in a minute.",
      "OVERLOADED: server=fal status=429 request-id=FAL_BUSY"
          + " message=Reached concurrent requests limit"),
  FAL_BUSY_FOR_LONG(
      Server.FAL,
      Fault.status(429).with("Retry-After", "1800"),
      "fal is busy right now. Please ask again in 30 minutes.",
      "OVERLOADED: server=fal status=429 request-id=FAL_BUSY_FOR_LONG"
          + " message=Reached concurrent requests limit"),
  FAL_FORBIDS_ANOTHER_TRY(
      Server.FAL,
      Fault.status(429).with("Retry-After", "1").with("X-Fal-Retryable", "false"),
      "fal is busy right now. Please ask again in a minute.",
      "OVERLOADED: server=fal status=429 request-id=FAL_FORBIDS_ANOTHER_TRY"),
  FAL_SAYS_IT_MAY_PASS(
      Server.FAL,
      Fault.status(400, "{\"detail\":\"Worker restarted\"}").with("X-Fal-Retryable", "true"),
      "fal failed on its side. Please ask again.",
      "PROVIDER_ERROR: server=fal status=400 request-id=FAL_SAYS_IT_MAY_PASS"
          + " message=Worker restarted"),
  FAL_GATEWAY_PAGE(
      Server.FAL,
      new Fault.Ingress(502),
      "fal failed on its side. Please ask again.",
      "PROVIDER_ERROR: server=fal status=502 request-id=- message=502 Bad Gateway"),
  FAL_START_TIMEOUT(
      Server.FAL,
      Fault.status(504).with("X-Fal-Request-Timeout-Type", "user"),
      "fal did not answer in time. Please ask again.",
      "TIMEOUT: server=fal status=504 request-id=FAL_START_TIMEOUT message=Request timed out"),
  FAL_NO_RUNNER(
      Server.FAL,
      Fault.status(503, "{\"detail\":\"No runner\",\"error_type\":\"runner_scheduling_failure\"}"),
      "fal is busy right now. Please ask again in a minute.",
      "OVERLOADED: server=fal status=503 request-id=FAL_NO_RUNNER message=No runner"),
  FAL_RUNNER_LOST(
      Server.FAL,
      Fault.status(503),
      "fal failed on its side. Please ask again.",
      "PROVIDER_ERROR: server=fal status=503 request-id=FAL_RUNNER_LOST"
          + " message=Runner disconnected"),
  FAL_FORBIDDEN_CONTENT(
      Server.FAL,
      Fault.status(422),
      "fal refuses this by its rules of content.",
      "FORBIDDEN_CONTENT: server=fal status=422 request-id=FAL_FORBIDDEN_CONTENT"
          + " message=body.prompt: The content could not be processed."),
  FAL_INVALID_LIST(
      Server.FAL,
      Fault.status(
          422,
          """
          {"detail":[{"loc":["body","prompt"],"msg":"Input should be shorter","type":"value_error",
          "input":"the secret of FAL_INVALID_LIST","ctx":{"error":"too long"}}]}
          """),
      "fal did not accept the question. An admin finds the reason in the log.",
      "BAD_CALL: server=fal status=422 request-id=FAL_INVALID_LIST"
          + " message=body.prompt: Input should be shorter"),
  FAL_INVALID_TEXT(
      Server.FAL,
      Fault.status(422, "{\"detail\":\"The input is invalid\"}"),
      "fal did not accept the question. An admin finds the reason in the log.",
      "BAD_CALL: server=fal status=422 request-id=FAL_INVALID_TEXT message=The input is invalid"),
  FAL_ERROR_IN_200(
      Server.FAL,
      new Fault.ErrorIn200("The model crashed"),
      "fal failed on its side. Please ask again.",
      "PROVIDER_ERROR: server=fal status=0 request-id="),
  FAL_WRONG_KEY(
      Server.FAL,
      Fault.status(401),
      "fal does not accept my key. An admin can find out why with `sightline check`.",
      "WRONG_KEY: server=fal status=401 request-id=FAL_WRONG_KEY"
          + " message=No user found for Key ID and Secret"),
  FAL_LOCKED(
      Server.FAL,
      Fault.status(403),
      "The account at fal has no credit left. An admin can top it up.",
      "NO_CREDIT: server=fal status=403 request-id=FAL_LOCKED message=User is locked."),
  FAL_CUT_AT_ONCE(
      Server.FAL,
      new Fault.CutAtOnce(),
      "I cannot reach fal right now. Please ask again in a minute.",
      "UNREACHABLE: server=fal status=0 request-id=- message=unexpected end of stream"),
  CHAT_BUSY(
      Server.OPENROUTER,
      Fault.status(429),
      "openrouter is busy right now. Please ask again in a minute.",
      "OVERLOADED: server=openrouter status=429 request-id=CHAT_BUSY message=Rate limit reached"),
  CHAT_OVERLOADED(
      Server.OPENROUTER,
      Fault.status(
          503,
          """
          {"error":{"code":503,"message":"No provider is free",
          "metadata":{"error_type":"provider_overloaded"}}}
          """),
      "openrouter is busy right now. Please ask again in a minute.",
      "OVERLOADED: server=openrouter status=503 request-id=CHAT_OVERLOADED"
          + " message=No provider is free"),
  CHAT_GATEWAY_PAGE(
      Server.OPENROUTER,
      new Fault.Ingress(504),
      "openrouter did not answer in time. Please ask again.",
      "TIMEOUT: server=openrouter status=504 request-id=- message=504 Gateway Time-out"),
  CHAT_ERROR_IN_200(
      Server.OPENROUTER,
      new Fault.ErrorIn200("The upstream failed"),
      "openrouter failed on its side. Please ask again.",
      "PROVIDER_ERROR: server=openrouter status=502 request-id=gen-"),
  CHAT_WRONG_KEY(
      Server.OPENROUTER,
      Fault.status(401),
      "openrouter does not accept my key. An admin can find out why with `sightline check`.",
      "WRONG_KEY: server=openrouter status=401 request-id=CHAT_WRONG_KEY message=User not found."),
  CHAT_NO_CREDIT(
      Server.OPENROUTER,
      Fault.status(402),
      "The account at openrouter has no credit left. An admin can top it up.",
      "NO_CREDIT: server=openrouter status=402 request-id=CHAT_NO_CREDIT"
          + " message=Insufficient credits"),
  CHAT_FORBIDDEN(
      Server.OPENROUTER,
      Fault.status(
          403,
          """
          {"error":{"code":403,"message":"Flagged","metadata":{"reasons":["violence"],
          "flagged_input":"the secret of CHAT_FORBIDDEN"}}}
          """),
      "openrouter refuses this by its rules of content.",
      "FORBIDDEN_CONTENT: server=openrouter status=403 request-id=CHAT_FORBIDDEN message=Flagged"),
  CHAT_KEY_MAY_NOT(
      Server.OPENROUTER,
      Fault.status(403, "{\"error\":{\"code\":403,\"message\":\"Key is disabled\"}}"),
      "openrouter does not accept my key. An admin can find out why with `sightline check`.",
      "WRONG_KEY: server=openrouter status=403 request-id=CHAT_KEY_MAY_NOT"
          + " message=Key is disabled"),
  LM_STUDIO_ERROR_TEXT(
      Server.LM_STUDIO,
      new Fault.ErrorIn200("Error in iterating prediction stream"),
      "pictures failed on its side. Please ask again.",
      "PROVIDER_ERROR: server=pictures status=0 request-id=chatcmpl-");

  /// Who is asked.
  enum Server {
    FAL("fal"),
    OPENROUTER("openrouter"),
    LM_STUDIO("pictures");

    /// Its name in the configuration.
    final String shown;

    Server(String shown) {
      this.shown = shown;
    }
  }

  final Server server;
  final String sentence;
  final String logged;
  private final Fault fault;

  ProviderFault(Server server, Fault fault, String sentence, String logged) {
    this.server = server;
    this.fault = fault;
    this.sentence = sentence;
    this.logged = logged;
  }

  /// The fault, with its name as the call's own id where the provider gives one.
  Fault fault() {
    String id = server == Server.FAL ? "x-fal-request-id" : "X-Generation-Id";
    return fault instanceof Status status ? status.with(id, name()) : fault;
  }
}
