package dev.sightline.ask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.event.ThreadRef;
import dev.sightline.media.MediaKind;
import dev.sightline.media.MediaRef;
import dev.sightline.route.Turn;
import dev.sightline.store.Database;
import dev.sightline.store.Store;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Database.class)
class ConversationsTest {
  private static final PersonRef ADA = new PersonRef(Platform.SLACK, "T1", "U1", "Ada");
  private static final PersonRef BOB = new PersonRef(Platform.SLACK, "T1", "U2", "Bob");
  private static final ThreadRef THREAD = new ThreadRef(Platform.SLACK, "T1", "C1", "1.0");
  private static final ThreadRef OTHER = new ThreadRef(Platform.SLACK, "T1", "C1", "2.0");

  private final Database database;
  @TempDir private Path folder;
  private Store store;
  private Instant now = Instant.parse("2026-11-20T10:00:00Z");

  ConversationsTest(Database database) {
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
  void turnsComeBackInOrderAfterARestart() throws IOException {
    var file = Files.writeString(folder.resolve("a.jpg"), "bytes");
    var asked =
        new Turn(
            Turn.Role.PERSON,
            "What's this? 🐈",
            List.of(
                new MediaRef.Inline(MediaKind.IMAGE, "cat.jpg", "image/jpeg", file, 5),
                new MediaRef.Remote(
                    MediaKind.YOUTUBE, "a video", URI.create("https://youtu.be/x?t=1"))));
    new Conversations(store, () -> now).add(THREAD, ADA, asked, model("A cat."));
    store.close();
    open();

    assertThat(new Conversations(store, () -> now).of(THREAD))
        .containsExactly(asked, model("A cat."));
  }

  @Test
  void aFileThatIsGoneIsDroppedFromItsTurn() {
    var gone =
        new MediaRef.Inline(MediaKind.IMAGE, "a", "image/png", folder.resolve("gone.png"), 1);
    var conversations = new Conversations(store, () -> now);
    conversations.add(
        THREAD, ADA, new Turn(Turn.Role.PERSON, "Look", List.of(gone)), model("Yes."));

    assertThat(conversations.of(THREAD).getFirst()).isEqualTo(person("Look"));
  }

  @Test
  void theNewestTurnsAreKeptWithinTheBudget() {
    var conversations = new Conversations(store, () -> now, 10, Conversations.KEPT);
    conversations.add(THREAD, ADA, person("x".repeat(10)), model("y".repeat(10)));
    conversations.add(THREAD, ADA, person("q".repeat(15)), model("a".repeat(15)));

    assertThat(conversations.of(THREAD))
        .containsExactly(person("q".repeat(15)), model("a".repeat(15)));
  }

  @Test
  void anAnswerLongerThanTheBudgetIsShortened() {
    var conversations = new Conversations(store, () -> now, 2, Conversations.KEPT);
    conversations.add(THREAD, ADA, person("q"), model("1234567🐈9"));

    assertThat(conversations.of(THREAD)).containsExactly(model("1234567"));
  }

  @Test
  void onlyThreadsWithAnAnswerAreKnown() {
    var conversations = new Conversations(store, () -> now);
    assertThat(conversations.knows(THREAD)).isFalse();

    conversations.add(THREAD, ADA, person("q"), model("a"));

    assertThat(conversations.knows(THREAD)).isTrue();
    assertThat(conversations.knows(OTHER)).isFalse();
    assertThat(new Conversations(store, () -> now).knows(THREAD)).isTrue();
  }

  @Test
  void forgettingErasesOnePersonsTurns() {
    var conversations = new Conversations(store, () -> now);
    conversations.add(THREAD, ADA, person("ada's"), model("to ada"));
    conversations.add(THREAD, BOB, person("bob's"), model("to bob"));
    conversations.add(OTHER, ADA, person("ada's"), model("to ada"));

    assertThat(conversations.forget(ADA)).isEqualTo(4);

    assertThat(conversations.of(THREAD)).containsExactly(person("bob's"), model("to bob"));
    assertThat(conversations.knows(OTHER)).isFalse();
  }

  @Test
  void turnsExpireAfterThirtyDays() {
    var conversations = new Conversations(store, () -> now);
    conversations.add(THREAD, ADA, person("q"), model("a"));

    now = now.plus(Conversations.KEPT).plusMillis(1);

    assertThat(conversations.of(THREAD)).isEmpty();
    assertThat(conversations.sweep()).isEqualTo(2);
  }

  @Test
  void turnsExpireAsConfigured() {
    var aDay = new Conversations(store, () -> now, 10, Duration.ofDays(1));
    var forEver = new Conversations(store, () -> now, 10, Duration.ZERO);
    aDay.add(THREAD, ADA, person("q"), model("a"));

    now = now.plus(Duration.ofDays(1));
    assertThat(aDay.of(THREAD)).hasSize(2);
    now = now.plusMillis(1);

    assertThat(aDay.of(THREAD)).isEmpty();
    assertThat(forEver.of(THREAD)).hasSize(2);
    assertThat(forEver.sweep()).isZero();
    assertThat(aDay.sweep()).isEqualTo(2);
  }

  @Test
  void aThreadKeepsABoundedNumberOfTurns() {
    var conversations = new Conversations(store, () -> now);
    for (var i = 0; i < 105; i++) {
      conversations.add(THREAD, ADA, person("q" + i), model("a" + i));
    }

    assertThat(conversations.of(THREAD)).hasSize(200).startsWith(person("q5"));
  }

  private static Turn person(String text) {
    return new Turn(Turn.Role.PERSON, text, List.of());
  }

  private static Turn model(String text) {
    return new Turn(Turn.Role.MODEL, text, List.of());
  }
}
