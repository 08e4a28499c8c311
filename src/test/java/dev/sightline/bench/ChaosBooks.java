package dev.sightline.bench;

import dev.sightline.ledger.NanoUsd;
import dev.sightline.sim.model.Bill;
import dev.sightline.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// What a bot's store says after [Chaos], held against the world's own books.
///
/// @param rerun asks that were run more than once and answered
/// @param owedNanos sum of the bills
/// @param bookedNanos sum of the ledger
/// @param blind estimates that stay, because the bot died before the call's first byte came: it
///   knows neither whether there was a call nor by which id
/// @param broken what does not hold
record ChaosBooks(long rerun, long owedNanos, long bookedNanos, long blind, List<String> broken) {
  /// Things of which nothing may be left.
  private static final Map<String, String> LEFT_OVER =
      Map.of(
          "holds", "SELECT COUNT(*) FROM holds",
          "pieces of answers", "SELECT COUNT(*) FROM answer_pieces",
          "letters", "SELECT COUNT(*) FROM inbox",
          "running asks", "SELECT COUNT(*) FROM asks WHERE state = 'RUNNING'");

  private static final String UNCORRECTED =
      """
      FROM entries e JOIN asks a ON a.id = e.ask_id
      WHERE e.kind = 'CHARGE' AND e.basis <> 'BILLED'
        AND NOT EXISTS (SELECT 1 FROM entries c WHERE c.settles = e.id)
      """;

  ChaosBooks {
    broken = List.copyOf(broken);
  }

  static ChaosBooks of(Path folder, ChaosWorld world) throws IOException {
    List<String> broken = new ArrayList<>(errors(folder.resolve("stderr.log")));
    try (Store store = Store.open("jdbc:sqlite:" + folder.resolve("sightline.db"))) {
      LEFT_OVER.forEach((what, query) -> {
        long left = count(store, query);
        if (left > 0) {
          broken.add("%d %s are left".formatted(left, what));
        }
      });
      broken.addAll(deadButtons(store, world));
      broken.addAll(bills(store, world));
      return new ChaosBooks(
          count(store, "SELECT COUNT(*) FROM asks WHERE runs > 1 AND state = 'ANSWERED'"),
          world.bills().stream().mapToLong(ChaosBooks::nanos).sum(),
          count(store, "SELECT COALESCE(SUM(nanos), 0) FROM entries"),
          count(store, "SELECT COUNT(*) " + UNCORRECTED),
          broken);
    }
  }

  /// Every button under every answer must be known.
  private static List<String> deadButtons(Store store, ChaosWorld world) {
    Set<String> known = new HashSet<>(strings(store, "SELECT id FROM buttons"));
    return world.answers().values().stream()
        .flatMap(List::stream)
        .flatMap(answer ->
            answer.controls().stream()
                .filter(control -> !known.contains(control.id()))
                .map(control -> answer.place() + ": nobody knows the button " + control))
        .toList();
  }

  /// Each bill has an entry of its own figure, but for the calls whose id the bot never read; and
  /// no entry has a figure that is not billed.
  private static List<String> bills(Store store, ChaosWorld world) {
    List<String> broken = new ArrayList<>();
    List<Long> unbooked = new ArrayList<>(world.bills().stream().map(ChaosBooks::nanos).toList());
    List<Long> booked =
        store
            .reads()
            .withHandle(handle ->
                handle
                    .createQuery("SELECT nanos FROM entries WHERE basis = 'BILLED'")
                    .mapTo(Long.class)
                    .list());
    for (Long entry : booked) {
      if (!unbooked.remove(entry)) {
        broken.add("the ledger has a bill that nobody wrote: " + entry + " nano-dollars");
      }
    }
    long blind = count(store, "SELECT COUNT(*) " + UNCORRECTED + " AND a.call_id IS NULL");
    if (unbooked.size() > blind) {
      broken.add(
          "%d bills have no entry of their figure, but only %d calls were never heard of again"
              .formatted(unbooked.size(), blind));
    }
    List<String> late = strings(store, "SELECT a.id " + UNCORRECTED + " AND a.call_id IS NOT NULL");
    if (!late.isEmpty()) {
      broken.add("estimates that are not corrected: " + late);
    }
    return broken;
  }

  private static List<String> errors(Path log) throws IOException {
    try (Stream<String> lines = Files.lines(log)) {
      List<String> said = lines.filter(line -> !line.isBlank()).toList();
      return said.stream().noneMatch(line -> line.contains(" INFO "))
          ? List.of("the bot's log is not in " + log)
          : said.stream().filter(line -> line.contains(" ERROR ")).limit(5).toList();
    }
  }

  private static long nanos(Bill bill) {
    return NanoUsd.ofUsd(bill.costUsd()).nanos();
  }

  private static long count(Store store, String sql) {
    return store.reads().withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }

  private static List<String> strings(Store store, String sql) {
    return store.reads().withHandle(handle -> handle.createQuery(sql).mapTo(String.class).list());
  }

  String inWords() {
    return String.format(
        Locale.ROOT,
        "bills $%.9f, ledger $%.9f, %d calls unknown as no byte of them was read",
        owedNanos / 1e9,
        bookedNanos / 1e9,
        blind);
  }
}
