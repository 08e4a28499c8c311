package dev.sightline.ask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.ask.Buttons.Wanted;
import dev.sightline.event.AskId;
import dev.sightline.event.ChatEvent;
import dev.sightline.event.EventKey;
import dev.sightline.event.IncomingFile;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.event.Said;
import dev.sightline.event.ThreadRef;
import dev.sightline.store.Database;
import dev.sightline.store.Store;
import dev.sightline.thread.Button;
import dev.sightline.thread.Posted;
import java.net.URI;
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

/// What the store keeps so that an answer can be worked with after a restart.
@ParameterizedClass
@EnumSource(Database.class)
class QuestionsTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final ThreadRef THREAD = new ThreadRef(Platform.SLACK, "T1", "C1", "1.0");
  private static final PersonRef ANNA = new PersonRef(Platform.SLACK, "T1", "UANNA", "Anna");
  private static final PersonRef BEN = new PersonRef(Platform.SLACK, "T1", "UBEN", "Ben");

  private final Database database;

  @TempDir Path folder;

  private Store store;
  private Journal journal;

  QuestionsTest(Database database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    store = database.open(folder);
    journal = new Journal(store, InstantSource.fixed(NOW));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void questionComesBackAsItWasAskedAfterARestart() {
    Said said =
        new Said(
            "Which of these?",
            List.of(
                new IncomingFile(
                    "a.png",
                    "image/png",
                    10,
                    new IncomingFile.PublicUrl(URI.create("https://a/b"))),
                new IncomingFile(
                    "b.png", "", -1, new IncomingFile.PrivateUrl(URI.create("https://c/d"))),
                new IncomingFile(
                    "e.png", "", -1, new IncomingFile.SignedUrl(URI.create("https://e/f?ex=1"))),
                new IncomingFile("c.png", "", 3, new IncomingFile.OnDisk(Path.of("/tmp/c.png"))),
                new IncomingFile("d.png", "", -1, new IncomingFile.Unreadable("too old"))));
    AskId ask =
        claim(new ChatEvent.Mention(key("1"), ANNA, THREAD, said, Said.words("said before")));

    close();
    open();

    Questions.Question question = journal.questions().of(ask).orElseThrow();
    assertThat(question.asked()).isEqualTo(new Asked(said, Said.words("said before"), null));
    assertThat(question.person()).isEqualTo(ANNA);
    assertThat(question.thread()).isEqualTo(THREAD);
    assertThat(question.origin()).isEqualTo(ask);
  }

  @Test
  void verbAndTargetOfAMenuAreKept() {
    AskId ask =
        claim(
            new ChatEvent.MenuAction(
                key("1"), ANNA, THREAD, ChatEvent.Verb.WATCH, Said.words("https://a/b.mp4")));

    assertThat(journal.questions().of(ask).orElseThrow().asked())
        .isEqualTo(new Asked(Said.words(""), Said.words("https://a/b.mp4"), ChatEvent.Verb.WATCH));
  }

  @Test
  void repetitionBelongsToTheQuestionThatItRepeats() {
    AskId first = ask("1", "Why?");
    journal.questions().readAfter(first, 4);

    AskId again = claim(new ChatEvent.Again(key("2"), BEN, THREAD, first, null));
    AskId more = claim(new ChatEvent.Continue(key("3"), BEN, THREAD, again, null));

    Questions.Question repeated = journal.questions().of(more).orElseThrow();
    assertThat(repeated.origin()).isEqualTo(first);
    assertThat(repeated.asked().said().text()).isEqualTo("Why?");
    assertThat(repeated.afterSeq()).isEqualTo(4);
    assertThat(journal.questions().family(first))
        .extracting(Questions.Question::id)
        .containsExactlyInAnyOrder(first, again, more);
  }

  @Test
  void editIsAskedFromThenOnAndToldOnce() {
    AskId ask = ask("1", "Wy?");
    Questions.Question question = journal.questions().of(ask).orElseThrow();

    boolean isFirst =
        journal.questions().edited(question, question.asked().saying(Said.words("Why?")));
    boolean isSecond =
        journal.questions().edited(question, question.asked().saying(Said.words("Why not?")));

    assertThat(isFirst).isTrue();
    assertThat(isSecond).isFalse();
    assertThat(journal.questions().of(ask).orElseThrow().asked().said().text())
        .isEqualTo("Why not?");
  }

  @Test
  void questionIsFoundByItsMessageAndByThoseOfItsAnswer() {
    AskId ask = ask("1", "Why?");
    journal.posted(ask, 0, new Posted("C1", "9.0"));

    assertThat(journal.questions().askedBy(key("1")).orElseThrow().id()).isEqualTo(ask);
    assertThat(journal.questions().answeredBy(Platform.SLACK, "C1", "9.0").orElseThrow().id())
        .isEqualTo(ask);
    assertThat(journal.questions().answeredBy(Platform.DISCORD, "C1", "9.0")).isEmpty();
  }

  @Test
  void eachPersonsLatestOpinionCounts() {
    AskId ask = ask("1", "Why?");

    journal.questions().rate(ask, ANNA, true, NOW);
    journal.questions().rate(ask, ANNA, false, NOW.plusSeconds(1));
    journal.questions().rate(ask, ANNA, true, NOW.minusSeconds(1));
    journal.questions().rate(ask, BEN, true, NOW);

    assertThat(journal.questions().ratings(ask)).isEqualTo(new Questions.Ratings(1, 1));
  }

  @Test
  void buttonWorksAfterARestartAndHasAnIdOfItsOwn() {
    AskId ask = ask("1", "Why?");
    List<Button> buttons =
        journal.buttons().offer(ask, List.of(Wanted.AGAIN, Wanted.againWith("other (fal)", "fal")));

    close();
    open();

    assertThat(buttons).extracting(Button::id).doesNotHaveDuplicates();
    assertThat(buttons).allMatch(button -> button.id().length() > 15);
    assertThat(journal.buttons().find(buttons.getLast().id()))
        .contains(new Buttons.Found(ask, Button.Kind.AGAIN_WITH, "fal"));
    assertThat(journal.buttons().find("guessed")).isEmpty();
  }

  @Test
  void buttonsAndOpinionsGoWithTheirAsk() {
    AskId ask = ask("1", "Why?");
    Button button = journal.buttons().offer(ask, List.of(Wanted.AGAIN)).getFirst();
    journal.questions().rate(ask, ANNA, true, NOW);
    journal.ended(ask, AskState.ANSWERED, null, null);

    new Journal(store, InstantSource.fixed(NOW.plus(Journal.KEPT).plusSeconds(1))).sweep();

    assertThat(journal.buttons().find(button.id())).isEmpty();
    assertThat(journal.questions().of(ask)).isEmpty();
    assertThat(journal.questions().ratings(ask)).isEqualTo(new Questions.Ratings(0, 0));
  }

  private AskId ask(String message, String words) {
    return claim(new ChatEvent.Mention(key(message), ANNA, THREAD, Said.words(words), null));
  }

  private AskId claim(ChatEvent event) {
    return journal.claim(event, "", NOW).orElseThrow();
  }

  private static EventKey key(String id) {
    return new EventKey(Platform.SLACK, id);
  }
}
