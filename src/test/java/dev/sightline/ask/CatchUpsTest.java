package dev.sightline.ask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.event.ChatEvent;
import dev.sightline.event.EventKey;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.event.Said;
import dev.sightline.event.ThreadRef;
import dev.sightline.store.Database;
import dev.sightline.store.Store;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Database.class)
class CatchUpsTest {
  private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");

  private final Database database;

  @TempDir Path folder;

  private Store store;
  private Journal journal;
  private CatchUps catchUps;

  CatchUpsTest(Database database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    store = database.open(folder);
    InstantSource time = InstantSource.fixed(START.plusSeconds(3_600));
    journal = new Journal(store, time);
    catchUps = new CatchUps(store, time);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void everythingWasHeardUntilTheNewestAsk() {
    asked("G1", "C1", "U1", 1);
    asked("G1", "C1", "U1", 2);
    assertThat(catchUps.begin(Platform.DISCORD).heardUntil()).isEqualTo(START.plusSeconds(2));
    catchUps.end(Platform.DISCORD);
    asked("G1", "C1", "U1", 3);

    assertThat(catchUps.begin(Platform.DISCORD).heardUntil()).isEqualTo(START.plusSeconds(3));
  }

  @Test
  void readingThatWasCutOffIsDoneAgainThoughMoreWasAsked() {
    asked("G1", "C1", "U1", 1);
    catchUps.begin(Platform.DISCORD);
    asked("G1", "C1", "U1", 2);

    assertThat(catchUps.begin(Platform.DISCORD).heardUntil()).isEqualTo(START.plusSeconds(1));
    assertThat(catchUps.begin(Platform.SLACK).heardUntil()).isEqualTo(Instant.EPOCH);
  }

  /// A person who asked in private was not heard any more as soon as a hundred threads of a server
  /// were newer.
  @Test
  void directMessagesAreNotCrowdedOutByThreads() {
    asked("direct", "D1", "U1", 1);
    for (int i = 0; i < 150; i++) {
      asked("G1", "C" + i, "U2", 2 + i);
    }

    List<Whereabouts.Place> places = catchUps.begin(Platform.DISCORD).places();

    assertThat(places).hasSize(101).contains(new Whereabouts.Place("D1", "direct", "U1"));
    assertThat(places.getFirst()).isEqualTo(new Whereabouts.Place("C149", "G1", "U2"));
  }

  private void asked(String workspace, String channel, String person, int second) {
    var at = START.plusSeconds(second);
    var event =
        new ChatEvent.DirectMessage(
            new EventKey(Platform.DISCORD, channel + "/" + second),
            new PersonRef(Platform.DISCORD, workspace, person, "Ada"),
            new ThreadRef(Platform.DISCORD, workspace, channel, channel),
            Said.words("Which colour?"),
            null);
    assertThat(journal.claim(event, "", at)).isPresent();
  }
}
