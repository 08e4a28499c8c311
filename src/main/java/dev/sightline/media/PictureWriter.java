package dev.sightline.media;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/// Writes pictures into memory; they hold pixels and nothing else.
final class PictureWriter {
  private PictureWriter() {}

  /// @param quality above 0, at most 1
  static byte[] jpeg(BufferedImage opaque, float quality) throws IOException {
    return write("jpeg", opaque, quality);
  }

  static byte[] png(BufferedImage image) throws IOException {
    return write("png", image, 0.5f);
  }

  /// Not the one of a library, which is there for its reader.
  private static ImageWriter javasOwn(String format) {
    for (Iterator<ImageWriter> found = ImageIO.getImageWritersByFormatName(format);
        found.hasNext(); ) {
      ImageWriter writer = found.next();
      if (writer.getClass().getModule().isNamed()) {
        return writer;
      }
    }
    throw new IllegalStateException("no writer for " + format);
  }

  private static byte[] write(String format, BufferedImage image, float quality)
      throws IOException {
    ImageWriter writer = javasOwn(format);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionQuality(quality);
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), param);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
