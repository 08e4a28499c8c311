package dev.sightline.bench;

import dev.sightline.ledger.NanoUsd;
import dev.sightline.sim.model.Bill;
import dev.sightline.store.Store;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The ledger after [MoneyChaos] beside the providers' bills.
///
/// @param bills that cost something
/// @param owedNanos sum of the bills
/// @param bookedNanos sum of the ledger
/// @param persons whose sum was compared
/// @param exact of them, whose ledger minus bills is 0
/// @param blind asks with a call of which the bot had not read a byte when it was killed: it knows
///   no id to ask for, and books its estimate
/// @param blindNanos ledger minus bills of these
/// @param broken what does not hold
record MoneyChaosBooks(
    int bills,
    long owedNanos,
    long bookedNanos,
    int persons,
    int exact,
    int blind,
    long blindNanos,
    List<String> broken) {
  private static final String UNCORRECTED =
      """
      FROM entries e JOIN asks a ON a.id = e.ask_id
      WHERE e.kind = 'CHARGE' AND e.basis <> 'BILLED'
        AND NOT EXISTS (SELECT 1 FROM entries c WHERE c.settles = e.id)
      """;

  MoneyChaosBooks {
    broken = List.copyOf(broken);
  }

  /// How much is still under way, or to be told.
  static long open(Store store) {
    return count(store, "SELECT COUNT(*) FROM holds")
        + count(store, "SELECT COUNT(*) FROM asks WHERE state = 'RUNNING'")
        + count(store, "SELECT COUNT(*) " + UNCORRECTED + " AND a.call_id IS NOT NULL");
  }

  static MoneyChaosBooks of(Store store, List<Bill> bills) {
    Map<String, Long> owed = new TreeMap<>();
    bills.forEach(bill -> owed.merge(MoneyChaos.key(bill.ask().text()), nanos(bill), Long::sum));
    Map<String, Long> booked = new TreeMap<>(sums(store));
    Set<String> blind = blind(store);
    List<String> broken = new ArrayList<>();
    Set<String> asks = new HashSet<>(owed.keySet());
    asks.addAll(booked.keySet());
    Map<String, Long> differences = new HashMap<>();
    Set<String> persons = new HashSet<>();
    long blindNanos = 0;
    for (String ask : asks) {
      long difference = booked.getOrDefault(ask, 0L) - owed.getOrDefault(ask, 0L);
      persons.add(person(ask));
      if (blind.contains(ask)) {
        blindNanos += difference;
      } else if (difference != 0) {
        broken.add("%s: ledger minus bills is %,d nano-dollars".formatted(ask, difference));
      }
      differences.merge(person(ask), difference, Long::sum);
    }
    long left = open(store);
    if (left > 0) {
      broken.add(left + " holds, asks or estimates are left");
    }
    return new MoneyChaosBooks(
        (int) bills.stream().filter(bill -> nanos(bill) > 0).count(),
        owed.values().stream().mapToLong(Long::longValue).sum(),
        booked.values().stream().mapToLong(Long::longValue).sum(),
        persons.size(),
        (int) differences.values().stream().filter(difference -> difference == 0).count(),
        blind.size(),
        blindNanos,
        broken.stream().limit(20).toList());
  }

  private static Map<String, Long> sums(Store store) {
    Map<String, Long> sums = new HashMap<>();
    store
        .reads()
        .useHandle(handle ->
            handle
                .createQuery(
                    """
                    SELECT a.event_id AS event, SUM(e.nanos) AS nanos
                    FROM entries e JOIN asks a ON a.id = e.ask_id GROUP BY a.event_id
                    """)
                .map((row, context) -> Map.entry(row.getString("event"), row.getLong("nanos")))
                .forEach(sum -> sums.put(MoneyChaos.key(sum.getKey()), sum.getValue())));
    return sums;
  }

  private static Set<String> blind(Store store) {
    return store
        .reads()
        .withHandle(handle ->
            new HashSet<>(
                handle
                    .createQuery("SELECT a.event_id " + UNCORRECTED + " AND a.call_id IS NULL")
                    .mapTo(String.class)
                    .map(MoneyChaos::key)
                    .list()));
  }

  private static String person(String ask) {
    return ask.substring(0, ask.indexOf('-'));
  }

  private static long nanos(Bill bill) {
    return NanoUsd.ofUsd(bill.costUsd()).nanos();
  }

  private static long count(Store store, String sql) {
    return store.reads().withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }

  String inWords() {
    return String.format(
        Locale.ROOT,
        "%,d bills of $%.9f, ledger $%.9f; ledger minus bills is 0 for %d of %d persons; %d asks whose call ended before its id was read, estimated, off by $%.9f",
        bills,
        owedNanos / 1e9,
        bookedNanos / 1e9,
        exact,
        persons,
        blind,
        blindNanos / 1e9);
  }
}
