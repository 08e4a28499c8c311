package dev.sightline.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.event.AskId;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.event.ThreadRef;
import dev.sightline.failure.OverBudget;
import dev.sightline.ledger.Budget.Limit;
import dev.sightline.ledger.Budget.Of;
import dev.sightline.ledger.Budget.Per;
import dev.sightline.route.Usage;
import dev.sightline.store.Database;
import dev.sightline.store.Store;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Asks whose money moves in one transaction.
@ParameterizedClass
@EnumSource(Database.class)
class BookingTest {
  private static final PersonRef ADA = new PersonRef(Platform.SLACK, "T1", "U1", "Ada");
  private static final PersonRef BOB = new PersonRef(Platform.SLACK, "T1", "U2", "Bob");
  private static final ThreadRef THREAD = new ThreadRef(Platform.SLACK, "T1", "C1", "1.0");
  private static final NanoUsd CENT = new NanoUsd(10_000_000);
  private static final Limit FOUR_CENTS =
      new Limit(Of.CHANNEL, Per.rolling(24), new NanoUsd(4 * CENT.nanos()));

  private final Database database;
  @TempDir private Path folder;
  private Store store;
  private Ledger ledger;
  private final Instant now = Instant.parse("2026-11-20T10:00:00Z");

  BookingTest(Database database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    store = database.open(folder);
    ledger = new Ledger(store, () -> now, new Budget(List.of(FOUR_CENTS), ZoneOffset.UTC));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void holdsOfOneTransactionCountAgainstEachOther() throws Exception {
    var asks = new ArrayList<Callable<Object>>();
    for (var i = 0; i < 10; i++) {
      var person = i % 2 == 0 ? ADA : BOB;
      asks.add(() -> hold(person));
    }

    var results = atOnce(asks);

    assertThat(results.subList(0, 4)).allMatch(Hold.class::isInstance);
    assertThat(results.subList(4, 10)).allMatch(OverBudget.class::isInstance);
    assertThat(ledger.held().nanos()).isEqualTo(4 * CENT.nanos());
    assertThat(differences()).isEmpty();
  }

  @Test
  void aHoldSeesWhatASettlementBeforeItGaveBackAndSpent() throws Exception {
    var dear = hold(ADA);
    var cheap = hold(ADA);
    hold(BOB);
    hold(BOB);

    var results =
        atOnce(
            List.of(
                () -> hold(ADA),
                () -> ledger.settle(dear, charge(CENT)),
                () -> hold(ADA),
                () -> ledger.settle(cheap, charge(NanoUsd.ZERO)),
                () -> hold(ADA),
                () -> hold(ADA)));

    assertThat(results.get(0)).isInstanceOf(OverBudget.class);
    assertThat(results.get(2)).isInstanceOf(OverBudget.class);
    assertThat(results.get(4)).isInstanceOf(Hold.class);
    assertThat(results.get(5)).isInstanceOf(OverBudget.class);
    assertThat(differences()).isEmpty();
  }

  @Test
  void oneThatFailsTakesNothingOfTheOthersWithIt() throws Exception {
    var settled = hold(ADA);
    ledger.settle(settled, charge(CENT));
    var open = hold(ADA);

    var results =
        atOnce(
            List.of(
                () -> hold(BOB),
                () -> ledger.settle(settled, charge(CENT)),
                () -> ledger.settle(open, charge(CENT)),
                () -> ledger.release(open)));

    assertThat(results.get(0)).isInstanceOf(Hold.class);
    assertThat(results.get(1))
        .isInstanceOfSatisfying(
            IllegalStateException.class, e -> assertThat(e).hasMessageContaining("settled"));
    assertThat(results.get(2)).isInstanceOf(Entry.class);
    assertThat(results.get(3)).isEqualTo(false);
    assertThat(ledger.held()).isEqualTo(CENT);
    assertThat(differences()).isEmpty();
  }

  @Test
  void onlyTheFirstOfTwoEndsAHold() throws Exception {
    var hold = hold(ADA);

    var results = atOnce(List.of(() -> ledger.release(hold), () -> ledger.release(hold)));

    assertThat(results).containsExactly(true, false);
    assertThat(ledger.held()).isEqualTo(NanoUsd.ZERO);
    assertThat(differences()).isEmpty();
  }

  @Test
  void correctionsAndLargerHoldsSeeWhatCameBeforeThem() throws Exception {
    var entry = ledger.settle(hold(ADA), charge(new NanoUsd(3 * CENT.nanos())));
    var open = ledger.hold(AskId.random(), BOB, THREAD, new NanoUsd(1));

    var results =
        atOnce(
            List.of(
                () -> ledger.adjust(open, new NanoUsd(2 * CENT.nanos()), Medium.VIDEO),
                () -> ledger.correct(entry, CENT),
                () -> ledger.adjust(open, new NanoUsd(2 * CENT.nanos()), Medium.VIDEO),
                () -> hold(ADA),
                () -> hold(ADA),
                () -> ledger.correct(entry, NanoUsd.ZERO)));

    assertThat(results.get(0)).isInstanceOf(OverBudget.class);
    assertThat(results.get(1)).isEqualTo(true);
    assertThat(results.get(2)).isInstanceOf(Hold.class);
    assertThat(results.get(3)).isInstanceOf(Hold.class);
    assertThat(results.get(4)).isInstanceOf(OverBudget.class);
    assertThat(results.get(5)).isEqualTo(false);
    assertThat(differences()).isEmpty();
  }

  @Test
  void aHoldMayEndInTheTransactionThatMadeIt() {
    var hold =
        new Hold(
            "h1", AskId.random(), ADA, THREAD, CENT, Medium.TEXT, now.plusSeconds(9), List.of());
    var shared = Shared.of(List.of(FOUR_CENTS), Whose.of(hold));

    book(booking -> {
      booking.willEnd(hold);
      booking.willCompare(shared, now);
      booking.fetch();
      assertThat(booking.end(hold)).isEmpty();
      booking.hold(hold);
      assertThat(booking.used(shared.getFirst(), now)).isEqualTo(CENT);
      assertThat(booking.end(hold)).contains(CENT);
      assertThat(booking.end(hold)).isEmpty();
      assertThat(booking.used(shared.getFirst(), now)).isEqualTo(NanoUsd.ZERO);
      booking.flush();
    });

    assertThat(ledger.held()).isEqualTo(NanoUsd.ZERO);
    assertThat(differences()).isEmpty();
  }

  @Test
  void manyOfManyPersonsAreWrittenTogether() {
    var holds = new ArrayList<Hold>();
    for (var i = 0; i < 100; i++) {
      var person = new PersonRef(Platform.SLACK, "T1", "U" + i % 40, "Name 'of' {" + i + "}");
      holds.add(
          new Hold(
              "h" + i,
              AskId.random(),
              person,
              THREAD,
              CENT,
              Medium.TEXT,
              now.plusSeconds(9),
              List.of()));
    }

    book(booking -> {
      booking.fetch();
      holds.forEach(booking::hold);
      booking.flush();
    });
    book(booking -> {
      holds.forEach(booking::willEnd);
      booking.fetch();
      for (var hold : holds) {
        var entry = Entry.of(hold, charge(CENT), now);
        booking.write(hold.id(), 0, entry, booking.end(hold).orElseThrow());
        booking.count(List.of(entry), true);
      }
      booking.flush();
    });

    assertThat(ledger.held()).isEqualTo(NanoUsd.ZERO);
    assertThat(differences()).isEmpty();
    assertThat(names()).hasSize(40).contains("Name 'of' {99}").doesNotContain("Name 'of' {19}");
  }

  private void book(Consumer<Booking> works) {
    store
        .writes()
        .useTransaction(
            handle -> works.accept(new Booking(store, handle, new Spans(ZoneOffset.UTC))));
  }

  /// Lets all of them wait in this order while another transaction has the sums.
  ///
  /// @return what each returned or threw
  private List<Object> atOnce(List<Callable<Object>> asks) throws Exception {
    var go = new CountDownLatch(1);
    var locked = new CountDownLatch(1);
    var other =
        Thread.ofPlatform()
            .start(() ->
                store
                    .writes()
                    .useTransaction(handle -> {
                      Tallies.lock(handle);
                      locked.countDown();
                      await(go);
                    }));
    locked.await();
    var first = waiting(() -> ledger.release(unknown()));
    var waiting = new ArrayList<FutureTask<Object>>();
    for (var ask : asks) {
      waiting.add(waiting(ask));
    }
    go.countDown();
    other.join();
    assertThat(result(first)).isEqualTo(false);
    var results = new ArrayList<>();
    for (var task : waiting) {
      results.add(result(task));
    }
    return results;
  }

  private static FutureTask<Object> waiting(Callable<Object> ask) {
    var task = new FutureTask<>(ask);
    var thread = Thread.ofPlatform().start(task);
    Awaitility.await().until(() -> thread.getState() == Thread.State.WAITING);
    return task;
  }

  private static Object result(FutureTask<Object> task) throws InterruptedException {
    try {
      return task.get();
    } catch (ExecutionException e) {
      return Objects.requireNonNull(e.getCause());
    }
  }

  private static void await(CountDownLatch go) {
    try {
      go.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Hold unknown() {
    return new Hold("none", AskId.random(), ADA, THREAD, CENT, Medium.TEXT, now, List.of());
  }

  private Hold hold(PersonRef person) throws OverBudget {
    return ledger.hold(AskId.random(), person, THREAD, CENT);
  }

  private static Charge charge(NanoUsd cost) {
    return new Charge("r", "p", "m", Usage.UNKNOWN, cost, Charge.Basis.ESTIMATED);
  }

  private List<String> differences() {
    return new RollUp(store, ZoneOffset.UTC).differences(now);
  }

  private List<String> names() {
    return store
        .reads()
        .withHandle(
            handle -> handle.createQuery("SELECT name FROM people").mapTo(String.class).list());
  }
}
