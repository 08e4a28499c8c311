package dev.sightline.media;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// The parts of a file that are needed, in their order; those that touch are one.
///
/// A file of a million tiny parts costs no more than one of a few.
final class KeptParts {
  /// Far more than any file has between which something is left out; our own choice.
  private static final int MAX_PARTS = 20_000;

  private final ByteBuffer file;
  private final List<ByteBuffer> parts = new ArrayList<>();
  private int start;
  private int end;
  private boolean isFull;

  KeptParts(ByteBuffer file) {
    this.file = file;
  }

  /// @param at not before the end of the part before
  void add(int at, int lengthBytes) {
    if (at != end) {
      close();
      start = at;
    }
    end = at + lengthBytes;
  }

  private void close() {
    if (parts.size() == MAX_PARTS) {
      isFull = true;
    } else if (end > start) {
      parts.add(file.slice(start, end - start));
    }
  }

  /// All of them, unless [#isFull]; call it once, at the end.
  List<ByteBuffer> list() {
    close();
    return parts;
  }

  /// Whether there were too many.
  boolean isFull() {
    return isFull;
  }
}
