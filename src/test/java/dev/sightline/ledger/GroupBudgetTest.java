package dev.sightline.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.event.AskId;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.event.ThreadRef;
import dev.sightline.failure.OverBudget;
import dev.sightline.ledger.Budget.AtWarning;
import dev.sightline.ledger.Budget.Limit;
import dev.sightline.ledger.Budget.Of;
import dev.sightline.ledger.Budget.Per;
import dev.sightline.route.Usage;
import dev.sightline.store.Database;
import dev.sightline.store.Store;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// What the members of a user group or role spend together.
@ParameterizedClass
@EnumSource(Database.class)
class GroupBudgetTest {
  private static final NanoUsd CENT = new NanoUsd(10_000_000);
  private static final ThreadRef THREAD = new ThreadRef(Platform.SLACK, "T1", "C1", "1.0");
  private static final PersonRef ADA = person("U1", "S1");
  private static final PersonRef BOB = person("U2", "S1", "S2");
  private static final PersonRef CLEO = person("U3", "S2");
  private static final Limit FRIENDS = limit(Per.DAY);

  private final Database database;
  @TempDir private Path folder;
  private Store store;
  private Ledger ledger;
  private final Instant now = Instant.parse("2026-11-20T10:00:00Z");

  GroupBudgetTest(Database database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    store = database.open(folder);
    ledger = ledger();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void membersShareTheirBudget() throws Exception {
    hold(ADA);

    assertThatThrownBy(() -> hold(BOB))
        .isInstanceOfSatisfying(
            OverBudget.class,
            refused ->
                assertThat(refused.reason())
                    .isEqualTo(
                        "Your group's budget of $0.01 for today is used up; it starts anew at midnight (Z). An admin can raise it."));
    hold(CLEO);
  }

  @Test
  void groupsOfAHoldAreKnownAfterARestart() throws Exception {
    AskId ask = hold(BOB).ask();

    Hold left = ledger().holdOf(ask).orElseThrow();
    ledger().settle(left, billed());

    assertThat(left.person().groups()).containsExactlyInAnyOrder("S1", "S2");
    assertThatThrownBy(() -> hold(ADA)).isInstanceOf(OverBudget.class);
    assertThat(new RollUp(store, ZoneOffset.UTC).differences(now)).isEmpty();
  }

  @Test
  void sumsOfGroupsAreMadeAnewFromTheEntries() throws Exception {
    ledger.settle(hold(BOB), billed());
    store.writes().useHandle(handle -> handle.execute("DELETE FROM roll_ups"));

    Ledger anew = ledger();

    assertThatThrownBy(() -> anew.hold(AskId.random(), ADA, THREAD, CENT))
        .isInstanceOf(OverBudget.class);
    assertThat(new RollUp(store, ZoneOffset.UTC).differences(now)).isEmpty();
  }

  @Test
  void whoLeavesAGroupTakesNothingOutOfItsBudget() throws Exception {
    ledger.settle(hold(BOB), billed());

    hold(person("U2"));
    assertThatThrownBy(() -> hold(ADA)).isInstanceOf(OverBudget.class);
  }

  @Test
  void useOfAGroupIsTold() throws Exception {
    ledger.settle(hold(ADA), billed());
    Limit rolling = limit(Per.rolling(3));

    assertThat(
            new BudgetUse(store, () -> now, ZoneOffset.UTC)
                .of(List.of(FRIENDS, rolling, limit(Per.ASK))))
        .containsExactly(
            new BudgetUse.Use(FRIENDS, "S1", CENT), new BudgetUse.Use(rolling, "S1", CENT));
  }

  @Test
  void limitOfAGroupNamesOne() {
    assertThatThrownBy(() -> new Limit("x", Of.GROUP, Per.DAY, Set.of(), CENT, null, AtWarning.SAY))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private Ledger ledger() {
    return new Ledger(store, () -> now, new Budget(List.of(FRIENDS), ZoneOffset.UTC));
  }

  private Hold hold(PersonRef person) throws OverBudget {
    return ledger.hold(AskId.random(), person, THREAD, CENT);
  }

  private static Charge billed() {
    return new Charge("r", "p", "m", new Usage(1, 1, null), CENT, Charge.Basis.BILLED);
  }

  private static Limit limit(Per per) {
    return new Limit(per.text(), Of.GROUP, per, Set.of("S1"), CENT, null, AtWarning.SAY);
  }

  private static PersonRef person(String id, String... groups) {
    return new PersonRef(Platform.SLACK, "T1", id, id, Set.of(groups), false);
  }
}
