package dev.sightline.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// A message of the bot as it stands on one of the platforms.
///
/// @param place the name of the [ChaosWorld.Place] it is in
/// @param text as a person reads it
/// @param isOpen whether the platform itself shows that more is to come
/// @param controls what can be pressed
/// @param press presses what is labelled so
record ChaosAnswer(
    String place,
    String text,
    boolean isOpen,
    List<Control> controls,
    Function<String, Press> press) {
  static final String INTERRUPTED = "Interrupted, because I was restarted.";

  /// Under every answer whose cost is known or estimated.
  private static final String FOOTER = " · $";

  private static final String ESTIMATED_FOOTER = " · est. $";
  private static final String STOP = "Stop";

  ChaosAnswer {
    controls = List.copyOf(controls);
  }

  /// A button, a thumb or an entry of a menu.
  ///
  /// @param id by which the bot knows it
  record Control(String label, String id) {}

  /// Something that was pressed.
  interface Press {
    /// Whether the platform took it, and tells nobody that it failed.
    boolean isTaken();

    /// Whether the bot told who pressed something for their eyes only.
    boolean isThankedFor();
  }

  boolean isInterrupted() {
    return text.contains(INTERRUPTED);
  }

  /// Whether it says how it ended, and nothing shows it as under way.
  boolean isFinal() {
    boolean isSaid = text.contains(FOOTER) || text.contains(ESTIMATED_FOOTER) || isInterrupted();
    return isSaid && !isOpen && controls.stream().noneMatch(each -> each.label().equals(STOP));
  }

  /// What can be pressed in Slack's blocks or in Discord's components.
  static List<Control> controls(JsonNode blocks) {
    List<Control> found = new ArrayList<>();
    find(blocks, found);
    return found;
  }

  private static void find(JsonNode node, List<Control> found) {
    String label =
        node.path("label").isTextual()
            ? node.path("label").asText()
            : node.path("text").path("text").asText();
    String id = node.has("value") ? node.path("value").asText() : node.path("custom_id").asText();
    if (!label.isEmpty() && !id.isEmpty() && !node.path("disabled").asBoolean(false)) {
      found.add(new Control(label, id));
    }
    node.forEach(child -> find(child, found));
  }
}
