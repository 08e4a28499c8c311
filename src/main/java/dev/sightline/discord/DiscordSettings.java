package dev.sightline.discord;

import java.util.Set;
import java.util.function.Supplier;

/// How to reach Discord.
///
/// @param botToken the bot's token; empty switches Discord off
/// @param apiUrl root of the REST API with its version, such as `https://discord.com/api/v10/`
/// @param gatewayUrl where the gateway is; empty for Discord's own
/// @param wantsContent whether the bot is to read messages that are not meant for it, which Discord
///   has to permit
/// @param roles ids of the roles whose members matter now; may hold other ids
public record DiscordSettings(
    String botToken,
    String apiUrl,
    String gatewayUrl,
    boolean wantsContent,
    Supplier<Set<String>> roles) {
  public DiscordSettings {
    if (!apiUrl.endsWith("/")) {
      apiUrl = apiUrl + "/";
    }
  }

  /// Settings of a bot to which no role matters.
  public DiscordSettings(String botToken, String apiUrl, String gatewayUrl, boolean wantsContent) {
    this(botToken, apiUrl, gatewayUrl, wantsContent, Set::of);
  }

  /// Settings of a bot that is to read all that Discord permits.
  public DiscordSettings(String botToken, String apiUrl, String gatewayUrl) {
    this(botToken, apiUrl, gatewayUrl, true);
  }

  /// Whether a token is set.
  public boolean isOn() {
    return !botToken.isBlank();
  }

  @Override
  public String toString() {
    return "DiscordSettings[botToken=%s, apiUrl=%s, gatewayUrl=%s]"
        .formatted(isOn() ? "***" : "", apiUrl, gatewayUrl);
  }
}
