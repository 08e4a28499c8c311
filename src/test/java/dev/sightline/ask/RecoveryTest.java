package dev.sightline.ask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.event.AskId;
import dev.sightline.event.ChatEvent;
import dev.sightline.event.EventKey;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.event.Said;
import dev.sightline.event.ThreadRef;
import dev.sightline.failure.OverBudget;
import dev.sightline.failure.PlatformRefused;
import dev.sightline.ledger.Budget;
import dev.sightline.ledger.Charge;
import dev.sightline.ledger.Estimate;
import dev.sightline.ledger.Ledger;
import dev.sightline.ledger.NanoUsd;
import dev.sightline.ledger.PriceBook;
import dev.sightline.ledger.Unbooked;
import dev.sightline.ledger.UsageReader;
import dev.sightline.ledger.UsageReport;
import dev.sightline.limit.Throttled;
import dev.sightline.route.AnswerEvent;
import dev.sightline.route.ModelRoute;
import dev.sightline.route.OfflineRoute;
import dev.sightline.route.Parameters;
import dev.sightline.route.Prompt;
import dev.sightline.route.RouteClient;
import dev.sightline.route.RouteTable;
import dev.sightline.route.Usage;
import dev.sightline.store.Database;
import dev.sightline.store.Store;
import dev.sightline.stream.EditPacer;
import dev.sightline.stream.RecordingWriter;
import dev.sightline.thread.Button;
import dev.sightline.thread.Page;
import dev.sightline.thread.Posted;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// What becomes of an ask whose process died at one point of the line.
@ParameterizedClass
@EnumSource(Database.class)
class RecoveryTest {
  private static final InstantSource TIME = InstantSource.system();
  private static final PersonRef ADA = new PersonRef(Platform.DISCORD, "G1", "U1", "Ada");
  private static final ThreadRef THREAD = new ThreadRef(Platform.DISCORD, "G1", "C1", "C1");
  private static final ChatEvent EVENT =
      new ChatEvent.DirectMessage(
          new EventKey(Platform.DISCORD, "42"), ADA, THREAD, Said.words("Which colour?"), null);
  private static final ProcessMark DEAD =
      new ProcessMark(ProcessMark.current().host(), ProcessMark.current().pid(), Instant.EPOCH);
  private static final ModelRoute ROUTE =
      new ModelRoute(
          "fast",
          "openrouter",
          "google/gemini-2.5-flash",
          OfflineRoute.ROUTE.takes(),
          OfflineRoute.ROUTE.media(),
          Parameters.NONE);
  private static final ModelRoute NEXT =
      new ModelRoute(
          "next",
          "openrouter",
          "google/gemini-2.5-pro",
          OfflineRoute.ROUTE.takes(),
          OfflineRoute.ROUTE.media(),
          Parameters.NONE);
  private static final BigDecimal BILL = new BigDecimal("0.000123457");

  private final Database database;

  @TempDir Path folder;

  private final EditPacer pacer = new EditPacer();
  private final RecordingWriter writer = new RecordingWriter(1_000);
  private volatile Usage bill = Usage.UNKNOWN;
  private volatile CountDownLatch bothAsk = new CountDownLatch(0);
  private Store store;
  private Ledger ledger;
  private Journal dead;
  private Journal journal;
  private Recovery recovery;
  private Corrections corrections;
  private RouteTable routes;
  private AskId ask;

  RecoveryTest(Database database) {
    this.database = database;
  }

  @BeforeEach
  void open() throws OverBudget {
    store = database.open(folder);
    ledger = new Ledger(store, TIME, Budget.unlimited(ZoneOffset.UTC));
    dead = new Journal(store, TIME, DEAD);
    journal = new Journal(store, TIME);
    corrections = new Corrections(ledger);
    RouteTable.Choice choice = new RouteTable.Choice(ROUTE, new Client());
    RouteTable.Choice next = new RouteTable.Choice(NEXT, new Client());
    routes = new RouteTable(List.of(choice, next), choice);
    recovery =
        new Recovery(
            ledger,
            new PriceBook(Map.of(), new PriceBook.Billing(Set.of(), Set.of())),
            routes,
            pacer,
            journal,
            corrections,
            TIME);
    ask = dead.claim(EVENT, "", TIME.instant()).orElseThrow();
    ledger.hold(ask, ADA, THREAD, new NanoUsd(50_000_000));
  }

  @AfterEach
  void close() {
    corrections.close();
    pacer.close();
    store.close();
  }

  private final class Client implements RouteClient {
    @Override
    public void ask(ModelRoute route, Prompt prompt, Consumer<AnswerEvent> events) {
      throw new AssertionError("nothing is called again");
    }

    @Override
    public boolean canResume(String callId) {
      return callId.equals("job-1");
    }

    @Override
    public Usage lateUsage(String callId) throws InterruptedException {
      bothAsk.countDown();
      bothAsk.await();
      return callId.equals("gen-1") ? bill : Usage.UNKNOWN;
    }
  }

  @Test
  void askWithoutACallIsRunAgainWithNothingHeld() {
    Interrupted left = takenOver();

    assertThat(Recovery.isRunAgain(left)).isTrue();
    assertThat(left.question()).isEqualTo(EVENT);
    recovery.runAgain(left);
    assertThat(ledger.held()).isEqualTo(NanoUsd.ZERO);
  }

  @Test
  void askWhoseAnswerWaitsAtItsProviderGoesOnWithWhatIsHeld() {
    dead.calling(ask, "fast", 400);
    dead.called(ask, "fast", "job-1");
    Interrupted left = takenOver();

    assertThat(recovery.isGoneOnWith(left)).isTrue();
    recovery.goOn(left);
    assertThat(ledger.holdOf(ask)).isPresent();
  }

  @Test
  void askGoesOnOnlyWithACallThatItsProviderKeeps() {
    dead.calling(ask, "fast", 400);
    dead.called(ask, "fast", "gen-1");

    assertThat(recovery.isGoneOnWith(takenOver())).isFalse();
  }

  @Test
  void askThatKillsEachProcessDoesNotGoOnForEver() {
    dead.calling(ask, "fast", 400);
    dead.called(ask, "fast", "job-1");
    Interrupted left = takenOver();

    for (int run = 1; run < 5; run++) {
      assertThat(recovery.isGoneOnWith(left)).isTrue();
      recovery.goOn(left);
      store
          .writes()
          .useHandle(handle -> handle.execute("UPDATE asks SET process = ?", DEAD.toString()));
      left = takenOver();
    }

    assertThat(recovery.isGoneOnWith(left)).isFalse();
  }

  @Test
  void askWithACallIsNotRunAgain() {
    dead.calling(ask, "fast", 400);

    assertThat(Recovery.isRunAgain(takenOver())).isFalse();
  }

  @Test
  void askThatKillsEachProcessIsNotRunForEver() {
    Interrupted left = takenOver();

    for (int run = 1; run < 5; run++) {
      assertThat(Recovery.isRunAgain(left)).isTrue();
      recovery.runAgain(left);
      store
          .writes()
          .useHandle(handle -> handle.execute("UPDATE asks SET process = ?", DEAD.toString()));
      left = takenOver();
    }

    assertThat(Recovery.isRunAgain(left)).isFalse();
    assertThat(recovery.end(left, writer)).isEqualTo(AskState.INTERRUPTED);
    assertThat(writer.pages().getFirst().notice()).isEqualTo(Recovery.NOTICE);
    assertThat(ledger.held()).isEqualTo(NanoUsd.ZERO);
  }

  @Test
  void halfAnAnswerKeepsItsTextInItsMessage() throws Exception {
    dead.calling(ask, "fast", 400);
    dead.pages().grew(ask, 0, "It is bl");
    dead.posted(ask, 0, standing("It is"));

    recovery.end(takenOver(), writer);

    Page page = writer.pages().getFirst();
    assertThat(writer.pages()).hasSize(1);
    assertThat(page.markdown()).isEqualTo("It is bl");
    assertThat(page.notice()).isEqualTo(Recovery.NOTICE);
    assertThat(page.footer()).contains("est. $");
    assertThat(journal.interrupted()).isEmpty();
    assertThat(ledger.held()).isEqualTo(NanoUsd.ZERO);
  }

  @Test
  void interruptedAnswerCanBeAskedForAgain() {
    dead.calling(ask, "fast", 400);
    writer.withButtons();

    recovery.end(takenOver(), writer);

    Button again = writer.pages().getFirst().buttons().getFirst();
    assertThat(writer.pages().getFirst().buttons()).hasSize(1);
    assertThat(journal.buttons().find(again.id()))
        .contains(new Buttons.Found(ask, Button.Kind.AGAIN, null));
  }

  @Test
  void wordsAboutTheWaitDoNotKeepAnAskFromBeingRunAgain() throws Exception {
    dead.posted(ask, 0, standing("Reading 2 pictures…"));

    Interrupted left = takenOver();

    assertThat(Recovery.isRunAgain(left)).isTrue();
    assertThat(left.posted()).hasSize(1);
  }

  @Test
  void whatTheProviderTellsLaterIsTheCost() {
    dead.calling(ask, "fast", 400);
    dead.called(ask, "fast", "gen-1");
    bill = new Usage(100, 20, BILL);

    recovery.end(takenOver(), writer);
    corrections.close();

    assertThat(usage().whole().cost()).isEqualTo(NanoUsd.ofUsd(BILL));
    assertThat(usage().whole().estimated()).isEqualTo(NanoUsd.ZERO);
  }

  @Test
  void whatTheProviderDidNotTellInTimeIsAskedForByTheNextProcess() {
    estimated("gen-1");
    assertThat(usage().whole().estimated()).isGreaterThan(NanoUsd.ZERO);
    bill = new Usage(100, 20, BILL);

    corrections = new Corrections(ledger);
    corrections.takeUp(routes, TIME.instant());
    corrections.close();

    assertThat(usage().whole().cost()).isEqualTo(NanoUsd.ofUsd(BILL));
    assertThat(usage().whole().estimated()).isEqualTo(NanoUsd.ZERO);
    assertThat(ledger.estimates(Instant.EPOCH)).isEmpty();
  }

  @Test
  void estimateThatTwoProcessesCorrectIsCorrectedOnce() throws Exception {
    estimated("gen-1");
    bill = new Usage(100, 20, BILL);
    var other = new Corrections(ledger);
    corrections = new Corrections(ledger);
    bothAsk = new CountDownLatch(2);

    corrections.takeUp(routes, TIME.instant());
    other.takeUp(routes, TIME.instant());
    assertThat(bothAsk.await(10, TimeUnit.SECONDS)).isTrue();
    corrections.close();
    other.close();

    assertThat(usage().whole().cost()).isEqualTo(NanoUsd.ofUsd(BILL));
  }

  @Test
  void whatWasBookedLongAgoIsNotAskedForAnyMore() {
    estimated("gen-1");
    bill = new Usage(100, 20, BILL);

    corrections = new Corrections(ledger);
    corrections.takeUp(routes, TIME.instant().plus(Duration.ofDays(2)));
    corrections.close();

    assertThat(ledger.estimates(Instant.EPOCH)).hasSize(1);
  }

  @Test
  void estimateOfACallThatTheProviderCannotNameIsNoneToCorrect() {
    dead.calling(ask, "fast", 400);
    recovery.end(takenOver(), writer);

    assertThat(usage().whole().estimated()).isGreaterThan(NanoUsd.ZERO);
    assertThat(ledger.estimates(Instant.EPOCH)).isEmpty();
  }

  @Test
  void bothCallsOfAnAskAreSettledAndCorrectedByTheirOwnIds() throws Exception {
    dead.calling(ask, "fast", 400);
    dead.secondCalls().calling(ask, "next", 400);
    dead.called(ask, "next", "gen-2");
    dead.called(ask, "fast", "gen-1");
    bill = new Usage(100, 20, BILL);

    recovery.end(takenOver(), writer);
    corrections.close();

    assertThat(ledger.held()).isEqualTo(NanoUsd.ZERO);
    assertThat(ledger.standing(ask, "fast"))
        .extracting(entry -> entry.charge().cost())
        .containsExactly(NanoUsd.ofUsd(BILL));
    assertThat(ledger.estimates(Instant.EPOCH))
        .singleElement()
        .returns("gen-2", Estimate::callId)
        .returns("next", estimate -> estimate.entry().charge().route());
    assertThat(ledger.unbooked(Instant.EPOCH)).isEmpty();
    assertThat(usage().whole().asks()).isEqualTo(1);
  }

  @Test
  void askOfTwoCallsDoesNotGoOnWithOneOfThem() {
    dead.calling(ask, "fast", 400);
    dead.called(ask, "fast", "job-1");
    dead.secondCalls().calling(ask, "next", 400);

    assertThat(recovery.isGoneOnWith(takenOver())).isFalse();
  }

  @Test
  void callThatFailedBesideIsNotBookedYet() {
    dead.calling(ask, "fast", 400);
    dead.called(ask, "fast", "gen-1");
    dead.secondCalls().calling(ask, "next", 400);
    dead.called(ask, "next", "gen-2");
    dead.secondCalls().over(ask);

    recovery.end(takenOver(), writer);

    assertThat(ledger.unbooked(Instant.EPOCH))
        .singleElement()
        .returns("gen-2", Unbooked::callId)
        .returns("next", Unbooked::route);
  }

  /// An estimate that its process leaves behind.
  private void estimated(String callId) {
    dead.calling(ask, "fast", 400);
    dead.called(ask, "fast", callId);
    recovery.end(takenOver(), writer);
    corrections.close();
  }

  @Test
  void whatWasConcludedIsSettledAndShownAsItWas() throws Exception {
    dead.calling(ask, "fast", 400);
    dead.pages().grew(ask, 0, "It is blue.");
    dead.posted(ask, 0, standing("It is"));
    dead.concluded(ask, answered());

    assertThat(recovery.end(takenOver(), writer)).isEqualTo(AskState.ANSWERED);

    assertThat(writer.pages()).containsExactly(new Page("It is blue.", "", "footer"));
    assertThat(usage().whole().cost()).isEqualTo(NanoUsd.ofUsd(BILL));
    assertThat(ledger.held()).isEqualTo(NanoUsd.ZERO);
  }

  @Test
  void whatWasSettledIsNotSettledAgain() {
    dead.calling(ask, "fast", 400);
    dead.concluded(ask, answered());
    ledger.settle(ledger.holdOf(ask).orElseThrow(), charge());

    recovery.end(takenOver(), writer);

    assertThat(usage().whole().cost()).isEqualTo(NanoUsd.ofUsd(BILL));
    assertThat(usage().whole().asks()).isEqualTo(1);
  }

  @Test
  void askOfAPlatformThatIsSwitchedOffIsSettledAndEnds() {
    dead.calling(ask, "fast", 400);

    assertThat(recovery.end(takenOver(), null)).isEqualTo(AskState.INTERRUPTED);

    assertThat(ledger.held()).isEqualTo(NanoUsd.ZERO);
    assertThat(journal.interrupted()).isEmpty();
  }

  private Posted standing(String text) throws PlatformRefused, Throttled {
    return writer.post(Page.of(text));
  }

  private Interrupted takenOver() {
    return journal.interrupted().getFirst();
  }

  private static Conclusion answered() {
    return new Conclusion(AskState.ANSWERED, "", "footer", List.of(charge()), List.of(), true);
  }

  private static Charge charge() {
    return new Charge(
        "fast",
        "openrouter",
        "google/gemini-2.5-flash",
        new Usage(100, 20, BILL),
        NanoUsd.ofUsd(BILL),
        Charge.Basis.BILLED);
  }

  private UsageReport usage() {
    return new UsageReader(store, TIME).month(ZoneOffset.UTC);
  }
}
