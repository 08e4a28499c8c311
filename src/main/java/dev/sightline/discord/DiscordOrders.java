package dev.sightline.discord;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.dv8tion.jda.api.events.interaction.command.SlashCommandInteractionEvent;
import net.dv8tion.jda.api.interactions.commands.OptionMapping;
import net.dv8tion.jda.api.interactions.commands.OptionType;
import net.dv8tion.jda.api.interactions.commands.build.CommandData;
import net.dv8tion.jda.api.interactions.commands.build.Commands;
import net.dv8tion.jda.api.interactions.commands.build.OptionData;
import net.dv8tion.jda.api.interactions.commands.build.SubcommandData;
import org.jspecify.annotations.Nullable;

/// Commands that are orders, in the words that all platforms share.
final class DiscordOrders {
  private static final String SHOW = "show";
  private static final String SET = "set";
  private static final String REMOVE = "remove";

  private DiscordOrders() {}

  /// What the command orders; empty where it is none of these commands.
  static Optional<String> words(SlashCommandInteractionEvent event) {
    return switch (event.getName()) {
      case DiscordCommands.LINK_UP -> Optional.of("link " + text(event, DiscordCommands.CODE));
      case DiscordCommands.BUDGET -> Optional.of("budget " + budgetWords(event));
      case DiscordCommands.FORGET ->
          Optional.of("forget me " + text(event, DiscordCommands.CONFIRM));
      default -> Optional.empty();
    };
  }

  /// What stands for the words that are typed on Slack.
  static CommandData budget() {
    return Commands.slash(DiscordCommands.BUDGET, "See budgets, and change them as an admin")
        .addSubcommands(
            new SubcommandData(SHOW, "Which budgets there are, and how much of them is used"),
            new SubcommandData(SET, "Set a budget; for admins")
                .addOptions(
                    choice(
                            "of",
                            "Whose spending counts",
                            "person",
                            "role",
                            "channel",
                            "workspace",
                            "total")
                        .setRequired(true),
                    new OptionData(OptionType.NUMBER, "usd", "The limit, in US dollars", true)
                        .setRequiredRange(0, 1_000_000),
                    choice("per", "For how long it counts", "ask", "day", "week", "month", "24h")
                        .setRequired(true),
                    new OptionData(OptionType.USER, "who", "Whom it is for; for persons"),
                    new OptionData(OptionType.ROLE, "role", "Which role it is for; for roles"),
                    new OptionData(
                        OptionType.CHANNEL, "where", "Which channel it is for; else this one"),
                    new OptionData(OptionType.BOOLEAN, "each", "For each of its kind, everywhere"),
                    new OptionData(OptionType.NUMBER, "warn", "Warn above this, in US dollars")
                        .setRequiredRange(0, 1_000_000),
                    new OptionData(
                        OptionType.BOOLEAN, "cheaper", "Above the warning, the cheapest answers")),
            new SubcommandData(REMOVE, "Remove a budget; for admins")
                .addOptions(
                    new OptionData(OptionType.INTEGER, "number", "Its number in the list", true)
                        .setRequiredRange(1, 9_999)));
  }

  private static OptionData choice(String name, String description, String... values) {
    OptionData option = new OptionData(OptionType.STRING, name, description);
    for (String value : values) {
      option.addChoice(value, value);
    }
    return option;
  }

  private static String budgetWords(SlashCommandInteractionEvent event) {
    String subcommand = String.valueOf(event.getSubcommandName());
    return switch (subcommand) {
      case SET -> "set " + setWords(event);
      case REMOVE -> "remove " + text(event, "number");
      default -> SHOW;
    };
  }

  private static String setWords(SlashCommandInteractionEvent event) {
    List<String> words = new ArrayList<>();
    words.add(text(event, "of"));
    if (event.getOption("each", false, OptionMapping::getAsBoolean)) {
      words.add("each");
    }
    @Nullable OptionMapping who = event.getOption("who");
    if (who != null) {
      // Whoever is not in the server is none of its admins' business.
      words.add(
          who.getAsMember() == null
              ? "@" + who.getAsUser().getName().replaceAll("\\s", "")
              : who.getAsUser().getAsMention());
    }
    @Nullable OptionMapping role = event.getOption("role");
    if (role != null) {
      words.add(role.getAsRole().getAsMention());
    }
    @Nullable OptionMapping where = event.getOption("where");
    if (where != null) {
      words.add(where.getAsChannel().getAsMention());
    }
    words.add(plain(event, "usd"));
    words.add("per " + text(event, "per"));
    if (event.getOption("warn") != null) {
      words.add("warn " + plain(event, "warn"));
    }
    if (event.getOption("cheaper", false, OptionMapping::getAsBoolean)) {
      words.add("cheaper");
    }
    return String.join(" ", words);
  }

  /// A number as it was typed, never as 1.0E-5.
  private static String plain(SlashCommandInteractionEvent event, String option) {
    return new BigDecimal(text(event, option)).toPlainString();
  }

  private static String text(SlashCommandInteractionEvent event, String option) {
    return event.getOption(option, "", OptionMapping::getAsString);
  }
}
