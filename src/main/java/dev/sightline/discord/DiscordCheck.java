package dev.sightline.discord;

import dev.sightline.failure.Finding;
import dev.sightline.failure.Finding.Health;
import dev.sightline.failure.PlatformRefused;
import dev.sightline.limit.Throttled;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.interactions.commands.Command;
import net.dv8tion.jda.api.interactions.commands.build.CommandData;
import net.dv8tion.jda.api.requests.Method;
import net.dv8tion.jda.api.requests.Route;
import net.dv8tion.jda.api.utils.data.DataObject;
import net.dv8tion.jda.internal.requests.RestActionImpl;

/// Looks at Discord from outside, without a session: token, rights, commands, and the link that
/// invites the bot.
public final class DiscordCheck {
  /// `GATEWAY_MESSAGE_CONTENT` and `GATEWAY_MESSAGE_CONTENT_LIMITED`. Discord docs, "Application
  /// Flags" (c98d64bc, read 2026-08-06).
  private static final long MESSAGE_CONTENT = 1L << 18 | 1L << 19;

  private static final Route APPLICATION = Route.custom(Method.GET, "applications/@me");

  private final DiscordSettings settings;

  public DiscordCheck(DiscordSettings settings) {
    this.settings = settings;
  }

  /// Questions put to a Discord that we are logged in to.
  @FunctionalInterface
  private interface Questions<T> {
    T askAll(JDA login) throws PlatformRefused, Throttled, InterruptedException;
  }

  /// What works and what does not.
  public List<Finding> findings() throws InterruptedException {
    if (!settings.isOn()) {
      return List.of(new Finding(Health.NOTE, "discord", "Switched off: no bot token is set."));
    }
    try {
      return loggedIn(login -> {
        List<Finding> findings = new ArrayList<>();
        String name = login.getSelfUser().getName();
        findings.add(new Finding(Health.WORKS, "discord token", "Logged in as " + name + "."));
        findings.add(content(application(login)));
        findings.add(commands(login));
        return findings;
      });
    } catch (PlatformRefused refused) {
      return List.of(new Finding(Health.BROKEN, "discord token", broken(refused)));
    }
  }

  /// Whether messages can be put into these places.
  ///
  /// @param places ids of channels or persons
  public List<Finding> places(List<String> places) throws InterruptedException {
    try {
      return loggedIn(login -> {
        List<Finding> findings = new ArrayList<>();
        for (String place : places) {
          findings.add(place(login, place));
        }
        return findings;
      });
    } catch (PlatformRefused refused) {
      return places.stream().map(place -> place(place, refused)).toList();
    }
  }

  /// A sign of typing takes the same rights as a message, and is gone in ten seconds.
  private static Finding place(JDA login, String place) throws Throttled, InterruptedException {
    try {
      String channel = DiscordCalls.channel(login, place);
      DiscordCalls.await(
          new RestActionImpl<Void>(login, Route.Channels.SEND_TYPING.compile(channel)));
      return new Finding(Health.WORKS, subject(place), "can be written to.");
    } catch (PlatformRefused refused) {
      return place(place, refused);
    }
  }

  private static Finding place(String place, PlatformRefused refused) {
    return new Finding(
        Health.BROKEN,
        subject(place),
        "cannot be written to: %s. Invite the bot there, or name another place in alerts.tell."
            .formatted(refused.note().message()));
  }

  private static String subject(String place) {
    return "alerts to discord " + place;
  }

  /// The link by which somebody adds the bot to their server.
  ///
  /// @throws PlatformRefused if Discord does not accept the token or cannot be reached
  public String inviteUrl() throws PlatformRefused, InterruptedException {
    return loggedIn(login -> DiscordInvite.url(application(login).getString("id")));
  }

  /// What is lost without the contents of messages.
  ///
  /// @param isWanted whether the configuration asks for them
  static Finding contentRefused(boolean isWanted) {
    return new Finding(
        isWanted ? Health.BROKEN : Health.NOTE,
        "discord message content",
        "Discord does not give the bot the contents of messages. Mentions, direct messages, commands"
            + " and menus work; questions in a thread without a mention, pictures in a message that"
            + " a mention replies to, and summaries of posted links do not. Switch on Message Content"
            + " Intent under Bot at https://discord.com/developers/applications and restart, or set"
            + " discord.message-content to false.");
  }

  private <T> T loggedIn(Questions<T> questions) throws PlatformRefused, InterruptedException {
    try (DiscordConnection connection = new DiscordConnection(settings)) {
      JDA login = connection.openForCalls();
      try {
        return questions.askAll(login);
      } catch (Throttled throttled) {
        throw DiscordErrors.of(throttled);
      } finally {
        login.shutdownNow();
      }
    }
  }

  private static DataObject application(JDA login)
      throws PlatformRefused, Throttled, InterruptedException {
    return DiscordCalls.await(
        new RestActionImpl<DataObject>(
            login, APPLICATION.compile(), (response, request) -> response.getObject()));
  }

  private Finding content(DataObject application) {
    if ((application.getLong("flags", 0) & MESSAGE_CONTENT) == 0) {
      return contentRefused(settings.wantsContent());
    }
    return new Finding(
        Health.WORKS, "discord message content", "The bot may read the contents of messages.");
  }

  private static Finding commands(JDA login)
      throws PlatformRefused, Throttled, InterruptedException {
    Set<String> there =
        DiscordCalls.await(login.retrieveCommands()).stream()
            .map(Command::getName)
            .collect(Collectors.toSet());
    Set<String> missing =
        DiscordCommands.all().stream()
            .map(CommandData::getName)
            .collect(Collectors.toCollection(TreeSet::new));
    missing.removeAll(there);
    if (missing.isEmpty()) {
      return new Finding(Health.WORKS, "discord commands", "All commands are registered.");
    }
    return new Finding(
        Health.NOTE,
        "discord commands",
        "Not registered yet: %s. Starting the bot registers them."
            .formatted(String.join(", ", missing)));
  }

  private static String broken(PlatformRefused refused) {
    if (refused.note().status() == 401) {
      return "Discord does not accept the bot token. Copy it again from Bot at"
          + " https://discord.com/developers/applications.";
    }
    return "Discord cannot be asked: " + refused.note().message() + ".";
  }
}
