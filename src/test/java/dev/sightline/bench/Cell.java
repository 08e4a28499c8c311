package dev.sightline.bench;

import dev.sightline.bench.Load.Until;
import dev.sightline.event.Platform;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// One load on a fresh bot: what is asked, and what can be said about it afterwards.
///
/// @param concurrent answers at once
/// @param load what is measured, after the warm-up
record Cell(int concurrent, Load load) {
  private static final int ANSWER_TOKENS = 300;
  private static final int WARM_UP_ASKS = 20;
  private static final int WARM_UP_TOKENS = 10;
  private static final int SINGLE_ASKS = 8;
  private static final int SINGLE_TOKENS = 60;

  /// All of them; the one that needs most patience is the last.
  static final List<Cell> ALL =
      List.of(
          one(Platform.SLACK),
          one(Platform.DISCORD),
          many(Platform.SLACK, 100, Until.FIRST_TEXT, Duration.ofSeconds(20)),
          many(Platform.DISCORD, 100, Until.FINAL_TEXT, Duration.ofSeconds(30)),
          many(Platform.DISCORD, 1_000, Until.FIRST_TEXT, Duration.ofSeconds(75)),
          many(Platform.SLACK, 1_000, Until.FIRST_TEXT, Duration.ofSeconds(75)));

  /// What the platform allows for the first texts of answers.
  ///
  /// @param words how the table names it
  private record FirstTexts(int calls, Duration window, String words) {}

  private static Cell one(Platform platform) {
    return new Cell(1, Load.oneByOne(platform, SINGLE_ASKS, SINGLE_TOKENS, Duration.ofSeconds(30)));
  }

  private static Cell many(Platform platform, int concurrent, Until until, Duration limit) {
    return new Cell(concurrent, Load.together(platform, concurrent, ANSWER_TOKENS, until, limit));
  }

  /// Lets the bot load its classes first.
  Load warmUp() {
    Duration limit = Duration.ofSeconds(10);
    return Load.together(load.platform(), WARM_UP_ASKS, WARM_UP_TOKENS, Until.FIRST_TEXT, limit)
        .named("warm");
  }

  String name() {
    return load.platform().name().toLowerCase(Locale.ROOT) + "-" + concurrent;
  }

  String platformName() {
    return load.platform() == Platform.SLACK ? "Slack" : "Discord";
  }

  String setting() {
    return concurrent == 1
        ? "1 answer at a time"
        : String.format(Locale.ROOT, "%,d concurrent answers", concurrent);
  }

  /// Sources: Slack says "several hundred" posts a minute
  /// (https://docs.slack.dev/apis/web-api/rate-limits), which the simulator takes as 300; Discord
  /// 50 calls a second (https://docs.discord.com/developers/topics/rate-limits); read 2026-09.
  private FirstTexts firstTexts() {
    return load.platform() == Platform.SLACK
        ? new FirstTexts(300, Duration.ofMinutes(1), "300 posts a minute in a workspace")
        : new FirstTexts(50, Duration.ofSeconds(1), "50 calls a second for a bot");
  }

  /// What the table says about the overhead.
  ///
  /// @param warmUp what was seen right before
  String remark(Seen warmUp, Seen seen, Duration limit) {
    FirstTexts allowed = firstTexts();
    List<Long> ready =
        Stream.of(warmUp, seen)
            .flatMap(each -> each.asks().stream())
            .map(ask -> ask.askedMicros() + load.firstTokenMs() * 1_000L)
            .toList();
    Delays least = Delays.least(ready, allowed.calls(), allowed.window(), warmUp.asks().size());
    Delays fromQuestion =
        Delays.of(
            seen.asks().stream()
                .flatMap(Seen.SeenAsk::fromQuestionMs)
                .map(ms -> ms - load.firstTokenMs()),
            load.asks());
    Delays spoken = Delays.of(seen.asks().stream().flatMap(Seen.SeenAsk::spokenMs), load.asks());
    String atBest =
        least.percentileMs(99) == 0
            ? ""
            : " (at best %s, for the limit of %s)".formatted(least.inWords(limit), allowed.words());
    long shown = seen.asks().stream().filter(ask -> ask.firstTextMicros() != null).count();
    return String.format(
        Locale.ROOT,
        "beyond question + %d ms: %s%s; %,d of %,d shown; the model spoke %s (p50); 429s: %d",
        load.firstTokenMs(),
        fromQuestion.inWords(limit),
        atBest,
        shown,
        load.asks(),
        Delays.inWords(spoken.percentileMs(50)),
        seen.limited());
  }
}
