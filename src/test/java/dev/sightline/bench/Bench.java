package dev.sightline.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// Measures the bot, and prints one table in Markdown. `./mvnw -Pbench verify` runs it.
///
/// The bot and the simulators are processes of their own, killed whichever way this ends; all of it
/// ends within [#WHOLE].
final class Bench {
  private static final Duration WHOLE = Duration.ofSeconds(380);
  private static final Duration LEAST_FOR_A_CELL = Duration.ofSeconds(15);
  private static final Duration IDLE = Duration.ofSeconds(10);
  private static final int STARTS = 5;

  private static final Duration LEAST_FOR_STOPS = Duration.ofSeconds(75);

  /// The name of the run that stops answers.
  private static final String STOP = "stop";

  private static final String STOP_ROW = "Stop to the provider's socket, Discord";

  private static final Stops STOPS = new Stops(500, 2, 20, 60_000);

  /// How long the provider's own figures may take to be in the ledger.
  private static final Duration CORRECTIONS = Duration.ofSeconds(30);

  private final long endNanos = System.nanoTime() + WHOLE.toNanos();
  private final Path work;
  private final Report report;
  private final SimProcess sims;
  private final List<Cell> cells;
  private final boolean isStopWanted;

  private Bench(Path work, Report report, SimProcess sims, List<Cell> cells, boolean isStopWanted) {
    this.work = work;
    this.report = report;
    this.sims = sims;
    this.cells = cells;
    this.isStopWanted = isStopWanted;
  }

  /// @param cpuMs processor time of the bot's process over the load
  private record CellFigures(
      String name, Load load, Seen warmUp, Seen seen, long cpuMs, long peakResidentBytes) {}

  private record MemoryFigures(String setting, long residentBytes, long liveHeapBytes) {}

  private record StartFigures(String setting, List<Long> startUpMs) {}

  /// Runs the loads named in `args`, or all.
  ///
  /// @param args names such as `discord-100`, or `stop`
  public static void main(String[] args) throws Exception {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly),
                "kill children"));
    Path folder = Path.of("target", "bench");
    Report report = new Report(folder);
    Machine machine = Machine.here();
    report.keep("machine", machine);
    Path work = Files.createTempDirectory(folder.toAbsolutePath(), "run-");
    try (SimProcess sims = new SimProcess(work.resolve("sims.log"))) {
      Set<String> wanted = Set.of(args);
      List<Cell> cells =
          Cell.ALL.stream()
              .filter(cell -> wanted.isEmpty() || wanted.contains(cell.name()))
              .toList();
      new Bench(work, report, sims, cells, wanted.isEmpty() || wanted.contains(STOP)).run();
    }
    System.out.println();
    System.out.println(machine.inWords());
    System.out.println("JVM flags of the bot: " + String.join(" ", BotProcess.JVM_FLAGS));
    System.out.println();
    System.out.println(report.table());
  }

  private void run() throws IOException, InterruptedException {
    ObjectNode offline = new ObjectMapper().createObjectNode();
    ObjectNode online = sims.open();
    try (BotProcess idle = starts("offline route, no platform", offline);
        BotProcess connected = starts("Slack and Discord connected", online)) {
      say("idle for " + IDLE.toSeconds() + " s");
      Thread.sleep(IDLE);
      memory("offline route, no platform", idle);
      memory("Slack and Discord connected", connected);
    }
    List<Runnable> cpuRows = new ArrayList<>();
    for (Cell cell : cells) {
      if (left().compareTo(LEAST_FOR_A_CELL) < 0) {
        overheadRow(cell, "not run", "the bench ran out of its time");
      } else {
        measure(cell, cpuRows);
      }
    }
    cpuRows.forEach(Runnable::run);
    if (isStopWanted && left().compareTo(LEAST_FOR_STOPS) < 0) {
      report.row(STOP_ROW, "%d answers".formatted(STOPS.answers()), "not run", "no time was left");
    } else if (isStopWanted) {
      stops();
    }
  }

  /// From the press to the provider's socket, and whether the ledger has what the provider bills.
  private void stops() throws IOException, InterruptedException {
    say("Discord, %d answers stopped".formatted(STOPS.answers()));
    ObjectNode config = sims.open();
    config.remove("slack");
    Path folder = work.resolve(STOP);
    try (var _ = BotProcess.start(folder, config)) {
      SeenStops seen = sims.run(STOPS);
      Books books = Books.awaitEqualTo(folder, seen.billedNanos(), CORRECTIONS);
      report.keep(STOP, seen);
      report.row(
          STOP_ROW,
          String.format(Locale.ROOT, "%,d answers running", seen.running()),
          new Delays(seen.reachedMs(), STOPS.answers()).inWords(CORRECTIONS),
          "the provider looks every 40 ms; " + books.inWords(seen.billedNanos()));
    }
  }

  /// Starts the bot a few times on the same store; the last one stays.
  private BotProcess starts(String setting, ObjectNode config)
      throws IOException, InterruptedException {
    say("start-up, " + setting);
    Path folder = work.resolve(setting.replaceAll("\\W+", "-"));
    List<Long> startUpMs = new ArrayList<>();
    for (int i = 1; i < STARTS; i++) {
      try (BotProcess bot = BotProcess.start(folder, config)) {
        startUpMs.add(bot.startUp().toMillis());
      }
    }
    BotProcess last = BotProcess.start(folder, config);
    startUpMs.add(last.startUp().toMillis());
    report.keep(
        "start-up-" + folder.getFileName(), new StartFigures(setting, List.copyOf(startUpMs)));
    report.row(
        "Start-up to ready",
        setting,
        String.format(
            Locale.ROOT,
            "%,d ms",
            startUpMs.stream().sorted().skip(STARTS / 2).findFirst().orElseThrow()),
        "median of "
            + startUpMs.stream().map(String::valueOf).collect(Collectors.joining(", "))
            + "; the first makes the store");
    return last;
  }

  private void memory(String setting, BotProcess bot) throws IOException, InterruptedException {
    long resident = bot.residentBytes();
    long heap = bot.liveHeapBytes();
    report.keep(
        "memory-" + setting.replaceAll("\\W+", "-"), new MemoryFigures(setting, resident, heap));
    report.row(
        "Memory at idle",
        setting,
        mib(resident) + " resident",
        "%s of objects in use after a full collection".formatted(mib(heap)));
  }

  private void measure(Cell cell, List<Runnable> cpuRows) throws IOException, InterruptedException {
    say(cell.platformName() + ", " + cell.setting());
    ObjectNode config = sims.open();
    config.remove(cell.platformName().equals("Slack") ? "discord" : "slack");
    try (BotProcess bot = BotProcess.start(work.resolve(cell.name()), config)) {
      Seen warmUp = sims.run(cell.warmUp());
      Load load = cell.load().within(left());
      Duration cpuBefore = bot.cpuTime();
      Seen seen = sims.run(load);
      long cpuMs = bot.cpuTime().minus(cpuBefore).toMillis();
      long peak = bot.peakResidentBytes();
      report.keep(cell.name(), new CellFigures(cell.name(), load, warmUp, seen, cpuMs, peak));
      Duration limit = Duration.ofMillis(load.limitMs());
      Delays overhead =
          Delays.of(seen.asks().stream().flatMap(Seen.SeenAsk::overheadMs), load.asks());
      overheadRow(cell, overhead.inWords(limit), cell.remark(warmUp, seen, limit));
      if (seen.events() > 0) {
        acksRow(cell, seen, limit);
      }
      cpuRows.add(() -> cpuRow(cell, cpuMs, seen.tokens(), peak));
    }
  }

  private void acksRow(Cell cell, Seen seen, Duration limit) {
    Delays acks = new Delays(seen.acksMs(), seen.events());
    report.row(
        "Acknowledgement of an event, " + cell.platformName(),
        cell.setting(),
        acks.inWords(limit),
        "slowest %s of %,d events; the limit is 3 s"
            .formatted(Delays.inWords(acks.percentileMs(100)), seen.events()));
  }

  private void overheadRow(Cell cell, String result, String remark) {
    report.row(
        "Overhead to first visible text, " + cell.platformName(), cell.setting(), result, remark);
  }

  private void cpuRow(Cell cell, long cpuMs, long tokens, long peakResidentBytes) {
    report.row(
        "CPU per 1,000 tokens, " + cell.platformName(),
        cell.setting(),
        tokens == 0
            ? "no tokens"
            : String.format(Locale.ROOT, "%,.0f ms", (double) cpuMs * 1_000 / tokens),
        String.format(
            Locale.ROOT,
            "%,d ms for %,d tokens; peak %s resident",
            cpuMs,
            tokens,
            mib(peakResidentBytes)));
  }

  private Duration left() {
    return Duration.ofNanos(endNanos - System.nanoTime());
  }

  private static String mib(long bytes) {
    return String.format(Locale.ROOT, "%,d MiB", bytes >> 20);
  }

  private static void say(String what) {
    System.err.println("bench: " + what);
  }
}
