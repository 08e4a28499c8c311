package dev.sightline.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// The bytes of one run, read as decisions from the front: the same bytes make the same run. What
/// is asked for after the last byte is 0.
public final class FuzzInput {
  private final byte[] bytes;
  private int at;

  public FuzzInput(byte[] bytes) {
    this.bytes = bytes;
  }

  public boolean isOver() {
    return at >= bytes.length;
  }

  /// 0 to 255.
  public int next() {
    return isOver() ? 0 : Byte.toUnsignedInt(bytes[at++]);
  }

  /// 0 to `bound` - 1, at most 255.
  public int below(int bound) {
    return next() % bound;
  }

  public boolean isOdd() {
    return (next() & 1) == 1;
  }

  public <T> T oneOf(List<T> choices) {
    return choices.get(below(choices.size()));
  }

  /// At most `most` of the bytes that follow, as UTF-8.
  public String text(int most) {
    int end = Math.min(bytes.length, at + most);
    String text = new String(bytes, at, end - at, StandardCharsets.UTF_8);
    at = end;
    return text;
  }

  /// All that is left.
  public byte[] rest() {
    byte[] rest = Arrays.copyOfRange(bytes, Math.min(at, bytes.length), bytes.length);
    at = bytes.length;
    return rest;
  }
}
