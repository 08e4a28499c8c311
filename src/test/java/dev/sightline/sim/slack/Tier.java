package dev.sightline.sim.slack;

import java.util.List;
import java.util.stream.Stream;

/// How often a method may be called, for one app in one workspace.
enum Tier {
  ONE(SlackLimits.TIER_1_PER_MINUTE),
  TWO(SlackLimits.TIER_2_PER_MINUTE),
  THREE(SlackLimits.TIER_3_PER_MINUTE),
  FOUR(SlackLimits.TIER_4_PER_MINUTE),
  /// Hundreds a minute (`auth.test`), not counted.
  SPECIAL(Integer.MAX_VALUE),
  /// `chat.postMessage`: by channel and by workspace.
  POST(Integer.MAX_VALUE),
  /// `chat.startStream`: tier 2, and as the message is a new one also what `chat.postMessage` is
  /// counted by; whether Slack does that is not told.
  STREAM_START(SlackLimits.TIER_2_PER_MINUTE);

  private final int perMinute;

  Tier(int perMinute) {
    this.perMinute = perMinute;
  }

  /// What is shut together after a 429.
  String key(String method, String channel) {
    return this == POST ? method + " in " + channel : method;
  }

  List<RateGate.Rule> rules(String method, String channel) {
    return switch (this) {
      case SPECIAL -> List.of();
      case POST -> posts(channel);
      case STREAM_START ->
          Stream.concat(
                  Stream.of(RateGate.Rule.perMinute(method, perMinute)), posts(channel).stream())
              .toList();
      default -> List.of(RateGate.Rule.perMinute(method, perMinute));
    };
  }

  private static List<RateGate.Rule> posts(String channel) {
    String key = POST.key("chat.postMessage", channel);
    return List.of(
        new RateGate.Rule(key, SlackLimits.POST_BURST, SlackLimits.POST_BURST_WINDOW),
        RateGate.Rule.perMinute(key, SlackLimits.POSTS_PER_CHANNEL_MINUTE),
        RateGate.Rule.perMinute("chat.postMessage", SlackLimits.POSTS_PER_WORKSPACE_MINUTE));
  }
}
