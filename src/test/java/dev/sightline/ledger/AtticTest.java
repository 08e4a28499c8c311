package dev.sightline.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.event.AskId;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.event.ThreadRef;
import dev.sightline.ledger.Charge.Basis;
import dev.sightline.route.Usage;
import dev.sightline.store.Database;
import dev.sightline.store.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Database.class)
class AtticTest {
  private static final ZoneId TOKYO = ZoneId.of("Asia/Tokyo");
  private static final PersonRef ANNA = new PersonRef(Platform.SLACK, "T1", "U1", "Anna");
  private static final PersonRef BEN = new PersonRef(Platform.SLACK, "T1", "U2", "Ben");

  private final Database database;
  @TempDir private Path folder;
  private Store store;
  private Ledger ledger;
  private Attic attic;
  private Instant now = Instant.parse("2026-06-01T15:00:00Z");

  AtticTest(Database database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    store = database.open(folder);
    ledger = new Ledger(store, () -> now, Budget.unlimited(TOKYO));
    attic = new Attic(store, () -> now, TOKYO);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void daysBeforeThoseKeptGoWithTheirSums() throws Exception {
    now = Instant.parse("2026-06-01T14:59:59.999Z");
    spend(ANNA);
    now = Instant.parse("2026-06-01T15:00:00Z");
    spend(BEN);

    now = Instant.parse("2026-08-02T15:00:00Z");
    assertThat(attic.clear(Duration.ofDays(63))).isZero();
    assertThat(attic.clear(Duration.ofDays(62))).isOne();

    assertThat(names()).containsExactly("Ben");
    assertThat(differences()).isEmpty();
    now = now.plus(Duration.ofDays(1));
    assertThat(attic.clear(Duration.ofDays(62))).isOne();
    assertThat(names()).isEmpty();
    assertThat(differences()).isEmpty();
  }

  @Test
  void lateCorrectionOfADayThatIsGoneIsBookedOnItsOwnDay() throws Exception {
    var old = spend(ANNA);
    now = now.plus(Duration.ofDays(100));
    attic.clear(Duration.ofDays(62));

    assertThat(ledger.correct(old, new NanoUsd(7))).isTrue();

    assertThat(differences()).isEmpty();
  }

  @Test
  void nothingGoesWhereAllIsKept() throws Exception {
    spend(ANNA);
    now = now.plus(Duration.ofDays(10_000));

    assertThat(attic.clear(Duration.ZERO)).isZero();
    assertThat(attic.clearTrail(Duration.ZERO)).isZero();

    assertThat(names()).containsExactly("Anna");
  }

  @Test
  void trailGoesByItsOwnTime() {
    var book = new BudgetBook(store, () -> now, Budget.unlimited(TOKYO));
    book.put(
        new Budget.Limit(Budget.Of.TOTAL, Budget.Per.DAY, new NanoUsd(1)),
        new BudgetBook.Actor("web", "web"));

    now = now.plus(Duration.ofDays(9));
    assertThat(attic.clearTrail(Duration.ofDays(9))).isZero();
    now = now.plusMillis(1);
    assertThat(attic.clearTrail(Duration.ofDays(9))).isOne();
  }

  private Entry spend(PersonRef person) throws Exception {
    var thread = new ThreadRef(Platform.SLACK, "T1", "C1", "1.0");
    var hold = ledger.hold(AskId.random(), person, thread, new NanoUsd(5));
    return ledger.settle(
        hold, new Charge("r", "p", "m", new Usage(1, 1, null), new NanoUsd(5), Basis.ESTIMATED));
  }

  private List<String> names() {
    return store
        .reads()
        .withHandle(
            handle -> handle.createQuery("SELECT name FROM people").mapTo(String.class).list());
  }

  private List<String> differences() {
    return new RollUp(store, TOKYO).differences(now);
  }
}
