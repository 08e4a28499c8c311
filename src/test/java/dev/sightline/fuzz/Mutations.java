package dev.sightline.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Makes inputs out of examples by blind changes, the same for the same seed: for the short runs of
/// the tests, which cannot wait for Jazzer to learn.
final class Mutations {
  private static final int MAX_BYTES = 4096;
  private static final int[] EDGES = {0, 1, 0x0A, 0x0D, 0x7F, 0x80, 0xFE, 0xFF};

  private final Random random;
  private final List<byte[]> examples;

  Mutations(long seed, List<byte[]> examples) {
    this.random = new Random(seed);
    this.examples = examples.stream().map(e -> Arrays.copyOf(e, limited(e))).toList();
  }

  private static int limited(byte[] example) {
    return Math.min(example.length, MAX_BYTES);
  }

  byte[] next() {
    byte[] input = any();
    for (int changes = 1 + random.nextInt(6); changes > 0; changes--) {
      input = changed(input);
    }
    return Arrays.copyOf(input, limited(input));
  }

  private byte[] any() {
    return examples.get(random.nextInt(examples.size())).clone();
  }

  private byte[] changed(byte[] input) {
    if (input.length == 0) {
      return new byte[] {(byte) random.nextInt()};
    }
    int at = random.nextInt(input.length);
    int length = 1 + random.nextInt(Math.min(16, input.length - at));
    switch (random.nextInt(7)) {
      case 0 -> input[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> input[at] = (byte) random.nextInt();
      case 2 -> input[at] = (byte) EDGES[random.nextInt(EDGES.length)];
      case 3 -> {
        return joined(input, at, new byte[0], at + length);
      }
      case 4 -> {
        return joined(input, at, Arrays.copyOfRange(input, at, at + length), at);
      }
      case 5 -> {
        byte[] other = any();
        int from = other.length == 0 ? 0 : random.nextInt(other.length);
        int to = Math.min(other.length, from + 1 + random.nextInt(64));
        return joined(input, at, Arrays.copyOfRange(other, from, to), at);
      }
      default -> {
        return Arrays.copyOf(input, at);
      }
    }
    return input;
  }

  /// The input up to `end`, then `middle`, then the input from `start` on.
  private static byte[] joined(byte[] input, int end, byte[] middle, int start) {
    byte[] all = Arrays.copyOf(input, end + middle.length + input.length - start);
    System.arraycopy(middle, 0, all, end, middle.length);
    System.arraycopy(input, start, all, end + middle.length, input.length - start);
    return all;
  }

  /// Every example, and what is left of it when it ends early.
  List<byte[]> cut() {
    List<byte[]> all = new ArrayList<>();
    for (byte[] example : examples) {
      for (int tenth = 0; tenth <= 10; tenth++) {
        all.add(Arrays.copyOf(example, example.length * tenth / 10));
      }
    }
    return all;
  }
}
