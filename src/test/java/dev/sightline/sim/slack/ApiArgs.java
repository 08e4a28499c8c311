package dev.sightline.sim.slack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.util.Optional;

/// The arguments of one call, from a query, a form or a JSON body.
final class ApiArgs {
  private final ObjectNode values;

  ApiArgs(ObjectNode values) {
    this.values = values;
  }

  /// @param takesJson false for the reading methods, which ignore a JSON body as Slack's do
  static ApiArgs of(Context context, boolean takesJson) {
    ObjectNode values = Json.object();
    context.queryParamMap().forEach((name, all) -> values.put(name, all.getFirst()));
    String type = Optional.ofNullable(context.contentType()).orElse("");
    if (type.startsWith("application/json")) {
      if (takesJson) {
        values.setAll(json(context.body()));
      }
    } else if (type.startsWith("application/x-www-form-urlencoded")
        || type.startsWith("multipart/form-data")) {
      context.formParamMap().forEach((name, all) -> values.put(name, all.getFirst()));
    } else if (!context.body().isEmpty()) {
      throw new ApiRefusal("invalid_form_data");
    }
    return new ApiArgs(values);
  }

  private static ObjectNode json(String body) {
    try {
      if (Json.parse(body) instanceof ObjectNode object) {
        return object;
      }
      throw new ApiRefusal("json_not_object");
    } catch (JsonProcessingException e) {
      throw new ApiRefusal("invalid_json");
    }
  }

  boolean has(String name) {
    return !text(name).isEmpty();
  }

  /// Empty where the argument is absent, null or an object.
  String text(String name) {
    JsonNode value = values.path(name);
    return value.isNull() ? "" : value.asText();
  }

  String required(String name) {
    String value = text(name);
    if (value.isEmpty()) {
      throw ApiRefusal.invalidArgument("missing required field: " + name);
    }
    return value;
  }

  boolean flag(String name) {
    String value = text(name);
    return value.equals("1") || value.equals("true");
  }

  int number(String name, int otherwise) {
    String value = text(name);
    if (value.isEmpty()) {
      return otherwise;
    }
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw ApiRefusal.invalidArgument("must be an integer [json-pointer:/" + name + "]");
    }
  }

  /// A JSON value, given as such or as a string; empty where absent.
  Optional<JsonNode> json(String name, String errorIfBroken) {
    JsonNode value = values.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      return Optional.of(value);
    }
    if (value.asText().isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Json.parse(value.asText()));
    } catch (JsonProcessingException e) {
      throw new ApiRefusal(errorIfBroken);
    }
  }

  /// A JSON array, empty where absent.
  ArrayNode array(String name, String errorIfBroken) {
    JsonNode value = json(name, errorIfBroken).orElseGet(Json::array);
    if (value instanceof ArrayNode array) {
      return array;
    }
    throw new ApiRefusal(errorIfBroken);
  }

  ObjectNode asJson() {
    return values.deepCopy();
  }
}
