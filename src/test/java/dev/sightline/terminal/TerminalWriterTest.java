package dev.sightline.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.thread.Page;
import dev.sightline.thread.Posted;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TerminalWriterTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final TerminalWriter writer =
      new TerminalWriter(
          new PrintStream(out, false, StandardCharsets.UTF_8),
          new PrintStream(err, false, StandardCharsets.UTF_8));

  @Test
  void growingTextIsPrintedOnce() {
    Posted posted = writer.post(Page.of("A cat"));
    writer.edit(posted, Page.of("A cat on a"));
    writer.edit(posted, new Page("A cat on a mat.", "", "model · free"));

    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("A cat on a mat.\n");
    assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("model · free\n");
  }

  @Test
  void noticesStayOffTheAnswer() {
    writer.post(new Page("", "photo.jpg is empty.", ""));

    assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
    assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("photo.jpg is empty.\n");
  }

  @Test
  void rewrittenTextIsPrintedAnew() {
    Posted posted = writer.post(Page.of("Wrong"));
    writer.edit(posted, Page.of("Right"));

    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("Wrong\nRight");
  }

  @Test
  void controlCharactersDoNothingToTheTerminal() {
    writer.post(Page.of("\u001b]0;owned\u0007\u001b[2Jtext\r\n\tindented"));

    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("]0;owned[2Jtext\n\tindented");
  }
}
