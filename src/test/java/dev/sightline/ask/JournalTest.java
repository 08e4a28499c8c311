package dev.sightline.ask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.event.AskId;
import dev.sightline.event.ChatEvent;
import dev.sightline.event.EventKey;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.event.Said;
import dev.sightline.event.ThreadRef;
import dev.sightline.ledger.Charge;
import dev.sightline.ledger.NanoUsd;
import dev.sightline.route.Usage;
import dev.sightline.store.Database;
import dev.sightline.store.Store;
import dev.sightline.thread.Button;
import dev.sightline.thread.Posted;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
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
class JournalTest {
  private static final PersonRef ADA = new PersonRef(Platform.DISCORD, "G1", "U1", "Ada");
  private static final ThreadRef THREAD = new ThreadRef(Platform.DISCORD, "G1", "C1", "C1");
  private static final EventKey EVENT = new EventKey(Platform.DISCORD, "42");
  private static final ProcessMark DEAD =
      new ProcessMark(ProcessMark.current().host(), ProcessMark.current().pid(), Instant.EPOCH);

  private static final Charge CHARGE =
      new Charge(
          "fast",
          "openrouter",
          "m",
          new Usage(10, 5, new BigDecimal("0.00000123456")),
          new NanoUsd(1_235),
          Charge.Basis.BILLED);

  private static final Button AGAIN = new Button("b1", "Again", Button.Kind.AGAIN);

  private final Database database;
  @TempDir private Path folder;
  private Store store;
  private Instant now = Instant.parse("2026-11-20T10:00:00.123Z");

  JournalTest(Database database) {
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
  void fiftyThreadsClaimOneEventOnce() throws Exception {
    var journal = new Journal(store, () -> now);
    Callable<Optional<AskId>> claim = () -> journal.claim(event(EVENT), "", now);

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var won = 0;
      for (var done : threads.invokeAll(Collections.nCopies(50, claim))) {
        won += done.get().isPresent() ? 1 : 0;
      }

      assertThat(won).isOne();
    }
  }

  @Test
  void aClaimHoldsAfterARestart() {
    claim(new Journal(store, () -> now), EVENT);
    store.close();
    open();

    assertThat(new Journal(store, () -> now).claim(event(EVENT), "", now)).isEmpty();
  }

  @Test
  void theSameIdOnAnotherPlatformIsAnotherEvent() {
    var journal = new Journal(store, () -> now);
    claim(journal, EVENT);

    assertThat(journal.claim(event(new EventKey(Platform.SLACK, "42")), "", now)).isPresent();
  }

  @Test
  void whatADeadProcessLeftRunningIsHandedOutOnceAndThenOurs() {
    var before = new Journal(store, () -> now, DEAD);
    var left = claim(before, EVENT);
    before.ended(claim(before, new EventKey(Platform.DISCORD, "43")), AskState.ANSWERED, "r", "m");
    store.close();
    open();
    var after = new Journal(store, () -> now);

    assertThat(after.interrupted())
        .containsExactly(
            new Interrupted(
                left,
                EVENT,
                ADA,
                THREAD,
                now,
                "there",
                1,
                event(EVENT),
                null,
                null,
                null,
                "",
                List.of(),
                false));
    assertThat(after.interrupted()).isEmpty();
    after.ended(left, AskState.ANSWERED, "r", "m");
  }

  @Test
  void aProcessThatDiesWhileItGoesOnLeavesTheAskToTheNext() {
    claim(new Journal(store, () -> now, DEAD), EVENT);
    var deadToo = new ProcessMark(DEAD.host(), DEAD.pid(), Instant.EPOCH.plus(Duration.ofDays(1)));
    new Journal(store, () -> now, deadToo).interrupted();

    assertThat(new Journal(store, () -> now).interrupted()).hasSize(1);
  }

  @Test
  void howFarAnAskHadComeIsFound() {
    var before = new Journal(store, () -> now, DEAD);
    var ask = claim(before, EVENT);
    var conclusion =
        new Conclusion(AskState.STOPPED, "Stopped.", "free", List.of(CHARGE), List.of(AGAIN), true);

    before.calling(ask, "fast", 42);
    before.called(ask, "fast", "gen-1");
    before.pages().grew(ask, 0, "It is ");
    before.pages().grew(ask, 1, "blue.");
    before.posted(ask, 0, new Posted("C1", "m0"));
    before.posted(ask, 1, new Posted("C1", "m1"));
    before.posted(ask, 1, new Posted("C1", "m2"));
    before.pages().posting(ask, 1);
    before.pages().posting(ask, 2);
    before.concluded(ask, conclusion);

    assertThat(new Journal(store, () -> now).interrupted())
        .singleElement()
        .returns(new Interrupted.StartedCall("fast", 42, "gen-1"), Interrupted::call)
        .returns("It is blue.", Interrupted::text)
        .returns(List.of(new Posted("C1", "m0"), new Posted("C1", "m2")), Interrupted::posted)
        .returns(true, Interrupted::isPostInDoubt)
        .returns(conclusion, Interrupted::conclusion);
  }

  @Test
  void callThatIsMadeBesideIsFoundAndMayLead() {
    var before = new Journal(store, () -> now, DEAD);
    var ask = claim(before, EVENT);
    before.calling(ask, "slow", 42);
    before.secondCalls().calling(ask, "quick", 43);
    before.called(ask, "quick", "gen-2");

    before.secondCalls().leads(ask);
    // The slow one tells its id while it is being stopped.
    before.called(ask, "slow", "gen-1");

    assertThat(new Journal(store, () -> now).interrupted())
        .singleElement()
        .returns(new Interrupted.StartedCall("quick", 43, "gen-2"), Interrupted::call)
        .returns(new Interrupted.StartedCall("slow", 42, "gen-1"), Interrupted::second);
    assertThat(CallBook.since(store, Instant.EPOCH)).isEmpty();
    before.ended(ask, AskState.ANSWERED, "quick", "m");
    assertThat(CallBook.since(store, Instant.EPOCH))
        .containsExactlyInAnyOrder(
            new CallBook.Made(ask, "gen-1", "slow"), new CallBook.Made(ask, "gen-2", "quick"));
  }

  @Test
  void callThatIsOverForNothingOrBeforeTheNextIsNotLeft() {
    var before = new Journal(store, () -> now, DEAD);
    var over = claim(before, EVENT);
    before.calling(over, "slow", 42);
    before.secondCalls().calling(over, "quick", 43);
    before.secondCalls().over(over);
    var next = claim(before, new EventKey(Platform.DISCORD, "43"));
    before.calling(next, "slow", 42);
    before.secondCalls().calling(next, "quick", 43);
    before.calling(next, "third", 44);

    assertThat(new Journal(store, () -> now).interrupted())
        .extracting(Interrupted::calls)
        .containsExactlyInAnyOrder(
            List.of(new Interrupted.StartedCall("slow", 42, null)),
            List.of(new Interrupted.StartedCall("third", 44, null)));
  }

  @Test
  void conclusionOfAnEarlierReleaseIsRead() {
    assertThat(
            Conclusion.read(
                    """
                    {"state":"STOPPED","notice":"Stopped.","footer":"","charge":{"route":"fast",
                    "provider":"openrouter","model":"m","usage":{"promptTokens":10,
                    "completionTokens":5,"costUsd":0.00000123456},"cost":{"nanos":1235},
                    "basis":"BILLED"},"buttons":[],"isShown":true}
                    """)
                .charges())
        .containsExactly(CHARGE);
    assertThat(
            Conclusion.read(
                    """
                    {"state":"FAILED","notice":"","footer":"","charge":null,"buttons":[],
                    "isShown":true}
                    """)
                .charges())
        .isEmpty();
  }

  @Test
  void textThatIsRewrittenReplacesWhatThereWas() {
    var before = new Journal(store, () -> now, DEAD);
    var ask = claim(before, EVENT);
    before.pages().grew(ask, 0, "It is ");
    before.pages().grew(ask, 1, "blue.");

    before.pages().grew(ask, 0, "Red.");

    assertThat(new Journal(store, () -> now).interrupted())
        .singleElement()
        .returns("Red.", Interrupted::text);
  }

  @Test
  void whatALivingProcessIsWorkingOnIsLeftToIt() {
    var parent = ProcessHandle.current().parent().orElseThrow();
    claim(new Journal(store, () -> now, ProcessMark.of(parent)), EVENT);
    var journal = new Journal(store, () -> now);
    claim(journal, new EventKey(Platform.DISCORD, "43"));

    assertThat(journal.interrupted()).isEmpty();
  }

  @Test
  void anAskOnAnotherMachineIsInterruptedWhenItIsTooOldToRun() {
    var elsewhere = new ProcessMark("elsewhere.example", 1, Instant.EPOCH);
    claim(new Journal(store, () -> now, elsewhere), EVENT);
    var journal = new Journal(store, () -> now);
    assertThat(journal.interrupted()).isEmpty();

    now = now.plus(Duration.ofMinutes(61));

    assertThat(journal.interrupted()).hasSize(1);
  }

  @Test
  void aProcessThatHasEndedIsNotAlive() throws Exception {
    var process = new ProcessBuilder("sleep", "600").start();
    var mark = ProcessMark.parse(ProcessMark.of(process.toHandle()).toString());
    assertThat(mark.isAlive()).isTrue();

    process.destroyForcibly().waitFor();

    assertThat(mark.isAlive()).isFalse();
  }

  @Test
  void anAskEndsOnce() {
    var journal = new Journal(store, () -> now);
    var ask = claim(journal, EVENT);
    journal.ended(ask, AskState.STOPPED, "r", null);

    assertThatThrownBy(() -> journal.ended(ask, AskState.ANSWERED, "r", "m"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(ask.value());
  }

  @Test
  void claimsAreSweptAfterThirtyDays() {
    var journal = new Journal(store, () -> now);
    var ask = claim(journal, EVENT);
    journal.posted(ask, 0, new Posted("C1", "m"));
    journal.ended(ask, AskState.ANSWERED, "r", "m");
    now = now.plus(Journal.KEPT);
    assertThat(journal.sweep()).isZero();

    now = now.plusMillis(1);

    assertThat(journal.sweep()).isOne();
    assertThat(journal.claim(event(EVENT), "", now)).isPresent();
  }

  @Test
  void claimsAreSweptAsConfigured() {
    var journal = new Journal(store, () -> now);
    journal.ended(claim(journal, EVENT), AskState.ANSWERED, "r", "m");
    now = now.plus(Duration.ofDays(2)).plusMillis(1);

    assertThat(journal.sweep(Duration.ZERO, Duration.ZERO)).isZero();
    assertThat(journal.sweep(Duration.ofDays(3), Duration.ZERO)).isZero();
    assertThat(journal.sweep(Duration.ofDays(2), Duration.ZERO)).isOne();
  }

  private AskId claim(Journal journal, EventKey event) {
    return journal.claim(event(event), "there", now).orElseThrow();
  }

  private static ChatEvent event(EventKey key) {
    return new ChatEvent.DirectMessage(key, ADA, THREAD, Said.words("Which colour?"), null);
  }
}
