package dev.sightline.ask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.event.AskId;
import dev.sightline.event.ChatEvent;
import dev.sightline.event.EventKey;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.event.Said;
import dev.sightline.event.ThreadRef;
import dev.sightline.store.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VideoDaysTest {
  private static final ZoneId TOKYO = ZoneId.of("Asia/Tokyo");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final PersonRef ADA = new PersonRef(Platform.SLACK, "T1", "U1", "Ada");
  private static final PersonRef BEN = new PersonRef(Platform.SLACK, "T1", "U2", "Ben");

  @TempDir Path folder;
  private Instant now = Instant.parse("2026-11-21T10:00:00Z");
  private final InstantSource time = () -> now;
  private Store store;
  private Journal journal;

  @BeforeEach
  void open() {
    store = Store.open("jdbc:sqlite:" + folder.resolve("s.db"));
    journal = new Journal(store, time);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void whatIsWatchedCountsUntilTheDayIsFull() {
    assertThat(count(ask("1"), ADA, 40)).isTrue();
    assertThat(count(ask("2"), ADA, 21)).isFalse();
    assertThat(count(ask("3"), ADA, 20)).isTrue();
    assertThat(count(ask("4"), BEN, 60)).isTrue();
    assertThat(count(ask("5"), BEN, 61)).isFalse();

    assertThat(journal.videoDays().today(ADA, List.of(), TOKYO)).isEqualTo(HOUR);
  }

  @Test
  void askCountsOnceHoweverManyRoutesItTries() {
    AskId ask = ask("1");

    assertThat(count(ask, ADA, 40)).isTrue();
    assertThat(count(ask, ADA, 40)).isTrue();

    assertThat(journal.videoDays().today(ADA, List.of(), TOKYO)).isEqualTo(Duration.ofMinutes(40));
  }

  @Test
  void whatWasNotWatchedIsGivenBackOnce() {
    AskId ask = ask("1");
    count(ask, ADA, 40);
    count(ask("2"), ADA, 10);

    journal.videoDays().forget(ask);
    journal.videoDays().forget(ask);

    assertThat(journal.videoDays().today(ADA, List.of(), TOKYO)).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void dayBeginsAtMidnightOfItsZone() {
    count(ask("1"), ADA, 60);

    now = Instant.parse("2026-11-21T14:59:59Z");
    assertThat(count(ask("2"), ADA, 1)).isFalse();
    now = Instant.parse("2026-11-21T15:00:00Z");
    assertThat(count(ask("3"), ADA, 60)).isTrue();
  }

  @Test
  void restartForgetsNothing() {
    count(ask("1"), ADA, 50);
    store.close();
    open();

    assertThat(count(ask("2"), ADA, 11)).isFalse();
  }

  @Test
  void daysThatAreOverAreDeleted() {
    count(ask("1"), ADA, 60);
    now = now.plus(Duration.ofDays(3));

    journal.sweep();

    int left =
        store
            .reads()
            .withHandle(handle ->
                handle.createQuery("SELECT COUNT(*) FROM video_days").mapTo(int.class).one());
    assertThat(left).isZero();
  }

  @Test
  void manyAtOnceDoNotPassTheLimit() throws Exception {
    List<Future<Boolean>> counted = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 50; i++) {
        AskId ask = ask("many " + i);
        counted.add(threads.submit(() -> count(ask, ADA, 7)));
      }
    }

    int taken = 0;
    for (Future<Boolean> each : counted) {
      taken += each.get() ? 1 : 0;
    }
    assertThat(taken).isEqualTo(8);
    assertThat(journal.videoDays().today(ADA, List.of(), TOKYO)).isEqualTo(Duration.ofMinutes(56));
  }

  @Test
  void whatOneIdentityWatchedCountsForTheOther() {
    count(ask("1"), ADA, 40);
    List<String> others = List.of("SLACK/U1", "DISCORD/7");
    Duration more = Duration.ofMinutes(21);

    assertThat(journal.videoDays().count(ask("4"), BEN, others, more, HOUR, TOKYO)).isFalse();
    assertThat(journal.videoDays().today(BEN, others, TOKYO)).isEqualTo(Duration.ofMinutes(40));
    assertThat(journal.videoDays().count(ask("5"), BEN, others, more.minusMinutes(1), HOUR, TOKYO))
        .isTrue();
  }

  private boolean count(AskId ask, PersonRef person, int minutes) {
    return journal
        .videoDays()
        .count(ask, person, List.of(), Duration.ofMinutes(minutes), HOUR, TOKYO);
  }

  private AskId ask(String key) {
    PersonRef person = key.equals("4") || key.equals("5") ? BEN : ADA;
    return journal
        .claim(
            new ChatEvent.DirectMessage(
                new EventKey(Platform.SLACK, key + now),
                person,
                new ThreadRef(Platform.SLACK, "T1", "D1", "1"),
                Said.words("What is it?"),
                null),
            "",
            now)
        .orElseThrow();
  }
}
