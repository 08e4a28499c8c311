package dev.sightline.bot;

import dev.sightline.config.SightlineConfig;
import dev.sightline.discord.DiscordCheck;
import dev.sightline.failure.PlatformRefused;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Prints the link by which the bot is invited.
@Command(
    name = "invite",
    description = "Prints the link that invites the bot, with just the permissions that it needs.",
    mixinStandardHelpOptions = true)
final class InviteCommand implements Callable<Integer> {
  private final Main main;

  @Parameters(paramLabel = "discord", description = "The platform; only discord has invites.")
  private Target target = Target.discord;

  InviteCommand(Main main) {
    this.main = main;
  }

  /// Platforms with invites.
  enum Target {
    discord
  }

  @Override
  public Integer call() throws Exception {
    SightlineConfig config = main.config();
    if (!config.discord().isOn()) {
      throw new CannotRun(
          "Set discord.bot-token (DISCORD_BOT_TOKEN) first: the link names the bot.");
    }
    try {
      System.out.println(
          switch (target) {
            case discord -> new DiscordCheck(Surfaces.discord(config)).inviteUrl();
          });
      return 0;
    } catch (PlatformRefused refused) {
      throw new CannotRun("Discord does not say who the bot is: " + refused.getMessage(), refused);
    }
  }
}
