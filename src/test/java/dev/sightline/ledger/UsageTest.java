package dev.sightline.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.event.AskId;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.event.ThreadRef;
import dev.sightline.failure.OverBudget;
import dev.sightline.ledger.Charge.Basis;
import dev.sightline.route.Usage;
import dev.sightline.store.Database;
import dev.sightline.store.Store;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Database.class)
class UsageTest {
  private static final ZoneId TOKYO = ZoneId.of("Asia/Tokyo");
  private static final PersonRef ADA = new PersonRef(Platform.SLACK, "T1", "U1", "Ada");
  private static final PersonRef BOB = new PersonRef(Platform.SLACK, "T1", "U2", "Bob");
  private static final ThreadRef THREAD = new ThreadRef(Platform.SLACK, "T1", "C1", "1.0");

  private final Database database;
  @TempDir private Path folder;
  private Store store;
  private Instant now = Instant.parse("2026-11-20T10:00:00Z");
  private UsageReader reader;

  UsageTest(Database database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    store = database.open(folder);
    reader = new UsageReader(store, () -> now);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aMonthBeginsAtMidnightOfItsZone() throws Exception {
    spend("2026-10-31T14:59:59.999Z", ADA, "old", "5");
    spend("2026-10-31T15:00:00Z", ADA, "new", "0.25");
    now = Instant.parse("2026-11-20T10:00:00Z");

    var inTokyo = reader.month(TOKYO);
    var inUtc = reader.month(ZoneOffset.UTC);

    assertThat(inTokyo.since()).isEqualTo(LocalDate.of(2026, 11, 1));
    assertThat(inTokyo.whole().cost()).isEqualTo(new NanoUsd(250_000_000));
    assertThat(inTokyo.byDay()).hasSize(20);
    assertThat(inTokyo.byDay().getFirst().costByModel())
        .containsOnly(Map.entry("new", new NanoUsd(250_000_000)));
    assertThat(inUtc.whole()).isEqualTo(UsageReport.Totals.NONE);
  }

  @Test
  void todayIsTheDayOfTheZone() throws Exception {
    spend("2026-11-19T16:00:00Z", ADA, "m", "0.1");
    now = Instant.parse("2026-11-20T10:00:00Z");

    assertThat(reader.month(TOKYO).ofToday().asks()).isOne();
    assertThat(reader.month(ZoneOffset.UTC).ofToday().asks()).isZero();
  }

  @Test
  void linesAreSortedByCostAndNamedByTheNewestName() throws Exception {
    spend("2026-11-01T00:00:00Z", ADA, "a/cheap", "0.1");
    spend("2026-11-02T00:00:00Z", BOB, "b/dear", "0.3");
    spend(
        "2026-11-03T00:00:00Z",
        new PersonRef(Platform.SLACK, "T1", "U1", "Ada L."),
        "a/cheap",
        "0.1");

    var report = reader.month(ZoneOffset.UTC);

    assertThat(report.byModel())
        .extracting(UsageReport.Line::label)
        .containsExactly("b/dear", "a/cheap");
    assertThat(report.byPerson())
        .extracting(UsageReport.Line::label)
        .containsExactly("Bob", "Ada L.");
    assertThat(report.byPerson().getLast().totals().asks()).isEqualTo(2);
  }

  @Test
  void aReportOfOnePersonLeavesOutTheOthers() throws Exception {
    spend("2026-11-01T00:00:00Z", ADA, "m", "0.1");
    spend("2026-11-02T00:00:00Z", BOB, "m", "0.3");

    assertThat(reader.month(BOB, ZoneOffset.UTC).whole().cost().nanos()).isEqualTo(300_000_000);
  }

  @Test
  void theTextSaysWhatIsEstimatedAndWhatIsUnpriced() throws Exception {
    spend("2026-11-19T00:00:00Z", ADA, "google/gemini-2.5-flash", "0.0005595");
    settle(ADA, charge("vlm-large", new Usage(1000, 200, null), "0.0015", Basis.ESTIMATED));
    settle(ADA, charge("qwen3-vl", Usage.UNKNOWN, "0", Basis.UNPRICED));

    assertThat(UsageText.of(reader.month(ZoneOffset.UTC), DisplayCurrency.US_DOLLARS))
        .isEqualTo(
            """
            Today: est. $0.0020595 + 1 unpriced · 3 asks · 2,603 tokens
            November: est. $0.0020595 + 1 unpriced · 3 asks · 2,603 tokens
            • vlm-large: est. $0.0015 · 1 ask · 1,200 tokens
            • gemini-2.5-flash: $0.0005595 · 1 ask · 1,403 tokens
            • qwen3-vl: unpriced · 1 ask\
            """);
  }

  @Test
  void aCorrectedEstimateIsNoLongerEstimated() throws Exception {
    var ledger = ledger();
    var entry = settle(ADA, charge("m", Usage.UNKNOWN, "0.5", Basis.ESTIMATED));
    ledger.correct(entry, new NanoUsd(400_000_000));
    var unknown = settle(ADA, charge("m", Usage.UNKNOWN, "0", Basis.UNPRICED));
    ledger.correct(unknown, new NanoUsd(1));

    assertThat(reader.month(ZoneOffset.UTC).whole())
        .isEqualTo(new UsageReport.Totals(2, 0, 0, new NanoUsd(400_000_001), NanoUsd.ZERO, 0));
  }

  @Test
  void csvIsExactAndQuoted() throws Exception {
    now = Instant.parse("2026-11-20T10:00:00.250Z");
    var ask = new AskId("ask1");
    var person = new PersonRef(Platform.SLACK, "T1", "U1", "=HYPERLINK(\"x\"), Ada");
    var hold = ledger().hold(ask, person, THREAD, NanoUsd.ZERO);
    ledger()
        .settle(
            hold, charge("vendor/m", new Usage(1340, -1, null), "12.000000001", Basis.ESTIMATED));
    now = now.plusSeconds(1);
    settle(ask, ADA, charge("m", Usage.UNKNOWN, "0", Basis.UNPRICED));

    assertThat(csv(Instant.EPOCH))
        .isEqualTo(
            """
            at,platform,workspace,channel,person_id,person,provider,route,model,\
            prompt_tokens,completion_tokens,cost_usd,estimated,ask
            2026-11-20T10:00:00.250Z,slack,T1,C1,U1,"'=HYPERLINK(""x""), Ada",fal,fal-vision,vendor/m,\
            1340,,12.000000001,true,ask1
            2026-11-20T10:00:01.250Z,slack,T1,C1,U1,Ada,fal,fal-vision,m,,,,true,ask1
            """
                .replace("\n", "\r\n"));
  }

  @Test
  void csvBeginsWhereItIsTold() throws Exception {
    spend("2026-11-01T00:00:00Z", ADA, "m", "0.1");
    spend("2026-11-02T00:00:00Z", ADA, "m", "0.2");

    assertThat(csv(Instant.parse("2026-11-02T00:00:00Z")).lines()).hasSize(2);
  }

  private String csv(Instant since) throws IOException {
    var out = new StringBuilder();
    reader.csv(since, out);
    return out.toString();
  }

  private void spend(String at, PersonRef person, String model, String usd) throws OverBudget {
    now = Instant.parse(at);
    settle(person, charge(model, new Usage(1340, 63, new BigDecimal(usd)), usd, Basis.BILLED));
  }

  private Entry settle(PersonRef person, Charge charge) throws OverBudget {
    return settle(AskId.random(), person, charge);
  }

  private Entry settle(AskId ask, PersonRef person, Charge charge) throws OverBudget {
    return ledger().settle(ledger().hold(ask, person, THREAD, NanoUsd.ZERO), charge);
  }

  private Ledger ledger() {
    return new Ledger(store, () -> now, Budget.unlimited(ZoneOffset.UTC));
  }

  private static Charge charge(String model, Usage usage, String usd, Basis basis) {
    return new Charge("fal-vision", "fal", model, usage, NanoUsd.ofUsd(new BigDecimal(usd)), basis);
  }
}
