package dev.sightline.ask;

import dev.sightline.event.ChatEvent;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;

/// Who a person is in the place where they do something: all that [Rights] decides by.
///
/// @param channelId the platform's id of the channel; of a thread its channel's
public record Standing(PersonRef person, String channelId) {
  /// Discord's name for the workspace of direct messages.
  private static final String DISCORD_DIRECT = "@me";

  /// Ids of Slack's direct messages begin with it
  /// (https://docs.slack.dev/reference/objects/conversation-object, read 2026-09).
  private static final String SLACK_DIRECT = "D";

  /// Of who did this.
  public static Standing of(ChatEvent event) {
    return new Standing(event.person(), event.thread().channel());
  }

  /// Whether nobody else reads along.
  public boolean isDirect() {
    return switch (person.platform()) {
      case SLACK -> channelId.startsWith(SLACK_DIRECT);
      case DISCORD -> person.workspace().equals(DISCORD_DIRECT);
      case WEB, TERMINAL -> true;
    };
  }

  /// Whether this is somebody at the bot's own machine: at its terminal, or at its web page after
  /// they proved to know the admins' token.
  boolean isOperator() {
    return person.platform() == Platform.TERMINAL
        || (person.platform() == Platform.WEB && person.isAdmin());
  }
}
