package dev.sightline.bench;

import dev.sightline.discord.DiscordChat;
import dev.sightline.slack.SlackChat;
import dev.sightline.stream.ChatText;
import dev.sightline.stream.StreamTrial;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// A hundred thousand random answers on each platform: looks at what is shown while they grow, and
/// ends with the first at which something is wrong. Each stands in a row of the bench's table.
final class MarkdownBench {
  private static final int STREAMS = 100_000;
  private static final int STEPS_EACH = 8;
  private static final int BATCH = 500;

  private MarkdownBench() {}

  /// What was looked at on one platform.
  ///
  /// @param characters of all answers
  /// @param steps shown pages that were looked at
  record Figures(String platform, long streams, long characters, long pages, long steps, long ms) {
    String inWords() {
      return String.format(
          Locale.ROOT,
          "%,d answers of %,d characters on %,d pages, %,d steps looked at: nothing broken, nothing lost; %,d s",
          streams,
          characters,
          pages,
          steps,
          ms / 1_000);
    }
  }

  /// Runs them on Slack and on Discord.
  ///
  /// @param args how many answers, where not [#STREAMS], and on which platform, where not on both
  public static void main(String[] args) {
    int streams = args.length == 0 ? STREAMS : Integer.parseInt(args[0]);
    for (ChatText chat : List.of(SlackChat.text(), DiscordChat.text())) {
      if (args.length > 1 && !chat.name().equals(args[1])) {
        continue;
      }
      Figures figures = run(chat, streams);
      System.out.println(
          "| Random Markdown, " + figures.platform() + " | " + figures.inWords() + " |");
    }
  }

  /// Runs `streams` answers on all processors.
  static Figures run(ChatText chat, int streams) {
    long start = System.nanoTime();
    StreamTrial.Figures all =
        IntStream.range(0, (streams + BATCH - 1) / BATCH)
            .parallel()
            .mapToObj(batch ->
                StreamTrial.run(
                    chat,
                    1L + (long) batch * BATCH,
                    Math.min(BATCH, streams - batch * BATCH),
                    STEPS_EACH))
            .reduce(new StreamTrial.Figures(0, 0, 0, 0), StreamTrial.Figures::plus);
    return new Figures(
        chat.name(),
        all.streams(),
        all.characters(),
        all.pages(),
        all.steps(),
        (System.nanoTime() - start) / 1_000_000);
  }
}
