package dev.sightline.sim.discord;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/// What a REST call is answered with.
///
/// @param body absent for 204
record Answer(int status, @Nullable JsonNode body) {

  static Answer ok(JsonNode body) {
    return new Answer(200, body);
  }

  static Answer created(JsonNode body) {
    return new Answer(201, body);
  }

  static Answer empty() {
    return new Answer(204, null);
  }

  /// Discord's JSON error code; 0 where the body has none.
  int code() {
    return status < 400 || body == null ? 0 : body.path("code").asInt(0);
  }
}
