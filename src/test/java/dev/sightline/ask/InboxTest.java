package dev.sightline.ask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.event.Platform;
import dev.sightline.store.Database;
import dev.sightline.store.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Database.class)
class InboxTest {
  private final Database database;

  @TempDir Path folder;

  private Instant now = Instant.parse("2026-11-20T10:00:00Z");
  private Store store;
  private Inbox inbox;

  InboxTest(Database database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    store = database.open(folder);
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
