package dev.sightline.http;

import java.io.IOException;
import java.net.ProtocolException;
import okio.BufferedSource;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/// Reads server-sent events, each as soon as its blank line is there.
///
/// Lines end with LF, CR or CRLF; comments, `id` and `retry` are skipped. Used by one thread; the
/// source stays the caller's to close.
///
/// Source: WHATWG HTML Living Standard, 9.2.6 "Interpreting an event stream", read 2026-11-20.
public final class SseReader {
  private static final ByteString LINE_ENDS = ByteString.encodeUtf8("\r\n");
  private static final ByteString BYTE_ORDER_MARK = ByteString.decodeHex("efbbbf");

  private final BufferedSource source;
  private final long maxEventBytes;
  private boolean isStarted;
  private boolean isAfterCarriageReturn;
  private boolean isLastLineOpen;

  /// @param maxEventBytes longest line, and longest event, that is kept in memory; at least 1
  public SseReader(BufferedSource source, long maxEventBytes) {
    if (maxEventBytes < 1) {
      throw new IllegalArgumentException("maxEventBytes: " + maxEventBytes);
    }
    this.source = source;
    this.maxEventBytes = maxEventBytes;
  }

  /// The next event, or null at the end of the stream. Blocks until there is one. An event without
  /// data is skipped, unless the stream ends inside it.
  ///
  /// @throws IOException if the connection breaks, or an event is longer than allowed
  public @Nullable SseEvent next() throws IOException {
    String name = null;
    StringBuilder data = new StringBuilder();
    boolean hasFields = false;
    while (true) {
      String line = readLine();
      if (line == null) {
        return hasFields ? event(name, data, false) : null;
      }
      if (line.isEmpty()) {
        if (!data.isEmpty()) {
          return event(name, data, true);
        }
        name = null;
        hasFields = false;
        continue;
      }
      int colon = line.indexOf(':');
      String field = colon < 0 ? line : line.substring(0, colon);
      if (field.equals("data")) {
        hasFields = true;
        data.append(value(line, colon)).append('\n');
        if (data.length() > maxEventBytes) {
          throw tooLong();
        }
      } else if (field.equals("event")) {
        hasFields = true;
        name = value(line, colon);
      } else if (isLastLineOpen && !field.isEmpty() && "data".startsWith(field)) {
        hasFields = true;
      }
    }
  }

  private static SseEvent event(@Nullable String name, StringBuilder data, boolean isWhole) {
    if (!data.isEmpty()) {
      data.setLength(data.length() - 1);
    }
    return new SseEvent(name, data.toString(), isWhole);
  }

  private static String value(String line, int colon) {
    if (colon < 0) {
      return "";
    }
    int start = line.startsWith(" ", colon + 1) ? colon + 2 : colon + 1;
    return line.substring(start);
  }

  /// Null at the end of the stream.
  private @Nullable String readLine() throws IOException {
    skipLeftovers();
    long end = lineEnd();
    if (end < 0) {
      isLastLineOpen = true;
      return source.exhausted() ? null : source.readUtf8();
    }
    String line = source.readUtf8(end);
    isAfterCarriageReturn = source.readByte() == '\r';
    return line;
  }

  /// A line feed after a carriage return is looked for only now: waiting for it there would hold
  /// back an event that is complete.
  private void skipLeftovers() throws IOException {
    if (!isStarted) {
      isStarted = true;
      if (source.request(1)
          && source.getBuffer().getByte(0) == BYTE_ORDER_MARK.getByte(0)
          && source.rangeEquals(0, BYTE_ORDER_MARK)) {
        source.skip(BYTE_ORDER_MARK.size());
      }
    }
    if (isAfterCarriageReturn) {
      isAfterCarriageReturn = false;
      if (source.request(1) && source.getBuffer().getByte(0) == '\n') {
        source.skip(1);
      }
    }
  }

  /// Offset of the line's end, or -1 where the stream ends first.
  private long lineEnd() throws IOException {
    long searched = 0;
    while (true) {
      long end = source.getBuffer().indexOfElement(LINE_ENDS, searched);
      if (end > maxEventBytes || (end < 0 && source.getBuffer().size() > maxEventBytes)) {
        throw tooLong();
      }
      if (end >= 0) {
        return end;
      }
      searched = source.getBuffer().size();
      if (!source.request(searched + 1)) {
        return -1;
      }
    }
  }

  private ProtocolException tooLong() {
    return new ProtocolException("event is longer than " + maxEventBytes + " bytes");
  }
}
