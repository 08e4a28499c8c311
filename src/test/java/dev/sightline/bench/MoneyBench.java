package dev.sightline.bench;

import dev.sightline.event.AskId;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.event.ThreadRef;
import dev.sightline.ledger.Budget;
import dev.sightline.ledger.Budget.Limit;
import dev.sightline.ledger.Budget.Of;
import dev.sightline.ledger.Budget.Per;
import dev.sightline.ledger.Charge;
import dev.sightline.ledger.Ledger;
import dev.sightline.ledger.NanoUsd;
import dev.sightline.ledger.Spending;
import dev.sightline.ledger.SpendingFilter;
import dev.sightline.ledger.UsageReader;
import dev.sightline.route.Usage;
import dev.sightline.store.Database;
import dev.sightline.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// Money under load, on SQLite and on PostgreSQL: holds and settlements that begin at a fixed rate
/// whatever the store takes for them, and what people look at over millions of entries. Each stands
/// in a row of the bench's table.
final class MoneyBench {
  private static final int WARM_UP = 15_000;
  private static final int PER_SECOND = 1_000;
  private static final int SECONDS = 15;
  private static final int PERSONS = 1_000;
  private static final int DAYS = 1_000;
  private static final ZoneId ZONE = ZoneOffset.UTC;

  private static final Budget BUDGET =
      new Budget(
          List.of(
              limit(Of.PERSON, Per.DAY),
              limit(Of.PERSON, Per.rolling(24)),
              limit(Of.CHANNEL, Per.WEEK),
              limit(Of.WORKSPACE, Per.MONTH),
              limit(Of.TOTAL, Per.MONTH)),
          ZONE);

  private final Database database;
  private final Path folder;

  private MoneyBench(Database database, Path folder) {
    this.database = database;
    this.folder = folder;
  }

  private static Limit limit(Of of, Per per) {
    return new Limit(of, per, new NanoUsd(1_000_000_000_000_000L));
  }

  /// Measures.
  ///
  /// @param args none, or how many entries there are to be looked at instead of ten million
  public static void main(String[] args) throws Exception {
    var entries = args.length == 0 ? 10_000_000 : Integer.parseInt(args[0]);
    for (var database : Database.values()) {
      var folder = Files.createTempDirectory("money-bench");
      try {
        var bench = new MoneyBench(database, folder);
        bench.load();
        bench.look(entries);
      } finally {
        delete(folder);
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private void load() throws Exception {
    try (var store = database.open(folder)) {
      var ledger = new Ledger(store, InstantSource.system(), BUDGET);
      run(ledger, WARM_UP);
      var ms = run(ledger, PER_SECOND * SECONDS);
      Arrays.sort(ms);
      row(
          "Hold, then settle, %,d a second for %d s".formatted(PER_SECOND, SECONDS),
          "p50 %.2f ms, p99 %.2f ms, max %.1f ms"
              .formatted(at(ms, 0.5), at(ms, 0.99), ms[ms.length - 1]),
          "five limits apply to each; both together, from the moment at which they were due; p99"
              + " under 5 ms is wanted");
    }
  }

  /// Milliseconds of each, from when it was due: one that has to wait for others waits in public.
  private static double[] run(Ledger ledger, int asks) throws Exception {
    var begin = System.nanoTime() + Duration.ofMillis(50).toNanos();
    var stepNanos = Duration.ofSeconds(1).toNanos() / PER_SECOND;
    var done = new ArrayList<Future<Double>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var i = 0; i < asks; i++) {
        var due = begin + i * stepNanos;
        while (System.nanoTime() < due) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
        var place = i;
        Callable<Double> ask =
            () -> {
              pay(ledger, place);
              return (System.nanoTime() - due) / 1e6;
            };
        done.add(threads.submit(ask));
      }
      var ms = new double[asks];
      for (var i = 0; i < asks; i++) {
        ms[i] = done.get(i).get();
      }
      return ms;
    }
  }

  private static void pay(Ledger ledger, int place) throws Exception {
    var id = "U" + place % PERSONS;
    var person = new PersonRef(Platform.SLACK, "T1", id, "Name of " + id);
    var thread = new ThreadRef(Platform.SLACK, "T1", "C" + place % 50, "1.0");
    var hold = ledger.hold(AskId.random(), person, thread, new NanoUsd(50_000_000));
    ledger.settle(
        hold,
        new Charge(
            "route",
            "provider",
            "vendor/model-" + place % 5,
            new Usage(1_340, 63, null),
            new NanoUsd(559_500),
            Charge.Basis.ESTIMATED));
  }

  private static double at(double[] sorted, double part) {
    return sorted[(int) Math.ceil(part * sorted.length) - 1];
  }

  private void look(int entries) throws Exception {
    var elsewhere = Files.createDirectory(folder.resolve("full"));
    try (var store = database.open(elsewhere)) {
      var today = LocalDate.of(2026, 11, 20);
      var now = today.atTime(12, 0).toInstant(ZoneOffset.UTC);
      fill(store, entries, today);
      var begin = System.nanoTime();
      var ledger = new Ledger(store, () -> now, BUDGET);
      row(
          "Roll-up of %,d entries at the first start".formatted(entries),
          "%.0f s".formatted((System.nanoTime() - begin) / 1e9),
          "once; %,d persons over %,d days".formatted(PERSONS, DAYS));
      var ada = new PersonRef(Platform.SLACK, "T1", "U7", "Ada");
      var reader = new UsageReader(store, () -> now);
      var spending = new Spending(store, () -> now, ZONE);
      var filter = SpendingFilter.ofAll(today.withDayOfMonth(1), today);
      row(
          "Usage of one person of %,d entries".formatted(entries),
          times(() -> reader.month(ada, ZONE)),
          "of this month; under 50 ms is wanted");
      row(
          "The dashboard's first page of %,d entries".formatted(entries),
          times(() -> spending.report(filter)),
          "its queries, of this month; under 300 ms is wanted");
      row(
          "Usage of everybody of %,d entries".formatted(entries),
          times(() -> reader.month(ZONE)),
          "of this month");
      if (!ledger.held().equals(NanoUsd.ZERO)) {
        throw new IllegalStateException("held: " + ledger.held());
      }
    }
  }

  /// As many entries as an older version of the bot would have left.
  private static void fill(Store store, int entries, LocalDate today) {
    var first = today.minusDays(DAYS - 1L).atStartOfDay(ZONE).toInstant().toEpochMilli();
    var stepMs = (double) Duration.ofDays(DAYS).minusHours(12).toMillis() / entries;
    var step = 10_000;
    for (var from = 0; from < entries; from += step) {
      var begin = from;
      store
          .writes()
          .useTransaction(handle -> {
            var batch =
                handle.prepareBatch(
                    """
                    INSERT INTO entries (id, settles, part, ask_id, kind, at, platform, workspace,
                      channel, person_id, person_name, route, provider, model, prompt_tokens,
                      completion_tokens, nanos, basis)
                    VALUES (?, ?, 0, ?, 'CHARGE', ?, 'SLACK', 'T1', ?, ?, ?, ?, 'provider', ?, 1340,
                      63, 559500, 'BILLED')
                    """);
            for (var i = begin; i < Math.min(begin + step, entries); i++) {
              // Each has a channel and a model that they use most.
              var person = (int) (i * 7_919L % PERSONS);
              var usual = i % 5 > 0 ? person : i;
              batch.add(
                  "e%08d".formatted(i),
                  "h%08d".formatted(i),
                  "a%08d".formatted(i),
                  first + (long) (i * stepMs),
                  "C" + usual % 50,
                  "U" + person,
                  "Name of U" + person,
                  "route-" + usual % 3,
                  "vendor/model-" + usual % 5);
            }
            batch.execute();
          });
    }
    if (store
            .reads()
            .withHandle(handle ->
                handle.createQuery("SELECT COUNT(*) FROM entries").mapTo(long.class).one())
        != entries) {
      throw new IllegalStateException("not all entries were made");
    }
    store.writes().useHandle(handle -> handle.execute("DELETE FROM roll_ups"));
    store.writes().useHandle(handle -> handle.execute("ANALYZE"));
  }

  private static String times(Callable<?> look) throws Exception {
    var ms = new double[21];
    for (var i = 0; i < ms.length; i++) {
      var begin = System.nanoTime();
      look.call();
      ms[i] = (System.nanoTime() - begin) / 1e6;
    }
    var first = ms[0];
    Arrays.sort(ms);
    return "%.1f ms, the first time %.1f ms".formatted(ms[ms.length / 2], first);
  }

  private void row(String what, String result, String remark) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %s | %s | %s |%n",
        what,
        database == Database.SQLITE ? "SQLite" : "PostgreSQL",
        result,
        remark);
  }
}
