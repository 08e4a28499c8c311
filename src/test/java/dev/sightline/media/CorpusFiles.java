package dev.sightline.media;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/// Makes pictures as people and attackers send them: small, large, joined with something else, and
/// bombs.
public final class CorpusFiles {
  private final Path folder;

  /// @param folder for what other programs write
  public CorpusFiles(Path folder) {
    this.folder = folder;
  }

  /// A small one of that type, whole.
  byte[] plain(PictureType type) throws Exception {
    BufferedImage image = TestMedia.quarters(300, 200);
    return switch (type) {
      case JPEG, PNG, GIF, BMP -> TestMedia.encoded(image, type.name().toLowerCase(Locale.ROOT));
      case TIFF -> Files.readAllBytes(converted("plain.tif", 300, 200));
      case WEBP -> Files.readAllBytes(converted("plain.webp", 300, 200));
      case HEIC -> TestMedia.photo("rocket.heic");
      case AVIF -> TestMedia.photo("rocket.avif");
      case PDF -> TestMedia.pdf(1, "");
    };
  }

  /// Pure red at the top left.
  ///
  /// @param format `jpeg`, `png`, `gif`, `bmp`, `tiff`, `webp`, `heic` or `avif`; the last three in
  ///   12 or 100 megapixels
  public byte[] large(String format, int widthPx, int heightPx) throws Exception {
    boolean isHuge = (long) widthPx * heightPx > 50_000_000L;
    return switch (format) {
      case "heic", "avif" -> TestMedia.photo("red-%dmp.%s".formatted(isHuge ? 100 : 12, format));
      case "webp" ->
          isHuge
              ? TestMedia.photo("red-100mp.webp")
              : Files.readAllBytes(converted("large.webp", widthPx, heightPx));
      case "tiff" -> Files.readAllBytes(converted("large.tif", widthPx, heightPx));
      case "jpeg" -> TestMedia.encoded(TestMedia.quarters(widthPx, heightPx), format);
      case "png" ->
          isHuge
              ? TestMedia.pngBomb(widthPx)
              : TestMedia.encoded(TestMedia.quarters(widthPx, heightPx), format);
      default -> TestMedia.encoded(indexed(widthPx, heightPx), format);
    };
  }

  /// Of one byte a pixel, red at the top left.
  private static BufferedImage indexed(int widthPx, int heightPx) {
    byte[] red = {-1, 0};
    byte[] other = {0, 0};
    BufferedImage image =
        new BufferedImage(
            widthPx,
            heightPx,
            BufferedImage.TYPE_BYTE_INDEXED,
            new IndexColorModel(8, 2, red, other, other));
    return image;
  }

  /// A red picture, as ffmpeg writes it.
  private Path converted(String name, int widthPx, int heightPx) throws Exception {
    Path target = folder.resolve(widthPx + name);
    return Files.exists(target)
        ? target
        : TestMedia.ffmpeg(
            target,
            "-f",
            "lavfi",
            "-i",
            "color=red:s=%dx%d".formatted(widthPx, heightPx),
            "-frames:v",
            "1",
            "-compression_level",
            "0",
            "-pix_fmt",
            name.endsWith("webp") ? "yuv420p" : widthPx < 5000 ? "rgb24" : "monob");
  }

  /// Two files in one.
  static byte[] joined(byte[] one, byte[] two) {
    byte[] both = Arrays.copyOf(one, one.length + two.length);
    System.arraycopy(two, 0, both, one.length, two.length);
    return both;
  }

  /// A GIF with a comment after its colours.
  static byte[] withComment(byte[] gif, String comment) {
    int at = 13 + ((gif[10] & 0x80) == 0 ? 0 : 3 << ((gif[10] & 7) + 1));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(gif, 0, at);
    out.writeBytes(new byte[] {0x21, (byte) 0xFE, (byte) comment.length()});
    out.writeBytes(comment.getBytes(ISO_8859_1));
    out.write(0);
    out.write(gif, at, gif.length - at);
    return out.toByteArray();
  }

  /// A PNG of 1 bit a pixel that holds `rows` rows of zeros for 50,000 pixels each, whatever its
  /// header says.
  public static byte[] zeros(int widthPx, int heightPx, int rows) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream out =
        new DeflaterOutputStream(packed, new Deflater(Deflater.BEST_SPEED))) {
      byte[] hundred = new byte[100 * (1 + 50_000 / 8)];
      for (int row = 0; row < rows; row += 100) {
        out.write(hundred);
      }
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
    ByteBuffer header = ByteBuffer.allocate(13).putInt(widthPx).putInt(heightPx);
    header.put(new byte[] {1, 0, 0, 0, 0});
    chunk(png, "IHDR", header.array());
    chunk(png, "IDAT", packed.toByteArray());
    chunk(png, "IEND", new byte[0]);
    return png.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream png, String type, byte[] data) {
    byte[] typed = joined(type.getBytes(ISO_8859_1), data);
    CRC32 sum = new CRC32();
    sum.update(typed);
    png.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
    png.writeBytes(typed);
    png.writeBytes(ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
  }

  /// Frames of one pixel each.
  public static byte[] gifOf(int frames) {
    ByteArrayOutputStream gif = new ByteArrayOutputStream();
    gif.writeBytes("GIF89a".getBytes(ISO_8859_1));
    gif.writeBytes(new byte[] {1, 0, 1, 0, (byte) 0x80, 0, 0});
    gif.writeBytes(new byte[] {0, 0, 0, -1, -1, -1});
    byte[] frame = {0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0};
    for (int i = 0; i < frames; i++) {
      gif.writeBytes(frame);
    }
    gif.write(0x3B);
    return gif.toByteArray();
  }

  /// Pages that draw the form `F`.
  ///
  /// @param drawing about 11 bytes of what that form draws in turn
  public static byte[] pdfOf(int pages, String drawing) {
    StringBuilder pdf = new StringBuilder("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n");
    pdf.append("2 0 obj<</Type/Pages/Count ").append(pages).append("/Kids[");
    for (int page = 0; page < pages; page++) {
      pdf.append(5 + page).append(" 0 R ");
    }
    pdf.append("]>>endobj\n3 0 obj<</Length 5>>\nstream\n/F Do\nendstream\nendobj\n");
    pdf.append("4 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 100 100]/Length 11>>\nstream\n");
    pdf.append(drawing).append("\nendstream\nendobj\n");
    for (int page = 0; page < pages; page++) {
      pdf.append(5 + page).append(" 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]");
      pdf.append("/Contents 3 0 R/Resources<</XObject<</F 4 0 R>>>>>>endobj\n");
    }
    return pdf.append("trailer<</Root 1 0 R>>\n").toString().getBytes(ISO_8859_1);
  }
}
