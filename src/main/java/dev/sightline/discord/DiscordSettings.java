package dev.sightline.discord;

/// How to reach Discord.
///
/// @param botToken the bot's token; empty switches Discord off
/// @param apiUrl root of the REST API with its version, such as `https://discord.com/api/v10/`
/// @param gatewayUrl where the gateway is; empty for Discord's own
/// @param wantsContent whether the bot is to read messages that are not meant for it, which Discord
///   has to permit
public record DiscordSettings(
    String botToken, String apiUrl, String gatewayUrl, boolean wantsContent) {
  public DiscordSettings {
    if (!apiUrl.endsWith("/")) {
      apiUrl = apiUrl + "/";
    }
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
