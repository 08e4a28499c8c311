package dev.sightline.discord;

import java.util.Optional;
import net.dv8tion.jda.api.events.interaction.command.SlashCommandInteractionEvent;
import net.dv8tion.jda.api.interactions.commands.OptionMapping;

/// Commands that are orders, in the words that all platforms share.
final class DiscordOrders {
  private DiscordOrders() {}

  /// What the command orders; empty where it is none of these commands.
  static Optional<String> words(SlashCommandInteractionEvent event) {
    return switch (event.getName()) {
      case DiscordCommands.LINK_UP -> Optional.of("link " + text(event, DiscordCommands.CODE));
      case DiscordCommands.FORGET ->
          Optional.of("forget me " + text(event, DiscordCommands.CONFIRM));
      default -> Optional.empty();
    };
  }

  private static String text(SlashCommandInteractionEvent event, String option) {
    return event.getOption(option, "", OptionMapping::getAsString);
  }
}
