package dev.sightline.media;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;

/// Reads sizes and pixels through Image I/O.
///
/// Its readers throw unchecked exceptions of many kinds on hostile bytes; all of them become
/// [DamagedPicture] here.
final class PictureReader {
  /// Above this many pixels only every second (third, …) one is decoded, to bound memory to about
  /// 100 MB a picture; our own choice.
  private static final long MAX_DECODED_PIXELS = 26_000_000;

  private PictureReader() {}

  /// The size, without decoding any pixel.
  static PictureSize size(PictureType type, Path file) throws DamagedPicture {
    return with(
        type,
        file,
        reader -> {
          int widthPx = reader.getWidth(0);
          int heightPx = reader.getHeight(0);
          long tilePx = (long) reader.getTileWidth(0) * reader.getTileHeight(0);
          return new PictureSize(widthPx, heightPx, Math.max(tilePx, (long) widthPx * heightPx));
        });
  }

  /// The first frame, at full size, or at a whole fraction of it that is no smaller than
  /// `longSidePx` where the picture is very large.
  static BufferedImage pixels(PictureType type, Path file, int longSidePx) throws DamagedPicture {
    return with(
        type,
        file,
        reader -> {
          ImageReadParam param = reader.getDefaultReadParam();
          int step = step(reader.getWidth(0), reader.getHeight(0), longSidePx);
          param.setSourceSubsampling(step, step, 0, 0);
          return reader.read(0, param);
        });
  }

  private static int step(int widthPx, int heightPx, int longSidePx) {
    int step = 1;
    while ((long) widthPx * heightPx / ((long) step * step) > MAX_DECODED_PIXELS
        && Math.max(widthPx, heightPx) / (step + 1) >= longSidePx) {
      step++;
    }
    return step;
  }

  private static <T> T with(PictureType type, Path file, Reading<T> reading) throws DamagedPicture {
    Iterator<ImageReader> readers =
        ImageIO.getImageReadersByFormatName(type.name().toLowerCase(Locale.ROOT));
    if (!readers.hasNext()) {
      throw new IllegalStateException("no reader for " + type);
    }
    ImageReader reader = readers.next();
    try (FileImageInputStream in = new FileImageInputStream(file.toFile())) {
      reader.setInput(in, true, true);
      return reading.read(reader);
    } catch (IOException | RuntimeException e) {
      throw new DamagedPicture("cannot decode " + type, e);
    } finally {
      reader.dispose();
    }
  }

  @FunctionalInterface
  private interface Reading<T> {
    T read(ImageReader reader) throws IOException;
  }
}
