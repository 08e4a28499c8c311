package dev.sightline.ask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.event.AskId;
import dev.sightline.event.ChatEvent;
import dev.sightline.event.EventKey;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.event.Said;
import dev.sightline.event.ThreadRef;
import dev.sightline.ledger.Budget;
import dev.sightline.ledger.Erasure;
import dev.sightline.ledger.Ledger;
import dev.sightline.route.Turn;
import dev.sightline.store.Database;
import dev.sightline.store.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Database.class)
class TracesTest {
  private static final PersonRef ADA = new PersonRef(Platform.SLACK, "T1", "U1", "Ada");
  private static final PersonRef BEN = new PersonRef(Platform.SLACK, "T1", "U2", "Ben");
  private static final ThreadRef THREAD = new ThreadRef(Platform.SLACK, "T1", "C1", "1.0");
  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

  private final Database database;
  @TempDir private Path folder;
  private Store store;
  private Journal journal;
  private Conversations conversations;
  private Erasure erasure;

  TracesTest(Database database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    store = database.open(folder);
    var ledger = new Ledger(store, () -> NOW, Budget.unlimited(ZoneOffset.UTC));
    journal = new Journal(store, () -> NOW);
    conversations = new Conversations(store, () -> NOW);
    erasure = new Erasure(store, () -> NOW, ledger.identities());
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void wordsOfAPersonGoAndThoseOfOthersStay() {
    answered(ADA, "e1", null);
    answered(BEN, "e2", null);

    Traces.Erased erased = forget();

    assertThat(erased).isEqualTo(new Traces.Erased(1, 2));
    assertThat(conversations.of(THREAD)).extracting(Turn::text).containsExactly("q e2", "a e2");
    assertThat(count("questions")).isOne();
    assertThat(count("buttons")).isEqualTo(2);
    assertThat(count("answers")).isOne();
    assertThat(count("inbox")).isZero();
  }

  @Test
  void wordsThatOthersAskedAgainGoToo() {
    AskId of = answered(ADA, "e1", null);
    answered(BEN, "e2", of);

    assertThat(forget()).isEqualTo(new Traces.Erased(1, 4));

    assertThat(count("turns")).isZero();
    assertThat(count("questions")).isZero();
    assertThat(count("answers")).isZero();
  }

  @Test
  void ratingsOfOthersAnswersGo() {
    AskId ben = answered(BEN, "e2", null);
    journal.questions().rate(ben, ADA, true, NOW);
    journal.questions().rate(ben, BEN, true, NOW);

    forget();

    assertThat(count("feedback")).isOne();
  }

  @Test
  void whatAdminsWereToldNamesNobodyAnyMore() {
    store
        .writes()
        .useHandle(handle -> {
          var insert = "INSERT INTO alerts (id, at, words, button_label) VALUES (?, 0, ?, ?)";
          handle.execute(insert, "limit/PERSON/SLACK/U1/x", "Ada spent a lot", "Let Ada go on");
          handle.execute(insert, "limit/PERSON/SLACK/U2/x", "Ben spent a lot", null);
        });

    forget();

    assertThat(count("alerts WHERE id LIKE '%U1%' OR words LIKE '%Ada%'")).isZero();
    assertThat(count("alerts WHERE button_label LIKE '%Ada%'")).isZero();
    assertThat(count("alerts WHERE words LIKE 'Ben%' AND id LIKE '%U2%'")).isOne();
    assertThat(count("alerts")).isEqualTo(2);
  }

  @Test
  void whatIsDeliveredAgainIsNotAnsweredAgain() {
    answered(ADA, "e1", null);

    forget();

    assertThat(journal.claim(event(ADA, "e1", null), "", NOW)).isEmpty();
    assertThat(count("asks")).isOne();
  }

  @Test
  void askThatRunsIsLeftToItsEnd() {
    AskId running = journal.claim(event(ADA, "e3", null), "", NOW).orElseThrow();

    assertThat(new Traces(store).running(erasure.identities(ADA))).containsExactly(running);
    forget();

    journal.ended(running, AskState.STOPPED, null, null);
  }

  private Traces.Erased forget() {
    return new Traces(store)
        .erase(erasure.forget(erasure.identities(ADA)).orElseThrow().getFirst());
  }

  private AskId answered(PersonRef person, String key, @Nullable AskId again) {
    new Inbox(store, () -> NOW).keep(Platform.SLACK, "{\"user\":\"" + ADA.id() + "\"}");
    AskId ask = journal.claim(event(person, key, again), "there", NOW).orElseThrow();
    long seq =
        conversations.add(
            THREAD,
            person,
            new Turn(Turn.Role.PERSON, "q " + key, List.of()),
            new Turn(Turn.Role.MODEL, "a " + key, List.of()));
    journal.questions().answeredAs(ask, seq);
    journal.buttons().offer(ask, List.of(Buttons.Wanted.AGAIN, Buttons.Wanted.GOOD));
    journal.answers().keep("key " + key, ask, "a " + key, "m");
    journal.ended(ask, AskState.ANSWERED, "r", "m");
    assertThat(journal.answers().find("key " + key, Duration.ofHours(1))).isPresent();
    return ask;
  }

  private static ChatEvent event(PersonRef person, String key, @Nullable AskId again) {
    EventKey event = new EventKey(Platform.SLACK, key);
    return again == null
        ? new ChatEvent.Mention(event, person, THREAD, Said.words("q " + key), null)
        : new ChatEvent.Again(event, person, THREAD, again, null);
  }

  private int count(String table) {
    return store
        .reads()
        .withHandle(
            handle -> handle.createQuery("SELECT COUNT(*) FROM " + table).mapTo(int.class).one());
  }
}
