package dev.sightline.media;

import java.awt.Graphics2D;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.util.Arrays;

/// Scales pictures down by area averaging: every pixel of the result is the mean of just the area
/// it covers, with fully transparent pixels counting for nothing.
///
/// One pass over the source in rows, in the source's own colours; they become sRGB afterwards, when
/// there are few pixels left. The result has 8 bits a channel and is `TYPE_3BYTE_BGR`, or
/// `TYPE_4BYTE_ABGR` where a pixel is not opaque.
final class Shrink {
  private Shrink() {}

  /// Returns `source` with `widthPx` × `heightPx`, neither of them larger than the source's.
  static BufferedImage to(BufferedImage source, int widthPx, int heightPx) {
    BufferedImage plain = withByteSamples(source);
    Raster from = plain.getRaster();
    int bands = from.getNumBands();
    boolean hasAlpha = plain.getColorModel().hasAlpha();
    WritableRaster to = plain.getColorModel().createCompatibleWritableRaster(widthPx, heightPx);
    if (widthPx == plain.getWidth() && heightPx == plain.getHeight()) {
      to.setRect(from);
    } else {
      average(from, to, bands, hasAlpha);
    }
    return asSrgb(new BufferedImage(plain.getColorModel(), to, false, null), bands, hasAlpha);
  }

  private static void average(Raster from, WritableRaster to, int bands, boolean hasAlpha) {
    int width = to.getWidth();
    double rowsPerRow = (double) from.getHeight() / to.getHeight();
    Columns columns = new Columns(from.getWidth(), width);
    int[] row = new int[from.getWidth() * bands];
    int[] out = new int[width * bands];
    float[] narrow = new float[width * bands];
    float[] sums = new float[width * bands];
    int target = 0;
    for (int y = 0; y < from.getHeight(); y++) {
      from.getPixels(from.getMinX(), from.getMinY() + y, from.getWidth(), 1, row);
      if (hasAlpha) {
        weighByAlpha(row, bands);
      }
      columns.average(row, narrow, bands);
      double end = (target + 1) * rowsPerRow;
      double share = Math.min(1, end - y);
      add(sums, narrow, share);
      if (y + 1 >= end - 1e-9 && target < to.getHeight()) {
        finish(sums, out, rowsPerRow, bands, hasAlpha);
        to.setPixels(0, target, width, 1, out);
        target++;
        Arrays.fill(sums, 0);
        add(sums, narrow, 1 - share);
      }
    }
  }

  private static void add(float[] sums, float[] row, double share) {
    float weight = (float) share;
    for (int i = 0; i < sums.length; i++) {
      sums[i] += row[i] * weight;
    }
  }

  private static void weighByAlpha(int[] row, int bands) {
    for (int at = 0; at < row.length; at += bands) {
      int alpha = row[at + bands - 1];
      for (int band = 0; band < bands - 1; band++) {
        row[at + band] *= alpha;
      }
    }
  }

  private static void finish(float[] sums, int[] out, double rows, int bands, boolean hasAlpha) {
    float scale = (float) (1 / rows);
    for (int at = 0; at < out.length; at += bands) {
      float alpha = sums[at + bands - 1];
      for (int band = 0; band < bands; band++) {
        boolean isColour = hasAlpha && band < bands - 1;
        float value =
            isColour ? (alpha > 0 ? sums[at + band] / alpha : 0) : sums[at + band] * scale;
        out[at + band] = Math.clamp((int) (value + 0.5f), 0, 255);
      }
    }
  }

  /// Which source columns each target column covers, and how far.
  private static final class Columns {
    private final int[] first;
    private final float[] firstShare;
    private final float[] lastShare;
    private final float scale;

    Columns(int from, int to) {
      double width = (double) from / to;
      first = new int[to + 1];
      firstShare = new float[to];
      lastShare = new float[to];
      scale = (float) (1 / width);
      for (int x = 0; x < to; x++) {
        double start = x * width;
        double end = Math.min(from, (x + 1) * width);
        first[x] = (int) start;
        firstShare[x] = (float) (Math.min(end, first[x] + 1) - start);
        lastShare[x] = (float) (end - (int) end);
      }
      first[to] = from;
    }

    void average(int[] row, float[] out, int bands) {
      for (int x = 0; x < firstShare.length; x++) {
        int from = first[x];
        int last = first[x + 1];
        boolean hasLast = lastShare[x] > 1e-6 && last > from && last * bands < row.length;
        for (int band = 0; band < bands; band++) {
          float sum = row[from * bands + band] * firstShare[x];
          for (int at = from + 1; at < last; at++) {
            sum += row[at * bands + band];
          }
          if (hasLast) {
            sum += row[last * bands + band] * lastShare[x];
          }
          out[x * bands + band] = sum * scale;
        }
      }
    }
  }

  /// The same picture with one byte a sample and no palette.
  private static BufferedImage withByteSamples(BufferedImage source) {
    ColorModel model = source.getColorModel();
    if (model instanceof ComponentColorModel && !model.isAlphaPremultiplied()) {
      if (model.getTransferType() == DataBuffer.TYPE_BYTE && model.getComponentSize(0) == 8) {
        return source;
      }
      if (model.getTransferType() == DataBuffer.TYPE_USHORT) {
        return highBytes(source);
      }
    }
    int type = model.hasAlpha() ? BufferedImage.TYPE_4BYTE_ABGR : BufferedImage.TYPE_3BYTE_BGR;
    BufferedImage plain = new BufferedImage(source.getWidth(), source.getHeight(), type);
    int[] row = new int[source.getWidth()];
    for (int y = 0; y < source.getHeight(); y++) {
      source.getRGB(0, y, row.length, 1, row, 0, row.length);
      plain.setRGB(0, y, row.length, 1, row, 0, row.length);
    }
    return plain;
  }

  private static BufferedImage highBytes(BufferedImage source) {
    ColorModel model = source.getColorModel();
    ColorModel bytes =
        new ComponentColorModel(
            model.getColorSpace(),
            model.hasAlpha(),
            false,
            model.getTransparency(),
            DataBuffer.TYPE_BYTE);
    Raster from = source.getRaster();
    WritableRaster to = bytes.createCompatibleWritableRaster(source.getWidth(), source.getHeight());
    int[] row = new int[source.getWidth() * from.getNumBands()];
    for (int y = 0; y < source.getHeight(); y++) {
      from.getPixels(from.getMinX(), from.getMinY() + y, source.getWidth(), 1, row);
      for (int i = 0; i < row.length; i++) {
        row[i] >>= 8;
      }
      to.setPixels(0, y, source.getWidth(), 1, row);
    }
    return new BufferedImage(bytes, to, false, null);
  }

  /// Grey samples are taken as sRGB's own, as browsers do: Java's conversion would treat them as
  /// linear light and brighten the picture.
  private static BufferedImage asSrgb(BufferedImage image, int bands, boolean hasAlpha) {
    boolean keepsAlpha = hasAlpha && isTranslucent(image.getRaster(), bands);
    int type = keepsAlpha ? BufferedImage.TYPE_4BYTE_ABGR : BufferedImage.TYPE_3BYTE_BGR;
    BufferedImage srgb = new BufferedImage(image.getWidth(), image.getHeight(), type);
    ColorSpace space = image.getColorModel().getColorSpace();
    if (space.getType() == ColorSpace.TYPE_GRAY || space.isCS_sRGB()) {
      copyBands(image.getRaster(), srgb.getRaster(), bands <= 2, hasAlpha, keepsAlpha);
    } else {
      Graphics2D graphics = srgb.createGraphics();
      graphics.drawImage(image, 0, 0, null);
      graphics.dispose();
    }
    return srgb;
  }

  private static boolean isTranslucent(Raster raster, int bands) {
    int[] alphas = new int[raster.getWidth()];
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getSamples(0, y, raster.getWidth(), 1, bands - 1, alphas);
      for (int alpha : alphas) {
        if (alpha < 255) {
          return true;
        }
      }
    }
    return false;
  }

  private static void copyBands(
      Raster from, WritableRaster to, boolean isGrey, boolean hasAlpha, boolean keepsAlpha) {
    int[] samples = new int[from.getWidth()];
    int alphaBand = hasAlpha ? from.getNumBands() - 1 : -1;
    for (int y = 0; y < from.getHeight(); y++) {
      for (int band = 0; band < to.getNumBands(); band++) {
        int source = keepsAlpha && band == 3 ? alphaBand : isGrey ? 0 : band;
        from.getSamples(0, y, from.getWidth(), 1, source, samples);
        to.setSamples(0, y, from.getWidth(), 1, band, samples);
      }
    }
  }
}
