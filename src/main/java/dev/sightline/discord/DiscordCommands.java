package dev.sightline.discord;

import dev.sightline.event.ChatEvent.Verb;
import java.util.List;
import java.util.Map;
import net.dv8tion.jda.api.interactions.IntegrationType;
import net.dv8tion.jda.api.interactions.InteractionContextType;
import net.dv8tion.jda.api.interactions.commands.CommandInteractionPayload;
import net.dv8tion.jda.api.interactions.commands.OptionType;
import net.dv8tion.jda.api.interactions.commands.build.CommandData;
import net.dv8tion.jda.api.interactions.commands.build.Commands;

/// The commands and menus as people see them.
final class DiscordCommands {
  static final String USAGE = "usage";
  static final String HELP = "help";
  static final String WATCH = "watch";
  static final Map<String, Verb> VERBS =
      Map.of("look", Verb.LOOK, WATCH, Verb.WATCH, "ask", Verb.ASK);
  static final Map<String, Verb> MENUS =
      Map.of("Describe image", Verb.LOOK, "Summarise video", Verb.WATCH);

  static final String QUESTION = "question";
  static final String LINK = "link";
  static final String LINK_UP = "link";
  static final String CODE = "code";
  static final String BUDGET = "budget";
  static final String FORGET = "forget";
  static final String CONFIRM = "confirm";
  static final OptionType FILE = OptionType.ATTACHMENT;

  private static final String ASKING = "What you want to know";

  private DiscordCommands() {}

  static List<CommandData> all() {
    return List.of(
        everywhere(
            Commands.slash("look", "Look at a picture")
                .addOption(FILE, "image", "The picture", true)
                .addOption(OptionType.STRING, QUESTION, ASKING)),
        everywhere(
            Commands.slash(WATCH, "Watch a video and sum it up")
                .addOption(OptionType.STRING, LINK, "A link to the video, YouTube too")
                .addOption(FILE, "video", "The video")
                .addOption(OptionType.STRING, QUESTION, ASKING)),
        everywhere(
            Commands.slash("ask", "Ask a question")
                .addOption(OptionType.STRING, QUESTION, ASKING, true)),
        everywhere(Commands.slash(USAGE, "What you have spent")),
        everywhere(
            Commands.slash(LINK_UP, "Make you one person here and on Slack, with one budget")
                .addOption(
                    OptionType.STRING, CODE, "The code that I gave you there; or: off, to part")),
        everywhere(DiscordOrders.budget()),
        everywhere(
            Commands.slash(FORGET, "Erase what I keep of you")
                .addOption(OptionType.STRING, CONFIRM, "yes: do it, for good")),
        everywhere(Commands.slash(HELP, "How to use Sightline")),
        everywhere(Commands.message("Describe image")),
        everywhere(Commands.message("Summarise video")));
  }

  /// Whether a `/watch` says what to watch.
  static boolean hasVideo(CommandInteractionPayload command) {
    return command.getOption(LINK) != null || command.getOption("video") != null;
  }

  private static CommandData everywhere(CommandData command) {
    return command
        .setContexts(InteractionContextType.GUILD, InteractionContextType.BOT_DM)
        .setIntegrationTypes(IntegrationType.GUILD_INSTALL);
  }
}
