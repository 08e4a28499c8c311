package dev.sightline.http;

import dev.sightline.fuzz.Broken;
import dev.sightline.fuzz.FuzzInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import okio.Buffer;
import okio.ForwardingSource;
import okio.Okio;
import org.jspecify.annotations.Nullable;

/// However the bytes of a stream are cut into packets, the events are the same, and they are those
/// of another reader that is written down plainly, as the specification is.
public final class SseFuzz {
  private static final List<Long> LIMITS = List.of(1L, 7L, 40L, 1_000L);

  private SseFuzz() {}

  /// Streams as servers send them, and others.
  public static List<byte[]> seeds() {
    return Stream.of(
            "data: {\"a\":1}\n\ndata: [DONE]\n\n",
            "\uFEFFevent: error\r\ndata: x\r\n\r\n",
            ": ping\rdata:a\rdata: b\r\rdata: c",
            "id: 1\nretry: 5\ndata\n\nevent: done\ndata: äöü🐈\n\n",
            "data: a\n\nda",
            "event\ndata: \n\n\n\ndata:\n\n",
            "\n\r\n\r\rdata: x\n\r\n")
        .flatMap(text -> Stream.of("\2\1" + text, "\3\5\1\2" + text, "\1\0" + text))
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  /// Called by Jazzer.
  public static void fuzzerTestOneInput(byte[] bytes) {
    FuzzInput input = new FuzzInput(bytes);
    long limit = input.oneOf(LIMITS);
    int packets = input.next();
    byte[] body = input.rest();

    List<String> atOnce = events(new Buffer().write(body), limit, Integer.MAX_VALUE, 0);
    Broken.unless(atOnce.equals(events(new Buffer().write(body), limit, 1, 0)), "byte by byte");
    List<String> cut = events(new Buffer().write(body), limit, 1 + packets % 13, packets);
    Broken.unless(atOnce.equals(cut), "in packets", atOnce, cut);
    if (!atOnce.contains("too long")) {
      List<String> plain = plain(body);
      Broken.unless(atOnce.equals(plain), "read plainly", atOnce, plain);
    }
  }

  /// @param packet most bytes that come at once, and with `more` a changing number of them
  private static List<String> events(Buffer body, long limit, int packet, int more) {
    ForwardingSource dripping =
        new ForwardingSource(body) {
          private int turn = more;

          @Override
          public long read(Buffer sink, long byteCount) throws IOException {
            turn = turn * 31 + 7;
            int most = more == 0 ? packet : 1 + Math.floorMod(turn, packet);
            return super.read(sink, Math.min(byteCount, most));
          }
        };
    SseReader reader = new SseReader(Okio.buffer(dripping), limit);
    List<String> events = new ArrayList<>();
    try {
      for (SseEvent event = reader.next(); event != null; event = reader.next()) {
        Broken.unless(event.data().length() <= limit, "longer than allowed", event);
        events.add(event.toString());
      }
    } catch (ProtocolException e) {
      events.add("too long");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return events;
  }

  /// The text as lines, and the lines as events (WHATWG HTML, 9.2.6), with what a stream that
  /// breaks off leaves behind.
  private static List<String> plain(byte[] body) {
    List<String> lines = new ArrayList<>();
    Buffer line = new Buffer();
    boolean hasMark =
        body.length >= 3
            && body[0] == (byte) 0xEF
            && body[1] == (byte) 0xBB
            && body[2] == (byte) 0xBF;
    for (int i = hasMark ? 3 : 0; i < body.length; i++) {
      if (body[i] == '\r' || body[i] == '\n') {
        i += body[i] == '\r' && i + 1 < body.length && body[i + 1] == '\n' ? 1 : 0;
        lines.add(line.readUtf8());
      } else {
        line.writeByte(body[i]);
      }
    }
    String open = line.exhausted() ? null : line.readUtf8();
    return plain(lines, open);
  }

  private static List<String> plain(List<String> lines, @Nullable String open) {
    List<String> events = new ArrayList<>();
    List<String> data = new ArrayList<>();
    String name = null;
    boolean hasFields = false;
    for (String line : lines) {
      if (line.isEmpty()) {
        if (!data.isEmpty()) {
          events.add(new SseEvent(name, String.join("\n", data), true).toString());
        }
        data.clear();
        name = null;
        hasFields = false;
      } else if (isField(line, "data")) {
        data.add(value(line));
        hasFields = true;
      } else if (isField(line, "event")) {
        name = value(line);
        hasFields = true;
      }
    }
    if (open != null) {
      if (isField(open, "data")) {
        data.add(value(open));
      } else if (isField(open, "event")) {
        name = value(open);
      }
      String field = open.indexOf(':') < 0 ? open : open.substring(0, open.indexOf(':'));
      hasFields |= isField(open, "data") || isField(open, "event");
      hasFields |= !field.isEmpty() && "data".startsWith(field);
    }
    if (hasFields) {
      events.add(new SseEvent(name, String.join("\n", data), false).toString());
    }
    return events;
  }

  private static boolean isField(String line, String name) {
    return line.equals(name) || line.startsWith(name + ":");
  }

  private static String value(String line) {
    int colon = line.indexOf(':');
    String value = colon < 0 ? "" : line.substring(colon + 1);
    return value.startsWith(" ") ? value.substring(1) : value;
  }
}
