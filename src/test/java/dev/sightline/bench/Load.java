package dev.sightline.bench;

import dev.sightline.event.Platform;
import java.time.Duration;

/// So many asks of the same kind on one platform, as sent to [SimHost] in JSON.
///
/// @param name part of each question, so different for each load of a world
/// @param isOneByOne whether the next is asked when the one before has its final text
/// @param apartMs time between two asks where they are not one by one
/// @param tokens of each answer, one event of the provider's stream for each
/// @param tokensPerSecond of each answer, as far as the machine keeps up
/// @param firstTokenMs from the call of the provider to its first token
/// @param until what is waited for
/// @param limitMs longest wait, from the first question on
record Load(
    String name,
    Platform platform,
    int asks,
    boolean isOneByOne,
    int apartMs,
    int tokens,
    int tokensPerSecond,
    int firstTokenMs,
    Until until,
    long limitMs) {
  private static final int APART_MS = 2;
  private static final int TOKENS_PER_SECOND = 60;
  private static final int FIRST_TOKEN_MS = 500;

  /// What a load waits for before it ends.
  enum Until {
    /// Every answer shows text, and no provider is still answering.
    FIRST_TEXT,
    /// Every answer stands whole, with its footer.
    FINAL_TEXT
  }

  /// `asks` answers at once.
  static Load together(Platform platform, int asks, int tokens, Until until, Duration limit) {
    return new Load(
        "load",
        platform,
        asks,
        false,
        APART_MS,
        tokens,
        TOKENS_PER_SECOND,
        FIRST_TOKEN_MS,
        until,
        limit.toMillis());
  }

  /// `asks` answers, one after another.
  static Load oneByOne(Platform platform, int asks, int tokens, Duration limit) {
    return new Load(
        "load",
        platform,
        asks,
        true,
        0,
        tokens,
        TOKENS_PER_SECOND,
        FIRST_TOKEN_MS,
        Until.FINAL_TEXT,
        limit.toMillis());
  }

  Load named(String other) {
    return new Load(
        other,
        platform,
        asks,
        isOneByOne,
        apartMs,
        tokens,
        tokensPerSecond,
        firstTokenMs,
        until,
        limitMs);
  }

  Load within(Duration limit) {
    return new Load(
        name,
        platform,
        asks,
        isOneByOne,
        apartMs,
        tokens,
        tokensPerSecond,
        firstTokenMs,
        until,
        Math.min(limitMs, limit.toMillis()));
  }
}
