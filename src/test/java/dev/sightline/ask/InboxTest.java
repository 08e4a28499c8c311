package dev.sightline.ask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.event.Platform;
import dev.sightline.store.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InboxTest {
  @TempDir Path folder;

  private Instant now = Instant.parse("2026-11-20T10:00:00Z");
  private Store store;
  private Inbox inbox;

  @BeforeEach
  void open() {
    store = Store.open("jdbc:sqlite:" + folder.resolve("sightline.db"));
    inbox = new Inbox(store, () -> now);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void whatIsNotDoneIsLeftInItsOrder() {
    inbox.keep(Platform.SLACK, "first");
    now = now.plusMillis(1);
    String done = inbox.keep(Platform.SLACK, "second");
    now = now.plusMillis(1);
    inbox.keep(Platform.SLACK, "third");
    inbox.keep(Platform.DISCORD, "elsewhere");

    inbox.done(done);

    assertThat(inbox.left(Platform.SLACK))
        .extracting(Inbox.Letter::body)
        .containsExactly("first", "third");
  }

  @Test
  void whatIsTooOldIsForgotten() {
    inbox.keep(Platform.SLACK, "old");

    now = now.plus(Duration.ofHours(1)).plusMillis(1);

    assertThat(inbox.left(Platform.SLACK)).isEmpty();
  }
}
