package dev.sightline.discord;

import java.util.List;
import net.dv8tion.jda.api.Permission;

/// The link by which somebody adds the bot to their server.
public final class DiscordInvite {
  /// Just what the bot needs to answer in a thread, to read what a question replies to, and to show
  /// a chart.
  static final List<Permission> PERMISSIONS =
      List.of(
          Permission.VIEW_CHANNEL,
          Permission.MESSAGE_SEND,
          Permission.CREATE_PUBLIC_THREADS,
          Permission.MESSAGE_SEND_IN_THREADS,
          Permission.MESSAGE_HISTORY,
          Permission.MESSAGE_ATTACH_FILES);

  private DiscordInvite() {}

  /// The link for an application.
  ///
  /// @param applicationId as the developer portal shows it
  public static String url(String applicationId) {
    return "https://discord.com/oauth2/authorize?client_id=%s&scope=bot+applications.commands&permissions=%d"
        .formatted(applicationId, Permission.getRaw(PERMISSIONS));
  }
}
