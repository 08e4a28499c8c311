package dev.sightline.slack;

import dev.sightline.ask.Order;
import dev.sightline.event.ChatEvent.Verb;
import java.util.Locale;

/// What somebody typed after `/sightline`.
sealed interface CommandLine {

  /// A question for the model.
  ///
  /// @param words what follows the verb, with Slack's markup; may be empty
  record Question(Verb verb, String words) implements CommandLine {}

  /// `usage`.
  record Usage() implements CommandLine {}

  /// `help`, or nothing at all.
  record Help() implements CommandLine {}

  /// `link`, and whatever else the bot can be ordered to do.
  ///
  /// @param words the whole line, with Slack's markup
  record Ordered(String words) implements CommandLine {}

  /// Reads the line; one that starts with none of our words is a question as it is.
  static CommandLine read(String line) {
    if (Order.kindOf(line).isPresent()) {
      return new Ordered(line.strip());
    }
    String[] parts = line.strip().split("\\s+", 2);
    String rest = parts.length == 2 ? parts[1] : "";
    return switch (parts[0].toLowerCase(Locale.ROOT)) {
      case "look" -> new Question(Verb.LOOK, rest);
      case "watch" -> new Question(Verb.WATCH, rest);
      case "ask" -> new Question(Verb.ASK, rest);
      case "usage" -> new Usage();
      case "help", "" -> new Help();
      default -> new Question(Verb.ASK, line.strip());
    };
  }
}
