package dev.sightline.route;

import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/// The errors that providers are known to send, each with what it means and which words of it are
/// kept. Single quotes stand for double ones, and `\'` for one inside a string.
final class ErrorShapes {
  private ErrorShapes() {}

  static Stream<Arguments> fal() {
    return Stream.of(
        row(
            401,
            "{'detail':'Authorization header is required'}",
            "WRONG_KEY",
            "Authorization header is required"),
        row(
            401,
            "{'detail':'No user found for Key ID and Secret'}",
            "WRONG_KEY",
            "No user found for Key ID and Secret"),
        row(
            403,
            "{'detail':'User is locked. Reason: Exhausted balance. Top up your balance at fal.ai/dashboard/billing.'}",
            "NO_CREDIT",
            "User is locked. Reason: Exhausted balance. Top up your balance at fal.ai/dashboard/billing."),
        row(404, "{'detail':'Path /x not found'}", "BAD_CALL", "Path /x not found"),
        row(422, "{'detail':'plain words'}", "BAD_CALL", "plain words"),
        row(
            422,
            "{'detail':[{'loc':['body','image_urls',0],'msg':'Failed to download','type':'file_download_error','input':'data:image/png;base64,AAAA'}]}",
            "MEDIA_UNREADABLE",
            "body.image_urls.0: Failed to download"),
        row(
            422,
            "{'detail':[{'loc':['body'],'msg':'no','type':'image_load_error'}]}",
            "MEDIA_UNREADABLE",
            "body: no"),
        row(
            422,
            "{'detail':[{'loc':['body'],'msg':'no','type':'unsupported_video_format','ctx':{'supported_formats':['mp4']}}]}",
            "MEDIA_UNREADABLE",
            "body: no"),
        row(
            422,
            "{'detail':[{'loc':['body'],'msg':'no','type':'content_policy_violation'}]}",
            "FORBIDDEN_CONTENT",
            "body: no"),
        row(
            422,
            "{'detail':[{'loc':['body'],'msg':'big','type':'file_too_large','ctx':{'max_size':1}}]}",
            "TOO_LONG",
            "body: big"),
        row(
            422,
            "{'detail':[{'loc':['body'],'msg':'long','type':'video_duration_too_long'}]}",
            "TOO_LONG",
            "body: long"),
        row(
            422,
            "{'detail':[{'loc':['body','model'],'msg':'Field required','type':'missing'},{'loc':['body','prompt'],'msg':'Input should be a string','type':'string_type','input':7}]}",
            "BAD_CALL",
            "body.model: Field required; body.prompt: Input should be a string"),
        row(
            422,
            "{'detail':[{'loc':['body','max_tokens'],'msg':'too small','type':'greater_than_equal'}]}",
            "BAD_CALL",
            "body.max_tokens: too small"),
        row(
            400,
            "{'detail':[{'loc':[],'msg':'upstream','type':'downstream_service_error'}]}",
            "PROVIDER_ERROR",
            "upstream"),
        row(
            500,
            "{'detail':[{'msg':'upstream','type':'downstream_service_unavailable'}]}",
            "PROVIDER_ERROR",
            "upstream"),
        row(500, "{'detail':'Internal Server Error'}", "PROVIDER_ERROR", "Internal Server Error"),
        row(504, "{'detail':[{'msg':'slow','type':'generation_timeout'}]}", "TIMEOUT", "slow"),
        row(
            504,
            "{'detail':'Request timed out','error_type':'request_timeout'}",
            "TIMEOUT",
            "Request timed out"),
        row(
            503,
            "{'detail':'no runner','error_type':'runner_scheduling_failure'}",
            "OVERLOADED",
            "no runner"),
        row(503, "{'detail':'gone','error_type':'runner_disconnected'}", "PROVIDER_ERROR", "gone"),
        row(
            502,
            "{'detail':'half','error_type':'runner_incomplete_response'}",
            "PROVIDER_ERROR",
            "half"),
        row(500, "{'detail':'?','error_type':'internal_error'}", "PROVIDER_ERROR", "?"),
        row(
            499,
            "{'detail':'Request cancelled by the client.','error_type':'client_cancelled'}",
            "BAD_CALL",
            "Request cancelled by the client."),
        row(400, "{'detail':'bad','error_type':'bad_request'}", "BAD_CALL", "bad"),
        row(429, "{'detail':'Too many requests'}", "OVERLOADED", "Too many requests"),
        row(
            502,
            "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>",
            "PROVIDER_ERROR",
            "502 Bad Gateway"),
        row(503, "<html></html>", "OVERLOADED", "an HTML page"),
        row(504, "", "TIMEOUT", "no reason given"),
        row(418, "{'detail':{'message':'deep','code':'odd'}}", "BAD_CALL", "deep"));
  }

  static Stream<Arguments> chat() {
    return Stream.of(
        row(
            401,
            "{'error':{'message':'Incorrect API key provided: sk-abcdef123456','type':'invalid_request_error','param':null,'code':'invalid_api_key'}}",
            "WRONG_KEY",
            "Incorrect API key provided: …"),
        row(
            401,
            "{'error':{'message':'unauthorized','type':'unauthorized'}}",
            "WRONG_KEY",
            "unauthorized"),
        row(
            402,
            "{'error':{'code':402,'message':'Insufficient credits'},'user_id':'u'}",
            "NO_CREDIT",
            "Insufficient credits"),
        row(
            402,
            "{'error':{'message':'{\\'error\\':\\'premium_locked\\',\\'reason\\':\\'upgrade_required\\',\\'message\\':\\'Upgrade first\\',\\'upgrade_url\\':\\'https://x\\'}'}}",
            "NO_CREDIT",
            "Upgrade first"),
        row(
            429,
            "{'error':{'message':'You exceeded your current quota','type':'insufficient_quota','code':'insufficient_quota'}}",
            "NO_CREDIT",
            "You exceeded your current quota"),
        row(
            403,
            "{'error':{'code':403,'message':'flagged','metadata':{'reasons':['hate'],'flagged_input':'the words','provider_name':'p'}}}",
            "FORBIDDEN_CONTENT",
            "flagged"),
        row(
            403,
            "{'error':{'code':403,'message':'guarded','metadata':{'patterns':['x']}}}",
            "FORBIDDEN_CONTENT",
            "guarded"),
        row(
            404,
            "{'error':{'message':'No endpoints found that support image input','code':404}}",
            "CANNOT_SEE",
            "No endpoints found that support image input"),
        row(
            404,
            "{'error':{'message':'No endpoints found that support image input','code':'404'}}",
            "CANNOT_SEE",
            "No endpoints found that support image input"),
        row(
            404,
            "{'error':{'message':'No endpoints found for a/b.','code':404}}",
            "UNKNOWN_MODEL",
            "No endpoints found for a/b."),
        row(
            400,
            "{'error':{'message':'foo is not a valid model ID','code':400}}",
            "UNKNOWN_MODEL",
            "foo is not a valid model ID"),
        row(
            404,
            "{'error':{'message':'model \\'llava\\' not found, try pulling it first','type':'not_found_error','param':null,'code':null}}",
            "UNKNOWN_MODEL",
            "model 'llava' not found, try pulling it first"),
        row(
            404,
            "{'error':{'message':'The model `x` does not exist','type':'invalid_request_error','code':'model_not_found'}}",
            "UNKNOWN_MODEL",
            "The model `x` does not exist"),
        row(
            400,
            "{'error':{'message':'This model\\'s maximum context length is 8192 tokens','type':'invalid_request_error','code':'context_length_exceeded'}}",
            "TOO_LONG",
            "This model's maximum context length is 8192 tokens"),
        row(
            409,
            "{'error':'context_overflow','required_tokens':9,'model_window':8,'routed_model':'m','message':'Too much'}",
            "TOO_LONG",
            "Too much"),
        row(
            413,
            "{'error':'context_window_exceeded','reason':'r','required_tokens':9}",
            "TOO_LONG",
            "context_window_exceeded"),
        row(413, "Payload Too Large", "TOO_LONG", "Payload Too Large"),
        row(
            400,
            "{'error':{'code':400,'message':'Provider returned error','metadata':{'raw':'{\\'error\\':{\\'message\\':\\'Unable to process input image\\'}}','provider_name':'Google','error_type':'invalid_image'}}}",
            "MEDIA_UNREADABLE",
            "Provider returned error: Unable to process input image"),
        row(
            400,
            "{'error':'\\'url\\' field must be a base64 encoded image.'}",
            "BAD_CALL",
            "'url' field must be a base64 encoded image."),
        row(
            500,
            "{'error':{'code':500,'message':'image input is not supported - hint: if this is unexpected, you may need to provide the mmproj','type':'server_error'}}",
            "CANNOT_SEE",
            "image input is not supported - hint: if this is unexpected, you may need to provide the mmproj"),
        row(
            400,
            "{'object':'error','message':'llama is not a multimodal model','type':'BadRequestError','code':400}",
            "CANNOT_SEE",
            "llama is not a multimodal model"),
        row(
            400,
            "{'code':400,'reason':'INVALID','message':'Novita says no','metadata':{}}",
            "BAD_CALL",
            "Novita says no"),
        row(
            400,
            "{'error':{'message':'{\\'a\\':1','type':'invalid_request_error'}}",
            "BAD_CALL",
            "{'a':1"),
        row(
            529,
            "{'type':'error','error':{'type':'overloaded_error','message':'Overloaded'},'request_id':'req_9'}",
            "OVERLOADED",
            "Overloaded"),
        row(
            400,
            "{'type':'error','error':{'type':'invalid_request_error','message':'prompt is too long: 9 tokens > 8'}}",
            "TOO_LONG",
            "prompt is too long: 9 tokens > 8"),
        row(
            400,
            "[{'error':{'code':400,'message':'API key not valid','status':'INVALID_ARGUMENT'}}]",
            "BAD_CALL",
            "API key not valid"),
        row(408, "{'error':{'code':408,'message':'slow'}}", "TIMEOUT", "slow"),
        row(409, "{'error':{'message':'conflict'}}", "PROVIDER_ERROR", "conflict"),
        row(
            429,
            "{'error':{'code':'rate_limit_exceeded','message':'slow down'}}",
            "OVERLOADED",
            "slow down"),
        row(500, "Internal Server Error", "PROVIDER_ERROR", "Internal Server Error"),
        row(
            503,
            "{'error':{'code':503,'message':'none','metadata':{'error_type':'provider_unavailable'}}}",
            "PROVIDER_ERROR",
            "none"),
        row(524, "", "TIMEOUT", "no reason given"));
  }

  static Stream<Arguments> anthropic() {
    return Stream.of(
        anthropicRow(400, "invalid_request_error", "max_tokens: Field required", "BAD_CALL"),
        anthropicRow(
            400,
            "invalid_request_error",
            "Your credit balance is too low to access the Anthropic API.",
            "NO_CREDIT"),
        anthropicRow(
            400, "invalid_request_error", "prompt is too long: 9 tokens > 8 maximum", "TOO_LONG"),
        anthropicRow(
            400,
            "invalid_request_error",
            "messages.0.content.0.image.source.base64: image exceeds 5 MB maximum: 6 bytes > 5 bytes",
            "TOO_LONG"),
        anthropicRow(400, "invalid_request_error", "Could not process image", "MEDIA_UNREADABLE"),
        anthropicRow(401, "authentication_error", "invalid x-api-key", "WRONG_KEY"),
        anthropicRow(402, "billing_error", "Pay first", "NO_CREDIT"),
        anthropicRow(403, "permission_error", "Your key may not use this", "WRONG_KEY"),
        anthropicRow(404, "not_found_error", "model: claude-x", "UNKNOWN_MODEL"),
        anthropicRow(404, "not_found_error", "Not Found", "BAD_CALL"),
        anthropicRow(413, "request_too_large", "Request exceeds the maximum size", "TOO_LONG"),
        anthropicRow(
            429,
            "rate_limit_error",
            "This request would exceed your rate limit of 50,000 input tokens per minute.",
            "OVERLOADED"),
        anthropicRow(500, "api_error", "Internal server error", "PROVIDER_ERROR"),
        anthropicRow(504, "timeout_error", "Request timed out", "TIMEOUT"),
        anthropicRow(529, "overloaded_error", "Overloaded", "OVERLOADED"));
  }

  private static Arguments anthropicRow(int status, String type, String message, String reason) {
    return row(
        status,
        "{'type':'error','error':{'type':'%s','message':'%s'},'request_id':'req_9'}"
            .formatted(type, message),
        reason,
        message);
  }

  private static Arguments row(int status, String body, String reason, String message) {
    return Arguments.of(status, body.replace("\\'", "\\\"").replace('\'', '"'), reason, message);
  }
}
