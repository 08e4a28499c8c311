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
import dev.sightline.ledger.SpendingWatch.Sign;
import dev.sightline.route.Usage;
import dev.sightline.store.Database;
import dev.sightline.store.Store;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Database.class)
class SpendingWatchTest {
  private static final PersonRef ADA = new PersonRef(Platform.SLACK, "T1", "U1", "Ada");
  private static final PersonRef BOB = new PersonRef(Platform.SLACK, "T1", "U2", "Bob");
  private static final ThreadRef THREAD = new ThreadRef(Platform.SLACK, "T1", "C1", "1.0");
  private static final ThreadRef ELSEWHERE = new ThreadRef(Platform.SLACK, "T1", "C2", "1.0");
  private static final Limit PERSON_DAY = limit("person-day", Of.PERSON, Per.DAY);

  private final Database database;
  private static final Anomaly TEN_TIMES = new Anomaly(10, usd("1"));

  private final List<Pauses.Pause> paused = new CopyOnWriteArrayList<>();
  private final List<Sign> signs = new CopyOnWriteArrayList<>();
  @TempDir private Path folder;
  private Store store;

  @SuppressWarnings("NullAway.Init") // each test starts it first
  private SpendingWatch watch;

  @SuppressWarnings("NullAway.Init") // each test starts it first
  private Ledger ledger;

  @SuppressWarnings("NullAway.Init") // each test starts it first
  private Pauses pauses;

  private volatile Instant now = Instant.parse("2026-11-20T10:00:00Z");

  SpendingWatchTest(Database database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    store = database.open(folder);
  }

  private void watch(Limit... limits) {
    watch(DisplayCurrency.US_DOLLARS, limits);
  }

  private void watch(DisplayCurrency currency, Limit... limits) {
    BudgetBook book =
        new BudgetBook(store, () -> now, new Budget(List.of(limits), ZoneOffset.UTC, currency));
    pauses = new Pauses(store, () -> now);
    watch = new SpendingWatch(store, () -> now, book, TEN_TIMES, pauses, listener());
    ledger = new Ledger(store, () -> now, book);
    ledger.watchedBy(watch);
    watch.start();
  }

  private SpendingWatch.Listener listener() {
    return new SpendingWatch.Listener() {
      @Override
      public void reached(Sign sign) {
        signs.add(sign);
      }

      @Override
      public void paused(Pauses.Pause pause) {
        paused.add(pause);
      }
    };
  }

  @AfterEach
  void close() {
    watch.close();
    store.close();
  }

  @Test
  void eightyAndAHundredPercentAreToldOnceEach() throws Exception {
    watch(PERSON_DAY);

    spend(ADA, "0.79");
    spend(BOB, "0.10");
    spend(ADA, "0.01");
    awaitWords(
        "The budget of Ada (U1 on Slack) of $1.00 for today is used to 80 % ($0.80); it starts anew at midnight (Z).");

    spend(ADA, "0.05");
    spend(ADA, "0.15");
    awaitWords(
        "The budget of Ada (U1 on Slack) of $1.00 for today is used to 80 % ($0.80); it starts anew at midnight (Z).",
        "The budget of Ada (U1 on Slack) of $1.00 for today is used up ($1.00 is spent); it starts anew at midnight (Z).");

    now = now.plus(Duration.ofDays(1));
    spend(ADA, "0.90");
    Awaitility.await().until(() -> signs.size() == 3);
    assertThat(signs.stream().map(Sign::id)).doesNotHaveDuplicates();
  }

  @Test
  void signsAreInTheCurrencyThatAdminsRead() throws Exception {
    watch(
        new DisplayCurrency(Currency.getInstance("JPY"), new BigDecimal("150"), null), PERSON_DAY);

    spend(ADA, "0.85");

    awaitWords(
        "The budget of Ada (U1 on Slack) of ¥150 for today is used to 85 % (¥128); it starts anew at midnight (Z).");
  }

  @Test
  void aHundredAtOnceLeavesEightyUntold() throws Exception {
    watch(PERSON_DAY);

    spend(ADA, "1.00");

    Awaitility.await().until(() -> signs.size() == 1);
    assertThat(signs.getFirst().id()).endsWith("/100");
    assertThat(signs.getFirst().lesser())
        .containsExactly(signs.getFirst().id().replaceFirst("100$", "80"));
  }

  @Test
  void whatIsHeldIsNotSpent() throws Exception {
    watch(PERSON_DAY);
    ledger.hold(AskId.random(), ADA, THREAD, usd("0.90"));

    spend(ADA, "0.05");
    spend(BOB, "0.85");

    awaitWords(
        "The budget of Bob (U2 on Slack) of $1.00 for today is used to 85 % ($0.85); it starts anew at midnight (Z).");
  }

  @Test
  void refusalTellsThatTooLittleIsLeft() throws Exception {
    watch(limit("all", Of.TOTAL, Per.MONTH));
    spend(ADA, "0.50");

    assertThatThrownBy(() -> ledger.hold(AskId.random(), BOB, THREAD, usd("0.60")))
        .isInstanceOf(OverBudget.class);

    awaitWords(
        "The whole budget of $1.00 for this month has too little left for a question that was refused ($0.50 is spent); it starts anew on 2026-12-01.");
  }

  @Test
  void refusalOfWhatMayBeLeftUndoneTellsNobody() throws Exception {
    watch(PERSON_DAY);
    Hold hold = ledger.hold(AskId.random(), ADA, THREAD, usd("0.50"));

    assertThatThrownBy(() -> ledger.adjustIfRoom(hold, usd("1.10"), Medium.TEXT))
        .isInstanceOf(OverBudget.class);
    spend(BOB, "0.85");

    awaitWords(
        "The budget of Bob (U2 on Slack) of $1.00 for today is used to 85 % ($0.85); it starts anew at midnight (Z).");
    assertThat(ledger.held()).isEqualTo(usd("0.50"));
  }

  @Test
  void eachLimitAndEachOfThoseItCountsForIsToldOfByItself() throws Exception {
    watch(
        PERSON_DAY,
        limit("channel", Of.CHANNEL, Per.WEEK),
        limit("window", Of.WORKSPACE, Per.rolling(2)));

    spend(ADA, "0.90");

    Awaitility.await().until(() -> signs.size() == 3);
    assertThat(signs)
        .extracting(Sign::words)
        .anyMatch(words -> words.startsWith("The budget of Ada (U1 on Slack) of $1.00 for today"))
        .anyMatch(
            words -> words.startsWith("The budget of channel C1 on Slack of $1.00 for this week"))
        .anyMatch(
            words -> words.startsWith("The budget of workspace T1 on Slack of $1.00 for 2 hours"));
    assertThat(signs)
        .extracting(Sign::again)
        .contains(Duration.ofHours(2))
        .contains((Duration) null);
  }

  @Test
  void limitThatWasRaisedIsToldOfAnew() throws Exception {
    watch();
    BudgetBook.Actor admin = new BudgetBook.Actor("web", "an admin");
    BudgetBook book = new BudgetBook(store, () -> now, Budget.unlimited(ZoneOffset.UTC));
    book.put(PERSON_DAY, admin);
    now = now.plus(BudgetBook.FRESH).plusSeconds(1);
    spend(ADA, "0.90");
    Awaitility.await().until(() -> signs.size() == 1);

    book.put(
        new Limit("person-day", Of.PERSON, Per.DAY, Set.of(), usd("2"), null, AtWarning.SAY),
        admin);
    now = now.plus(BudgetBook.FRESH).plusSeconds(1);
    spend(ADA, "0.80");

    Awaitility.await().until(() -> signs.size() == 2);
    assertThat(signs.getLast().words()).contains("$2.00 for today is used to 85 %");
  }

  @Test
  void laterFigureThatReachesALimitIsToldOf() throws Exception {
    watch(PERSON_DAY);
    Entry estimate = spend(ADA, "0.10");

    ledger.correct(estimate, usd("0.95"));

    Awaitility.await().until(() -> signs.size() == 1);
    assertThat(signs.getFirst().words()).contains("is used to 95 %");
  }

  @Test
  void whoSpendsManyTimesTheUsualWaitsUntilAnAdminLetsThemGoOn() throws Exception {
    watch(limit("bob", Of.PERSON, Per.DAY, BOB.id()));
    history("0.10");

    spend(ADA, "1.01");

    Awaitility.await().until(() -> paused.size() == 1);
    assertThat(paused)
        .extracting(Pauses.Pause::words)
        .containsExactly(
            "Ada (U1 on Slack) spent $1.01 within an hour, where $0.10 was the most of two weeks");
    assertThatThrownBy(() -> ledger.hold(AskId.random(), ADA, THREAD, NanoUsd.ZERO))
        .isInstanceOfSatisfying(
            OverBudget.class,
            over ->
                assertThat(over.reason())
                    .isEqualTo(
                        "You spent many times what is usual for you within an hour, so I wait for one of my admins, who can let you go on."));
    spend(BOB, "0.01");

    BudgetBook.Actor admin = new BudgetBook.Actor("SLACK/U9", "Eve");
    assertThat(paused).allMatch(pause -> pauses.lift(pause, admin));
    assertThat(paused).noneMatch(pause -> pauses.lift(pause, admin));

    spend(ADA, "5");
    spend(BOB, "0.90");
    Awaitility.await().until(() -> signs.size() == 1);
    assertThat(paused).hasSize(1);
    assertThat(changes(4)).containsExactlyInAnyOrder("Sightline +", "Eve -");
  }

  @Test
  void channelIsPausedWhereManySpendMoreThanUsual() throws Exception {
    watch();
    history("0.10");

    for (int person = 0; person < 11; person++) {
      spend(new PersonRef(Platform.SLACK, "T1", "U5" + person, "P" + person), "0.10");
    }

    Awaitility.await().until(() -> paused.size() == 1);
    assertThat(paused.getFirst().scope()).isEqualTo(Of.CHANNEL);
    assertThatThrownBy(() -> ledger.hold(AskId.random(), BOB, THREAD, NanoUsd.ZERO))
        .hasMessageContaining("in this channel");
    ledger.release(ledger.hold(AskId.random(), BOB, ELSEWHERE, NanoUsd.ZERO));
  }

  @Test
  void pauseIsKeptWithDollarsBesideTheCurrency() throws Exception {
    watch(new DisplayCurrency(Currency.getInstance("JPY"), new BigDecimal("150"), null));
    history("0.10");

    spend(ADA, "2");

    Awaitility.await().until(() -> paused.size() == 1);
    assertThat(paused.getFirst().words())
        .contains("spent ¥300 ($2.00) within an hour, where ¥15 ($0.10) was the most");
  }

  @Test
  void whoIsNewIsNeverPaused() throws Exception {
    watch(PERSON_DAY);
    spend(ADA, "0.001");
    now = now.plus(Duration.ofDays(1));
    spend(ADA, "0.001");
    now = now.plus(Duration.ofDays(1));

    spend(ADA, "500");

    Awaitility.await().until(() -> signs.size() == 1);
    assertThat(paused).isEmpty();
  }

  @Test
  void whatIsNotManyTimesTheUsualGoesOn() throws Exception {
    watch(PERSON_DAY);
    history("0.50");

    spend(ADA, "5.00");

    Awaitility.await().until(() -> signs.size() == 1);
    assertThat(paused).isEmpty();
  }

  @Test
  void whatIsCheapGoesOnHoweverUnusual() throws Exception {
    watch(PERSON_DAY);
    history("0.001");

    spend(ADA, "1.00");

    Awaitility.await().until(() -> signs.size() == 1);
    assertThat(paused).isEmpty();
  }

  @Test
  void pauseOutlivesTheProcess() throws Exception {
    watch();
    history("0.10");
    spend(ADA, "2");
    Awaitility.await().until(() -> paused.size() == 1);

    assertThat(new Pauses(store, () -> now).standing()).containsExactlyElementsOf(paused);
    assertThat(paused).allMatch(pause -> pause.isIn(Platform.SLACK, "T1"));
    assertThat(paused).noneMatch(pause -> pause.isIn(Platform.DISCORD, "T1"));
  }

  @Test
  void whoIsForgottenStaysPausedWithoutAName() throws Exception {
    watch();
    history("0.10");
    spend(ADA, "2");
    Awaitility.await().until(() -> paused.size() == 1);
    Erasure erasure = new Erasure(store, () -> now, ledger.identities());
    assertThat(erasure.forget(erasure.identities(ADA))).isPresent();

    for (String table : List.of("pauses", "audit")) {
      List<String> rows =
          store
              .reads()
              .withHandle(handle ->
                  handle
                      .createQuery("SELECT * FROM " + table)
                      .mapToMap()
                      .map(Object::toString)
                      .list());
      assertThat(rows).as(table).noneMatch(row -> row.contains("Ada") || row.contains("U1"));
    }
    now = now.plus(BudgetBook.FRESH).plusSeconds(1);
    assertThatThrownBy(() -> ledger.hold(AskId.random(), ADA, THREAD, NanoUsd.ZERO))
        .isInstanceOf(OverBudget.class);
  }

  /// Three days on which as much was spent.
  private void history(String usd) throws Exception {
    for (int day = 0; day < 3; day++) {
      spend(ADA, usd);
      now = now.plus(Duration.ofDays(1));
    }
  }

  private List<String> changes(int most) {
    return new BudgetBook(store, () -> now, Budget.unlimited(ZoneOffset.UTC))
        .changes(most).stream()
            .map(change -> change.by().name() + (change.became() == null ? " -" : " +"))
            .toList();
  }

  private void awaitWords(String... words) {
    Awaitility.await()
        .untilAsserted(() -> assertThat(signs).extracting(Sign::words).containsExactly(words));
  }

  private Entry spend(PersonRef person, String usd) throws OverBudget {
    Hold hold = ledger.hold(AskId.random(), person, THREAD, NanoUsd.ZERO);
    return ledger.settle(
        hold,
        new Charge(
            "route",
            "provider",
            "model",
            Usage.UNKNOWN,
            NanoUsd.ofUsd(new BigDecimal(usd)),
            Charge.Basis.BILLED));
  }

  private static Limit limit(String id, Of of, Per per, String... only) {
    return new Limit(id, of, per, Set.of(only), usd("1"), null, AtWarning.SAY);
  }

  private static NanoUsd usd(String usd) {
    return NanoUsd.ofUsd(new BigDecimal(usd));
  }
}
