package dev.sightline.media;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import org.jspecify.annotations.Nullable;

/// Samples of one byte each, those of a pixel beside each other.
final class BytePixels {
  private final byte[] data;
  private final int start;
  private final int stride;
  private final int width;
  private final int height;
  private final int[] order;
  private final ColorSpace space;
  private final boolean hasAlpha;

  /// @param start where the first sample stands in `data`
  /// @param stride bytes from one row to the next
  /// @param order for each band of the colour space, then alpha: where in a pixel it stands
  private BytePixels(
      byte[] data,
      int start,
      int stride,
      int width,
      int height,
      int[] order,
      ColorSpace space,
      boolean hasAlpha) {
    this.data = data;
    this.start = start;
    this.stride = stride;
    this.width = width;
    this.height = height;
    this.order = order;
    this.space = space;
    this.hasAlpha = hasAlpha;
  }

  static BytePixels of(BufferedImage source) {
    ColorModel model = source.getColorModel();
    boolean isPlain =
        model instanceof ComponentColorModel
            && !model.isAlphaPremultiplied()
            && model.getTransferType() == DataBuffer.TYPE_BYTE
            && model.getComponentSize(0) == 8;
    if (isPlain
        && source.getRaster().getSampleModel() instanceof PixelInterleavedSampleModel layout
        && layout.getPixelStride() == layout.getNumBands()
        && source.getRaster().getDataBuffer() instanceof DataBufferByte buffer
        && buffer.getNumBanks() == 1) {
      return interleaved(source, layout, buffer);
    }
    boolean isDeep =
        model instanceof ComponentColorModel
            && !model.isAlphaPremultiplied()
            && model.getTransferType() == DataBuffer.TYPE_USHORT;
    return isPlain || isDeep ? copied(source, isDeep) : drawn(source);
  }

  private static BytePixels interleaved(
      BufferedImage source, PixelInterleavedSampleModel layout, DataBufferByte buffer) {
    int[] offsets = layout.getBandOffsets();
    int least = offsets[0];
    for (int offset : offsets) {
      least = Math.min(least, offset);
    }
    int[] order = new int[offsets.length];
    for (int band = 0; band < order.length; band++) {
      order[band] = offsets[band] - least;
    }
    Raster raster = source.getRaster();
    int start =
        buffer.getOffset()
            + least
            - raster.getSampleModelTranslateX() * layout.getPixelStride()
            - raster.getSampleModelTranslateY() * layout.getScanlineStride();
    return new BytePixels(
        buffer.getData(),
        start,
        layout.getScanlineStride(),
        source.getWidth(),
        source.getHeight(),
        order,
        source.getColorModel().getColorSpace(),
        source.getColorModel().hasAlpha());
  }

  /// From any order of samples, and from 16 bits, of which the nearest 8 are taken.
  private static BytePixels copied(BufferedImage source, boolean isDeep) {
    Raster from = source.getRaster();
    int bands = from.getNumBands();
    int width = source.getWidth();
    byte[] data = new byte[width * bands * source.getHeight()];
    int[] row = new int[width * bands];
    int at = 0;
    for (int y = 0; y < source.getHeight(); y++) {
      from.getPixels(from.getMinX(), from.getMinY() + y, width, 1, row);
      for (int sample : row) {
        data[at++] = (byte) (isDeep ? (sample - (sample >> 8) + 128) >> 8 : sample);
      }
    }
    return new BytePixels(
        data,
        0,
        width * bands,
        width,
        source.getHeight(),
        natural(bands),
        source.getColorModel().getColorSpace(),
        source.getColorModel().hasAlpha());
  }

  /// From palettes, packed pixels and whatever else knows its own red, green and blue.
  private static BytePixels drawn(BufferedImage source) {
    boolean hasAlpha = source.getColorModel().hasAlpha();
    int bands = hasAlpha ? 4 : 3;
    int width = source.getWidth();
    byte[] data = new byte[width * bands * source.getHeight()];
    int[] row = new int[width];
    int at = 0;
    for (int y = 0; y < source.getHeight(); y++) {
      source.getRGB(0, y, width, 1, row, 0, width);
      for (int rgb : row) {
        data[at++] = (byte) (rgb >> 16);
        data[at++] = (byte) (rgb >> 8);
        data[at++] = (byte) rgb;
        if (hasAlpha) {
          data[at++] = (byte) (rgb >>> 24);
        }
      }
    }
    return new BytePixels(
        data,
        0,
        width * bands,
        width,
        source.getHeight(),
        natural(bands),
        ColorSpace.getInstance(ColorSpace.CS_sRGB),
        hasAlpha);
  }

  private static int[] natural(int bands) {
    int[] order = new int[bands];
    for (int band = 0; band < bands; band++) {
      order[band] = band;
    }
    return order;
  }

  /// The same kind of pixels, fewer of them.
  ///
  /// @param tagged what red, green and blue mean, where that is not what it was before; else null
  BytePixels with(byte[] samples, int newWidth, int newHeight, @Nullable ColorSpace tagged) {
    return new BytePixels(
        samples,
        0,
        newWidth * bands(),
        newWidth,
        newHeight,
        order,
        tagged != null && colours() == 3 ? tagged : space,
        hasAlpha);
  }

  byte[] data() {
    return data;
  }

  /// Where a row begins in [#data].
  int row(int y) {
    return start + y * stride;
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  boolean hasAlpha() {
    return hasAlpha;
  }

  int bands() {
    return order.length;
  }

  /// Samples of a pixel without its alpha.
  private int colours() {
    return hasAlpha ? order.length - 1 : order.length;
  }

  /// Where in a pixel alpha stands.
  int alpha() {
    return order[order.length - 1];
  }

  /// As a picture in sRGB.
  ///
  /// Grey samples are taken as sRGB's own, as browsers do: Java's conversion would treat them as
  /// linear light and brighten the picture.
  BufferedImage asSrgb() {
    boolean isTranslucent = hasAlpha && hasTranslucentPixel();
    int type = isTranslucent ? BufferedImage.TYPE_4BYTE_ABGR : BufferedImage.TYPE_3BYTE_BGR;
    BufferedImage srgb = new BufferedImage(width, height, type);
    if (space.getType() == ColorSpace.TYPE_GRAY || space.isCS_sRGB()) {
      copyTo(((DataBufferByte) srgb.getRaster().getDataBuffer()).getData(), isTranslucent);
    } else {
      new ColorConvertOp(null).filter(asImage(), srgb);
    }
    return srgb;
  }

  private boolean hasTranslucentPixel() {
    for (int at = alpha(); at < data.length; at += bands()) {
      if (data[at] != -1) {
        return true;
      }
    }
    return false;
  }

  /// In the order of `TYPE_3BYTE_BGR` or `TYPE_4BYTE_ABGR`.
  private void copyTo(byte[] target, boolean isTranslucent) {
    boolean isGrey = colours() == 1;
    int red = order[0];
    int green = isGrey ? red : order[1];
    int blue = isGrey ? red : order[2];
    int to = 0;
    for (int at = 0; at < data.length; at += bands()) {
      if (isTranslucent) {
        target[to++] = data[at + alpha()];
      }
      target[to++] = data[at + blue];
      target[to++] = data[at + green];
      target[to++] = data[at + red];
    }
  }

  private BufferedImage asImage() {
    WritableRaster raster =
        Raster.createInterleavedRaster(
            new DataBufferByte(data, data.length), width, height, stride, bands(), order, null);
    ColorModel model =
        new ComponentColorModel(
            space,
            hasAlpha,
            false,
            hasAlpha ? ColorModel.TRANSLUCENT : ColorModel.OPAQUE,
            DataBuffer.TYPE_BYTE);
    return new BufferedImage(model, raster, false, null);
  }
}
