package dev.sightline.bench;

import dev.sightline.ledger.NanoUsd;
import dev.sightline.sim.model.Bill;
import dev.sightline.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// People ask while the bot is killed (`kill -9`) at random moments and started again; in the end
/// everything must be as if it had not been.
final class Chaos {
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);
  private static final String INTERRUPTED = "Interrupted, because I was restarted.";

  /// Under every answer whose cost is known or estimated.
  private static final String FOOTER = " · $";

  private static final String ESTIMATED_FOOTER = " · est. $";

  /// What is to happen.
  ///
  /// @param channels of Discord
  /// @param apart mean time between two asks
  /// @param life longest time from the bot's word that it is ready to its end
  /// @param drain for all to have ended after the last kill
  record Plan(
      long seed,
      int channels,
      int asks,
      int kills,
      Duration apart,
      Duration life,
      Duration drain) {}

  /// What came of it.
  ///
  /// @param broken what does not hold; empty if all does
  record Result(
      int asks,
      int kills,
      int answered,
      int interrupted,
      long rerun,
      long estimated,
      long differenceNanos,
      List<String> broken) {

    String inWords() {
      return "chaos: %d asks, %d kills: %d answered, %d interrupted, %d run again; ledger minus bills: $%s, in %d estimates%s"
          .formatted(
              asks,
              kills,
              answered,
              interrupted,
              rerun,
              new NanoUsd(differenceNanos).toUsd().toPlainString(),
              estimated,
              broken.isEmpty() ? "" : "\n  " + String.join("\n  ", broken));
    }
  }

  private final Plan plan;
  private final Path folder;
  private final ChaosWorld world;
  private final Random random;

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
    try (ChildProcess bot = BotProcess.launch(folder, world.config())) {
      BotProcess.awaitReady(bot);
      world.askEverywhereOnDiscord();
      awaitEnds(plan.drain());
    }
    int kills = 1;
    while (kills < plan.kills() || world.asks() < plan.asks()) {
      try (ChildProcess bot = BotProcess.launch(folder, world.config())) {
        if (random.nextInt(8) == 0) {
          askFor(Duration.ofMillis(random.nextLong(2_500)));
        } else {
          askUntilReady(bot);
          askFor(Duration.ofMillis(random.nextLong(plan.life().toMillis())));
        }
      }
      kills++;
    }
    try (ChildProcess bot = BotProcess.launch(folder, world.config())) {
      BotProcess.awaitReady(bot);
      awaitEnds(plan.drain());
      // Whatever is said twice would be said by now, or soon.
      Thread.sleep(Duration.ofSeconds(2));
      bot.end(Duration.ofSeconds(30));
    }
    return result(kills);
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
      if (world.asks() < plan.asks()) {
        world.ask();
      }
      long rest = random.nextLong(2 * plan.apart().toNanos());
      Thread.sleep(Duration.ofNanos(Math.min(rest, Math.max(0, end - System.nanoTime()))));
    }
  }

  private void awaitEnds(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (System.nanoTime() < end) {
      if (world.openCalls() == 0 && world.places().stream().allMatch(Chaos::isEnded)) {
        return;
      }
      Thread.sleep(LOOK_EVERY);
    }
  }

  private static boolean isEnded(ChaosWorld.Place place) {
    List<String> answers = place.answers();
    return answers.size() >= place.asked.size() && answers.stream().allMatch(Chaos::isFinal);
  }

  private static boolean isFinal(String message) {
    return message.contains(FOOTER)
        || message.contains(ESTIMATED_FOOTER)
        || message.contains(INTERRUPTED);
  }

  private Result result(int kills) {
    List<String> broken = new ArrayList<>();
    int answered = 0;
    int interrupted = 0;
    for (ChaosWorld.Place place : world.places()) {
      List<String> answers = place.answers();
      for (String answer : answers) {
        if (!isFinal(answer)) {
          broken.add(place.name + ": left unfinished: " + answer);
        }
      }
      if (answers.size() != place.asked.size()) {
        broken.add(
            "%s: asks %s have %d messages: %s"
                .formatted(place.name, place.asked, answers.size(), answers));
      }
      for (int id : place.asked) {
        List<String> own =
            answers.stream().filter(text -> text.contains(ChaosWorld.beginning(id))).toList();
        if (own.size() > 1) {
          broken.add(place.name + ": ask " + id + " is answered twice: " + own);
        }
        boolean isWhole =
            own.stream()
                .anyMatch(text -> text.contains(ChaosWorld.end(id)) && !text.contains(INTERRUPTED));
        answered += isWhole ? 1 : 0;
        interrupted += isWhole ? 0 : 1;
      }
    }
    String promises = world.brokenPromises();
    if (promises != null) {
      broken.add(promises);
    }
    try (Store store = Store.open("jdbc:sqlite:" + folder.resolve("sightline.db"))) {
      return books(store, kills, answered, interrupted, broken);
    }
  }

  private Result books(Store store, int kills, int answered, int interrupted, List<String> broken) {
    for (String table : List.of("holds", "answer_pieces", "inbox")) {
      long left = count(store, "SELECT COUNT(*) FROM " + table);
      if (left > 0) {
        broken.add(left + " rows are left in " + table);
      }
    }
    long running = count(store, "SELECT COUNT(*) FROM asks WHERE state = 'RUNNING'");
    if (running > 0) {
      broken.add(running + " asks are still running");
    }
    List<Long> billed =
        store
            .reads()
            .withHandle(handle ->
                handle
                    .createQuery("SELECT nanos FROM entries WHERE basis = 'BILLED'")
                    .mapTo(Long.class)
                    .list());
    List<Long> bills = new ArrayList<>();
    for (Bill bill : world.bills()) {
      bills.add(NanoUsd.ofUsd(bill.costUsd()).nanos());
    }
    long sum = count(store, "SELECT COALESCE(SUM(nanos), 0) FROM entries");
    long estimated = count(store, "SELECT COUNT(*) FROM entries WHERE basis <> 'BILLED'");
    long owed = bills.stream().mapToLong(Long::longValue).sum();
    for (Long entry : billed) {
      if (!bills.remove(entry)) {
        broken.add("the ledger has a bill that nobody wrote: " + entry + " nano-dollars");
      }
    }
    if (bills.size() > estimated) {
      broken.add(
          "%d bills have no entry of their figure, but only %d entries are estimates"
              .formatted(bills.size(), estimated));
    }
    return new Result(
        world.asks(),
        kills,
        answered,
        interrupted,
        count(store, "SELECT COUNT(*) FROM asks WHERE runs > 1 AND state = 'ANSWERED'"),
        estimated,
        sum - owed,
        List.copyOf(broken));
  }

  private static long count(Store store, String sql) {
    return store.reads().withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
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
            60,
            asks,
            kills,
            Duration.ofMillis(300),
            Duration.ofSeconds(8),
            Duration.ofSeconds(args.length > 3 ? Integer.parseInt(args[3]) : 180));
    Path folder =
        Files.createTempDirectory(
            Files.createDirectories(Path.of("target", "bench").toAbsolutePath()), "chaos-");
    Result result = run(plan, folder);
    System.out.println(result.inWords());
    System.exit(result.broken().isEmpty() ? 0 : 1);
  }
}
