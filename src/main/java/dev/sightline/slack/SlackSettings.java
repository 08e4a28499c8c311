package dev.sightline.slack;

import java.net.URI;
import java.util.Set;
import java.util.function.Supplier;

/// How to reach one Slack workspace.
///
/// @param botToken `xoxb-…`; empty switches Slack off
/// @param appToken `xapp-…` with the scope `connections:write`; empty switches Slack off
/// @param apiUrl where the Web API is, ending in `/`; both tokens go there and nowhere else
/// @param streamInChannels whether answers in channels are streamed natively, too, where people
///   other than the asker see only the first piece until the end
/// @param groups ids of the user groups whose members matter now
/// @param blocked ids of those whose members may not ask: where Slack does not tell who is in one,
///   everybody counts as in it
public record SlackSettings(
    String botToken,
    String appToken,
    URI apiUrl,
    boolean streamInChannels,
    Supplier<Set<String>> groups,
    Set<String> blocked) {
  public SlackSettings {
    blocked = Set.copyOf(blocked);
    if (!apiUrl.toString().endsWith("/")) {
      throw new IllegalArgumentException("apiUrl does not end in /: " + apiUrl);
    }
  }

  /// Settings of a bot to which no user group matters.
  public SlackSettings(String botToken, String appToken, URI apiUrl, boolean streamInChannels) {
    this(botToken, appToken, apiUrl, streamInChannels, Set::of, Set.of());
  }

  /// Whether both tokens are set.
  public boolean isOn() {
    return !botToken.isEmpty() && !appToken.isEmpty();
  }

  @Override
  public String toString() {
    return "SlackSettings[botToken=%s, appToken=%s, apiUrl=%s]"
        .formatted(masked(botToken), masked(appToken), apiUrl);
  }

  private static String masked(String token) {
    return token.isEmpty() ? "(none)" : "(set)";
  }
}
