package dev.sightline.sim.discord;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// Collects what is wrong with a request body, in the tree of Discord's code 50035.
final class BodyErrors {
  private final ObjectNode root = Json.object();

  /// Notes one error.
  ///
  /// @param path names and indices joined by slashes, such as `embeds/0/title`
  void add(String path, String code, String words) {
    ObjectNode node = root;
    for (String step : path.split("/", -1)) {
      node = node.withObjectProperty(step);
    }
    node.withArrayProperty("_errors").addObject().put("code", code).put("message", words);
  }

  void required(String path) {
    add(path, "BASE_TYPE_REQUIRED", "This field is required");
  }

  void tooLong(String path, int most) {
    add(path, "BASE_TYPE_MAX_LENGTH", "Must be %d or fewer in length.".formatted(most));
  }

  void badLength(String path, int least, int most) {
    add(
        path,
        "BASE_TYPE_BAD_LENGTH",
        "Must be between %d and %d in length.".formatted(least, most));
  }

  void badChoice(String path, String allowed) {
    add(path, "BASE_TYPE_CHOICES", "Value must be one of (%s).".formatted(allowed));
  }

  /// Checks an optional text: a string of at most `most` code points.
  void text(JsonNode owner, String field, String path, int most) {
    if (!Json.has(owner, field)) {
      return;
    }
    JsonNode value = owner.get(field);
    if (!value.isTextual()) {
      add(path, "STRING_TYPE_CONVERT", "Could not interpret \"%s\" as string.".formatted(value));
    } else if (length(value.textValue()) > most) {
      tooLong(path, most);
    }
  }

  /// Checks a text that has to be there, with at least one code point.
  void requiredText(JsonNode owner, String field, String path, int most) {
    if (!Json.has(owner, field)) {
      required(path);
    } else if (owner.get(field).asText().isEmpty() || length(owner.get(field).asText()) > most) {
      badLength(path, 1, most);
    }
  }

  void throwIfAny() {
    if (!root.isEmpty()) {
      throw Rejection.form(root);
    }
  }

  /// Length as Discord counts it: in Unicode code points, so that an emoji outside the basic plane
  /// counts once (JDA counts the same way; assumed from there).
  static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
