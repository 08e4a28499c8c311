package dev.sightline.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.route.AnswerEvent;
import dev.sightline.thread.Button;
import dev.sightline.thread.Page;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What stands under an answer, and in its place while there is none.
class AnswerButtonsTest {
  private static final Button STOP = new Button("1", "Stop", Button.Kind.STOP);
  private static final Button AGAIN = new Button("2", "Again", Button.Kind.AGAIN);

  private final EditPacer pacer = new EditPacer();
  private final RecordingWriter writer = new RecordingWriter(200).withButtons();

  @AfterEach
  void close() {
    pacer.close();
  }

  @Test
  void growingAnswerCanBeStoppedAndAWholeOneAskedAgain() throws Exception {
    AnswerStream answer = answer();
    answer.offer(List.of(STOP));

    say(answer, "One.");
    Awaitility.await().until(() -> writer.text().equals("One."));
    answer.finish("", "f", List.of(AGAIN));

    assertThat(writer.historyOfFirst().getFirst().buttons()).containsExactly(STOP);
    assertThat(writer.pages().getFirst().buttons()).containsExactly(AGAIN);
  }

  @Test
  void onlyTheLastMessageHasButtons() throws Exception {
    AnswerStream answer = answer();
    answer.offer(List.of(STOP));

    say(answer, "word ".repeat(100));
    Awaitility.await()
        .untilAsserted(() -> assertThat(writer.pages().getLast().buttons()).containsExactly(STOP));
    answer.finish("", "f", List.of(AGAIN));

    List<Page> pages = writer.pages();
    assertThat(pages).hasSizeGreaterThan(2);
    assertThat(pages.getLast().buttons()).containsExactly(AGAIN);
    assertThat(pages.subList(0, pages.size() - 1)).allMatch(page -> page.buttons().isEmpty());
  }

  @Test
  void noticeOnAMessageOfItsOwnTakesTheButtonsAlong() throws Exception {
    AnswerStream answer = answer();
    answer.offer(List.of(STOP));

    say(answer, "x".repeat(195));
    answer.finish("Stopped by @anna.", "f", List.of(AGAIN));

    assertThat(writer.pages()).hasSize(2);
    assertThat(writer.pages().getFirst().buttons()).isEmpty();
    assertThat(writer.pages().getLast().buttons()).containsExactly(AGAIN);
  }

  @Test
  void platformWithoutButtonsGetsNone() throws Exception {
    RecordingWriter plain = new RecordingWriter(200);
    AnswerStream answer = new AnswerStream(plain, pacer, (page, message) -> {});
    answer.offer(List.of(STOP));

    say(answer, "One.");
    answer.finish("", "f", List.of(AGAIN));

    assertThat(plain.historyOfFirst()).allMatch(page -> page.buttons().isEmpty());
  }

  @Test
  void longWaitIsSaidInAMessageThatTheTextReplaces() throws Exception {
    writer.sayingAfter(Duration.ofMillis(1));
    AnswerStream answer = answer();
    answer.offer(List.of(STOP));

    answer.working("Fetching 3 files…");
    Awaitility.await().until(() -> !writer.pages().isEmpty());
    answer.accept(new AnswerEvent.Reasoning("hm"));
    Awaitility.await().until(() -> writer.pages().getFirst().notice().equals("Thinking…"));
    say(answer, "One.");
    answer.finish("", "f", List.of(AGAIN));

    assertThat(writer.historyOfFirst().getFirst())
        .isEqualTo(new Page("", "Fetching 3 files…", "", List.of(STOP)));
    assertThat(writer.pages()).containsExactly(new Page("One.", "", "f", List.of(AGAIN)));
  }

  @Test
  void shortWaitIsNotSaid() throws Exception {
    writer.sayingAfter(Duration.ofMinutes(1));
    AnswerStream answer = answer();

    answer.working("Fetching 3 files…");
    say(answer, "One.");
    answer.finish("", "f", List.of(AGAIN));

    assertThat(writer.historyOfFirst()).allMatch(page -> page.notice().isEmpty());
  }

  private AnswerStream answer() {
    return new AnswerStream(writer, pacer, (page, message) -> {});
  }

  private static void say(AnswerStream answer, String text) {
    answer.accept(new AnswerEvent.Text(text));
  }
}
