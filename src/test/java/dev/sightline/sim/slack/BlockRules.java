package dev.sightline.sim.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Slack's checks of Block Kit, with its wording: `invalid_blocks` and a JSON pointer to each
/// fault, or `msg_blocks_too_long`.
final class BlockRules {
  private static final Set<String> KNOWN =
      Set.of(
          "actions",
          "alert",
          "card",
          "carousel",
          "container",
          "context",
          "context_actions",
          "data_table",
          "data_visualization",
          "divider",
          "file",
          "header",
          "image",
          "input",
          "markdown",
          "plan",
          "rich_text",
          "section",
          "table",
          "task_card",
          "video");

  private final List<String> faults = new ArrayList<>();

  private BlockRules() {}

  static void check(ArrayNode blocks, int most) {
    BlockRules rules = new BlockRules();
    rules.checkAll(blocks, most);
    if (!rules.faults.isEmpty()) {
      throw ApiRefusal.because("invalid_blocks", rules.faults);
    }
    int markdownChars = 0;
    int allChars = 0;
    for (JsonNode block : blocks) {
      if (block.path("type").asText().equals("markdown")) {
        markdownChars += block.path("text").asText().length();
      }
      allChars += textChars(block) + (allChars == 0 ? 0 : SlackLimits.EXTRA_BLOCK_CHARS);
    }
    if (markdownChars > SlackLimits.MARKDOWN_CHARS
        || (markdownChars > 0 && allChars > SlackLimits.BLOCKS_CHARS)) {
      throw new ApiRefusal("msg_blocks_too_long");
    }
  }

  /// A copy in which every block has its `block_id`, as Slack gives them.
  static ArrayNode withIds(ArrayNode blocks) {
    ArrayNode copy = blocks.deepCopy();
    for (int i = 0; i < copy.size(); i++) {
      if (copy.get(i) instanceof ObjectNode block && !block.has("block_id")) {
        block.put("block_id", "b%04d".formatted(i));
      }
    }
    return copy;
  }

  private static int textChars(JsonNode node) {
    int chars = node.path("text").isTextual() ? node.path("text").asText().length() : 0;
    for (JsonNode child : node) {
      chars += textChars(child);
    }
    return chars;
  }

  private void checkAll(ArrayNode blocks, int most) {
    if (blocks.size() > most) {
      fault("no more than " + most + " items allowed", "/blocks");
    }
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < blocks.size(); i++) {
      JsonNode block = blocks.get(i);
      String at = "/blocks/" + i;
      String id = block.path("block_id").asText();
      if (!id.isEmpty() && !ids.add(id)) {
        fault("block_id \"" + id + "\" already exists", at + "/block_id");
      }
      atMost(block, "block_id", SlackLimits.ID_CHARS, at);
      checkOne(block, at);
    }
  }

  private void checkOne(JsonNode block, String at) {
    String type = block.path("type").asText();
    if (!KNOWN.contains(type)) {
      fault("unsupported type: " + type, at + "/type");
      return;
    }
    switch (type) {
      case "section" -> section(block, at);
      case "header" -> text(block, "text", SlackLimits.HEADER_CHARS, true, at);
      case "markdown" -> {
        if (block.path("text").asText().isEmpty()) {
          fault("missing required field: text", at);
        }
      }
      case "context" -> {
        elements(block, SlackLimits.CONTEXT_ELEMENTS, at);
        each(block.path("elements"), at + "/elements", this::contextElement);
      }
      case "actions" -> {
        elements(block, SlackLimits.ACTIONS_ELEMENTS, at);
        uniqueActions(block.path("elements"), at + "/elements");
        each(block.path("elements"), at + "/elements", this::element);
      }
      case "context_actions" -> {
        elements(block, SlackLimits.CONTEXT_ACTIONS_ELEMENTS, at);
        each(block.path("elements"), at + "/elements", this::contextAction);
      }
      case "image" -> image(block, at);
      default -> {}
    }
  }

  private void section(JsonNode block, String at) {
    JsonNode fields = block.path("fields");
    if (block.has("text")) {
      text(block, "text", SlackLimits.SECTION_TEXT_CHARS, false, at);
    } else if (fields.isEmpty()) {
      fault("missing required field: text", at);
    }
    if (fields.size() > SlackLimits.SECTION_FIELDS) {
      fault("no more than " + SlackLimits.SECTION_FIELDS + " items allowed", at + "/fields");
    }
    each(
        fields,
        at + "/fields",
        (field, where) -> textObject(field, SlackLimits.SECTION_FIELD_CHARS, false, where));
    if (block.has("accessory")) {
      element(block.path("accessory"), at + "/accessory");
    }
  }

  private void contextElement(JsonNode element, String at) {
    if (element.path("type").asText().equals("image")) {
      image(element, at);
    } else {
      textObject(element, SlackLimits.SECTION_TEXT_CHARS, false, at);
    }
  }

  private void contextAction(JsonNode element, String at) {
    switch (element.path("type").asText()) {
      case "feedback_buttons" -> {
        for (String side : List.of("positive_button", "negative_button")) {
          text(element.path(side), "text", SlackLimits.BUTTON_TEXT_CHARS, true, at + "/" + side);
          atMost(element.path(side), "value", SlackLimits.BUTTON_VALUE_CHARS, at + "/" + side);
        }
      }
      case "icon_button" -> text(element, "text", SlackLimits.BUTTON_TEXT_CHARS, true, at);
      default -> fault("unsupported type: " + element.path("type").asText(), at + "/type");
    }
  }

  private void element(JsonNode element, String at) {
    atMost(element, "action_id", SlackLimits.ID_CHARS, at);
    switch (element.path("type").asText()) {
      case "button" -> {
        text(element, "text", SlackLimits.BUTTON_TEXT_CHARS, true, at);
        atMost(element, "value", SlackLimits.BUTTON_VALUE_CHARS, at);
        atMost(element, "url", SlackLimits.BUTTON_URL_CHARS, at);
        String style = element.path("style").asText();
        if (!Set.of("", "primary", "danger").contains(style)) {
          fault("must be one of: primary, danger", at + "/style");
        }
      }
      case "static_select" -> menu(element, at);
      case "multi_static_select", "overflow", "checkboxes", "radio_buttons" -> {
        JsonNode options = element.path("options");
        if (options.size() > SlackLimits.SELECT_OPTIONS) {
          fault("no more than " + SlackLimits.SELECT_OPTIONS + " items allowed", at + "/options");
        }
        each(
            options,
            at + "/options",
            (option, where) -> text(option, "text", SlackLimits.BUTTON_TEXT_CHARS, false, where));
      }
      case "image" -> image(element, at);
      case "" -> fault("missing required field: type", at);
      default -> {}
    }
  }

  /// Fields: https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element and
  /// https://docs.slack.dev/reference/block-kit/composition-objects/option-object (2026-11); the
  /// words about an initial option: https://github.com/maxchehab/phelia/pull/23.
  private void menu(JsonNode element, String at) {
    JsonNode options = element.path("options");
    if (options.isEmpty()) {
      fault("no less than 1 items allowed", at + "/options");
    }
    if (options.size() > SlackLimits.SELECT_OPTIONS) {
      fault("no more than " + SlackLimits.SELECT_OPTIONS + " items allowed", at + "/options");
    }
    if (element.has("placeholder")) {
      text(element, "placeholder", SlackLimits.PLACEHOLDER_CHARS, true, at);
    }
    each(
        options,
        at + "/options",
        (option, where) -> {
          text(option, "text", SlackLimits.OPTION_TEXT_CHARS, true, where);
          if (option.path("value").asText().isEmpty()) {
            fault("missing required field: value", where);
          }
          atMost(option, "value", SlackLimits.OPTION_VALUE_CHARS, where);
        });
    if (element.has("initial_option") && !contains(options, element.path("initial_option"))) {
      fault("must be one of the provided options", at + "/initial_option");
    }
  }

  private static boolean contains(JsonNode options, JsonNode wanted) {
    for (JsonNode option : options) {
      if (option.equals(wanted)) {
        return true;
      }
    }
    return false;
  }

  private void image(JsonNode image, String at) {
    if (image.path("alt_text").asText().isEmpty()) {
      fault("missing required field: alt_text", at);
    }
    if (!image.has("image_url") && !image.has("slack_file")) {
      fault("missing required field: image_url", at);
    }
    atMost(image, "alt_text", SlackLimits.ALT_TEXT_CHARS, at);
    atMost(image, "image_url", SlackLimits.IMAGE_URL_CHARS, at);
  }

  private void elements(JsonNode block, int most, String at) {
    int size = block.path("elements").size();
    if (size == 0) {
      fault("no less than 1 items allowed", at + "/elements");
    } else if (size > most) {
      fault("no more than " + most + " items allowed", at + "/elements");
    }
  }

  private void uniqueActions(JsonNode elements, String at) {
    Set<String> ids = new HashSet<>();
    for (JsonNode element : elements) {
      String id = element.path("action_id").asText();
      if (!id.isEmpty() && !ids.add(id)) {
        fault("`action_id` \"" + id + "\" already exists", at);
      }
    }
  }

  private void text(JsonNode owner, String field, int most, boolean plainOnly, String at) {
    if (!owner.has(field)) {
      fault("missing required field: " + field, at);
      return;
    }
    textObject(owner.path(field), most, plainOnly, at + "/" + field);
  }

  private void textObject(JsonNode text, int most, boolean plainOnly, String at) {
    String type = text.path("type").asText();
    if (!(type.equals("plain_text") || (type.equals("mrkdwn") && !plainOnly))) {
      fault("unsupported type: " + type, at + "/type");
    }
    int chars = text.path("text").asText().length();
    if (chars == 0) {
      fault("must be more than 0 characters", at + "/text");
    }
    atMost(text, "text", most, at);
  }

  private void atMost(JsonNode owner, String field, int most, String at) {
    if (owner.path(field).asText().length() > most) {
      fault("must be less than " + (most + 1) + " characters", at + "/" + field);
    }
  }

  private static void each(JsonNode list, String at, Check check) {
    for (int i = 0; i < list.size(); i++) {
      check.at(list.get(i), at + "/" + i);
    }
  }

  private void fault(String what, String at) {
    faults.add(what + " [json-pointer:" + at + "]");
  }

  @FunctionalInterface
  private interface Check {
    void at(JsonNode node, String pointer);
  }
}
