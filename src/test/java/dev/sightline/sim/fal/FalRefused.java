package dev.sightline.sim.fal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.sim.model.Fault;
import dev.sightline.sim.model.SimJson;
import io.javalin.http.Context;
import java.util.Map;

/// An answer of fal's that is not a model's output.
///
/// Shapes: a list under `detail` for what the model or its schema refuses, a text with an
/// `error_type` for what fal's machinery could not do, a bare text for the rest
/// (docs.fal.ai/errors, read 2026-08).
final class FalRefused extends Exception {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String body;
  private final transient Map<String, String> headers;

  private FalRefused(int status, String body, Map<String, String> headers) {
    super(body);
    this.status = status;
    this.body = body;
    this.headers = headers;
  }

  static FalRefused verbatim(int status, String body) {
    return new FalRefused(status, body, Map.of());
  }

  static FalRefused plain(int status, String detail) {
    return new FalRefused(
        status,
        SimJson.object().put("detail", detail).toString(),
        status == 404 ? Map.of("x-fal-billable-units", "0") : Map.of());
  }

  /// What the schema or the model refuses.
  ///
  /// @param problems objects with `loc`, `msg` and `type`
  static FalRefused invalid(ArrayNode problems) {
    ObjectNode body = SimJson.object();
    body.set("detail", problems);
    return new FalRefused(
        422, body.toString(), Map.of("X-Fal-Retryable", "false", "x-fal-billable-units", "0"));
  }

  static FalRefused machinery(int status, String errorType, boolean isRetryable, String detail) {
    return new FalRefused(
        status,
        SimJson.object().put("detail", detail).put("error_type", errorType).toString(),
        Map.of("X-Fal-Error-Type", errorType, "X-Fal-Retryable", Boolean.toString(isRetryable)));
  }

  static FalRefused told(Fault.Status fault) {
    String body = fault.body();
    return body == null ? forStatus(fault.status()) : verbatim(fault.status(), body);
  }

  /// What fal itself says with a status that a fault asked for.
  static FalRefused forStatus(int status) {
    return switch (status) {
      case 401 -> plain(401, "No user found for Key ID and Secret");
      case 403 -> locked();
      case 422 ->
          invalid(
              SimJson.array()
                  .add(
                      problem(
                          "content_policy_violation",
                          "The content could not be processed.",
                          "body",
                          "prompt")));
      case 429 -> tooMany();
      case 502 -> machinery(502, "runner_incomplete_response", true, "Incomplete response");
      case 503 -> machinery(503, "runner_disconnected", true, "Runner disconnected");
      case 504 -> machinery(504, "request_timeout", true, "Request timed out");
      case 500 -> plain(500, "Internal Server Error");
      default -> plain(status, "Error " + status);
    };
  }

  static FalRefused locked() {
    return plain(
        403,
        "User is locked. Reason: Exhausted balance. Top up your balance at"
            + " fal.ai/dashboard/billing.");
  }

  static FalRefused tooMany() {
    return plain(429, "Reached concurrent requests limit");
  }

  /// The client's own start timeout was over before a runner took the call.
  static FalRefused startTimeout() {
    FalRefused refused = machinery(504, "startup_timeout", false, "Request timed out");
    return new FalRefused(
        504,
        refused.body,
        Map.of("X-Fal-Request-Timeout-Type", "user", "X-Fal-Retryable", "false"));
  }

  static ObjectNode problem(String type, String message, Object... where) {
    ObjectNode problem = SimJson.object();
    ArrayNode loc = problem.putArray("loc");
    for (Object step : where) {
      if (step instanceof Integer index) {
        loc.add(index);
      } else {
        loc.add(step.toString());
      }
    }
    return problem.put("msg", message).put("type", type);
  }

  int status() {
    return status;
  }

  void send(Context context) {
    headers.forEach(context::header);
    context.status(status).contentType("application/json").result(body);
  }
}
