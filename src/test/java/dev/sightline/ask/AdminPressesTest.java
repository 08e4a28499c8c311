package dev.sightline.ask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.bot.OperatorLog;
import dev.sightline.event.AskId;
import dev.sightline.event.ChatEvent;
import dev.sightline.event.EventKey;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.event.ThreadRef;
import dev.sightline.failure.OverBudget;
import dev.sightline.ledger.Anomaly;
import dev.sightline.ledger.Budget;
import dev.sightline.ledger.BudgetBook;
import dev.sightline.ledger.Charge;
import dev.sightline.ledger.Ledger;
import dev.sightline.ledger.NanoUsd;
import dev.sightline.ledger.Pauses;
import dev.sightline.ledger.SpendingWatch;
import dev.sightline.route.Usage;
import dev.sightline.store.Database;
import dev.sightline.store.Store;
import dev.sightline.stream.RecordingWriter;
import dev.sightline.thread.ThreadWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminPressesTest {
  private static final PersonRef ADA = new PersonRef(Platform.SLACK, "T1", "U1", "Ada");
  private static final ThreadRef THREAD = new ThreadRef(Platform.SLACK, "T1", "C1", "1.0");
  private static final Set<String> NOBODY = Set.of();

  private final List<Pauses.Pause> paused = new CopyOnWriteArrayList<>();
  @TempDir private Path folder;
  private Store store;
  private Ledger ledger;
  private SpendingWatch watch;
  private Pauses pauses;
  private volatile Instant now = Instant.parse("2026-11-17T10:00:00Z");

  @BeforeEach
  void pauseAda() throws Exception {
    store = Database.SQLITE.open(folder);
    BudgetBook book = new BudgetBook(store, () -> now, Budget.unlimited(ZoneOffset.UTC));
    pauses = new Pauses(store, () -> now);
    watch =
        new SpendingWatch(
            store,
            () -> now,
            book,
            new Anomaly(10, NanoUsd.ZERO),
            pauses,
            new SpendingWatch.Listener() {
              @Override
              public void reached(SpendingWatch.Sign sign) {
                throw new AssertionError(sign);
              }

              @Override
              public void paused(Pauses.Pause pause) {
                paused.add(pause);
              }
            });
    ledger = new Ledger(store, () -> now, book);
    ledger.watchedBy(watch);
    watch.start();
    for (int day = 0; day < 3; day++) {
      spend(1_000_000);
      now = now.plus(Duration.ofDays(1));
    }
    spend(50_000_000);
    Awaitility.await().until(() -> !paused.isEmpty());
  }

  @AfterEach
  void close() {
    watch.close();
    store.close();
  }

  private void spend(long nanos) throws OverBudget {
    ledger.settle(
        ledger.hold(AskId.random(), ADA, THREAD, NanoUsd.ZERO),
        new Charge("r", "p", "m", Usage.UNKNOWN, new NanoUsd(nanos), Charge.Basis.BILLED));
  }

  @Test
  void listedAdminLetsGoOnAnywhereOnce() throws Exception {
    PersonRef eve = new PersonRef(Platform.DISCORD, "5", "99", "Eve");

    assertThat(press(eve, "99")).isEqualTo("Ada can go on, and is left alone for a day.");
    assertThat(press(eve, "99")).isEqualTo("Ada can go on already.");

    spend(1);
  }

  @Test
  void adminOfTheWorkspaceLetsGoOnThere() throws Exception {
    assertThat(press(admin("T1"))).isEqualTo("Ada can go on, and is left alone for a day.");

    spend(1);
  }

  @Test
  void nobodyElseDoesAndItIsLogged() {
    try (OperatorLog log = new OperatorLog()) {
      assertThat(press(ADA)).isEqualTo("Only one of my admins can do that.");
      assertThat(press(admin("T2"))).isEqualTo("Only one of my admins can do that.");
      assertThat(press(admin("T1"), "U77")).isEqualTo("Only one of my admins can do that.");

      assertThat(log.lines())
          .contains("INFO SLACK/U1 is no admin and may not let SLACK/U1 go on")
          .contains("INFO SLACK/U9 is no admin and may not let SLACK/U1 go on");
    }
    assertThatThrownBy(() -> spend(1)).isInstanceOf(OverBudget.class);
  }

  @Test
  void otherButtonsAreForOthers() {
    assertThat(pressed(ADA, "another", NOBODY)).isEqualTo("others");
  }

  private static PersonRef admin(String workspace) {
    return new PersonRef(Platform.SLACK, workspace, "U9", "Eve", Set.of(), true);
  }

  private String press(PersonRef person, String... admins) {
    return pressed(person, paused.getFirst().id(), Set.of(admins));
  }

  private String pressed(PersonRef person, String button, Set<String> admins) {
    Rights rights = new Rights(new Rights.Rules(admins, NOBODY, NOBODY, NOBODY, Map.of()));
    FrontDesk.Taker others =
        new FrontDesk.Taker() {
          @Override
          public boolean accept(ChatEvent event, ThreadWriter writer) {
            return false;
          }

          @Override
          public String control(ChatEvent event, ThreadWriter writer) {
            return "others";
          }
        };
    return new AdminPresses(others, pauses, rights)
        .control(
            new ChatEvent.Pressed(
                new EventKey(person.platform(), "e1"),
                person,
                new ThreadRef(person.platform(), person.workspace(), "C9", "1.0"),
                button,
                false,
                now),
            new RecordingWriter(100));
  }
}
