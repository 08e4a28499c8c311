package dev.sightline.media;

import java.util.Arrays;
import java.util.stream.IntStream;

/// The arithmetic of [Shrink]: first the rows that a row of the result covers are added up, each
/// with its share, then the columns of that sum.
///
/// The first step touches every sample of the source, so it is a plain loop over an array of bytes,
/// which the compiler turns into vector instructions. The rows of the result do not depend on each
/// other, and are shared out to the cores.
final class Averages {
  /// A whole row's weight: shares are kept in parts of it.
  private static final int WHOLE = 256;

  /// As many rows of 255 × [#WHOLE] fit into an int.
  private static final int MAX_ROWS = Integer.MAX_VALUE / (255 * WHOLE) - 2;

  private final BytePixels from;
  private final int width;
  private final double rowsPerRow;
  private final double columnsPerColumn;
  private final int whole;
  private final int bands;
  private final Columns columns;

  private Averages(BytePixels from, int width, int height) {
    this.from = from;
    this.width = width;
    this.rowsPerRow = (double) from.height() / height;
    this.columnsPerColumn = (double) from.width() / width;
    this.whole = rowsPerRow < MAX_ROWS ? WHOLE : 1;
    this.bands = from.bands();
    this.columns = new Columns(from.width(), width);
  }

  /// The samples of `from` at `width` × `height`, in the order in which they stand there.
  static byte[] of(BytePixels from, int width, int height) {
    int rowBytes = width * from.bands();
    byte[] out = new byte[rowBytes * height];
    if (width == from.width() && height == from.height()) {
      for (int y = 0; y < height; y++) {
        System.arraycopy(from.data(), from.row(y), out, y * rowBytes, rowBytes);
      }
    } else if (from.hasAlpha()) {
      new Averages(from, width, height).translucent(out, height);
    } else {
      new Averages(from, width, height).opaque(out, height);
    }
    return out;
  }

  private void opaque(byte[] out, int height) {
    int parts = Math.min(height, Runtime.getRuntime().availableProcessors());
    IntStream.range(0, parts)
        .parallel()
        .forEach(part -> opaque(out, part * height / parts, (part + 1) * height / parts));
  }

  private void opaque(byte[] out, int start, int end) {
    int[] sums = new int[from.width() * bands];
    for (int target = start; target < end; target++) {
      int last = last(target);
      int total = 0;
      for (int y = first(target); y <= last; y += 4) {
        total += addRows(sums, target, y, last);
      }
      if (bands == 3) {
        threeColumns(sums, out, target * width * 3, total);
      } else {
        columns(sums, out, target * width * bands, total);
      }
    }
  }

  /// Adds up to four rows at once, as loading and storing the sums costs more than adding.
  ///
  /// @return the weight of these rows
  private int addRows(int[] sums, int target, int y, int last) {
    int one = weight(target, y);
    int two = y + 1 <= last ? weight(target, y + 1) : 0;
    int three = y + 2 <= last ? weight(target, y + 2) : 0;
    int four = y + 3 <= last ? weight(target, y + 3) : 0;
    int at = from.row(y);
    int next = y + 1 <= last ? from.row(y + 1) : at;
    int third = y + 2 <= last ? from.row(y + 2) : at;
    int fourth = y + 3 <= last ? from.row(y + 3) : at;
    int keep = y == first(target) ? 0 : -1;
    add(sums, keep, from.data(), at, one, next, two, third, three, fourth, four);
    return one + two + three + four;
  }

  private static void add(
      int[] sums,
      int keep,
      byte[] data,
      int start1,
      int weight1,
      int start2,
      int weight2,
      int start3,
      int weight3,
      int start4,
      int weight4) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] =
          (sums[i] & keep)
              + (data[start1 + i] & 0xFF) * weight1
              + (data[start2 + i] & 0xFF) * weight2
              + (data[start3 + i] & 0xFF) * weight3
              + (data[start4 + i] & 0xFF) * weight4;
    }
  }

  private int first(int target) {
    return (int) (target * rowsPerRow);
  }

  private int last(int target) {
    int last = (int) Math.ceil((target + 1) * rowsPerRow - 1e-6) - 1;
    return Math.min(Math.max(last, first(target)), from.height() - 1);
  }

  private int weight(int target, int y) {
    double start = Math.max(y, target * rowsPerRow);
    double end = Math.min(y + 1, (target + 1) * rowsPerRow);
    return Math.max(1, (int) Math.round((end - start) * whole));
  }

  private void threeColumns(int[] sums, byte[] out, int start, int total) {
    float scale = (float) (1 / (columnsPerColumn * total));
    int to = start;
    for (int x = 0; x < width; x++) {
      int at = columns.first[x] * 3;
      float share = columns.firstShare[x];
      float one = sums[at] * share;
      float two = sums[at + 1] * share;
      float three = sums[at + 2] * share;
      for (int whole = columns.between[x]; whole > 0; whole--) {
        at += 3;
        one += sums[at];
        two += sums[at + 1];
        three += sums[at + 2];
      }
      share = columns.lastShare[x];
      if (share > 0) {
        at += 3;
        one += sums[at] * share;
        two += sums[at + 1] * share;
        three += sums[at + 2] * share;
      }
      out[to] = (byte) (int) (one * scale + 0.5f);
      out[to + 1] = (byte) (int) (two * scale + 0.5f);
      out[to + 2] = (byte) (int) (three * scale + 0.5f);
      to += 3;
    }
  }

  /// Which columns of the source each column of the result covers.
  private static final class Columns {
    private final int[] first;
    private final int[] between;
    private final float[] firstShare;
    private final float[] lastShare;

    Columns(int from, int to) {
      double width = (double) from / to;
      first = new int[to];
      between = new int[to];
      firstShare = new float[to];
      lastShare = new float[to];
      for (int x = 0; x < to; x++) {
        double left = x * width;
        double right = Math.min(left + width, from);
        first[x] = (int) left;
        int last = Math.max(first[x], (int) Math.ceil(right - 1e-6) - 1);
        firstShare[x] = (float) (Math.min(right, first[x] + 1) - left);
        between[x] = Math.max(0, last - first[x] - 1);
        lastShare[x] = last > first[x] ? (float) (right - last) : 0;
      }
    }
  }

  private void columns(int[] sums, byte[] out, int start, int total) {
    float scale = (float) (1 / (columnsPerColumn * total));
    for (int x = 0; x < width; x++) {
      double left = x * columnsPerColumn;
      double right = Math.min(left + columnsPerColumn, from.width());
      int first = (int) left;
      int last = Math.min((int) Math.ceil(right - 1e-6) - 1, from.width() - 1);
      for (int band = 0; band < bands; band++) {
        double sum = 0;
        for (int i = first; i <= last; i++) {
          sum += sums[i * bands + band] * (Math.min(right, i + 1) - Math.max(left, i));
        }
        out[start + x * bands + band] = (byte) Math.min(255, (int) (sum * scale + 0.5));
      }
    }
  }

  /// Colours are weighed by how opaque they are.
  private void translucent(byte[] out, int height) {
    float[] sums = new float[from.width() * bands];
    int alpha = from.alpha();
    for (int target = 0; target < height; target++) {
      Arrays.fill(sums, 0);
      int total = 0;
      int last = last(target);
      for (int y = first(target); y <= last; y++) {
        int weight = weight(target, y);
        addTranslucentRow(sums, from.row(y), alpha, weight);
        total += weight;
      }
      translucentColumns(sums, out, target * width * bands, alpha, total);
    }
  }

  private void addTranslucentRow(float[] sums, int start, int alpha, int weight) {
    byte[] data = from.data();
    for (int at = 0; at < sums.length; at += bands) {
      int opacity = data[start + at + alpha] & 0xFF;
      float share = (float) opacity * weight;
      for (int band = 0; band < bands; band++) {
        int sample = band == alpha ? 1 : data[start + at + band] & 0xFF;
        sums[at + band] += sample * share;
      }
    }
  }

  private void translucentColumns(float[] sums, byte[] out, int start, int alpha, int total) {
    double scale = 1 / (columnsPerColumn * total);
    double[] pixel = new double[bands];
    for (int x = 0; x < width; x++) {
      double left = x * columnsPerColumn;
      double right = Math.min(left + columnsPerColumn, from.width());
      int first = (int) left;
      int last = Math.min((int) Math.ceil(right - 1e-6) - 1, from.width() - 1);
      Arrays.fill(pixel, 0);
      for (int i = first; i <= last; i++) {
        double share = Math.min(right, i + 1) - Math.max(left, i);
        for (int band = 0; band < bands; band++) {
          pixel[band] += sums[i * bands + band] * share;
        }
      }
      double opacity = pixel[alpha];
      for (int band = 0; band < bands; band++) {
        double value = band == alpha ? opacity * scale : opacity > 0 ? pixel[band] / opacity : 0;
        out[start + x * bands + band] = (byte) Math.min(255, (int) (value + 0.5));
      }
    }
  }
}
