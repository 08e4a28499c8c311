package dev.sightline.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.ask.AskList;
import dev.sightline.ask.AskState;
import dev.sightline.ask.Journal;
import dev.sightline.event.AskId;
import dev.sightline.event.ChatEvent;
import dev.sightline.event.EventKey;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.event.Said;
import dev.sightline.event.ThreadRef;
import dev.sightline.ledger.Budget;
import dev.sightline.ledger.Charge;
import dev.sightline.ledger.DisplayCurrency;
import dev.sightline.ledger.Ledger;
import dev.sightline.ledger.NanoUsd;
import dev.sightline.ledger.Spending;
import dev.sightline.route.Usage;
import dev.sightline.store.Database;
import dev.sightline.store.Store;
import dev.sightline.stream.EditPacer;
import dev.sightline.stream.RecordingWriter;
import dev.sightline.thread.Page;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeeklyReportTest {
  private static final ZoneId ZONE = ZoneId.of("Asia/Tokyo");
  private static final PersonRef ADA = new PersonRef(Platform.SLACK, "T1", "U1", "Ada");
  private static final PersonRef BOB = new PersonRef(Platform.DISCORD, "5", "7", "Bob");
  private static final String WORDS =
      """
      9 November to 15 November 2026: $1.50 for 2 questions, 50 % more than the week before ($1.00).
      Persons: Bob (Discord) $1.00, Ada (Slack) $0.50
      Channels: C1 (Discord) $1.00, C1 (Slack) $0.50
      Models: large $1.00, flash $0.50
      Refused: 1 of 4 (25.0 %). Failed: 1 (25.0 %).
      Held: $0.00 for 2 questions that cost $1.50; 2 of them cost more than was held, by $1.00 at most.\
      """;

  @TempDir private Path folder;
  private final RecordingWriter writer = new RecordingWriter(2_000);
  private Store store;
  private EditPacer pacer;
  private Journal journal;
  private Ledger ledger;
  private DisplayCurrency currency = DisplayCurrency.US_DOLLARS;
  private int asked;

  /// A Wednesday in Tokyo.
  private volatile Instant now = Instant.parse("2026-11-04T03:00:00Z");

  @BeforeEach
  void open() {
    store = Database.SQLITE.open(folder);
    pacer = new EditPacer();
    journal = new Journal(store, () -> now);
    ledger = new Ledger(store, () -> now, Budget.unlimited(ZONE));
  }

  @AfterEach
  void close() {
    pacer.close();
    store.close();
  }

  private void twoWeeks() throws Exception {
    answer(ADA, "flash", "1.00");
    now = now.plus(Duration.ofDays(7));
    answer(ADA, "flash", "0.50");
    answer(BOB, "large", "1.00");
    journal.ended(claim(ADA), AskState.REFUSED, null, null);
    journal.ended(claim(ADA), AskState.FAILED, null, null);
  }

  @Test
  void weekIsToldAtItsTimeOnceWithAPicture() throws Exception {
    twoWeeks();
    now = Instant.parse("2026-11-15T23:59:59Z"); // Monday, 08:59:59
    look();
    Awaitility.await().until(() -> writer.pages().size() == 1);
    assertThat(writer.pages().getFirst().notice())
        .startsWith("2 November to 8 November 2026: $1.00");

    now = Instant.parse("2026-11-16T00:00:00Z"); // Monday, 09:00
    look();
    look();
    now = now.plus(Duration.ofDays(6));
    look();

    Awaitility.await()
        .untilAsserted(() ->
            assertThat(writer.pages().stream().skip(1)).containsExactly(new Page("", WORDS, "")));
    Awaitility.await().until(() -> writer.files().size() == 2);
    BufferedImage picture =
        ImageIO.read(new ByteArrayInputStream(writer.files().getLast().bytes().toByteArray()));
    assertThat(Set.of(picture.getWidth(), picture.getHeight()))
        .containsExactlyInAnyOrder(1200, 800);
    assertThat(writer.files().getLast().name()).isEqualTo("week-2026-11-09.png");
  }

  @Test
  void weekIsToldInTheCurrencyThatPeopleRead() throws Exception {
    currency =
        new DisplayCurrency(
            Currency.getInstance("GBP"), new BigDecimal("0.7"), LocalDate.of(2026, 11, 20));
    twoWeeks();

    now = Instant.parse("2026-11-19T12:00:00Z");
    look();

    Awaitility.await().until(() -> !writer.pages().isEmpty());
    assertThat(writer.pages().getFirst().notice())
        .contains("£1.05 for 2 questions, 50 % more than the week before (£0.70).")
        .contains("Persons: Bob (Discord) £0.70, Ada (Slack) £0.35\n")
        .contains(
            "\nIn GBP at 0.7 for a US dollar, as of 2026-11-20.\nHeld: £0.00 for 2 questions that cost £1.05; ");
  }

  @Test
  void afterADowntimeItIsToldLateAndOnce() throws Exception {
    twoWeeks();

    now = Instant.parse("2026-11-19T12:00:00Z");
    look();
    look();

    Awaitility.await()
        .untilAsserted(() -> assertThat(writer.pages()).containsExactly(new Page("", WORDS, "")));
  }

  @Test
  void whereNothingWasAskedNothingIsTold() throws Exception {
    try (Alerts alerts = alerts()) {
      assertThat(report(alerts).look()).isFalse();
    }
    twoWeeks();
    now = now.plus(Duration.ofDays(30));

    try (Alerts alerts = alerts()) {
      assertThat(report(alerts).look()).isFalse();
    }
  }

  /// In a process of its own, as it were.
  private void look() {
    Alerts alerts = alerts();
    boolean isTold = report(alerts).look();
    if (!isTold) {
      alerts.close();
    }
  }

  private Alerts alerts() {
    Alerts alerts = new Alerts(store, () -> now, pacer, List.of(new Place(Platform.SLACK, "C9")));
    alerts.isHere(Platform.SLACK, place -> writer);
    return alerts;
  }

  private WeeklyReport report(Alerts alerts) {
    return new WeeklyReport(
        alerts,
        new Spending(store, () -> now, ZONE),
        currency,
        new AskList(store),
        DayOfWeek.MONDAY,
        LocalTime.of(9, 0));
  }

  private void answer(PersonRef person, String model, String usd) throws Exception {
    AskId ask = claim(person);
    ledger.settle(
        ledger.hold(ask, person, thread(person), NanoUsd.ZERO),
        new Charge(
            "route",
            "provider",
            model,
            Usage.UNKNOWN,
            NanoUsd.ofUsd(new BigDecimal(usd)),
            Charge.Basis.BILLED));
    journal.ended(ask, AskState.ANSWERED, "route", model);
  }

  private AskId claim(PersonRef person) {
    return journal
        .claim(
            new ChatEvent.DirectMessage(
                new EventKey(person.platform(), "e" + asked++),
                person,
                thread(person),
                Said.words("What?"),
                null),
            "",
            now)
        .orElseThrow();
  }

  private static ThreadRef thread(PersonRef person) {
    return new ThreadRef(person.platform(), person.workspace(), "C1", "1.0");
  }
}
