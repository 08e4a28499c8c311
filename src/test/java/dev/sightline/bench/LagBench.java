package dev.sightline.bench;

import dev.sightline.bench.LagRun.Figures;
import dev.sightline.bench.LeastLag.Windows;
import dev.sightline.event.Platform;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToDoubleFunction;

/// Measures how far people's screens are behind the models, for our pacing and for two policies of
/// the field, and beside it the least that the limits allow. `./mvnw -Pbench verify` runs it.
///
/// The parts measured are the pacer and the surfaces, over real connections to the simulators with
/// their real limits; all in one process.
final class LagBench {
  private static final List<Policy> OURS = List.of(Policy.SIGHTLINE, Policy.STREAMING);
  private static final List<Policy> ALL = List.of(Policy.values());

  private enum Policy {
    SIGHTLINE("Sightline"),
    STREAMING("Sightline, streaming"),
    ONE_EDIT_A_SECOND("one edit a second"),
    TIMER("500 ms timer");

    private final String words;

    Policy(String words) {
      this.words = words;
    }

    DeliveryPolicy start() {
      return switch (this) {
        case SIGHTLINE, STREAMING -> DeliveryPolicy.ours();
        case ONE_EDIT_A_SECOND -> DeliveryPolicy.oneEditASecond();
        case TIMER -> DeliveryPolicy.timerPerMessage();
      };
    }
  }

  /// Edits of a message closer than this flicker; the bound keeps to it as the bot does.
  private static final double EDIT_INTERVAL_SECONDS = 0.5;

  /// Longer than answers are said.
  private static final Duration SMALL_APART = Duration.ofSeconds(10);

  /// Longer than calls for a thousand answers are made one after the other, on Discord.
  private static final Duration LARGE_APART = Duration.ofSeconds(30);

  private LagBench() {}

  private record Cell(Platform platform, int answers, int channels) {
    /// The least is not known for Slack's streaming, which has other limits.
    boolean takes(Policy policy) {
      return policy != Policy.STREAMING || (platform == Platform.SLACK && answers < 50);
    }

    String name() {
      return "%s, %,d over %,d".formatted(words(), answers, channels);
    }

    String words() {
      return platform == Platform.SLACK ? "Slack" : "Discord";
    }

    /// Each limit alone bounds the lag; the greatest of these counts.
    ///
    /// Slack: a post a second in a channel, 300 posts and 50 edits a minute in a workspace.
    /// Discord: 5 sends and 5 edits in 5 s in a channel, 50 calls a second in all. Sources:
    /// SlackLimits and DiscordLimits.
    double leastArea() {
      int perChannel = answers / channels;
      Duration minute = Duration.ofMinutes(1);
      Duration second = Duration.ofSeconds(1);
      Duration five = Duration.ofSeconds(5);
      if (platform == Platform.SLACK) {
        Windows edits = new Windows(50, minute);
        double ofChannels = channels * least(perChannel, new Windows(1, second), edits);
        double ofWorkspace =
            least(answers, new Windows(Math.min(300, channels * 60), minute), edits);
        return Math.max(ofChannels, ofWorkspace);
      }
      double ofChannels =
          channels * least(perChannel, new Windows(5, five), new Windows(5, five, true));
      double ofBot =
          new LeastLag(
                  answers,
                  LagRun.CHARS,
                  LagRun.spokenSeconds(),
                  growths(),
                  new Windows(50, second),
                  null)
              .area();
      return Math.max(ofChannels, ofBot);
    }

    private static double least(int answers, Windows posts, Windows edits) {
      return new LeastLag(answers, LagRun.CHARS, LagRun.spokenSeconds(), growths(), posts, edits)
          .area();
    }

    private static int growths() {
      return (int) (LagRun.spokenSeconds() / EDIT_INTERVAL_SECONDS) + 1;
    }
  }

  private record Measured(Cell cell, Policy policy, LagRun.Outcome outcome, double leastArea) {
    String row() {
      double area = outcome.answers().stream().mapToDouble(Figures::area).sum();
      return String.format(
          Locale.ROOT,
          "| %s | %s | %s | %.0f | %s | %s | %s | %,d |",
          cell.name(),
          policy.words,
          delays(Figures::firstSeconds),
          outcome.answers().stream().mapToDouble(Figures::behind).average().orElseThrow(),
          delays(Figures::lateSeconds),
          String.format(Locale.ROOT, "%,.0f", area / outcome.answers().size()),
          policy == Policy.STREAMING ? "" : String.format(Locale.ROOT, "%.2f", area / leastArea),
          outcome.refused());
    }

    private String delays(ToDoubleFunction<Figures> what) {
      Delays delays =
          Delays.of(
              outcome.answers().stream().map(one -> what.applyAsDouble(one) * 1e3),
              outcome.answers().size());
      return "%s / %s"
          .formatted(
              Delays.inWords(delays.percentileMs(50)), Delays.inWords(delays.percentileMs(99)));
    }
  }

  /// One policy after the other; the answers of its cells begin one cell after the other, so that
  /// none is measured while others are said.
  ///
  /// @param args `small`, `large` or both by default; `ours` leaves the other policies out; any
  ///   other word names the platform
  public static void main(String[] args) throws Exception {
    Report report = new Report(Path.of("target", "bench"));
    List<Measured> measured = new ArrayList<>();
    List<Cell> small = new ArrayList<>();
    List<Cell> large = new ArrayList<>();
    List<String> wanted = List.of(args);
    for (Platform platform : List.of(Platform.SLACK, Platform.DISCORD)) {
      if (wanted.contains(platform == Platform.SLACK ? "Discord" : "Slack")) {
        continue;
      }
      small.add(new Cell(platform, 1, 1));
      small.add(new Cell(platform, 10, 1));
      if (platform == Platform.SLACK) {
        small.add(new Cell(platform, 10, 3));
      }
      small.add(new Cell(platform, 40, platform == Platform.SLACK ? 3 : 4));
      small.add(new Cell(platform, 50, 1));
      large.add(new Cell(platform, 1_000, 200));
      large.add(new Cell(platform, 200, 1));
    }
    large.sort(Comparator.comparingInt(Cell::answers).reversed().thenComparing(Cell::platform));
    if (!wanted.contains("large")) {
      for (Policy policy : wanted.contains("ours") ? OURS : ALL) {
        measured.addAll(measure(small, policy, SMALL_APART));
      }
      measured.sort(Comparator.comparingInt(one -> small.indexOf(one.cell())));
    }
    if (!wanted.contains("small")) {
      measured.addAll(measure(large, Policy.SIGHTLINE, LARGE_APART));
    }
    report.keep("lag", measured);
    System.out.println();
    System.out.println(
        """
        | At once | Policy | First text p50 / p99 | Behind while said, characters | Late p50 / p99 \
        | Lag, characters × s | × least | 429s |
        |---|---|---|---|---|---|---|---|\
        """);
    measured.forEach(one -> System.out.println(one.row()));
    System.exit(0); // threads of closed servers may linger
  }

  private static List<Measured> measure(List<Cell> cells, Policy policy, Duration apart)
      throws Exception {
    List<Measured> measured = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Measured>> runs = new ArrayList<>();
      for (Cell cell : cells.stream().filter(one -> one.takes(policy)).toList()) {
        Duration later = apart.multipliedBy(runs.size());
        runs.add(threads.submit(() -> measure(cell, policy, later)));
      }
      for (Future<Measured> run : runs) {
        measured.add(run.get());
      }
    }
    return measured;
  }

  private static Measured measure(Cell cell, Policy policy, Duration later) throws Exception {
    try (LagStage stage = LagStage.on(cell.platform(), policy == Policy.STREAMING);
        DeliveryPolicy delivery = policy.start()) {
      LagRun.Outcome outcome = LagRun.run(stage, delivery, cell.answers(), cell.channels(), later);
      System.err.println("bench: lag, " + cell.name() + ", " + policy.words);
      return new Measured(cell, policy, outcome, cell.leastArea());
    }
  }
}
