package dev.sightline.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import okio.Buffer;
import okio.BufferedSource;
import okio.ForwardingSource;
import okio.Okio;
import okio.Pipe;
import okio.Source;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseReaderTest {

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r", "\r\n"})
  void linesEndInThreeWays(String end) throws IOException {
    String body = "event: a\ndata: 1\ndata: 2\n\ndata: 3\n\n".replace("\n", end);

    assertThat(events(body)).containsExactly(whole("a", "1\n2"), whole(null, "3"));
  }

  @Test
  void commentsOtherFieldsAndEventsWithoutDataAreSkipped() throws IOException {
    assertThat(events(": hi\n\nid: 7\nretry: 1\n\nevent: lonely\n\ndata: x\n\n"))
        .containsExactly(whole(null, "x"));
  }

  @Test
  void oneBlankAfterTheColonIsNotPartOfTheValue() throws IOException {
    assertThat(events("data:x\n\ndata:  y\n\ndata\n\n"))
        .containsExactly(whole(null, "x"), whole(null, " y"), whole(null, ""));
  }

  @Test
  void byteOrderMarkIsSkippedOnlyAtTheStart() throws IOException {
    assertThat(events("\uFEFFdata: \uFEFFx\n\n")).containsExactly(whole(null, "\uFEFFx"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"data: x", "data: x\n", "data: x\r\n"})
  void eventWithoutItsBlankLineIsNotWhole(String body) throws IOException {
    assertThat(events(body)).containsExactly(new SseEvent(null, "x", false));
  }

  @Test
  void fieldThatIsCutCountsAsAnEventThatIsNotWhole() throws IOException {
    assertThat(events("data: x\n\nda")).last().isEqualTo(new SseEvent(null, "", false));
  }

  @Test
  void streamThatEndsBetweenEventsEndsCleanly() throws IOException {
    assertThat(events("data: x\n\n: bye")).containsExactly(whole(null, "x"));
  }

  @Test
  void charactersThatComeByteByByteStayWhole() throws IOException {
    Buffer bytes = new Buffer().writeUtf8("data: äöü 🐈‍⬛ 漢字\r\n\r\n");
    Source dripping =
        new ForwardingSource(bytes) {
          @Override
          public long read(Buffer sink, long byteCount) throws IOException {
            return super.read(sink, 1);
          }
        };

    assertThat(read(Okio.buffer(dripping), 1000)).containsExactly(whole(null, "äöü 🐈‍⬛ 漢字"));
  }

  @Test
  void eventIsHandedOverBeforeTheLineFeedOfItsLastCarriageReturn() throws IOException {
    Pipe pipe = new Pipe(1000);
    pipe.sink().write(new Buffer().writeUtf8("data: x\r\n\r"), 10);
    SseReader reader = new SseReader(Okio.buffer(pipe.source()), 1000);

    assertThat(reader.next()).isEqualTo(whole(null, "x"));
  }

  @Test
  void lineThatNeverEndsIsRefused() {
    Buffer body = new Buffer().writeUtf8("data: " + "x".repeat(200));

    assertThatThrownBy(() -> read(body, 100)).isInstanceOf(ProtocolException.class);
  }

  @Test
  void eventOfTooManyLinesIsRefused() {
    Buffer body = new Buffer().writeUtf8("data: 1234567890\n".repeat(20));

    assertThatThrownBy(() -> read(body, 100)).isInstanceOf(ProtocolException.class);
  }

  @Test
  void eventJustShortEnoughIsRead() throws IOException {
    String line = "data: " + "x".repeat(94);

    assertThat(line.getBytes(StandardCharsets.UTF_8)).hasSize(100);
    assertThat(read(new Buffer().writeUtf8(line + "\n\n"), 100)).hasSize(1);
  }

  private static SseEvent whole(@Nullable String name, String data) {
    return new SseEvent(name, data, true);
  }

  private static List<SseEvent> events(String body) throws IOException {
    return read(new Buffer().writeUtf8(body), 1000);
  }

  private static List<SseEvent> read(BufferedSource source, long maxEventBytes) throws IOException {
    SseReader reader = new SseReader(source, maxEventBytes);
    List<SseEvent> events = new ArrayList<>();
    while (true) {
      SseEvent event = reader.next();
      if (event == null) {
        return events;
      }
      events.add(event);
    }
  }
}
