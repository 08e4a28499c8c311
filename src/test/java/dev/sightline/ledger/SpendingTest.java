package dev.sightline.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sightline.event.AskId;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.event.ThreadRef;
import dev.sightline.ledger.Budget.Limit;
import dev.sightline.ledger.Budget.Of;
import dev.sightline.ledger.Budget.Per;
import dev.sightline.ledger.BudgetUse.Use;
import dev.sightline.ledger.SpendingReport.Line;
import dev.sightline.ledger.UsageReport.Totals;
import dev.sightline.route.Usage;
import dev.sightline.store.Database;
import dev.sightline.store.Store;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Database.class)
class SpendingTest {
  private static final ZoneId TOKYO = ZoneId.of("Asia/Tokyo");
  private static final LocalDate FIRST = LocalDate.of(2026, 11, 1);
  private static final LocalDate LAST = LocalDate.of(2026, 11, 20);
  private static final PersonRef ADA = new PersonRef(Platform.SLACK, "T1", "U1", "Ada");
  private static final PersonRef BOB = new PersonRef(Platform.SLACK, "T1", "U2", "Bob, \"B\"");
  private static final PersonRef CLEO = new PersonRef(Platform.DISCORD, "G1", "U1", "=Cleo");

  private final Database database;
  @TempDir private Path folder;
  private Store store;
  private Instant now = Instant.parse("2026-11-01T03:00:00Z");
  private Ledger ledger;
  private Spending spending;
  private int asks;

  SpendingTest(Database database) {
    this.database = database;
  }

  @BeforeEach
  void spend() throws Exception {
    store = database.open(folder);
    ledger = new Ledger(store, () -> now, Budget.unlimited(TOKYO));
    spending = new Spending(store, () -> now, TOKYO);
    settle("2026-10-31T14:59:59Z", ADA, "C1", "flash", "m/small", "100");
    settle("2026-10-31T15:00:00Z", ADA, "C1", "flash", "m/small", "0.25");
    settle("2026-11-02T00:00:00Z", ADA, "C2", "large", "m/large", "1.5");
    settle("2026-11-02T00:00:00Z", BOB, "C1", "flash", "m/small", "0.125");
    settle("2026-11-20T14:59:59Z", CLEO, "C1", "flash", "m/small", "0.000000001");
    settle("2026-11-20T15:00:00Z", CLEO, "C1", "flash", "m/small", "1000");
    now = Instant.parse("2026-11-20T03:00:00Z");
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void daysAreThoseOfTheZone() {
    SpendingReport report = spending.report(SpendingFilter.ofAll(FIRST, LAST));

    assertThat(spending.today()).isEqualTo(LAST);
    assertThat(report.whole().cost()).isEqualTo(new NanoUsd(1_875_000_001));
    assertThat(report.whole().asks()).isEqualTo(4);
    assertThat(report.byDay()).hasSize(20);
    assertThat(report.byDay().getFirst().costByModel())
        .containsOnly(Map.entry("m/small", new NanoUsd(250_000_000)));
    assertThat(report.byDay().get(1).costByModel()).hasSize(2);
    assertThat(report.byDay().getLast().costByModel().values()).containsOnly(new NanoUsd(1));
  }

  @Test
  void channelsGoByTheirNewestNameAndElseByTheirId() {
    ChannelNames names = new ChannelNames(store);
    names.keep(Platform.SLACK, "C1", "old");
    names.keep(Platform.SLACK, "C1", "general");
    names.keep(Platform.SLACK, "C2", " ");
    SpendingFilter all = SpendingFilter.ofAll(FIRST, LAST);

    SpendingReport report = spending.report(all);

    assertThat(report.channels().lines())
        .extracting(line -> line.key().platform(), line -> line.key().id(), Line::label)
        .containsExactly(
            tuple(Platform.SLACK, "C2", "C2"),
            tuple(Platform.SLACK, "C1", "#general"),
            tuple(Platform.DISCORD, "C1", "C1"));
    assertThat(spending.report(with(all, Platform.SLACK, "", "C1", "", "", "")).whole().cost())
        .isEqualTo(new NanoUsd(375_000_000));
    names.keep(Platform.DISCORD, "C1", "costly");
    assertThat(
            new BudgetUse(store, () -> now, TOKYO)
                .of(List.of(new Limit(Of.CHANNEL, Per.MONTH, new NanoUsd(1)))))
        .extracting(Use::who)
        .containsExactly("#costly");
  }

  @Test
  void anotherProcessMayHaveNamedAChannelMeanwhile() {
    ChannelNames names = new ChannelNames(store);
    names.keep(Platform.SLACK, "C1", "one");
    new ChannelNames(store).keep(Platform.SLACK, "C1", "two");
    new ChannelNames(store).keep(Platform.SLACK, "C1", "two");

    assertThat(spending.report(SpendingFilter.ofAll(FIRST, LAST)).channels().lines())
        .extracting(Line::label)
        .contains("#two");
  }

  @Test
  void linkedIdentitiesAreOneLineAndOneFilter() {
    var links = new Links(store, () -> now, ledger.identities());
    links.enter(ADA, links.offer(CLEO));
    SpendingFilter all = SpendingFilter.ofAll(FIRST, LAST);

    SpendingReport report = spending.report(all);

    assertThat(report.persons().lines())
        .extracting(line -> line.key().id(), Line::label, line -> line.totals().cost().nanos())
        .containsExactly(
            tuple("U1", "=Cleo", 1_750_000_001L), tuple("U2", "Bob, \"B\"", 125_000_000L));
    assertThat(spending.report(with(all, Platform.SLACK, "", "", "U1", "", "")).whole().cost())
        .isEqualTo(new NanoUsd(1_750_000_001));
    assertThat(
            new BudgetUse(store, () -> now, TOKYO)
                .of(List.of(new Limit(Of.PERSON, Per.MONTH, new NanoUsd(1)))))
        .extracting(Use::who)
        .containsExactly("=Cleo");
  }

  @Test
  void everySideAddsUpToTheWholeDearestFirst() {
    SpendingReport report = spending.report(SpendingFilter.ofAll(FIRST, LAST));

    assertThat(
            List.of(
                report.persons(),
                report.channels(),
                report.workspaces(),
                report.platforms(),
                report.models(),
                report.routes(),
                report.media()))
        .allSatisfy(side -> {
          assertThat(side.hidden()).isZero();
          assertThat(side.lines().stream().map(Line::totals).reduce(Totals.NONE, Totals::plus))
              .isEqualTo(report.whole());
          assertThat(side.lines())
              .isSortedAccordingTo(
                  (one, other) -> other.totals().cost().compareTo(one.totals().cost()));
        });
  }

  @Test
  void samePersonsIdOnAnotherPlatformIsAnotherPerson() {
    SpendingReport report = spending.report(SpendingFilter.ofAll(FIRST, LAST));

    assertThat(report.persons().lines())
        .extracting(Line::label)
        .containsExactly("Ada", "Bob, \"B\"", "=Cleo");
    assertThat(report.channels().lines()).hasSize(3);
    assertThat(report.platforms().lines())
        .extracting(Line::label)
        .containsExactly("slack", "discord");
  }

  @Test
  void eachPartOfTheFilterLeavesOthersOut() {
    assertThat(cost(filter -> with(filter, Platform.DISCORD, "", "", "", "", ""))).isEqualTo(1);
    assertThat(cost(filter -> with(filter, null, "T1", "", "", "", ""))).isEqualTo(1_875_000_000);
    assertThat(cost(filter -> with(filter, null, "", "C2", "", "", ""))).isEqualTo(1_500_000_000);
    assertThat(cost(filter -> with(filter, null, "", "", "U2", "", ""))).isEqualTo(125_000_000);
    assertThat(cost(filter -> with(filter, null, "", "", "", "m/large", "")))
        .isEqualTo(1_500_000_000);
    assertThat(cost(filter -> with(filter, null, "", "", "", "", "flash"))).isEqualTo(375_000_001);
    assertThat(cost(filter -> with(filter, null, "", "", "' OR 1=1 --", "", ""))).isZero();
  }

  @Test
  void csvHasExactlyWhatTheReportAddsUp() throws Exception {
    SpendingFilter filter = with(SpendingFilter.ofAll(FIRST, LAST), null, "", "C1", "", "", "");

    String csv = csv(filter);

    assertThat(csv.lines().skip(1))
        .containsExactly(
            "2026-11-01,slack,T1,C1,U1,Ada,flash,openrouter,m/small,text,1,10,5,0.250000000,0.000000000,0",
            "2026-11-02,slack,T1,C1,U2,\"Bob, \"\"B\"\"\",flash,openrouter,m/small,text,1,10,5,0.125000000,0.000000000,0",
            "2026-11-20,discord,G1,C1,U1,'=Cleo,flash,openrouter,m/small,text,1,10,5,0.000000001,0.000000000,0");
    assertThat(spending.report(filter).whole().cost()).isEqualTo(new NanoUsd(375_000_001));
  }

  @Test
  void useIsOfTheOneWhoIsNearestToTheLimit() throws Exception {
    ledger.hold(new AskId("held"), BOB, thread(BOB, "C1"), new NanoUsd(3));
    Limit persons = limit(Of.PERSON, Per.MONTH);
    Limit all = limit(Of.TOTAL, Per.MONTH);
    Limit some = limit(Of.PERSON, Per.MONTH, "U2", "U9");
    Limit channels = limit(Of.CHANNEL, Per.MONTH);
    Limit nobody = limit(Of.WORKSPACE, Per.MONTH, "T9");

    var uses =
        new BudgetUse(store, () -> now, TOKYO)
            .of(List.of(persons, all, some, channels, nobody, limit(Of.PERSON, Per.ASK)));

    // The month has what comes after `now`, too: nobody can spend there but a test.
    assertThat(uses)
        .containsExactly(
            new Use(persons, "=Cleo", new NanoUsd(1_000_000_000_001L)),
            new Use(all, "", new NanoUsd(1_001_875_000_004L)),
            new Use(some, "Bob, \"B\"", new NanoUsd(125_000_003)),
            new Use(channels, "C1", new NanoUsd(1_000_000_000_001L)));
  }

  private static Limit limit(Of of, Per per, String... only) {
    return new Limit(
        of + per.text(),
        of,
        per,
        Set.copyOf(Arrays.asList(only)),
        new NanoUsd(1),
        null,
        Budget.AtWarning.SAY);
  }

  private long cost(UnaryOperator<SpendingFilter> change) {
    return spending.report(change.apply(SpendingFilter.ofAll(FIRST, LAST))).whole().cost().nanos();
  }

  private static SpendingFilter with(
      SpendingFilter all,
      @Nullable Platform platform,
      String workspace,
      String channel,
      String person,
      String model,
      String route) {
    return new SpendingFilter(
        all.since(), all.until(), platform, workspace, channel, person, model, route);
  }

  private String csv(SpendingFilter filter) throws Exception {
    var out = new StringBuilder();
    spending.csv(filter, out);
    return out.toString();
  }

  private void settle(
      String at, PersonRef person, String channel, String route, String model, String usd)
      throws Exception {
    now = Instant.parse(at);
    var cost = NanoUsd.ofUsd(new BigDecimal(usd));
    var hold = ledger.hold(new AskId("ask" + asks++), person, thread(person, channel), cost);
    var usage = new Usage(10, 5, null);
    ledger.settle(hold, new Charge(route, "openrouter", model, usage, cost, Charge.Basis.BILLED));
  }

  private static ThreadRef thread(PersonRef person, String channel) {
    return new ThreadRef(person.platform(), person.workspace(), channel, "1.0");
  }
}
