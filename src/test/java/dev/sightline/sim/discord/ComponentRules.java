package dev.sightline.sim.discord;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Set;

/// What Discord checks of a message's components.
///
/// Source: Discord docs, "Component Reference" (c98d64bc, Aug 2026): 5 rows of 5 buttons; with
/// Components V2 40 components. The sum of 4,000 characters is JDA's constant.
final class ComponentRules {
  private static final int ROW = 1;
  private static final int BUTTON = 2;
  private static final int STRING_SELECT = 3;
  private static final int LAST_SELECT = 8;
  private static final int LINK_STYLE = 5;
  private static final int PREMIUM_STYLE = 6;
  private static final int MOST_V2 = 40;
  private static final int MOST_V2_CHARACTERS = 4000;
  private static final Set<Integer> V2_TOP = Set.of(1, 9, 10, 12, 13, 14, 17);

  private final BodyErrors errors;
  private final boolean isV2;
  private final Set<String> customIds = new HashSet<>();
  private int count;
  private int characters;

  private ComponentRules(BodyErrors errors, boolean isV2) {
    this.errors = errors;
    this.isV2 = isV2;
  }

  static void check(JsonNode components, boolean isV2, BodyErrors errors) {
    new ComponentRules(errors, isV2).checkTop(components);
  }

  /// The components with the `id` that Discord gives to each.
  static ArrayNode numbered(JsonNode components) {
    ArrayNode numbered = components.deepCopy();
    int next = 1;
    for (JsonNode part : numbered.findParents("type")) {
      ((ObjectNode) part).put("id", part.path("id").asInt(0) > 0 ? part.path("id").asInt() : next);
      next++;
    }
    return numbered;
  }

  private void checkTop(JsonNode components) {
    if (!isV2 && components.size() > 5) {
      errors.badLength("components", 1, 5);
    }
    int index = 0;
    for (JsonNode component : components) {
      int type = component.path("type").asInt();
      if (isV2 ? !V2_TOP.contains(type) : type != ROW) {
        errors.badChoice("components/" + index + "/type", isV2 ? V2_TOP.toString() : "1");
      }
      checkOne(component, "components/" + index);
      index++;
    }
    if (isV2 && count > MOST_V2) {
      errors.tooLong("components", MOST_V2);
    }
    if (isV2 && characters > MOST_V2_CHARACTERS) {
      errors.add(
          "components",
          "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED",
          "Displayable text size exceeds maximum size of %d".formatted(MOST_V2_CHARACTERS));
    }
  }

  private void checkOne(JsonNode component, String path) {
    count++;
    characters += BodyErrors.length(component.path("content").asText());
    int type = component.path("type").asInt();
    if (type == ROW) {
      checkRow(component.path("components"), path + "/components");
    } else if (type == BUTTON) {
      checkButton(component, path);
    } else if (type >= STRING_SELECT && type <= LAST_SELECT) {
      checkSelect(component, path);
    }
    checkCustomId(component, path);
    int index = 0;
    for (JsonNode child : component.path("components")) {
      checkOne(child, path + "/components/" + index);
      index++;
    }
    if (component.has("accessory")) {
      checkOne(component.path("accessory"), path + "/accessory");
    }
  }

  private void checkRow(JsonNode children, String path) {
    boolean hasSelect = false;
    for (JsonNode child : children) {
      hasSelect |= child.path("type").asInt() != BUTTON;
    }
    if (children.isEmpty() || children.size() > 5) {
      errors.badLength(path, 1, 5);
    } else if (hasSelect && children.size() > 1) {
      errors.add(
          path, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The specified component exceeds the width");
    }
  }

  private void checkButton(JsonNode button, String path) {
    int style = button.path("style").asInt();
    errors.text(button, "label", path + "/label", 80);
    if (style < 1 || style > PREMIUM_STYLE) {
      errors.badChoice(path + "/style", "1, 2, 3, 4, 5, 6");
    } else if (style == LINK_STYLE) {
      errors.requiredText(button, "url", path + "/url", 512);
    } else if (style < LINK_STYLE) {
      errors.requiredText(button, "custom_id", path + "/custom_id", 100);
    }
    if (style != PREMIUM_STYLE
        && button.path("label").asText().isEmpty()
        && !Json.has(button, "emoji")) {
      errors.add(
          path, "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED", "A button must have a label or emoji");
    }
  }

  private void checkSelect(JsonNode select, String path) {
    errors.requiredText(select, "custom_id", path + "/custom_id", 100);
    errors.text(select, "placeholder", path + "/placeholder", 150);
    if (select.path("type").asInt() != STRING_SELECT) {
      return;
    }
    JsonNode options = select.path("options");
    if (options.isEmpty() || options.size() > 25) {
      errors.badLength(path + "/options", 1, 25);
    }
    int index = 0;
    for (JsonNode option : options) {
      String at = path + "/options/" + index;
      errors.requiredText(option, "label", at + "/label", 100);
      errors.requiredText(option, "value", at + "/value", 100);
      errors.text(option, "description", at + "/description", 100);
      index++;
    }
  }

  private void checkCustomId(JsonNode component, String path) {
    if (Json.has(component, "custom_id") && !customIds.add(component.path("custom_id").asText())) {
      errors.add(
          path + "/custom_id",
          "COMPONENT_CUSTOM_ID_DUPLICATED",
          "Component custom id cannot be duplicated");
    }
  }
}
