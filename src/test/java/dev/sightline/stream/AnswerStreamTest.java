package dev.sightline.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.failure.PlatformRefused;
import dev.sightline.limit.CallLimit;
import dev.sightline.route.AnswerEvent;
import dev.sightline.thread.Page;
import dev.sightline.thread.Posted;
import dev.sightline.thread.ThreadLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AnswerStreamTest {
  private final EditPacer pacer = new EditPacer();
  private final Map<Integer, Posted> posted = new ConcurrentHashMap<>();

  @AfterEach
  void close() {
    pacer.close();
  }

  @Test
  void finalTextIsWholeWithItsFooter() throws Exception {
    RecordingWriter writer = new RecordingWriter(1_000);
    AnswerStream answer = answer(writer);

    say(answer, "Hello, ", "world.");
    answer.finish("One file was not read.", "model · free");

    assertThat(writer.pages())
        .containsExactly(new Page("Hello, world.", "One file was not read.", "model · free"));
    assertThat(posted).containsKey(0);
  }

  @Test
  void textGrowsBeforeTheAnswerIsWhole() throws Exception {
    RecordingWriter writer = new RecordingWriter(1_000);
    AnswerStream answer = answer(writer);

    say(answer, "One.");
    Awaitility.await().until(() -> writer.text().equals("One."));
    say(answer, " Two.");
    Awaitility.await().until(() -> writer.text().equals("One. Two."));
    answer.finish("", "f");

    assertThat(writer.historyOfFirst()).hasSize(3);
  }

  @Test
  void longAnswerGoesOnInFurtherMessages() throws Exception {
    RecordingWriter writer = new RecordingWriter(200);
    AnswerStream answer = answer(writer);
    StringBuilder whole = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      whole.append("word").append(i).append(' ');
      say(answer, "word" + i + " ");
    }

    answer.finish("", "f");

    assertThat(writer.pages()).hasSize(4);
    assertThat(writer.pages()).allMatch(page -> page.markdown().length() <= 200);
    assertThat(writer.text().replaceAll("\\s+", " ").strip()).isEqualTo(whole.toString().strip());
    assertThat(writer.pages().getLast().footer()).isEqualTo("f");
    assertThat(posted).hasSameSizeAs(writer.pages());
  }

  @Test
  void openFenceIsClosedWhileItGrows() throws Exception {
    RecordingWriter writer = new RecordingWriter(1_000);
    AnswerStream answer = answer(writer);

    say(answer, "```java\nint x;");

    Awaitility.await().until(() -> writer.text().equals("```java\nint x;\n```"));
    say(answer, "\n```\nDone.");
    answer.finish("", "f");
    assertThat(writer.text()).isEqualTo("```java\nint x;\n```\nDone.");
  }

  @Test
  void rewriteReplacesAllText() throws Exception {
    RecordingWriter writer = new RecordingWriter(200);
    AnswerStream answer = answer(writer);

    say(answer, "wrong ".repeat(100));
    answer.accept(new AnswerEvent.Rewrite("right"));
    answer.finish("", "f");

    assertThat(writer.pages().getFirst().markdown()).isEqualTo("right");
    assertThat(writer.text()).doesNotContain("wrong");
  }

  /// Growth that finds no more room must neither use up what an end needs nor delay it until there
  /// is room for growth: a minute, here.
  @Test
  void endIsShownAtOnceWhereGrowthHasNoRoom() throws Exception {
    CallLimit posts = new CallLimit("plenty", 1_000, Duration.ofSeconds(1));
    CallLimit edits = new CallLimit("three a minute", 3, Duration.ofMinutes(1));
    ThreadLimits limits =
        ThreadLimits.of("few", 10_000, List.of(posts), List.of(edits), Duration.ofMillis(1));
    List<RecordingWriter> writers = new ArrayList<>();
    List<AnswerStream> answers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      writers.add(new RecordingWriter(limits));
      answers.add(new AnswerStream(writers.get(i), pacer, (number, page) -> {}));
      say(answers.get(i), "One.");
    }
    Awaitility.await().until(() -> writers.stream().noneMatch(one -> one.text().isEmpty()));
    answers.forEach(answer -> say(answer, " Two."));

    try (var ends = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> shown = new ArrayList<>();
      for (AnswerStream answer : answers) {
        shown.add(
            ends.submit(() -> {
              answer.finish("", "f");
              return null;
            }));
      }
      for (Future<?> one : shown) {
        one.get(20, TimeUnit.SECONDS);
      }
    }

    assertThat(writers).extracting(RecordingWriter::text).containsOnly("One. Two.");
  }

  @Test
  void rewriteReachesMessagesThatAreComplete() throws Exception {
    RecordingWriter writer = new RecordingWriter(200);
    AnswerStream answer = answer(writer);
    say(answer, "wrong ".repeat(50));
    Awaitility.await().until(() -> writer.pages().size() == 2);

    answer.accept(new AnswerEvent.Rewrite("right"));
    answer.finish("", "f");

    assertThat(writer.text()).isEqualTo("right\n↑");
  }

  @Test
  void throttledFinalLandsWhenTheServerAllows() throws Exception {
    RecordingWriter writer = new RecordingWriter(1_000).throttling(Duration.ofMillis(50));
    AnswerStream answer = answer(writer);

    say(answer, "Hello.");
    answer.finish("", "f");

    assertThat(writer.text()).isEqualTo("Hello.");
    assertThat(pacer.counts().throttled()).isEqualTo(1);
  }

  @Test
  void finalIsTriedAgainWhenThePlatformDoesNotAnswer() throws Exception {
    RecordingWriter writer = new RecordingWriter(1_000).failing(2);
    AnswerStream answer = answer(writer);

    say(answer, "Hello.");
    answer.finish("", "f");

    assertThat(writer.text()).isEqualTo("Hello.");
  }

  @Test
  void refusalEndsTheAnswer() {
    RecordingWriter writer =
        new RecordingWriter(1_000).refusing(PlatformRefused.Reason.MISSING_PERMISSION);
    AnswerStream answer = answer(writer);

    say(answer, "Hello.");

    assertThatThrownBy(() -> answer.finish("", "f")).isInstanceOf(PlatformRefused.class);
    assertThat(answer.refusal()).isPresent();
  }

  /// With room for two calls a second, the text of 400 events takes no more than a handful of
  /// calls.
  @Test
  void staleTextIsNeverSent() throws Exception {
    CallLimit scarce = new CallLimit("scarce", 2, Duration.ofSeconds(1));
    RecordingWriter writer =
        new RecordingWriter(
            ThreadLimits.of(
                "scarce", 10_000, List.of(scarce), List.of(scarce), Duration.ofMillis(1)));
    AnswerStream answer = answer(writer);

    for (int i = 0; i < 400; i++) {
      say(answer, "word ");
    }
    answer.finish("", "f");

    assertThat(writer.text()).isEqualTo("word ".repeat(400));
    assertThat(writer.historyOfFirst()).hasSizeLessThanOrEqualTo(3);
  }

  private AnswerStream answer(RecordingWriter writer) {
    return new AnswerStream(writer, pacer, posted::put);
  }

  private static void say(AnswerStream answer, String... words) {
    for (String word : words) {
      answer.accept(new AnswerEvent.Text(word));
    }
  }
}
