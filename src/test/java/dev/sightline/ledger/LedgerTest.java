package dev.sightline.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.event.AskId;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.event.ThreadRef;
import dev.sightline.failure.OverBudget;
import dev.sightline.route.Usage;
import dev.sightline.store.Database;
import dev.sightline.store.Store;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Database.class)
class LedgerTest {
  private static final PersonRef ADA = new PersonRef(Platform.SLACK, "T1", "U1", "Ada");
  private static final ThreadRef THREAD = new ThreadRef(Platform.SLACK, "T1", "C1", "1.0");
  private static final NanoUsd CENT = new NanoUsd(10_000_000);

  private final Database database;
  @TempDir private Path folder;
  private Store store;
  private Instant now = Instant.parse("2026-11-20T10:00:00Z");

  LedgerTest(Database database) {
    this.database = database;
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
  void settlingEndsTheHoldAndWritesTheCost() throws Exception {
    var ledger = ledger();
    var hold = ledger.hold(AskId.random(), ADA, THREAD, CENT);
    assertThat(ledger.held()).isEqualTo(CENT);

    var entry = ledger.settle(hold, billed("0.0005595"));

    assertThat(ledger.held()).isEqualTo(NanoUsd.ZERO);
    assertThat(entry.charge().cost().nanos()).isEqualTo(559_500);
    assertThat(sum()).isEqualTo(559_500);
  }

  @Test
  void settlingTwiceFailsAndWritesNothing() throws Exception {
    var ledger = ledger();
    var hold = ledger.hold(AskId.random(), ADA, THREAD, CENT);
    ledger.settle(hold, billed("0.01"));

    assertThatThrownBy(() -> ledger.settle(hold, billed("0.01")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("settled already");
    assertThat(sum()).isEqualTo(10_000_000);
  }

  @Test
  void aReleasedHoldCannotBeSettled() throws Exception {
    var ledger = ledger();
    var hold = ledger.hold(AskId.random(), ADA, THREAD, CENT);

    assertThat(ledger.release(hold)).isTrue();

    assertThat(ledger.held()).isEqualTo(NanoUsd.ZERO);
    assertThatThrownBy(() -> ledger.settle(hold, billed("0.01")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("released");
    assertThat(ledger.release(hold)).isFalse();
    assertThat(sum()).isZero();
  }

  @Test
  void onlyHoldsPastTheirLeaseExpire() throws Exception {
    var ledger = ledger();
    var old = ledger.hold(AskId.random(), ADA, THREAD, CENT);
    now = now.plus(Ledger.HOLD_LEASE);
    var fresh = ledger.hold(AskId.random(), ADA, THREAD, CENT);

    assertThat(ledger.expire()).containsExactly(old);

    assertThat(ledger.expire()).isEmpty();
    assertThat(ledger.release(fresh)).isTrue();
  }

  @Test
  void whatACallCostAfterItsHoldExpiredIsStillWritten() throws Exception {
    var ledger = ledger();
    var hold = ledger.hold(AskId.random(), ADA, THREAD, CENT);
    now = now.plus(Ledger.HOLD_LEASE).plusSeconds(1);
    ledger.expire();

    ledger.settle(hold, billed("0.02"));

    assertThat(sum()).isEqualTo(20_000_000);
  }

  @Test
  void holdsOfADeadProcessAreFoundAfterReopening() throws Exception {
    var hold = ledger().hold(AskId.random(), ADA, THREAD, CENT);
    store.close();
    open();
    now = now.plus(Ledger.HOLD_LEASE);

    assertThat(ledger().expire()).containsExactly(hold);
    assertThat(ledger().held()).isEqualTo(NanoUsd.ZERO);
  }

  @Test
  void anInterruptedAskStillSettles() throws Exception {
    var ledger = ledger();
    var hold = ledger.hold(AskId.random(), ADA, THREAD, CENT);

    Thread.currentThread().interrupt();
    ledger.settle(hold, billed("0.01"));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(sum()).isEqualTo(10_000_000);
  }

  @Test
  void twoHundredAsksHoldAndSettleAtOnce() throws Exception {
    var ledger = ledger();
    var asks = new ArrayList<Callable<Entry>>();
    for (var i = 0; i < 200; i++) {
      asks.add(() ->
          ledger.settle(ledger.hold(AskId.random(), ADA, THREAD, CENT), billed("0.000000001")));
    }

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var done : threads.invokeAll(asks)) {
        assertThat(done.get()).isNotNull();
      }
    }

    assertThat(sum()).isEqualTo(200);
    assertThat(ledger.held()).isEqualTo(NanoUsd.ZERO);
  }

  @Test
  void twoOpenStoresShareOneFile() throws Exception {
    try (var other = database.open(folder);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var ledgers =
          List.of(ledger(), new Ledger(other, () -> now, Budget.unlimited(ZoneOffset.UTC)));
      var asks = new ArrayList<Callable<Entry>>();
      for (var i = 0; i < 200; i++) {
        var ledger = ledgers.get(i % 2);
        asks.add(
            () -> ledger.settle(ledger.hold(AskId.random(), ADA, THREAD, CENT), billed("0.01")));
      }

      for (var done : threads.invokeAll(asks)) {
        assertThat(done.get()).isNotNull();
      }
    }

    assertThat(sum()).isEqualTo(200 * CENT.nanos());
  }

  @Test
  void theSumIsExactToTheNano() throws Exception {
    var ledger = ledger();
    var random = new Random(20_261_120);
    var bill = BigDecimal.ZERO;
    for (var i = 0; i < 500; i++) {
      var cost = new BigDecimal(new BigInteger(36, random), 12);
      bill = bill.add(cost.setScale(9, RoundingMode.HALF_EVEN));
      var hold = ledger.hold(AskId.random(), ADA, THREAD, CENT);
      if (i % 5 == 0) {
        ledger.settle(hold, List.of(billed(cost.toPlainString()), billed("0")));
      } else {
        ledger.settle(hold, billed(cost.toPlainString()));
      }
    }

    assertThat(BigDecimal.valueOf(sum(), 9)).isEqualByComparingTo(bill);
  }

  @Test
  void aCorrectionReplacesTheFigureOnce() throws Exception {
    var ledger = ledger();
    var estimate =
        new Charge("r", "fal", "m", Usage.UNKNOWN, new NanoUsd(700), Charge.Basis.ESTIMATED);
    var entry = ledger.settle(ledger.hold(AskId.random(), ADA, THREAD, CENT), estimate);

    assertThat(ledger.correct(entry, new NanoUsd(650))).isTrue();

    assertThat(sum()).isEqualTo(650);
    assertThat(ledger.correct(entry, new NanoUsd(600))).isFalse();
    assertThat(sum()).isEqualTo(650);
  }

  @Test
  void holdsCountAgainstTheBudgetOfTheDay() throws Exception {
    var ledger = limited(Budget.Of.PERSON, Budget.Per.DAY);
    var hold = ledger.hold(AskId.random(), ADA, THREAD, CENT);

    assertThatThrownBy(() -> ledger.hold(AskId.random(), ADA, THREAD, new NanoUsd(1)))
        .isInstanceOfSatisfying(
            OverBudget.class, e -> assertThat(e.reason()).contains("$0.01", "midnight (Z)"));

    ledger.settle(hold, billed("0.009"));
    ledger.release(ledger.hold(AskId.random(), ADA, THREAD, new NanoUsd(1_000_000)));
    now = now.plus(Duration.ofDays(1));
    ledger.release(ledger.hold(AskId.random(), ADA, THREAD, CENT));
  }

  @Test
  void theBudgetOfAWorkspaceIsSharedAndStartsAnewWithTheMonth() throws Exception {
    var ledger = limited(Budget.Of.WORKSPACE, Budget.Per.MONTH);
    var bob = new PersonRef(Platform.SLACK, "T1", "U2", "Bob");
    ledger.settle(ledger.hold(AskId.random(), ADA, THREAD, CENT), billed("0.01"));

    assertThatThrownBy(() -> ledger.hold(AskId.random(), bob, THREAD, CENT))
        .isInstanceOfSatisfying(
            OverBudget.class, e -> assertThat(e.reason()).contains("2026-12-01"));

    now = Instant.parse("2026-12-01T00:00:00Z");
    ledger.release(ledger.hold(AskId.random(), bob, THREAD, CENT));
  }

  @Test
  void oneAskMayNotHoldMoreThanItsLimit() {
    var ledger = limited(Budget.Of.PERSON, Budget.Per.ASK);

    assertThatThrownBy(() -> ledger.hold(AskId.random(), ADA, THREAD, new NanoUsd(20_000_000)))
        .isInstanceOfSatisfying(
            OverBudget.class, e -> assertThat(e.reason()).contains("$0.02", "$0.01"));
    assertThat(ledger.held()).isEqualTo(NanoUsd.ZERO);
  }

  @Test
  void theBudgetOfAChannelLeavesOtherChannelsAlone() throws Exception {
    var ledger = limited(Budget.Of.CHANNEL, Budget.Per.DAY);
    var elsewhere = new ThreadRef(THREAD.platform(), THREAD.workspace(), "other", "t");

    ledger.hold(AskId.random(), ADA, THREAD, CENT);

    assertThatThrownBy(() -> ledger.hold(AskId.random(), ADA, THREAD, CENT))
        .isInstanceOfSatisfying(
            OverBudget.class, e -> assertThat(e.reason()).contains("This channel's", "midnight"));
    ledger.hold(AskId.random(), ADA, elsewhere, CENT);
  }

  private Ledger limited(Budget.Of of, Budget.Per per) {
    var limit = new Budget.Limit(of, per, CENT);
    return new Ledger(store, () -> now, new Budget(List.of(limit), ZoneOffset.UTC));
  }

  private Ledger ledger() {
    return new Ledger(store, () -> now, Budget.unlimited(ZoneOffset.UTC));
  }

  private long sum() {
    return store
        .reads()
        .withHandle(
            h -> h.select("SELECT COALESCE(SUM(nanos), 0) FROM entries").mapTo(long.class).one());
  }

  private static Charge billed(String usd) {
    var cost = new BigDecimal(usd);
    return new Charge(
        "fal-vision",
        "fal",
        "google/gemini-2.5-flash",
        new Usage(1340, 63, cost),
        NanoUsd.ofUsd(cost),
        Charge.Basis.BILLED);
  }
}
