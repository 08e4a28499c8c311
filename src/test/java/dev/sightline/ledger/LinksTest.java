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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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
class LinksTest {
  private static final PersonRef ON_SLACK = new PersonRef(Platform.SLACK, "T1", "U1", "Anna");
  private static final PersonRef ON_DISCORD = new PersonRef(Platform.DISCORD, "G1", "77", "anna#");
  private static final PersonRef BEN = new PersonRef(Platform.DISCORD, "G1", "88", "ben");
  private static final NanoUsd CENT = new NanoUsd(10_000_000);

  private final Database database;
  @TempDir private Path folder;
  private Store store;
  private Ledger ledger;
  private Links links;
  private Instant now = Instant.parse("2026-11-20T10:00:00Z");

  LinksTest(Database database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    store = database.open(folder);
    var daily = new Budget(List.of(new Budget.Limit(Of.PERSON, Per.DAY, cents(3))), ZoneOffset.UTC);
    ledger = new Ledger(store, () -> now, daily);
    links = new Links(store, () -> now, ledger.identities());
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void codeOfOnePlatformEnteredOnTheOtherLinks() {
    var outcome = links.enter(ON_DISCORD, links.offer(ON_SLACK));

    assertThat(outcome).isEqualTo(new Links.Linked(Identities.Identity.of(ON_SLACK)));
    assertThat(ledger.identities().linkedWith(ON_SLACK).orElseThrow().id()).isEqualTo("77");
    assertThat(ledger.identities().linkedWith(ON_DISCORD).orElseThrow().name()).isEqualTo("Anna");
  }

  @Test
  void codeIsEnteredHoweverItIsWritten() {
    var code = links.offer(ON_SLACK).toLowerCase(Locale.ROOT);

    assertThat(links.enter(ON_DISCORD, code.substring(0, 4) + "-" + code.substring(4)))
        .isInstanceOf(Links.Linked.class);
  }

  @Test
  void codeWorksOnce() {
    var code = links.offer(ON_SLACK);
    links.enter(ON_DISCORD, code);
    links.part(ON_DISCORD);

    assertThat(links.enter(BEN, code)).isEqualTo(new Links.Unknown());
  }

  @Test
  void oldCodeWorksNoMore() {
    var code = links.offer(ON_SLACK);
    now = now.plus(Links.CODE_LIFE);

    assertThat(links.enter(ON_DISCORD, code)).isEqualTo(new Links.Unknown());
  }

  @Test
  void newCodeTakesThePlaceOfTheOld() {
    var old = links.offer(ON_SLACK);
    links.offer(ON_SLACK);

    assertThat(links.enter(ON_DISCORD, old)).isEqualTo(new Links.Unknown());
  }

  @Test
  void codeItselfIsNotInTheStore() {
    var code = links.offer(ON_SLACK);

    assertThat(count("SELECT COUNT(*) FROM link_codes WHERE hash LIKE '%" + code + "%'")).isZero();
    assertThat(code).hasSize(8).doesNotContain("0", "O", "1", "I");
  }

  @Test
  void sixthTryWithinTheHourDoesNotCountThoughItIsRight() {
    var first = now;
    for (var attempt = 0; attempt < Links.MOST_TRIES; attempt++) {
      assertThat(links.enter(ON_DISCORD, "WRONGONE")).isEqualTo(new Links.Unknown());
      now = now.plusSeconds(1);
    }
    var code = links.offer(ON_SLACK);

    assertThat(links.enter(ON_DISCORD, code))
        .isEqualTo(new Links.TooMany(first.plus(Links.TRIES_IN)));
    assertThat(links.enter(BEN, code)).isInstanceOf(Links.Linked.class);
  }

  @Test
  void triesAreCountedHoweverManyAreMadeAtOnce() throws Exception {
    var tries = new ArrayList<Callable<Links.Outcome>>();
    for (var attempt = 0; attempt < 30; attempt++) {
      tries.add(() -> links.enter(ON_DISCORD, "WRONGONE"));
    }

    var counted = 0;
    try (var threads = Executors.newFixedThreadPool(10)) {
      for (var outcome : threads.invokeAll(tries)) {
        counted += outcome.get() instanceof Links.Unknown ? 1 : 0;
      }
    }

    assertThat(counted).isEqualTo(Links.MOST_TRIES);
  }

  @Test
  void codeIsNoUseOnItsOwnPlatform() {
    var code = links.offer(BEN);

    assertThat(links.enter(ON_DISCORD, code)).isEqualTo(new Links.SamePlatform());
  }

  @Test
  void whoIsLinkedCannotBeLinkedWithAThird() {
    links.enter(ON_DISCORD, links.offer(ON_SLACK));

    assertThat(links.enter(BEN, links.offer(ON_SLACK))).isEqualTo(new Links.Taken());
  }

  @Test
  void whatEitherSpentAndHoldsCountsForBoth() throws Exception {
    spend(ON_SLACK, 2);
    ledger.hold(AskId.random(), ON_DISCORD, thread(ON_DISCORD), cents(1));

    links.enter(ON_DISCORD, links.offer(ON_SLACK));

    assertThatThrownBy(() -> spend(ON_DISCORD, 1)).isInstanceOf(OverBudget.class);
    assertThatThrownBy(() -> spend(ON_SLACK, 1)).isInstanceOf(OverBudget.class);
    spend(BEN, 1);
  }

  @Test
  void limitForOneIdentityIsForThePersonWhoeverAsks() throws Exception {
    var only =
        new Budget.Limit("one", Of.PERSON, Per.DAY, Set.of("U1"), CENT, null, Budget.AtWarning.SAY);
    new BudgetBook(store, () -> now, Budget.unlimited(ZoneOffset.UTC))
        .put(only, new BudgetBook.Actor("web", "web"));
    now = now.plus(BudgetBook.FRESH).plusSeconds(1);
    links.enter(ON_DISCORD, links.offer(ON_SLACK));

    spend(ON_DISCORD, 1);

    assertThatThrownBy(() -> spend(ON_DISCORD, 1)).isInstanceOf(OverBudget.class);
    spend(BEN, 2);
  }

  @Test
  void groupsOfOnePersonDoNotCountTogether() throws Exception {
    var group =
        new Budget.Limit(
            "group", Of.GROUP, Per.DAY, Set.of("S1", "S2"), cents(2), null, Budget.AtWarning.SAY);
    var shared = new Ledger(store, () -> now, new Budget(List.of(group), ZoneOffset.UTC));
    var inBoth = new PersonRef(Platform.SLACK, "T1", "U1", "Anna", Set.of("S1", "S2"), false);
    var inOne = new PersonRef(Platform.SLACK, "T1", "U2", "Ben", Set.of("S2"), false);

    shared.hold(AskId.random(), inBoth, thread(inBoth), CENT);
    shared.hold(AskId.random(), inOne, thread(inOne), CENT);

    var inFirst = new PersonRef(Platform.SLACK, "T1", "U3", "Cleo", Set.of("S1"), false);
    shared.hold(AskId.random(), inFirst, thread(inFirst), CENT);
    assertThatThrownBy(() -> shared.hold(AskId.random(), inOne, thread(inOne), CENT))
        .isInstanceOf(OverBudget.class);
  }

  @Test
  void twoGroupsEachHaveRoomForOneWhoIsInBoth() throws Exception {
    var group =
        new Budget.Limit(
            "group", Of.GROUP, Per.DAY, Set.of("S1"), cents(2), null, Budget.AtWarning.SAY);
    var shared = new Ledger(store, () -> now, new Budget(List.of(group), ZoneOffset.UTC));
    var inBoth = new PersonRef(Platform.SLACK, "T1", "U1", "Anna", Set.of("S1", "S2"), false);

    shared.hold(AskId.random(), inBoth, thread(inBoth), CENT);
    shared.hold(AskId.random(), inBoth, thread(inBoth), CENT);

    assertThatThrownBy(() -> shared.hold(AskId.random(), inBoth, thread(inBoth), CENT))
        .isInstanceOf(OverBudget.class);
  }

  @Test
  void partedPeopleHaveTheirOwnSumsAgain() throws Exception {
    links.enter(ON_DISCORD, links.offer(ON_SLACK));
    spend(ON_SLACK, 2);
    var hold = ledger.hold(AskId.random(), ON_DISCORD, thread(ON_DISCORD), cents(1));

    assertThat(links.part(ON_SLACK).orElseThrow().id()).isEqualTo("77");

    ledger.settle(hold, charge(1));
    spend(ON_DISCORD, 2);
    assertThatThrownBy(() -> spend(ON_DISCORD, 1)).isInstanceOf(OverBudget.class);
    spend(ON_SLACK, 1);
    assertThat(links.part(ON_SLACK)).isEmpty();
    assertThat(new RollUp(store, ZoneOffset.UTC).differences(now)).isEmpty();
  }

  @Test
  void reportAndGaugesAreOfBoth() throws Exception {
    links.enter(ON_DISCORD, links.offer(ON_SLACK));
    spend(ON_SLACK, 1);
    spend(ON_DISCORD, 1);
    spend(BEN, 1);

    var book = new BudgetBook(store, () -> now, Budget.unlimited(ZoneOffset.UTC));
    var account = new PersonalAccount(store, () -> now, book, ledger.identities());
    var report =
        new UsageReader(store, () -> now).month(ON_DISCORD, ledger.identities(), ZoneOffset.UTC);

    assertThat(report.whole().cost()).isEqualTo(cents(2));
    assertThat(report.whole().asks()).isEqualTo(2);
    assertThat(account.latest(ON_SLACK, 5))
        .extracting(PersonalAccount.Answered::platform)
        .containsExactlyInAnyOrder(Platform.SLACK, Platform.DISCORD);
  }

  @Test
  void anotherProcessKnowsOfItSoon() {
    var other = new Ledger(store, () -> now, Budget.unlimited(ZoneOffset.UTC));

    links.enter(ON_DISCORD, links.offer(ON_SLACK));
    now = now.plus(BudgetBook.FRESH).plusMillis(1);

    assertThat(other.identities().linkedWith(ON_SLACK)).isPresent();
  }

  @Test
  void linksAndPartingsAreInTheTrail() {
    links.enter(ON_DISCORD, links.offer(ON_SLACK));
    links.part(ON_SLACK);

    var book = new BudgetBook(store, () -> now, Budget.unlimited(ZoneOffset.UTC));
    assertThat(book.changes(5))
        .extracting(change -> change.by().id() + " " + change.what() + " " + change.subject())
        .containsExactlyInAnyOrder("DISCORD/77 link SLACK/U1", "SLACK/U1 link DISCORD/77");
  }

  private void spend(PersonRef person, int cents) throws OverBudget {
    var hold = ledger.hold(AskId.random(), person, thread(person), cents(cents));
    ledger.settle(hold, charge(cents));
  }

  private static Charge charge(int cents) {
    return new Charge("r", "p", "m", new Usage(1, 1, null), cents(cents), Basis.BILLED);
  }

  private static NanoUsd cents(int number) {
    return new NanoUsd(number * CENT.nanos());
  }

  private static ThreadRef thread(PersonRef person) {
    return new ThreadRef(person.platform(), person.workspace(), "C1", "1.0");
  }

  private long count(String sql) {
    return store.reads().withHandle(handle -> handle.createQuery(sql).mapTo(long.class).one());
  }
}
