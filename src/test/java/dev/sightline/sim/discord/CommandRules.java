package dev.sightline.sim.discord;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// What Discord checks of commands that are registered.
///
/// Source: Discord docs, "Application Commands" (c98d64bc, Aug 2026): 100 slash, 15 user and 15
/// message commands, 25 options, 25 choices, 8,000 characters a command.
final class CommandRules {
  private static final Pattern NAME =
      Pattern.compile("[-_'\\p{L}\\p{N}\\p{IsDevanagari}\\p{IsThai}]{1,32}");
  private static final int SLASH = 1;
  private static final int MOST_CHARACTERS = 8000;
  private static final Map<Integer, Integer> MOST_OF_TYPE = Map.of(1, 100, 2, 15, 3, 15);

  private final BodyErrors errors = new BodyErrors();
  private int characters;

  private CommandRules() {}

  static int type(JsonNode command) {
    return command.path("type").asInt(SLASH);
  }

  static void check(JsonNode commands) {
    BodyErrors all = new BodyErrors();
    if (!commands.isArray()) {
      all.add("_errors", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType");
      all.throwIfAny();
    }
    CommandRules rules = new CommandRules();
    Map<Integer, Integer> counts = new HashMap<>();
    Set<String> names = new HashSet<>();
    int index = 0;
    for (JsonNode command : commands) {
      counts.merge(type(command), 1, Integer::sum);
      rules.checkCommand(command, Integer.toString(index));
      if (!names.add(type(command) + command.path("name").asText())) {
        rules.errors.add(
            Integer.toString(index),
            "APPLICATION_COMMANDS_DUPLICATE_NAME",
            "Application command names must be unique");
      }
      index++;
    }
    counts.forEach((type, count) -> {
      if (count > MOST_OF_TYPE.getOrDefault(type, 0)) {
        throw Rejection.of(ApiError.TOO_MANY_COMMANDS);
      }
    });
    rules.errors.throwIfAny();
  }

  private void checkCommand(JsonNode command, String path) {
    characters = 0;
    if (type(command) == SLASH) {
      checkName(command, path);
      errors.requiredText(command, "description", path + "/description", 100);
      checkOptions(command, path, 0);
      if (characters > MOST_CHARACTERS) {
        errors.add(
            path,
            "APPLICATION_COMMAND_TOO_LARGE",
            "Command exceeds maximum size (%d)".formatted(MOST_CHARACTERS));
      }
    } else {
      errors.requiredText(command, "name", path + "/name", 32);
      if (!command.path("description").asText().isEmpty() || !command.path("options").isEmpty()) {
        errors.add(
            path,
            "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION",
            "Context menu commands cannot have description or options");
      }
    }
  }

  private void checkName(JsonNode owner, String path) {
    String name = owner.path("name").asText();
    if (!NAME.matcher(name).matches() || !name.equals(name.toLowerCase(Locale.ROOT))) {
      errors.add(
          path + "/name", "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid: " + name);
    }
    characters += BodyErrors.length(name) + BodyErrors.length(owner.path("description").asText());
  }

  private void checkOptions(JsonNode owner, String path, int depth) {
    JsonNode options = owner.path("options");
    if (options.size() > 25) {
      errors.tooLong(path + "/options", 25);
    }
    Set<String> names = new HashSet<>();
    boolean wasOptional = false;
    int index = 0;
    for (JsonNode option : options) {
      String at = path + "/options/" + index;
      int type = option.path("type").asInt();
      checkName(option, at);
      errors.requiredText(option, "description", at + "/description", 100);
      if (!names.add(option.path("name").asText())) {
        errors.add(
            at + "/name",
            "APPLICATION_COMMAND_OPTIONS_NAME_DUPLICATE",
            "Option names must be unique");
      }
      if (type < 1 || type > 11) {
        errors.badChoice(at + "/type", "1 to 11");
      }
      if (type <= 2 && (depth > 1 || (type == 2 && depth > 0))) {
        errors.add(
            at + "/type", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-command nested wrongly");
      }
      if (option.path("required").asBoolean(false) && wasOptional) {
        errors.add(
            at,
            "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
            "Required options must be placed before non-required options");
      }
      wasOptional |= type > 2 && !option.path("required").asBoolean(false);
      checkChoices(option, at);
      if (type <= 2) {
        checkOptions(option, at, depth + 1);
      }
      index++;
    }
  }

  private void checkChoices(JsonNode option, String path) {
    JsonNode choices = option.path("choices");
    if (choices.size() > 25) {
      errors.tooLong(path + "/choices", 25);
    }
    int index = 0;
    for (JsonNode choice : choices) {
      errors.requiredText(choice, "name", path + "/choices/" + index + "/name", 100);
      errors.requiredText(choice, "value", path + "/choices/" + index + "/value", 100);
      characters +=
          BodyErrors.length(choice.path("name").asText())
              + BodyErrors.length(choice.path("value").asText());
      index++;
    }
    if (!choices.isEmpty() && option.path("autocomplete").asBoolean(false)) {
      errors.add(
          path,
          "APPLICATION_COMMAND_OPTIONS_CHOICES_INVALID",
          "Autocomplete options cannot have choices");
    }
  }
}
