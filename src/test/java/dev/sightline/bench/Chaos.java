package dev.sightline.bench;

import dev.sightline.bot.ReadyClasses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/// People ask while the bot is killed (`kill -9`) at random moments and started again; in the end
/// everything must be as if it had not been.
final class Chaos {
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);
  private static final Duration SAY_EVERY = Duration.ofSeconds(10);

  /// What lives for seconds does best without the second compiler.
  private static final List<String> SHORT_LIFE =
      Stream.concat(
              Stream.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
              ReadyClasses.flags().stream())
          .toList();

  private static final Duration PRESS_PATIENCE = Duration.ofSeconds(30);

  /// What is to happen.
  ///
  /// @param channels of Discord
  /// @param apart mean time between two asks
  /// @param life longest time from the bot's word that it is ready to its end
  /// @param drain for all to have ended after the last kill
  /// @param presses of each kind of button on each platform, in the end
  record Plan(
      long seed,
      int channels,
      int asks,
      int kills,
      Duration apart,
      Duration life,
      Duration drain,
      int presses) {

    /// As many of the asks as of the kills, so that each kill finds some under way.
    long asksBefore(int killsDone) {
      return (long) asks * Math.min(killsDone, kills) / kills;
    }
  }

  /// What came of it.
  ///
  /// @param presses that were answered
  /// @param refusals 429s
  /// @param drained from the start after the last kill until all had ended
  /// @param broken what does not hold; empty if all does
  record Result(
      int asks,
      int kills,
      int answered,
      int interrupted,
      int presses,
      int refusals,
      ChaosBooks books,
      Duration drained,
      List<String> broken) {

    String inWords() {
      return "chaos: %d asks, %d kills -9: %d answered (%d by a later process), %d interrupted; %s; %d presses answered; %d times 429; drained in %d s%s"
          .formatted(
              asks,
              kills,
              answered,
              books.rerun(),
              interrupted,
              books.inWords(),
              presses,
              refusals,
              drained.toSeconds(),
              broken.isEmpty() ? "" : "\n  " + String.join("\n  ", broken));
    }
  }

  private final Plan plan;
  private final Path folder;
  private final ChaosWorld world;
  private final Random random;
  private final long startNanos = System.nanoTime();
  private int kills;
  private int presses;

  private Chaos(Plan plan, Path folder, ChaosWorld world) {
    this.plan = plan;
    this.folder = folder;
    this.world = world;
    this.random = new Random(plan.seed());
  }

  /// @param folder takes the bot's store and log
  static Result run(Plan plan, Path folder) throws IOException, InterruptedException {
    try (ChaosWorld world = new ChaosWorld(plan.seed(), plan.channels())) {
      return new Chaos(plan, folder, world).run();
    }
  }

  private Result run() throws IOException, InterruptedException {
    try (ChildProcess bot = launch()) {
      BotProcess.awaitReady(bot);
      world.askAllInPrivate();
      awaitEnds(plan.drain());
    }
    kills = 1;
    while (kills < plan.kills() || world.asks() < plan.asks()) {
      try (ChildProcess bot = launch()) {
        if (random.nextInt(8) == 0) {
          askFor(Duration.ofMillis(random.nextLong(2_500)));
        } else {
          askUntilReady(bot);
          askFor(Duration.ofMillis(random.nextLong(plan.life().toMillis())));
        }
      }
      kills++;
      if (kills % 5 == 0) {
        say(kills + " kills");
      }
    }
    List<String> broken = new ArrayList<>();
    ChaosEnd end;
    Duration drained;
    try (ChildProcess bot = launch()) {
      BotProcess.awaitReady(bot);
      drained = awaitEnds(plan.drain());
      // Whatever is said twice would be said by now, or soon.
      Thread.sleep(Duration.ofSeconds(2));
      end = ChaosEnd.of(world);
      broken.addAll(end.broken());
      broken.addAll(press());
      Duration _ = awaitEnds(plan.drain());
      bot.end(Duration.ofSeconds(30));
    }
    broken.addAll(ChaosEnd.of(world).broken());
    ChaosBooks books = ChaosBooks.of(folder, world);
    broken.addAll(books.broken());
    return new Result(
        world.asks(),
        kills,
        end.answered(),
        end.interrupted(),
        presses,
        world.refusals(),
        books,
        drained,
        broken.stream().distinct().toList());
  }

  private ChildProcess launch() throws IOException {
    return BotProcess.launch(folder, world.config(), SHORT_LIFE);
  }

  private void askUntilReady(ChildProcess bot) throws IOException, InterruptedException {
    Thread ready =
        Thread.startVirtualThread(() -> {
          try {
            BotProcess.awaitReady(bot);
          } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    while (ready.isAlive()) {
      askFor(plan.apart());
    }
  }

  private void askFor(Duration time) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      if (world.asks() < plan.asksBefore(kills + 1)) {
        world.ask();
      }
      long rest = random.nextLong(2 * plan.apart().toNanos());
      Thread.sleep(Duration.ofNanos(Math.min(rest, Math.max(0, end - System.nanoTime()))));
    }
  }

  /// Returns how long it took.
  private Duration awaitEnds(Duration patience) throws InterruptedException {
    long start = System.nanoTime();
    long saidNanos = start;
    while (System.nanoTime() - start < patience.toNanos()) {
      if (world.openCalls() == 0 && open().isEmpty()) {
        break;
      }
      if (System.nanoTime() - saidNanos > SAY_EVERY.toNanos()) {
        saidNanos = System.nanoTime();
        say("waiting");
      }
      Thread.sleep(LOOK_EVERY);
    }
    say("waited");
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /// The places where something is still to come.
  private List<ChaosWorld.Place> open() {
    Map<String, List<ChaosAnswer>> answers = world.answers();
    return world.places().stream()
        .filter(place -> !isEnded(place, answers.getOrDefault(place.name(), List.of())))
        .toList();
  }

  private static boolean isEnded(ChaosWorld.Place place, List<ChaosAnswer> answers) {
    return answers.size() >= place.asked().size()
        && answers.stream().allMatch(ChaosAnswer::isFinal);
  }

  private void say(String what) {
    List<ChaosWorld.Place> open = open();
    System.err.printf(
        "%5d s: %s; %d asks, %d model calls open, %d places open: %s%n",
        Duration.ofNanos(System.nanoTime() - startNanos).toSeconds(),
        what,
        world.asks(),
        world.openCalls(),
        open.size(),
        open.stream().limit(4).map(place -> place.name() + place.asked()).toList());
  }

  /// Presses some of the buttons of each kind on each platform, one after the other; returns what
  /// was not answered.
  private List<String> press() throws InterruptedException {
    List<ChaosAnswer> answers =
        new ArrayList<>(world.answers().values().stream().flatMap(List::stream).toList());
    Collections.shuffle(answers, random);
    Map<String, Integer> done = new HashMap<>();
    List<String> dead = new ArrayList<>();
    for (ChaosAnswer answer : answers) {
      for (ChaosAnswer.Control control : answer.controls()) {
        String kind = answer.place().split(" ", 2)[0] + " " + control.label();
        if (done.getOrDefault(kind, 0) < plan.presses()) {
          done.merge(kind, 1, Integer::sum);
          if (isAnswered(answer, control.label())) {
            presses++;
          } else {
            say("not answered: " + kind + " in " + answer.place());
            dead.add("%s: \"%s\" is not answered: %s".formatted(answer.place(), control, answer));
          }
        }
      }
    }
    say("pressed " + done);
    return dead;
  }

  private boolean isAnswered(ChaosAnswer answer, String label) throws InterruptedException {
    ChaosWorld.Place place = world.place(answer.place()).orElseThrow();
    boolean isRating = label.equals("👍") || label.equals("👎");
    if (!isRating) {
      place.asked().add(ChaosWorld.AGAIN);
    }
    ChaosAnswer.Press press = answer.press().apply(label);
    long end = System.nanoTime() + PRESS_PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      boolean isDone =
          isRating
              ? press.isThankedFor()
              : isEnded(place, world.answers().getOrDefault(place.name(), List.of()));
      if (isDone) {
        return press.isTaken();
      }
      Thread.sleep(LOOK_EVERY.dividedBy(5));
    }
    return false;
  }

  /// The long run: at least 2,000 asks and 100 kills.
  public static void main(String[] args) throws Exception {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly),
                "kill children"));
    long seed = args.length > 0 ? Long.parseLong(args[0]) : System.nanoTime();
    int asks = args.length > 1 ? Integer.parseInt(args[1]) : 2_000;
    int kills = args.length > 2 ? Integer.parseInt(args[2]) : 100;
    System.err.println("chaos: seed " + seed);
    Plan plan =
        new Plan(
            seed,
            300,
            asks,
            kills,
            Duration.ofMillis(350),
            Duration.ofSeconds(8),
            Duration.ofSeconds(args.length > 3 ? Integer.parseInt(args[3]) : 300),
            5);
    Path folder =
        Files.createTempDirectory(
            Files.createDirectories(Path.of("target", "bench").toAbsolutePath()), "chaos-");
    Result result = run(plan, folder);
    System.out.println(result.inWords());
    System.exit(result.broken().isEmpty() ? 0 : 1);
  }
}
