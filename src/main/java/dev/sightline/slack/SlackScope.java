package dev.sightline.slack;

import java.util.Arrays;
import java.util.List;

/// Every scope that the bot token may need, and what is lost without it.
enum SlackScope {
  MENTIONS("app_mentions:read", "mentions in channels are not seen"),
  PUBLIC_CHANNELS(
      "channels:history", "replies, uploads and video links in public channels are not seen"),
  PRIVATE_CHANNELS(
      "groups:history", "replies, uploads and video links in private channels are not seen"),
  DIRECT_MESSAGES("im:history", "direct messages are not seen"),
  GROUP_MESSAGES("mpim:history", "replies and uploads in group messages are not seen"),
  WRITING("chat:write", "nothing can be answered"),
  COMMANDS("commands", "`/sightline` and the message shortcuts do not work"),
  READING_FILES("files:read", "uploaded pictures and videos cannot be opened"),
  WRITING_FILES("files:write", "charts cannot be uploaded"),
  OPENING_DIRECT_MESSAGES("im:write", "charts cannot be sent as a direct message"),
  REACTIONS("reactions:read", "an answer cannot be stopped by putting ⏹ on it"),
  PEOPLE("users:read", "people are shown by their id instead of their name"),
  PUBLIC_CHANNEL_NAMES(
      "channels:read", "admins see public channels by their id instead of their name"),
  PRIVATE_CHANNEL_NAMES(
      "groups:read", "admins see private channels by their id instead of their name"),
  AGENT("assistant:write", "Slack shows no Stop button of its own while an answer is made"),
  GROUPS("usergroups:read", "the user groups of the configuration are empty to me");

  /// Those that a bot needs.
  ///
  /// @param hasGroups whether its configuration names user groups: what it does not need it does
  ///   not ask for
  static List<SlackScope> needed(boolean hasGroups) {
    return Arrays.stream(values()).filter(scope -> hasGroups || scope != GROUPS).toList();
  }

  private final String id;
  private final String loss;

  SlackScope(String id, String loss) {
    this.id = id;
    this.loss = loss;
  }

  /// As Slack names it.
  String id() {
    return id;
  }

  /// What does not work without it.
  String loss() {
    return loss;
  }
}
