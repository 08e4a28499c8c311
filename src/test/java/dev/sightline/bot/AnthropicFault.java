package dev.sightline.bot;

import dev.sightline.sim.model.Fault;
import dev.sightline.sim.model.Fault.Status;

/// A way in which a server of Anthropic's shape refuses or fails before it has said anything, with
/// what both sides get to see of it.
@SuppressWarnings("ImmutableEnumChecker") // faults are records of values
enum AnthropicFault {
  OVERLOADED(
      status(529, "overloaded_error", "Overloaded"),
      "claude is busy right now. Please ask again in a minute.",
      "OVERLOADED: server=claude status=529 request-id=OVERLOADED message=Overloaded"),
  OVERLOADED_IN_200(
      new Fault.ErrorInStream(0, 529, "Overloaded"),
      "claude is busy right now. Please ask again in a minute.",
      "OVERLOADED: server=claude status=0 request-id=req_"),
  BUSY_FOR_LONG(
      status(429, "rate_limit_error", "Slow down").with("retry-after", "1800"),
      "claude is busy right now. Please ask again in 30 minutes.",
      "OVERLOADED: server=claude status=429 request-id=BUSY_FOR_LONG message=Slow down"),
  WRONG_KEY(
      status(401, "authentication_error", "invalid x-api-key"),
      "claude does not accept my key. An admin can find out why with `sightline check`.",
      "WRONG_KEY: server=claude status=401 request-id=WRONG_KEY message=invalid x-api-key"),
  NO_CREDIT(
      status(402, "billing_error", "Pay first"),
      "The account at claude has no credit left. An admin can top it up.",
      "NO_CREDIT: server=claude status=402 request-id=NO_CREDIT message=Pay first"),
  BALANCE_TOO_LOW(
      status(400, "invalid_request_error", "Your credit balance is too low"),
      "The account at claude has no credit left. An admin can top it up.",
      "NO_CREDIT: server=claude status=400 request-id=BALANCE_TOO_LOW message=Your credit"),
  KEY_MAY_NOT(
      status(403, "permission_error", "Your key may not use this"),
      "claude does not accept my key. An admin can find out why with `sightline check`.",
      "WRONG_KEY: server=claude status=403 request-id=KEY_MAY_NOT message=Your key may not"),
  UNKNOWN_MODEL(
      status(404, "not_found_error", "model: claude-x"),
      "claude does not know the model I am set to use. An admin can change it.",
      "UNKNOWN_MODEL: server=claude status=404 request-id=UNKNOWN_MODEL message=model: claude-x"),
  TOO_LARGE(
      status(413, "request_too_large", "Request exceeds the maximum size"),
      "This is more than the model can take at once. Ask with fewer or smaller files, or in a new thread.",
      "TOO_LONG: server=claude status=413 request-id=TOO_LARGE message=Request exceeds"),
  API_ERROR(
      status(500, "api_error", "Internal server error"),
      "claude failed on its side. Please ask again.",
      "PROVIDER_ERROR: server=claude status=500 request-id=API_ERROR message=Internal"),
  TIMEOUT(
      status(504, "timeout_error", "Request timed out"),
      "claude did not answer in time. Please ask again.",
      "TIMEOUT: server=claude status=504 request-id=TIMEOUT message=Request timed out");

  final String sentence;
  final String logged;
  private final Fault fault;

  AnthropicFault(Fault fault, String sentence, String logged) {
    this.fault = fault;
    this.sentence = sentence;
    this.logged = logged;
  }

  /// The fault, with its name as the call's own id where the call has no answer that has one.
  Fault fault() {
    return fault instanceof Status status ? status.with("request-id", name()) : fault;
  }

  private static Status status(int status, String type, String message) {
    return Fault.status(
        status,
        "{\"type\":\"error\",\"error\":{\"type\":\"%s\",\"message\":\"%s\"}}"
            .formatted(type, message));
  }
}
