package dev.sightline.ask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sightline.event.AskId;
import dev.sightline.event.ChatEvent;
import dev.sightline.event.EventKey;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.event.Said;
import dev.sightline.event.ThreadRef;
import dev.sightline.ledger.Budget;
import dev.sightline.ledger.ChannelNames;
import dev.sightline.ledger.Charge;
import dev.sightline.ledger.Ledger;
import dev.sightline.ledger.NanoUsd;
import dev.sightline.ledger.SpendingFilter;
import dev.sightline.route.Usage;
import dev.sightline.store.Database;
import dev.sightline.store.Store;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
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
class AskListTest {
  private static final ZoneId ZONE = ZoneOffset.UTC;
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 20);
  private static final PersonRef ADA = new PersonRef(Platform.SLACK, "T1", "U1", "Ada");
  private static final PersonRef BOB = new PersonRef(Platform.SLACK, "T1", "U2", "Bob");
  private static final ThreadRef THREAD = new ThreadRef(Platform.SLACK, "T1", "C1", "1.0");

  private final Database database;
  @TempDir private Path folder;
  private Instant now = Instant.parse("2026-11-20T10:00:00Z");
  private Store store;
  private Ledger ledger;
  private Journal journal;
  private AskList list;
  private int events;

  AskListTest(Database database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    store = database.open(folder);
    ledger = new Ledger(store, () -> now, Budget.unlimited(ZONE));
    journal = new Journal(store, () -> now);
    list = new AskList(store);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void askUnderWayHasItsRouteAndWhatIsHeld() throws Exception {
    AskId ask = begin(ADA);
    ledger.hold(ask, ADA, THREAD, new NanoUsd(7));
    journal.calling(ask, "flash", 100);

    assertThat(list.running())
        .singleElement()
        .satisfies(line -> {
          assertThat(line.personName()).isEqualTo("Ada");
          assertThat(line.route()).isEqualTo("flash");
          assertThat(line.model()).isNull();
          assertThat(line.ended()).isNull();
          assertThat(line.money()).isEqualTo(new NanoUsd(7));
        });
    assertThat(last(SpendingFilter.ofAll(TODAY, TODAY))).isEmpty();
  }

  @Test
  void placeIsTheChannelsNameAndElseItsId() throws Exception {
    begin(ADA);
    answered(ADA, "small", 5);

    assertThat(list.running()).extracting(AskList.Line::place).containsExactly("C1");

    new ChannelNames(store).keep(Platform.SLACK, "C1", "general");

    assertThat(list.running()).extracting(AskList.Line::place).containsExactly("#general");
    assertThat(last(SpendingFilter.ofAll(TODAY, TODAY)))
        .extracting(AskList.Line::place, AskList.Line::channel)
        .containsExactly(tuple("#general", "C1"));
  }

  @Test
  void lastAsksAreNewestFirstWithWhatTheyCost() throws Exception {
    AskId first = answered(ADA, "small", 5);
    now = now.plusSeconds(1);
    AskId second = answered(BOB, "large", 6);
    now = now.plusSeconds(1);
    AskId third = begin(ADA);
    journal.ended(third, AskState.REFUSED, null, null);

    assertThat(list.running()).isEmpty();
    assertThat(last(SpendingFilter.ofAll(TODAY, TODAY)))
        .extracting(AskList.Line::id)
        .containsExactly(third.value(), second.value(), first.value());
    assertThat(last(SpendingFilter.ofAll(TODAY, TODAY)))
        .extracting(AskList.Line::money)
        .containsExactly(NanoUsd.ZERO, new NanoUsd(6), new NanoUsd(5));
  }

  @Test
  void filterLeavesOthersOut() throws Exception {
    answered(ADA, "small", 5);
    AskId large = answered(BOB, "large", 6);

    assertThat(last(new SpendingFilter(TODAY, TODAY, null, "", "", "", "large", "")))
        .extracting(AskList.Line::id)
        .containsExactly(large.value());
    assertThat(last(new SpendingFilter(TODAY, TODAY, Platform.SLACK, "T1", "C1", "U2", "", "r")))
        .hasSize(1);
    assertThat(last(SpendingFilter.ofAll(TODAY.plusDays(1), TODAY.plusDays(1)))).isEmpty();
    assertThat(list.last(SpendingFilter.ofAll(TODAY, TODAY), ZONE, 1)).hasSize(1);
  }

  private List<AskList.Line> last(SpendingFilter filter) {
    return list.last(filter, ZONE, AskList.MOST);
  }

  private AskId begin(PersonRef person) {
    var key = new EventKey(Platform.SLACK, "event" + events++);
    var event =
        new ChatEvent.DirectMessage(key, person, THREAD, new Said("What?", List.of()), null);
    return journal.claim(event, "", now).orElseThrow();
  }

  private AskId answered(PersonRef person, String model, long nanos) throws Exception {
    AskId ask = begin(person);
    var hold = ledger.hold(ask, person, THREAD, new NanoUsd(nanos));
    var charge =
        new Charge(
            "r", "openrouter", model, Usage.UNKNOWN, new NanoUsd(nanos), Charge.Basis.BILLED);
    ledger.settle(hold, charge);
    journal.ended(ask, AskState.ANSWERED, "r", model);
    return ask;
  }
}
