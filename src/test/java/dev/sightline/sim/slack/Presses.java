package dev.sightline.sim.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds what a person can press by what is written on it, and tells it as Slack does in
/// `block_actions`: a button with its value, a menu with the chosen option, thumbs with the value
/// of the one that was pressed.
///
/// Source: https://docs.slack.dev/reference/interaction-payloads/block_actions-payload (2026-09).
final class Presses {
  private Presses() {}

  /// @param action the entry of `actions`, without `block_id` and `action_ts`
  record Press(ObjectNode action, String blockId) {}

  static Optional<Press> labelled(JsonNode blocks, String label) {
    for (JsonNode block : blocks) {
      for (JsonNode element : elements(block)) {
        Optional<ObjectNode> action = action(element, label);
        if (action.isPresent()) {
          return Optional.of(new Press(action.get(), block.path("block_id").asText()));
        }
      }
    }
    return Optional.empty();
  }

  private static List<JsonNode> elements(JsonNode block) {
    List<JsonNode> elements = new ArrayList<>();
    block.path("elements").forEach(elements::add);
    if (block.has("accessory")) {
      elements.add(block.path("accessory"));
    }
    return elements;
  }

  private static Optional<ObjectNode> action(JsonNode element, String label) {
    return switch (element.path("type").asText()) {
      case "button" ->
          says(element, label) ? Optional.of(((ObjectNode) element.deepCopy())) : Optional.empty();
      case "static_select" -> chosen(element, label);
      case "feedback_buttons" -> thumb(element, label);
      default -> Optional.empty();
    };
  }

  private static Optional<ObjectNode> chosen(JsonNode menu, String label) {
    for (JsonNode option : menu.path("options")) {
      if (says(option, label)) {
        ObjectNode action = menu.deepCopy();
        action.remove("options");
        action.set("selected_option", option);
        return Optional.of(action);
      }
    }
    return Optional.empty();
  }

  private static Optional<ObjectNode> thumb(JsonNode thumbs, String label) {
    for (String side : List.of("positive_button", "negative_button")) {
      JsonNode button = thumbs.path(side);
      if (says(button, label)) {
        return Optional.of(
            Json.object()
                .put("type", "feedback_buttons")
                .put("action_id", thumbs.path("action_id").asText())
                .put("value", button.path("value").asText()));
      }
    }
    return Optional.empty();
  }

  private static boolean says(JsonNode element, String label) {
    return element.path("text").path("text").asText().equals(label);
  }
}
