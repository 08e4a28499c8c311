package dev.sightline.media;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// A picture file cut into what shows the picture and what does not.
///
/// Nothing is decoded: only headers are looked at, by bounds-checked reads.
///
/// @param needed the parts that make up the picture, in order; written one after the other they are
///   a valid file with the same pixels and colours
/// @param hasExtras whether anything was left out of `needed`
/// @param isWhole whether the file goes on to its proper end
/// @param exif what EXIF says, wherever the format keeps it
/// @param size [PictureSize#NONE] where the file does not say
/// @param frames how many pictures it holds, one after the other: of an animation, or of pages
record PictureLayout(
    List<ByteBuffer> needed,
    boolean hasExtras,
    boolean isWhole,
    ExifBlock exif,
    PictureSize size,
    int frames) {
  PictureLayout {
    needed = List.copyOf(needed);
  }

  /// Reads the layout of a file of `type`, which begins like one.
  static PictureLayout read(PictureType type, ByteBuffer file) {
    return switch (type) {
      case JPEG -> JpegLayout.read(file);
      case PNG -> PngLayout.read(file);
      case GIF -> GifLayout.read(file);
      case WEBP -> WebpLayout.read(file);
      case BMP -> BmpLayout.read(file);
      case TIFF -> TiffLayout.read(file);
      case HEIC, AVIF -> HeifLayout.read(file).asLayout(file);
      case PDF -> throw new IllegalArgumentException("a PDF file is no picture");
    };
  }

  /// Writes only what shows the picture.
  void writeNeeded(Path target) throws IOException {
    try (FileChannel out =
        FileChannel.open(
            target,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      for (ByteBuffer part : needed) {
        ByteBuffer rest = part.duplicate();
        while (rest.hasRemaining()) {
          out.write(rest);
        }
      }
    }
  }
}
