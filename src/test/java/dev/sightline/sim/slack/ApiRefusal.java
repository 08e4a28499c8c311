package dev.sightline.sim.slack;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// A call that Slack answers with `ok: false`.
final class ApiRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String error;
  private final transient ObjectNode details;

  ApiRefusal(String error) {
    this(error, Json.object());
  }

  ApiRefusal(String error, ObjectNode details) {
    super(error, null, false, false);
    this.error = error;
    this.details = details;
  }

  /// With the messages that Slack puts into `response_metadata`.
  static ApiRefusal because(String error, List<String> reasons) {
    ObjectNode details = Json.object();
    ArrayNode errors = details.putArray("errors");
    ArrayNode messages = details.putObject("response_metadata").putArray("messages");
    for (String reason : reasons) {
      errors.add(reason);
      messages.add("[ERROR] " + reason);
    }
    return new ApiRefusal(error, details);
  }

  static ApiRefusal invalidArgument(String reason) {
    return because("invalid_arguments", List.of(reason));
  }

  String error() {
    return error;
  }

  ObjectNode toJson() {
    ObjectNode answer = Json.object().put("ok", false).put("error", error);
    answer.setAll(details);
    return answer;
  }
}
