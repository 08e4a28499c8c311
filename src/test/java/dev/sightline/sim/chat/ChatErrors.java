package dev.sightline.sim.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.sim.model.SimJson;
import java.util.Locale;

/// Words a refusal as each server does.
final class ChatErrors {
  private ChatErrors() {}

  static ObjectNode body(ChatProfile profile, ChatRefused refused) {
    return switch (profile) {
      case OPENAI, OLLAMA, VLLM -> openAi(refused);
      case OPENROUTER -> openRouter(refused);
      case FAL_OPENAI -> {
        boolean isFalItself = refused.status() == 401 || refused.status() == 403;
        yield isFalItself ? SimJson.object().put("detail", refused.message()) : openRouter(refused);
      }
      case FLUX -> flux(refused);
      case MYROUTER ->
          SimJson.object()
              .put("code", refused.status())
              .put("reason", refused.code().toUpperCase(Locale.ROOT))
              .put("message", refused.message());
      case LM_STUDIO -> SimJson.object().put("error", refused.message());
      case LLAMA_CPP -> {
        ObjectNode body = SimJson.object();
        body.putObject("error")
            .put("code", refused.status())
            .put("message", refused.message())
            .put("type", type(refused));
        yield body;
      }
    };
  }

  /// What the server itself says with a status that a fault asked for.
  static ChatRefused forStatus(ChatProfile profile, int status) {
    return switch (status) {
      case 401 -> badKey(profile);
      case 402, 403 -> noMoney(profile);
      case 408 -> new ChatRefused(408, "timeout", "Request timed out", null);
      case 409 -> new ChatRefused(409, "context_overflow", "Context overflow", null);
      case 413 -> new ChatRefused(413, "context_window_exceeded", "Payload too large", null);
      case 429 -> rateLimited();
      case 503 -> new ChatRefused(503, "overloaded", "The engine is currently overloaded", null);
      default ->
          status >= 500
              ? new ChatRefused(status, "server_error", "The server had an error", null)
              : new ChatRefused(status, "invalid_request", "Invalid request", null);
    };
  }

  static ChatRefused noKey(ChatProfile profile) {
    return new ChatRefused(
        401,
        "unauthorized",
        switch (profile) {
          case OPENAI -> "You didn't provide an API key.";
          case FAL_OPENAI -> "Authorization header is required";
          default -> "No auth credentials found";
        },
        null);
  }

  static ChatRefused badKey(ChatProfile profile) {
    return new ChatRefused(
        401,
        profile == ChatProfile.OPENAI ? "invalid_api_key" : "unauthorized",
        switch (profile) {
          case OPENAI -> "Incorrect API key provided.";
          case FAL_OPENAI -> "No user found for Key ID and Secret";
          case OPENROUTER -> "User not found.";
          default -> "Invalid API key";
        },
        null);
  }

  /// The key is good, but its money is gone.
  static ChatRefused noMoney(ChatProfile profile) {
    return switch (profile) {
      case OPENAI ->
          new ChatRefused(
              429,
              "insufficient_quota",
              "You exceeded your current quota, please check your plan and billing details.",
              null);
      case FAL_OPENAI ->
          new ChatRefused(
              403,
              "forbidden",
              "User is locked. Reason: Exhausted balance. Top up your balance at"
                  + " fal.ai/dashboard/billing.",
              null);
      case FLUX -> {
        ObjectNode inner =
            SimJson.object()
                .put("error", "payment_required")
                .put("reason", "spend_ceiling_unresolved")
                .put("message", "Add credit to go on.")
                .put("upgrade_url", "https://fluxrouter.ai/billing");
        yield new ChatRefused(402, "payment_required", inner.toString(), null);
      }
      default -> new ChatRefused(402, "insufficient_credits", "Insufficient credits", null);
    };
  }

  static ChatRefused rateLimited() {
    return new ChatRefused(429, "rate_limit_exceeded", "Rate limit reached", null);
  }

  static ChatRefused unknownModel(ChatProfile profile, String model) {
    return switch (profile) {
      case OPENROUTER, FAL_OPENAI ->
          new ChatRefused(404, "not_found", "No endpoints found for " + model + ".", null);
      case FLUX -> new ChatRefused(401, "unauthorized", "Key may not use " + model, null);
      case OLLAMA ->
          new ChatRefused(
              404, "not_found", "model \"" + model + "\" not found, try pulling it first", null);
      default ->
          new ChatRefused(
              404, "model_not_found", "The model `" + model + "` does not exist", "model");
    };
  }

  /// The model cannot see what was sent.
  ///
  /// @param kind `image` or `video`
  static ChatRefused blind(ChatProfile profile, String kind) {
    return switch (profile) {
      case OPENROUTER, FAL_OPENAI ->
          new ChatRefused(
              404, "not_found", "No endpoints found that support " + kind + " input", null);
      case LLAMA_CPP ->
          new ChatRefused(
              500,
              "server_error",
              kind + " input is not supported - hint: you may need the mmproj",
              null);
      default ->
          ChatRefused.invalid(
              "messages",
              "Invalid content type. " + kind + "_url is only supported by certain models.");
    };
  }

  private static ObjectNode openAi(ChatRefused refused) {
    ObjectNode body = SimJson.object();
    ObjectNode error = body.putObject("error");
    error.put("message", refused.message()).put("type", type(refused));
    if (refused.param() == null) {
      error.putNull("param");
    } else {
      error.put("param", refused.param());
    }
    error.put("code", refused.code());
    return body;
  }

  private static ObjectNode openRouter(ChatRefused refused) {
    ObjectNode body = SimJson.object();
    body.putObject("error").put("message", refused.message()).put("code", refused.status());
    body.put("user_id", "user_sim");
    return body;
  }

  private static ObjectNode flux(ChatRefused refused) {
    return switch (refused.status()) {
      case 409 ->
          SimJson.object()
              .put("error", "context_overflow")
              .put("required_tokens", 140_000)
              .put("model_window", 128_000)
              .put("routed_model", "claude-sonnet")
              .put("message", refused.message());
      case 413 ->
          SimJson.object()
              .put("error", "context_window_exceeded")
              .put("reason", refused.message())
              .put("required_tokens", 140_000);
      default -> openAi(refused);
    };
  }

  private static String type(ChatRefused refused) {
    return switch (refused.status()) {
      case 429 -> "insufficient_quota".equals(refused.code()) ? refused.code() : "rate_limit_error";
      case 401, 402 ->
          "unauthorized".equals(refused.code()) ? refused.code() : "invalid_request_error";
      default -> refused.status() >= 500 ? "server_error" : "invalid_request_error";
    };
  }
}
