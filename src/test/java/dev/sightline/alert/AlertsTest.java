package dev.sightline.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.bot.OperatorLog;
import dev.sightline.event.Platform;
import dev.sightline.failure.PlatformRefused;
import dev.sightline.store.Database;
import dev.sightline.store.Store;
import dev.sightline.stream.EditPacer;
import dev.sightline.stream.RecordingWriter;
import dev.sightline.thread.Button;
import dev.sightline.thread.OutgoingFile;
import dev.sightline.thread.Page;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import okio.ByteString;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AlertsTest {
  private static final Duration GATHER = Duration.ofMillis(200);
  private static final Place SLACK = new Place(Platform.SLACK, "C1");
  private static final Place DISCORD = new Place(Platform.DISCORD, "1");

  @TempDir Path folder;

  private final RecordingWriter slack = new RecordingWriter(2_000).withButtons();
  private final RecordingWriter discord = new RecordingWriter(2_000).withButtons();

  private Alerts alerts(Store store, EditPacer pacer) {
    Alerts alerts =
        new Alerts(store, InstantSource.system(), pacer, List.of(SLACK, DISCORD), GATHER);
    alerts.isHere(Platform.SLACK, place -> slack);
    alerts.isHere(Platform.DISCORD, place -> discord);
    return alerts;
  }

  @ParameterizedTest
  @EnumSource(Database.class)
  void whatComesTogetherIsOneMessageInEachPlaceAndIsToldOnce(Database database) {
    Button button = new Button("b1", "Let Ada go on", Button.Kind.LET_GO_ON);
    try (Store store = database.open(folder);
        EditPacer pacer = new EditPacer();
        Alerts alerts = alerts(store, pacer)) {
      alerts.start();

      assertThat(alerts.raise(new Alert("a", "First."))).isTrue();
      assertThat(alerts.raise(new Alert("b", "Second.", button))).isTrue();
      assertThat(alerts.raise(new Alert("a", "First again."))).isFalse();

      Page expected = new Page("", "• First.\n• Second.", "", List.of(button));
      awaitPages(slack, expected);
      awaitPages(discord, expected);
      alerts.raise(new Alert("c", "Third."));
      awaitPages(slack, expected, new Page("", "Third.", ""));
    }
  }

  @Test
  void whatWasNotToldBeforeTheStopIsToldAfterTheStartOnce() {
    try (Store store = Database.SQLITE.open(folder);
        EditPacer pacer = new EditPacer()) {
      try (Alerts dead = alerts(store, pacer)) {
        dead.raise(new Alert("a", "First."));
      }

      try (Alerts alerts = alerts(store, pacer)) {
        alerts.start();
        awaitPages(slack, new Page("", "First.", ""));
      }
      try (Alerts alerts = alerts(store, pacer)) {
        alerts.start();
        assertThat(alerts.raise(new Alert("a", "First."))).isFalse();
        alerts.raise(new Alert("b", "Second."));
        awaitPages(slack, new Page("", "First.", ""), new Page("", "Second.", ""));
      }
    }
  }

  @Test
  void diesBetweenMarkAndMessageAndIsNotToldTwice() {
    try (Store store = Database.SQLITE.open(folder);
        EditPacer pacer = new EditPacer();
        Alerts alerts = alerts(store, pacer)) {
      alerts.raise(new Alert("a", "First."));
      assertThat(new AlertBook(store, InstantSource.system()).take()).hasSize(1);

      alerts.start();
      alerts.raise(new Alert("b", "Second."));

      awaitPages(slack, new Page("", "Second.", ""));
    }
  }

  @Test
  void manyAreNamedUpToTen() {
    try (Store store = Database.SQLITE.open(folder);
        EditPacer pacer = new EditPacer();
        Alerts alerts = alerts(store, pacer)) {
      for (int i = 0; i < 25; i++) {
        alerts.raise(new Alert("a" + i, "Number " + i + "."));
      }
      alerts.start();

      Awaitility.await().until(() -> slack.pages().size() == 1);
      assertThat(slack.pages().getFirst().notice().lines())
          .hasSize(11)
          .last()
          .isEqualTo("• and 15 more, in the log");
    }
  }

  @Test
  void whatIsOverIsToldAgainWhenItHappensAgain() {
    try (Store store = Database.SQLITE.open(folder);
        EditPacer pacer = new EditPacer();
        Alerts alerts = alerts(store, pacer)) {
      assertThat(alerts.raise(new Alert("a", "Low."))).isTrue();
      assertThat(alerts.raise(new Alert("a", "Low."))).isFalse();

      alerts.isOver("a");

      assertThat(alerts.raise(new Alert("a", "Low."))).isTrue();
    }
  }

  @Test
  void placeThatTakesNothingIsInTheLogAndHoldsNoOtherUp() {
    slack.refusing(PlatformRefused.Reason.NOT_IN_CHANNEL);
    try (OperatorLog log = new OperatorLog();
        Store store = Database.SQLITE.open(folder);
        EditPacer pacer = new EditPacer();
        Alerts alerts = alerts(store, pacer)) {
      alerts.start();
      alerts.raise(new Alert("a", "First."));

      awaitPages(discord, new Page("", "First.", ""));
      Awaitility.await()
          .untilAsserted(() ->
              assertThat(log.lines())
                  .contains("WARN alert: First.")
                  .anyMatch(line ->
                      line.startsWith("WARN admins were not told in SLACK C1: NOT_IN_CHANNEL")));
    }
  }

  @Test
  void reportIsMadeAndToldOnce() {
    Alerts.Report report =
        new Alerts.Report(
            "Last week.", new OutgoingFile("week.png", "image/png", ByteString.EMPTY));
    try (Store store = Database.SQLITE.open(folder);
        EditPacer pacer = new EditPacer();
        Alerts alerts = alerts(store, pacer)) {
      assertThat(alerts.report("week", "Report", () -> report)).isTrue();
      assertThat(
              alerts.report(
                  "week",
                  "Report",
                  () -> {
                    throw new AssertionError("made twice");
                  }))
          .isFalse();

      awaitPages(slack, new Page("", "Last week.", ""));
      Awaitility.await().until(() -> slack.files().size() == 1);
    }
  }

  private static void awaitPages(RecordingWriter writer, Page... expected) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(writer.pages()).containsExactly(expected));
  }
}
