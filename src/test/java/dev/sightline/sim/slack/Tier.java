package dev.sightline.sim.slack;

import java.util.List;

/// How often a method may be called, for one app in one workspace.
enum Tier {
  ONE(SlackLimits.TIER_1_PER_MINUTE),
  TWO(SlackLimits.TIER_2_PER_MINUTE),
  THREE(SlackLimits.TIER_3_PER_MINUTE),
  FOUR(SlackLimits.TIER_4_PER_MINUTE),
  /// Hundreds a minute (`auth.test`), not counted.
  SPECIAL(Integer.MAX_VALUE),
  /// `chat.postMessage`: by channel and by workspace.
  POST(Integer.MAX_VALUE);

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
      case POST -> {
        String key = key(method, channel);
        yield List.of(
            new RateGate.Rule(key, SlackLimits.POST_BURST, SlackLimits.POST_BURST_WINDOW),
            RateGate.Rule.perMinute(key, SlackLimits.POSTS_PER_CHANNEL_MINUTE),
            RateGate.Rule.perMinute(method, SlackLimits.POSTS_PER_WORKSPACE_MINUTE));
      }
      default -> List.of(RateGate.Rule.perMinute(method, perMinute));
    };
  }
}
