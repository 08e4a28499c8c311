package dev.sightline.route;

import dev.sightline.failure.RouteDown;
import dev.sightline.failure.RouteRefused;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the providers' error names, sentences and statuses mean, as tables.
///
/// Sources, all read 2026-11: fal "Model errors" and "Request errors"
/// (fal.ai/docs/documentation/model-apis/errors), OpenRouter's OpenAPI `ApiErrorType`, OpenAI's and
/// Anthropic's error pages. The sentences were seen in public issue trackers, since the services
/// give no name for them.
final class Verdicts {
  private static final Verdict WRONG_KEY = refused(RouteRefused.Reason.WRONG_KEY);
  private static final Verdict NO_CREDIT = refused(RouteRefused.Reason.NO_CREDIT);
  private static final Verdict UNKNOWN_MODEL = refused(RouteRefused.Reason.UNKNOWN_MODEL);
  private static final Verdict CANNOT_SEE = refused(RouteRefused.Reason.CANNOT_SEE);
  private static final Verdict TOO_LONG = refused(RouteRefused.Reason.TOO_LONG);
  private static final Verdict FORBIDDEN = refused(RouteRefused.Reason.FORBIDDEN_CONTENT);
  private static final Verdict UNREADABLE = refused(RouteRefused.Reason.MEDIA_UNREADABLE);
  private static final Verdict BAD_CALL = refused(RouteRefused.Reason.BAD_CALL);
  private static final Verdict TIMEOUT = down(RouteDown.Reason.TIMEOUT);
  private static final Verdict OVERLOADED = down(RouteDown.Reason.OVERLOADED);
  private static final Verdict PROVIDER_ERROR = down(RouteDown.Reason.PROVIDER_ERROR);

  /// The first row that matches a code wins: an error often has a general name beside its own.
  private static final List<Names> NAMES =
      List.of(
          names(
              NO_CREDIT,
              "insufficient_quota|insufficient_credits|insufficient_balance|payment_required"
                  + "|billing_error|premium_locked|upgrade_required|spend_ceiling_unresolved"),
          names(
              WRONG_KEY,
              "invalid_api_key|authentication|authentication_error|unauthorized|permission_error"
                  + "|unauthenticated"),
          names(
              FORBIDDEN,
              "content_policy_violation|content_filter|content_policy|refusal|"
                  + ProviderError.MODERATION),
          names(
              TOO_LONG,
              "context_length_exceeded|context_overflow|context_window_exceeded"
                  + "|model_context_window_exceeded|exceed_context_size_error|max_tokens_exceeded"
                  + "|token_limit_exceeded|string_too_long|payload_too_large|request_too_large"
                  + "|file_too_large|image_too_large|sequence_too_long|(audio|video)_duration_too_long"),
          names(
              UNREADABLE,
              "file_download_error|image_load_error|image_download_failed|image_not_found"
                  + "|invalid_image|invalid_image_url|image_parse_error|image_too_small"
                  + "|face_detection_error|unsupported_(image|audio|video)_format|invalid_archive"
                  + "|archive_.*|(audio|video)_duration_too_short"),
          names(UNKNOWN_MODEL, "model_not_found|model_not_supported"),
          names(
              OVERLOADED,
              "rate_limit_exceeded|rate_limit_error|too_many_requests|resource_exhausted"
                  + "|provider_overloaded|overloaded_error|runner_scheduling_failure"),
          names(
              TIMEOUT,
              "timeout|timeout_error|generation_timeout|request_timeout|startup_timeout"
                  + "|runner_connection_timeout"),
          names(
              PROVIDER_ERROR,
              "internal_server_error|internal_error|server_error|server|api_error"
                  + "|provider_unavailable|downstream_service_(error|unavailable)"
                  + "|runner_(disconnected|connection_refused|connection_error|incomplete_response"
                  + "|server_error)"),
          names(
              BAD_CALL,
              "bad_request|invalid_request|invalid_request_error|invalid_prompt|invalid_argument"
                  + "|precondition_failed|unprocessable|no_media_generated|feature_not_supported"
                  + "|missing|json_invalid|value_error|.*_type|.*_parsing"
                  + "|(greater|less)_than(_equal)?|multiple_of|one_of|sequence_too_short"
                  + "|client_(disconnected|cancelled)"));

  private static final List<Names> SENTENCES =
      List.of(
          names(
              NO_CREDIT,
              "exhausted balance|insufficient (credits|balance|funds)|exceeded your current quota"
                  + "|credit balance is too low"),
          names(
              CANNOT_SEE,
              "no endpoints found that support .{0,20}input"
                  + "|does(n't| not) support (the )?(image|vision|video|multimodal)"
                  + "|(image|video) input is not supported|is not a multimodal model"
                  + "|(image|video)_url is only supported by"),
          names(
              UNKNOWN_MODEL,
              "no endpoints found for|not a valid model"
                  + "|\\bmodel\\b.{0,120}(does not exist|not found|not loaded)"),
          names(
              TOO_LONG,
              "maximum context length|context (length|size|window)|prompt is too long"
                  + "|too many tokens|image exceeds .{0,20}maximum"),
          names(UNREADABLE, "could not process image"));

  private Verdicts() {}

  /// What the sentence means, or null where it is none that we know.
  static @Nullable Verdict ofSentence(String message) {
    for (Names row : SENTENCES) {
      if (row.names().matcher(message).find()) {
        return row.verdict();
      }
    }
    return null;
  }

  /// What the names mean, or null where there is none that we know.
  static @Nullable Verdict ofNames(List<String> codes) {
    for (Names row : NAMES) {
      if (codes.stream().anyMatch(code -> row.names().matcher(code).matches())) {
        return row.verdict();
      }
    }
    return null;
  }

  /// What the status alone means; 0 is a failure inside an answer.
  static Verdict ofStatus(int status, String message) {
    return switch (status) {
      case 401, 403 -> WRONG_KEY;
      case 402 -> NO_CREDIT;
      case 404 -> message.contains("model") ? UNKNOWN_MODEL : BAD_CALL;
      case 408, 504, 524 -> TIMEOUT;
      case 413 -> TOO_LONG;
      case 429, 503, 529 -> OVERLOADED;
      case 409 -> PROVIDER_ERROR;
      default -> status >= 300 && status < 500 ? BAD_CALL : PROVIDER_ERROR;
    };
  }

  private static Verdict refused(RouteRefused.Reason reason) {
    return new Verdict.Refused(reason);
  }

  private static Verdict down(RouteDown.Reason reason) {
    return new Verdict.Down(reason);
  }

  private static Names names(Verdict verdict, String names) {
    return new Names(verdict, Pattern.compile(names, Pattern.CASE_INSENSITIVE));
  }

  private record Names(Verdict verdict, Pattern names) {}
}
