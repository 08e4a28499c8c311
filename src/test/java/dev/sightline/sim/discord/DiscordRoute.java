package dev.sightline.sim.discord;

import static dev.sightline.sim.discord.DiscordRoute.Scope.CHANNEL;
import static dev.sightline.sim.discord.DiscordRoute.Scope.NONE;
import static dev.sightline.sim.discord.DiscordRoute.Scope.TOKEN;

/// The calls that the simulator knows, each with the bucket it is counted in.
///
/// Routes that share a bucket name share one limit. Which of Discord's numbers are behind the
/// buckets is told in [RateLimits].
public enum DiscordRoute {
  /// Who am I.
  ME("GET", "users/@me", "me", NONE),
  /// The guilds the bot is in.
  MY_GUILDS("GET", "users/@me/guilds", "guilds", NONE),
  /// A direct channel to somebody.
  OPEN_DM("POST", "users/@me/channels", "dm", NONE),
  /// Where the gateway is.
  GATEWAY("GET", "gateway", "gateway", NONE),
  /// Where the gateway is, and how often one may identify.
  GATEWAY_BOT("GET", "gateway/bot", "gateway-bot", NONE),
  /// The application with its flags.
  APPLICATION("GET", "applications/@me", "application", NONE),
  /// The application as older clients ask for it.
  OAUTH_APPLICATION("GET", "oauth2/applications/@me", "application", NONE),
  /// All global commands.
  LIST_COMMANDS("GET", "applications/{application}/commands", "commands", NONE),
  /// Replace all global commands.
  SET_COMMANDS("PUT", "applications/{application}/commands", "commands", NONE),
  /// Replace all commands of one guild.
  SET_GUILD_COMMANDS(
      "PUT", "applications/{application}/guilds/{guild}/commands", "guild-commands", NONE),
  /// Fresh signatures for links to the CDN.
  REFRESH_URLS("POST", "attachments/refresh-urls", "refresh-urls", NONE),
  /// One guild.
  GET_GUILD("GET", "guilds/{guild}", "guild", NONE),
  /// One member.
  GET_MEMBER("GET", "guilds/{guild}/members/{user}", "member", NONE),
  /// One channel.
  GET_CHANNEL("GET", "channels/{channel}", "channel", CHANNEL),
  /// Rename, archive or lock.
  EDIT_CHANNEL("PATCH", "channels/{channel}", "channel-edit", CHANNEL),
  /// The newest messages of a channel.
  LIST_MESSAGES("GET", "channels/{channel}/messages", "history", CHANNEL),
  /// One message.
  GET_MESSAGE("GET", "channels/{channel}/messages/{message}", "message", CHANNEL),
  /// Write.
  CREATE_MESSAGE("POST", "channels/{channel}/messages", "create", CHANNEL),
  /// Rewrite.
  EDIT_MESSAGE("PATCH", "channels/{channel}/messages/{message}", "edit", CHANNEL),
  /// Take back.
  DELETE_MESSAGE("DELETE", "channels/{channel}/messages/{message}", "delete", CHANNEL),
  /// Open a thread at a message.
  THREAD_FROM_MESSAGE("POST", "channels/{channel}/messages/{message}/threads", "thread", CHANNEL),
  /// Open a thread without a message.
  CREATE_THREAD("POST", "channels/{channel}/threads", "thread", CHANNEL),
  /// Show that the bot is typing.
  TYPING("POST", "channels/{channel}/typing", "typing", CHANNEL),
  /// Add the bot's reaction.
  ADD_REACTION(
      "PUT", "channels/{channel}/messages/{message}/reactions/{emoji}/@me", "react", CHANNEL),
  /// Take the bot's reaction back.
  REMOVE_REACTION(
      "DELETE", "channels/{channel}/messages/{message}/reactions/{emoji}/@me", "react", CHANNEL),
  /// The first answer to an interaction.
  CALLBACK("POST", "interactions/{interaction}/{token}/callback", "callback", TOKEN),
  /// One more message to an interaction.
  FOLLOWUP("POST", "webhooks/{application}/{token}", "webhook", TOKEN),
  /// Read the original answer or a followup.
  GET_ANSWER("GET", "webhooks/{application}/{token}/messages/{message}", "webhook", TOKEN),
  /// Rewrite the original answer or a followup.
  EDIT_ANSWER("PATCH", "webhooks/{application}/{token}/messages/{message}", "webhook", TOKEN),
  /// Take back the original answer or a followup.
  DELETE_ANSWER("DELETE", "webhooks/{application}/{token}/messages/{message}", "webhook", TOKEN),
  /// A file; not part of the REST API.
  CDN("GET", "", "cdn", NONE);

  /// What a bucket is counted per, beside its route.
  enum Scope {
    NONE,
    CHANNEL,
    TOKEN
  }

  final String method;
  final String template;
  final String bucket;
  final Scope scope;

  DiscordRoute(String method, String template, String bucket, Scope scope) {
    this.method = method;
    this.template = template;
    this.bucket = bucket;
    this.scope = scope;
  }

  /// Interaction endpoints need no bot token and do not count towards the global limit.
  boolean isInteraction() {
    return scope == TOKEN;
  }
}
