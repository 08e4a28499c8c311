package dev.sightline.bot;

import dev.sightline.config.SightlineConfig;
import dev.sightline.config.SightlineConfig.WebSection;
import dev.sightline.discord.DiscordSettings;
import dev.sightline.discord.DiscordSurface;
import dev.sightline.event.Platform;
import dev.sightline.failure.PlatformRefused;
import dev.sightline.route.FalWebhook;
import dev.sightline.slack.SlackSettings;
import dev.sightline.slack.SlackSurface;
import dev.sightline.web.Hook;
import dev.sightline.web.Playground;
import dev.sightline.web.PlaygroundSettings;
import java.net.URI;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts the surfaces that the configuration switches on. The bot closes them first: intake stops,
/// the running asks say farewell, and only then do the connections go.
final class Surfaces {
  private static final Logger log = LoggerFactory.getLogger(Surfaces.class);

  private Surfaces() {}

  /// Starts all of them; returns the address of the web page.
  ///
  /// @throws CannotRun if one that is switched on cannot start
  static URI start(Bot bot) throws CannotRun, InterruptedException {
    SightlineConfig config = bot.config();
    URI page = page(bot);
    CompletableFuture<Housekeeping.Places> slackPlaces = new CompletableFuture<>();
    CompletableFuture<Housekeeping.Places> discordPlaces = new CompletableFuture<>();
    Map<Platform, CompletableFuture<Housekeeping.Places>> places = new EnumMap<>(Platform.class);
    if (config.slack().isOn()) {
      places.put(Platform.SLACK, slackPlaces);
    }
    if (config.discord().isOn()) {
      places.put(Platform.DISCORD, discordPlaces);
    }
    bot.opened(new Housekeeping(bot, places)).start();
    try {
      if (config.slack().isOn()) {
        SlackSurface slack = bot.opened(new SlackSurface(slack(bot), bot.desk()));
        bot.intake(slack::stopIntake);
        slack.start();
        bot.platformLinks().slackIsHere(slack::linkedFile);
        bot.watch().isHere(Platform.SLACK, slack::noticeboard);
        slackPlaces.complete(slack::writerFor);
        log.info("Slack is connected");
      }
      if (config.discord().isOn()) {
        DiscordSurface discord = bot.opened(new DiscordSurface(discord(bot), bot.desk()));
        bot.intake(discord::stopIntake);
        discord.start();
        bot.platformLinks().discordIsHere(discord::linkedFile, discord::freshLink);
        bot.watch().isHere(Platform.DISCORD, discord::noticeboard);
        discordPlaces.complete(discord::writerFor);
        log.info("Discord is connected");
      }
    } catch (PlatformRefused refused) {
      throw new CannotRun("Cannot start: " + refused.getMessage(), refused);
    }
    bot.watch().start();
    return page;
  }

  private static URI page(Bot bot) throws CannotRun {
    List<Hook> hooks = bot.providers().falWebhook().map(Surfaces::hook).stream().toList();
    Playground playground =
        bot.opened(new Playground(playground(bot.config()), bot.desk(), hooks, bot.dashboard()));
    try {
      return playground.start();
    } catch (IllegalStateException e) {
      throw new CannotRun("Cannot start: " + e.getMessage(), e);
    }
  }

  private static Hook hook(FalWebhook webhook) {
    return new Hook(
        "/" + Providers.FAL_WEBHOOK,
        (header, body) ->
            switch (webhook.take(header, body)) {
              case TAKEN, KNOWN -> 200;
              case NOT_SIGNED -> 401;
              case UNSURE -> 503;
            });
  }

  /// As the configuration wants it, and the budgets that admins set since.
  static SlackSettings slack(Bot bot) {
    return slack(bot.config(), () -> HouseRules.slackGroups(bot.config(), bot.budgets().limits()));
  }

  /// As the configuration alone wants it.
  static SlackSettings slack(SightlineConfig config) {
    return slack(config, () -> HouseRules.slackGroups(config, List.of()));
  }

  private static SlackSettings slack(SightlineConfig config, Supplier<Set<String>> groups) {
    return new SlackSettings(
        config.slack().botToken().value(),
        config.slack().appToken().value(),
        config.slack().apiUrl(),
        config.slack().streamInChannels(),
        groups,
        HouseRules.blockedSlackGroups(config));
  }

  /// As the configuration wants it, and the budgets that admins set since.
  static DiscordSettings discord(Bot bot) {
    return discord(
        bot.config(), () -> HouseRules.discordRoles(bot.config(), bot.budgets().limits()));
  }

  /// As the configuration alone wants it.
  static DiscordSettings discord(SightlineConfig config) {
    return discord(config, () -> HouseRules.discordRoles(config, List.of()));
  }

  private static DiscordSettings discord(SightlineConfig config, Supplier<Set<String>> roles) {
    return new DiscordSettings(
        config.discord().botToken().value(),
        config.discord().apiUrl().toString(),
        config.discord().gatewayUrl().map(URI::toString).orElse(""),
        config.discord().messageContent(),
        roles);
  }

  private static PlaygroundSettings playground(SightlineConfig config) {
    WebSection web = config.web();
    return new PlaygroundSettings(
        web.host(),
        web.port(),
        web.adminToken().value(),
        config.store().workDir().resolve("uploads"),
        Math.max(config.limits().maxPictureMb(), config.limits().maxVideoMb()) * 1_000_000L);
  }
}
