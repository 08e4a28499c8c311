package dev.sightline.ledger;

import static dev.sightline.ledger.Budget.AtWarning.SAY;
import static dev.sightline.ledger.Charge.Basis.BILLED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.event.AskId;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.event.ThreadRef;
import dev.sightline.failure.OverBudget;
import dev.sightline.ledger.Budget.AtWarning;
import dev.sightline.ledger.Budget.Limit;
import dev.sightline.ledger.Budget.Of;
import dev.sightline.ledger.Budget.Per;
import dev.sightline.ledger.Charge.Basis;
import dev.sightline.route.Usage;
import dev.sightline.store.Database;
import dev.sightline.store.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Random interleavings of all that happens to money, by several threads and over limits that
/// overlap. Whatever happens, the books balance.
@ParameterizedClass
@EnumSource(Database.class)
class MoneyPropertyTest {
  private static final ZoneId ZONE = ZoneId.of("Australia/Lord_Howe");
  private static final Instant BEGIN = Instant.parse("2026-11-20T10:00:00Z");

  /// What a call may cost at most here, and what is held for it.
  private static final long CALL_NANOS = 1_000;

  private static final List<Limit> LIMITS =
      List.of(
          limit(Of.PERSON, Per.DAY, 20),
          limit(Of.PERSON, Per.rolling(3), 12),
          group(Per.DAY, 45, "S1", "S2"),
          group(Per.rolling(6), 30, "S2"),
          limit(Of.CHANNEL, Per.WEEK, 100),
          limit(Of.WORKSPACE, Per.rolling(30), 140),
          limit(Of.TOTAL, Per.MONTH, 250),
          new Limit("few", Of.PERSON, Per.DAY, Set.of("U1", "U3"), calls(7), null, AtWarning.SAY));

  private static final List<Medium> MEDIA = List.of(Medium.values());
  private static final List<Basis> BASES = List.of(Basis.values());

  private final Database database;
  @TempDir private Path folder;
  private Store store;
  private final AtomicInteger linked = new AtomicInteger();
  private final AtomicInteger forgotten = new AtomicInteger();
  private final AtomicLong clock = new AtomicLong(BEGIN.toEpochMilli());

  MoneyPropertyTest(Database database) {
    this.database = database;
  }

  private static Limit limit(Of of, Per per, long calls) {
    return new Limit(of, per, calls(calls));
  }

  private static Limit group(Per per, long calls, String... groups) {
    var id = String.join("-", groups);
    return new Limit(id, Of.GROUP, per, Set.of(groups), calls(calls), null, AtWarning.SAY);
  }

  private static NanoUsd calls(long number) {
    return new NanoUsd(number * CALL_NANOS);
  }

  @BeforeEach
  void open() {
    store = database.open(folder);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void booksBalanceWhateverHappens() throws Exception {
    for (long seed = 1; seed <= 6; seed++) {
      var runs = new ArrayList<Callable<Integer>>();
      for (var thread = 0; thread < 4; thread++) {
        var random = new Random(31 * seed + thread);
        runs.add(() -> new Life(random).live(60));
      }
      var granted = 0;
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (var run : threads.invokeAll(runs)) {
          granted += run.get();
        }
      }
      clock.addAndGet(Ledger.HOLD_LEASE.toMillis());
      ledger().expire();

      assertThat(granted).as("seed %d", seed).isPositive();
      assertThat(ledger().held()).as("seed %d", seed).isEqualTo(NanoUsd.ZERO);
      assertThat(negative()).as("seed %d", seed).isEmpty();
      assertThat(new RollUp(store, ZONE).differences(now())).as("seed %d", seed).isEmpty();
      clock.addAndGet(Duration.ofHours(9).toMillis());
    }
    assertThat(linked).hasPositiveValue();
    assertThat(forgotten).hasPositiveValue();
  }

  /// What each call costs at most is held for it, and nobody corrects: so no limit is ever passed,
  /// however many ask at once.
  @Test
  void noLimitIsEverPassed() throws Exception {
    var ledger = ledger();
    var limits =
        List.of(
            limit(Of.PERSON, Per.DAY, 20),
            group(Per.DAY, 30, "S1"),
            limit(Of.CHANNEL, Per.WEEK, 100),
            limit(Of.TOTAL, Per.MONTH, 150));
    var strict = new Ledger(store, this::now, new Budget(limits, ZONE));
    var asks = new ArrayList<Callable<Boolean>>();
    var random = new Random(5);
    for (var i = 0; i < 600; i++) {
      var person = on(Platform.SLACK, random);
      var thread = thread(person, random);
      var cost = new NanoUsd(random.nextLong(CALL_NANOS / 2, CALL_NANOS + 1));
      asks.add(() -> {
        try {
          var hold = strict.hold(AskId.random(), person, thread, calls(1));
          strict.settle(hold, charge(cost, Basis.BILLED));
          return true;
        } catch (OverBudget e) {
          return false;
        }
      });
    }

    try (var threads = Executors.newFixedThreadPool(16)) {
      for (var ask : threads.invokeAll(asks)) {
        ask.get();
      }
    }

    assertThat(most(Of.PERSON)).isBetween(calls(15).nanos(), calls(20).nanos());
    assertThat(most(Of.GROUP)).isBetween(calls(25).nanos(), calls(30).nanos());
    assertThat(most(Of.CHANNEL)).isBetween(calls(50).nanos(), calls(100).nanos());
    assertThat(most(Of.TOTAL)).isBetween(calls(149).nanos(), calls(150).nanos());
    assertThat(ledger.held()).isEqualTo(NanoUsd.ZERO);
    assertThat(new RollUp(store, ZONE).differences(now())).isEmpty();
  }

  /// Both ask at once, from different places, and meet at what only counts together.
  @Test
  void linkedIdentitiesNeverPassTheirOneLimit() throws Exception {
    var ledger =
        new Ledger(
            store,
            this::now,
            new Budget(
                List.of(
                    new Limit("own", Of.PERSON, Per.DAY, Set.of("U1"), calls(20), null, SAY),
                    limit(Of.PERSON, Per.DAY, 30)),
                ZONE));
    var slack = new PersonRef(Platform.SLACK, "T1", "U1", "Anna");
    var discord = new PersonRef(Platform.DISCORD, "G1", "D1", "anna");
    var links = links(ledger);
    assertThat(links.enter(discord, links.offer(slack))).isInstanceOf(Links.Linked.class);
    var random = new Random(7);
    var asks = new ArrayList<Callable<Boolean>>();
    for (var i = 0; i < 200; i++) {
      var person = i % 2 == 0 ? slack : discord;
      var thread = thread(person, random);
      asks.add(() -> {
        try {
          ledger.settle(
              ledger.hold(AskId.random(), person, thread, calls(1)), charge(calls(1), BILLED));
          return true;
        } catch (OverBudget e) {
          return false;
        }
      });
    }

    var paid = 0;
    try (var threads = Executors.newFixedThreadPool(16)) {
      for (var ask : threads.invokeAll(asks)) {
        paid += ask.get() ? 1 : 0;
      }
    }

    assertThat(paid).isEqualTo(20);
    assertThat(ledger.held()).isEqualTo(NanoUsd.ZERO);
    assertThat(new RollUp(store, ZONE).differences(now())).isEmpty();
  }

  /// What happens to the money of one ask after the other, in one thread.
  private final class Life {
    private final Random random;
    private final List<Hold> open = new ArrayList<>();
    private final List<Entry> entries = new ArrayList<>();
    private Ledger ledger = ledger();
    private int granted;

    Life(Random random) {
      this.random = random;
    }

    int live(int steps) {
      for (var step = 0; step < steps; step++) {
        switch (random.nextInt(15)) {
          case 0, 1, 2, 3 -> hold();
          case 4, 5 -> settle();
          case 6 -> release();
          case 7 -> adjust();
          case 8 -> correct();
          case 9 -> clock.addAndGet(random.nextLong(Duration.ofMinutes(40).toMillis()));
          case 10 -> ledger.expire();
          case 11 -> link();
          case 12 -> links(ledger).part(person(random));
          case 13 -> {
            var erasure = new Erasure(store, MoneyPropertyTest.this::now, ledger.identities());
            if (erasure.forget(erasure.identities(person(random))).isPresent()) {
              forgotten.incrementAndGet();
            }
          }
          // A crash: what was held is forgotten by whoever held it, here for some of it.
          default -> {
            open.removeIf(_ -> random.nextBoolean());
            ledger = ledger();
          }
        }
      }
      while (!open.isEmpty()) {
        settle();
      }
      return granted;
    }

    private void link() {
      var links = links(ledger);
      if (links.enter(person(random), links.offer(person(random))) instanceof Links.Linked) {
        linked.incrementAndGet();
      }
    }

    private void hold() {
      try {
        var estimate = new NanoUsd(random.nextLong(2 * CALL_NANOS));
        var person = person(random);
        open.add(
            ledger.hold(
                AskId.random(),
                person,
                thread(person, random),
                estimate,
                MEDIA.get(random.nextInt(MEDIA.size()))));
        granted++;
      } catch (OverBudget e) {
        assertThat(e.reason()).contains("used up", "An admin can raise it");
      }
    }

    private Hold any() {
      return open.remove(random.nextInt(open.size()));
    }

    private void settle() {
      if (open.isEmpty()) {
        return;
      }
      var hold = any();
      var charges = new ArrayList<Charge>();
      do {
        var basis = BASES.get(random.nextInt(BASES.size()));
        var isCosting = basis == Basis.BILLED || basis == Basis.ESTIMATED;
        charges.add(charge(new NanoUsd(isCosting ? random.nextLong(CALL_NANOS) : 0), basis));
      } while (random.nextInt(4) == 0);
      entries.addAll(ledger.settle(hold, charges));
    }

    private void release() {
      if (!open.isEmpty()) {
        ledger.release(any());
      }
    }

    private void adjust() {
      if (open.isEmpty()) {
        return;
      }
      var hold = any();
      try {
        var estimate = new NanoUsd(random.nextLong(2 * CALL_NANOS));
        open.add(ledger.adjust(hold, estimate, Medium.VIDEO));
      } catch (OverBudget e) {
        open.add(hold);
      } catch (IllegalStateException e) {
        assertThat(now()).isAfterOrEqualTo(hold.expires());
        open.add(hold);
      }
    }

    private void correct() {
      var estimates =
          entries.stream()
              .filter(entry -> entry.charge().isEstimated())
              .filter(entry -> entry.kind() == Entry.Kind.CHARGE)
              .toList();
      if (!estimates.isEmpty()) {
        var wrong = estimates.get(random.nextInt(estimates.size()));
        ledger.correct(wrong, new NanoUsd(random.nextLong(CALL_NANOS)));
      }
    }
  }

  private Instant now() {
    return Instant.ofEpochMilli(clock.get());
  }

  private Ledger ledger() {
    return new Ledger(store, this::now, new Budget(LIMITS, ZONE));
  }

  private Links links(Ledger ledger) {
    return new Links(store, this::now, ledger.identities());
  }

  /// People join and leave groups all the time.
  private static Set<String> groups(int turn) {
    return switch (turn % 4) {
      case 0 -> Set.of("S1");
      case 1 -> Set.of("S1", "S2", "S3");
      case 2 -> Set.of("S2");
      default -> Set.of();
    };
  }

  private static PersonRef person(Random random) {
    return on(random.nextInt(3) == 0 ? Platform.DISCORD : Platform.SLACK, random);
  }

  private static PersonRef on(Platform platform, Random random) {
    var number = random.nextInt(12);
    var turn = random.nextInt(2);
    var id = "U" + number;
    return new PersonRef(platform, "T1", id, id + " of " + turn, groups(number + turn), false);
  }

  private static ThreadRef thread(PersonRef person, Random random) {
    return new ThreadRef(person.platform(), "T1", "C" + random.nextInt(3), "1.0");
  }

  private static Charge charge(NanoUsd cost, Basis basis) {
    return new Charge("r", "p", "m" + cost.nanos() % 3, new Usage(7, -1, null), cost, basis);
  }

  private List<String> negative() {
    return store
        .reads()
        .withHandle(handle ->
            handle
                .createQuery(
                    """
                    SELECT scope || ' ' || who FROM held WHERE nanos <> 0 OR holds <> 0
                    UNION ALL
                    SELECT scope || ' ' || who FROM tallies GROUP BY scope, who, span
                      HAVING SUM(nanos) < 0
                    """)
                .mapTo(String.class)
                .list());
  }

  /// The most that was spent by one of a kind.
  private long most(Of of) {
    return store
        .reads()
        .withHandle(handle ->
            handle
                .createQuery(
                    """
                    SELECT MAX(spent) FROM (SELECT SUM(nanos) AS spent FROM entries %s) one
                    """
                        .formatted(
                            switch (of) {
                              case PERSON -> "GROUP BY platform, person_id";
                              case GROUP -> "WHERE group_ids LIKE 'S1%' GROUP BY platform";
                              case CHANNEL -> "GROUP BY platform, workspace, channel";
                              case WORKSPACE -> "GROUP BY platform, workspace";
                              case TOTAL -> "";
                            }))
                .mapTo(long.class)
                .one());
  }
}
