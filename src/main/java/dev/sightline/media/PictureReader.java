package dev.sightline.media;

import dev.sightline.media.NotDecoded.Why;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.FileImageInputStream;
import org.jspecify.annotations.Nullable;

/// Reads the pixels of a file through Image I/O, and those of PDF files through PDFBox. Only
/// [PictureChild] may.
///
/// Their readers throw unchecked exceptions of many kinds on hostile bytes; all of them become
/// [NotDecoded] here.
final class PictureReader {
  /// Above this many pixels only every second (third, …) one is decoded, to bound memory to about
  /// 100 MB a picture; our own choice.
  private static final long MAX_DECODED_PIXELS = 26_000_000;

  private final PictureTask task;

  PictureReader(PictureTask task) {
    this.task = task;
  }

  /// One frame or page at full size, or at a whole fraction of it that is no smaller than the
  /// task's long side where it is very large.
  ///
  /// @param orientation EXIF's, of this page
  /// @param colours what its red, green and blue mean; null for what `image` says
  record Decoded(
      int index, int total, BufferedImage image, int orientation, @Nullable ColorSpace colours) {}

  /// Takes frames or pages as they are read.
  @FunctionalInterface
  interface Sink {
    void take(Decoded decoded) throws NotDecoded;
  }

  /// Reads the first one, or as many as the task has targets.
  void read(Sink sink) throws NotDecoded {
    try {
      switch (task.type()) {
        case PDF -> new PdfPages(task).read(sink);
        case GIF -> with(readers("gif"), reader -> new GifFrames(task, reader).read(sink));
        case TIFF -> with(readers("tiff"), reader -> pages(reader, sink));
        case JPEG -> with(jpegReaders(), reader -> first(reader, sink));
        case PNG, WEBP, BMP ->
            with(
                readers(task.type().name().toLowerCase(Locale.ROOT)),
                reader -> first(reader, sink));
        case HEIC, AVIF -> throw new IllegalArgumentException(task.type() + " is for ffmpeg");
      }
    } catch (IOException | RuntimeException | StackOverflowError e) {
      throw new NotDecoded(Why.DAMAGED, "cannot decode " + task.type() + ": " + e, e);
    }
  }

  private static List<ImageReader> readers(String format) {
    List<ImageReader> readers = new ArrayList<>();
    Iterator<ImageReader> found = ImageIO.getImageReadersByFormatName(format);
    found.forEachRemaining(readers::add);
    if (readers.isEmpty()) {
      throw new IllegalStateException("no reader for " + format);
    }
    return readers;
  }

  /// Java's own first, which is the faster one; it refuses what printers use, and odd files.
  private static List<ImageReader> jpegReaders() {
    List<ImageReader> readers = readers("jpeg");
    readers.sort((a, b) -> Boolean.compare(isJavas(b), isJavas(a)));
    return readers;
  }

  private static boolean isJavas(ImageReader reader) {
    return reader.getClass().getModule().isNamed();
  }

  /// Tries one reader after the other. What the last one says counts.
  private void with(List<ImageReader> readers, Reading reading) throws IOException, NotDecoded {
    for (int i = 0; i < readers.size(); i++) {
      ImageReader reader = readers.get(i);
      try (FileImageInputStream in = new UnmeasuredInput(task.source().toFile())) {
        reader.setInput(in, false, task.type() != PictureType.GIF);
        reading.read(reader);
        return;
      } catch (IOException | RuntimeException e) {
        if (i == readers.size() - 1) {
          throw e;
        }
      } finally {
        reader.dispose();
      }
    }
  }

  /// Does not tell its length. TwelveMonkeys 3.15.0 takes a picture for a bomb that is 2,048 times
  /// as large as its file, which an empty page or a drawing of one colour is; what may be decoded
  /// at all is for our own bounds to say.
  private static final class UnmeasuredInput extends FileImageInputStream {
    UnmeasuredInput(File file) throws IOException {
      super(file);
    }

    @Override
    public long length() {
      return -1;
    }
  }

  @FunctionalInterface
  private interface Reading {
    void read(ImageReader reader) throws IOException, NotDecoded;
  }

  private void first(ImageReader reader, Sink sink) throws IOException, NotDecoded {
    BufferedImage image = pixels(reader, 0);
    ColorSpace colours = task.type() == PictureType.PNG ? IccTag.of(task).orElse(null) : null;
    sink.take(new Decoded(0, 1, image, task.orientation(), colours));
  }

  private void pages(ImageReader reader, Sink sink) throws IOException, NotDecoded {
    int total = reader.getNumImages(true);
    for (int page = 0; page < Math.min(task.wanted(), total); page++) {
      sink.take(new Decoded(page, total, pixels(reader, page), task.orientation(), null));
    }
  }

  private BufferedImage pixels(ImageReader reader, int index) throws IOException, NotDecoded {
    int widthPx = reader.getWidth(index);
    int heightPx = reader.getHeight(index);
    task.check(widthPx, heightPx);
    ImageReadParam param = reader.getDefaultReadParam();
    int step = step(widthPx, heightPx);
    param.setSourceSubsampling(step, step, 0, 0);
    if (task.type() == PictureType.JPEG && isJavas(reader)) {
      prepareJpeg(reader, param, step == 1);
    }
    return reader.read(index, param);
  }

  /// Two things that Java's reader does in the slow way unless told otherwise. It makes sRGB of all
  /// pixels by a profile inside, of which most are averaged away afterwards. And it puts samples
  /// into another order, one by one.
  private static void prepareJpeg(ImageReader reader, ImageReadParam param, boolean isFull)
      throws IOException {
    List<ImageTypeSpecifier> types = new ArrayList<>();
    reader.getImageTypes(0).forEachRemaining(types::add);
    types.removeIf(type -> type.getColorModel().getColorSpace().getType() != ColorSpace.TYPE_RGB);
    if (types.isEmpty()) {
      return;
    }
    ImageTypeSpecifier chosen =
        types.stream()
            .filter(type -> !type.getColorModel().getColorSpace().isCS_sRGB())
            .findFirst()
            .orElse(types.getFirst());
    if (isFull) {
      ColorSpace colours = chosen.getColorModel().getColorSpace();
      ImageTypeSpecifier inOrder =
          ImageTypeSpecifier.createInterleaved(
              colours, new int[] {0, 1, 2}, DataBuffer.TYPE_BYTE, false, false);
      param.setDestination(inOrder.createBufferedImage(reader.getWidth(0), reader.getHeight(0)));
    } else {
      param.setDestinationType(chosen);
    }
  }

  private int step(int widthPx, int heightPx) {
    int step = 1;
    while ((long) widthPx * heightPx / ((long) step * step) > MAX_DECODED_PIXELS
        && Math.max(widthPx, heightPx) / (step + 1) >= task.longSidePx()) {
      step++;
    }
    return step;
  }
}
