package dev.sightline.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.event.AskId;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.event.ThreadRef;
import dev.sightline.failure.OverBudget;
import dev.sightline.ledger.Budget.Of;
import dev.sightline.ledger.Budget.Per;
import dev.sightline.ledger.Charge.Basis;
import dev.sightline.route.Usage;
import dev.sightline.store.Database;
import dev.sightline.store.Store;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Database.class)
class ErasureTest {
  private static final PersonRef ANNA = new PersonRef(Platform.SLACK, "T1", "U1", "Anna");
  private static final PersonRef ABROAD = new PersonRef(Platform.DISCORD, "G1", "77", "anna#");
  private static final PersonRef BEN = new PersonRef(Platform.SLACK, "T1", "U2", "Ben");
  private static final NanoUsd CENT = new NanoUsd(10_000_000);

  private final Database database;
  @TempDir private Path folder;
  private Store store;
  private Ledger ledger;
  private Erasure erasure;
  private Instant now = Instant.parse("2026-11-20T10:00:00Z");

  ErasureTest(Database database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    store = database.open(folder);
    var limits = List.of(new Budget.Limit(Of.PERSON, Per.MONTH, cents(3)));
    ledger = new Ledger(store, () -> now, new Budget(limits, ZoneOffset.UTC));
    erasure = new Erasure(store, () -> now, ledger.identities());
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void sumsStayAndBelongToNobody() throws Exception {
    spend(ANNA, "C1", 2);
    spend(BEN, "C1", 1);

    forget(ANNA);

    var report = new UsageReader(store, () -> now).month(ZoneOffset.UTC);
    assertThat(report.whole().cost()).isEqualTo(cents(3));
    assertThat(report.byPerson())
        .extracting(UsageReport.Line::label)
        .containsExactly("forgotten", "Ben");
    assertThat(new UsageReader(store, () -> now).month(ANNA, ZoneOffset.UTC).whole().asks())
        .isZero();
    assertThat(differences()).isEmpty();
  }

  @Test
  void whoIsForgottenHasNoNewBudgetForThat() throws Exception {
    spend(ANNA, "C1", 2);

    forget(ANNA);

    assertThatThrownBy(() -> spend(ANNA, "C1", 2)).isInstanceOf(OverBudget.class);
    spend(ANNA, "C1", 1);
    assertThat(differences()).isEmpty();
  }

  @Test
  void otherProcessesKnowWhatWasSpentBefore() throws Exception {
    spend(ANNA, "C1", 3);
    forget(ANNA);
    var limits = List.of(new Budget.Limit(Of.PERSON, Per.MONTH, cents(3)));
    var other = new Ledger(store, () -> now, new Budget(limits, ZoneOffset.UTC));

    assertThatThrownBy(() -> other.hold(AskId.random(), ANNA, thread(ANNA, "C1"), CENT))
        .isInstanceOf(OverBudget.class);
  }

  @Test
  void nothingTiesTheSumsToThePersonOnceEverySpanIsOver() throws Exception {
    spend(ANNA, "C1", 2);
    forget(ANNA);

    now = now.plus(Erasure.TIED);
    erasure.sweep();
    assertThat(count("SELECT COUNT(*) FROM forgotten")).isOne();
    now = now.plusMillis(1);
    erasure.sweep();

    assertThat(count("SELECT COUNT(*) FROM forgotten")).isZero();
    assertThat(differences()).isEmpty();
  }

  @Test
  void nobodyIsForgottenWhileSomethingIsHeld() throws Exception {
    spend(ANNA, "C1", 1);
    var hold = ledger.hold(AskId.random(), ANNA, thread(ANNA, "C1"), CENT);

    assertThat(erasure.forget(erasure.identities(ANNA))).isEmpty();

    assertThat(count("SELECT COUNT(*) FROM entries WHERE person_id = 'U1'")).isOne();
    ledger.settle(hold, charge(1));
    forget(ANNA);
    assertThat(count("SELECT COUNT(*) FROM entries WHERE person_id = 'U1'")).isZero();
    assertThat(differences()).isEmpty();
  }

  @Test
  void billThatComesLateDoesNotBringTheNameBack() throws Exception {
    var hold = ledger.hold(AskId.random(), ANNA, thread(ANNA, "D1"), CENT);
    var entry = ledger.settle(hold, charge(1));

    forget(ANNA);
    ledger.correct(entry, cents(2));

    assertThat(count("SELECT COUNT(*) FROM entries WHERE person_id = 'U1' OR channel = 'D1'"))
        .isZero();
    assertThat(count("SELECT SUM(nanos) FROM entries")).isEqualTo(cents(2).nanos());
    assertThat(differences()).isEmpty();
  }

  @Test
  void directMessagesTellNoMoreWhoWasInThem() throws Exception {
    spend(ANNA, "D123", 1);
    spend(ANNA, "C1", 1);

    forget(ANNA);

    assertThat(count("SELECT COUNT(*) FROM tallies WHERE who LIKE '%D123%'")).isZero();
    assertThat(count("SELECT COUNT(*) FROM usage_days WHERE channel = 'C1'")).isOne();
    assertThat(differences()).isEmpty();
  }

  @Test
  void pauseStandsForWhoeverWasForgotten() throws Exception {
    spend(ANNA, "C1", 1);
    var pauses = new Pauses(store, () -> now);
    var anna = Whose.person(ANNA.platform(), ANNA.id());
    assertThat(pauses.pause(anna, "T1", "Anna", "Anna spent a lot")).isPresent();

    forget(ANNA);
    now = now.plus(BudgetBook.FRESH).plusSeconds(60);

    assertThatThrownBy(() -> pauses.check(ledger.identities().with(List.of(anna))))
        .isInstanceOf(OverBudget.class);
    assertThat(count("SELECT COUNT(*) FROM pauses WHERE name = 'Anna' OR words LIKE '%Anna%'"))
        .isZero();
    assertThat(count("SELECT COUNT(*) FROM audit WHERE became LIKE '%Anna%'")).isZero();
  }

  @Test
  void linkedIdentitiesAreForgottenTogether() throws Exception {
    var links = new Links(store, () -> now, ledger.identities());
    links.enter(ABROAD, links.offer(ANNA));
    spend(ANNA, "C1", 1);
    spend(ABROAD, "C2", 1);

    forget(ABROAD);

    assertThat(ledger.identities().linkedWith(ANNA)).isEmpty();
    assertThat(count("SELECT COUNT(*) FROM entries WHERE person_id IN ('U1', '77')")).isZero();
    assertThat(count("SELECT COUNT(*) FROM audit WHERE actor_id LIKE '%77' OR subject LIKE '%U1'"))
        .isZero();
    assertThat(differences()).isEmpty();
  }

  private void forget(PersonRef person) {
    assertThat(erasure.forget(erasure.identities(person))).isPresent();
  }

  private void spend(PersonRef person, String channel, int cents) throws OverBudget {
    var hold = ledger.hold(AskId.random(), person, thread(person, channel), cents(cents));
    ledger.settle(hold, charge(cents));
  }

  private static Charge charge(int cents) {
    return new Charge("r", "p", "m", new Usage(1, 1, null), cents(cents), Basis.BILLED);
  }

  private static NanoUsd cents(int number) {
    return new NanoUsd(number * CENT.nanos());
  }

  private static ThreadRef thread(PersonRef person, String channel) {
    return new ThreadRef(person.platform(), person.workspace(), channel, "1.0");
  }

  private List<String> differences() {
    return new RollUp(store, ZoneOffset.UTC).differences(now);
  }

  private long count(String sql) {
    return store.reads().withHandle(handle -> handle.createQuery(sql).mapTo(long.class).one());
  }
}
