package dev.sightline.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.plugins.tiff.BaselineTIFFTagSet;
import javax.imageio.plugins.tiff.ExifGPSTagSet;
import javax.imageio.plugins.tiff.ExifParentTIFFTagSet;
import javax.imageio.plugins.tiff.TIFFDirectory;
import javax.imageio.plugins.tiff.TIFFField;
import javax.imageio.plugins.tiff.TIFFTag;
import javax.imageio.plugins.tiff.TIFFTagSet;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.w3c.dom.Node;

/// Real pictures and videos for tests: photographs, and what Image I/O and ffmpeg write.
final class TestMedia {
  /// What tests lock that keep both cores busy, so that only one of them does at a time: others
  /// have platforms' deadlines to keep meanwhile.
  static final String BOTH_CORES = "both cores";

  /// Unpacked once for all tests.
  static final Ffmpeg FFMPEG = new Ffmpeg(Path.of("target", "ffmpeg"));

  private TestMedia() {}

  /// One of the four photographs.
  static byte[] photo(String name) {
    try (InputStream in = TestMedia.class.getResourceAsStream("/media/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path write(Path folder, String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  /// A picture whose four quarters are red, green, blue and white, row by row.
  static BufferedImage quarters(int widthPx, int heightPx) {
    BufferedImage image = new BufferedImage(widthPx, heightPx, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = image.createGraphics();
    List<Color> colours = List.of(Color.RED, Color.GREEN, Color.BLUE, Color.WHITE);
    for (int i = 0; i < 4; i++) {
      graphics.setColor(colours.get(i));
      graphics.fillRect(i % 2 * (widthPx / 2), i / 2 * (heightPx / 2), widthPx / 2, heightPx / 2);
    }
    graphics.dispose();
    return image;
  }

  static byte[] encoded(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, bytes)).as("a writer for %s", format).isTrue();
    return bytes.toByteArray();
  }

  static BufferedImage decoded(Path file) throws IOException {
    return Objects.requireNonNull(ImageIO.read(file.toFile()), file.toString());
  }

  /// A small file with very many pixels.
  static byte[] pngBomb(int sidePx) throws IOException {
    return encoded(new BufferedImage(sidePx, sidePx, BufferedImage.TYPE_BYTE_BINARY), "png");
  }

  /// A JPEG with EXIF that says which way up it is, which camera took it, and where.
  static byte[] jpegWithExif(BufferedImage image, int orientation) throws IOException {
    byte[] tiff = exifBlock(orientation);
    byte[] segment = new byte[tiff.length + 6];
    System.arraycopy("Exif\0\0".getBytes(StandardCharsets.ISO_8859_1), 0, segment, 0, 6);
    System.arraycopy(tiff, 0, segment, 6, tiff.length);
    ImageWriter writer = javasWriter("jpeg");
    IIOMetadata metadata =
        writer.getDefaultImageMetadata(
            new ImageTypeSpecifier(image), writer.getDefaultWriteParam());
    Node root = metadata.getAsTree("javax_imageio_jpeg_image_1.0");
    IIOMetadataNode exif = new IIOMetadataNode("unknown");
    exif.setAttribute("MarkerTag", "225");
    exif.setUserObject(segment);
    root.getLastChild().insertBefore(exif, root.getLastChild().getFirstChild());
    metadata.setFromTree("javax_imageio_jpeg_image_1.0", root);
    return write(writer, new IIOImage(image, null, metadata));
  }

  /// A JPEG of one colour in cyan, magenta, yellow and black: each 255 (no ink) to 0, as Adobe
  /// writes them and readers expect them.
  static byte[] jpegWithInks(int widthPx, int heightPx, int... inks) throws IOException {
    WritableRaster raster =
        Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, widthPx, heightPx, 4, null);
    for (int y = 0; y < heightPx; y++) {
      for (int x = 0; x < widthPx; x++) {
        raster.setPixel(x, y, inks);
      }
    }
    ImageWriter writer = javasWriter("jpeg");
    return write(writer, new IIOImage(raster, null, null));
  }

  /// A PNG with a line of text inside.
  static byte[] pngWithText(BufferedImage image, String text) throws IOException {
    ImageWriter writer = javasWriter("png");
    IIOMetadata metadata =
        writer.getDefaultImageMetadata(
            new ImageTypeSpecifier(image), writer.getDefaultWriteParam());
    IIOMetadataNode entry = new IIOMetadataNode("tEXtEntry");
    entry.setAttribute("keyword", "Comment");
    entry.setAttribute("value", text);
    IIOMetadataNode texts = new IIOMetadataNode("tEXt");
    texts.appendChild(entry);
    IIOMetadataNode root = new IIOMetadataNode("javax_imageio_png_1.0");
    root.appendChild(texts);
    metadata.mergeTree("javax_imageio_png_1.0", root);
    return write(writer, new IIOImage(image, null, metadata));
  }

  /// A TIFF of one pixel with the fields that a camera writes: EXIF is such a file inside another.
  private static byte[] exifBlock(int orientation) throws IOException {
    BufferedImage pixel = new BufferedImage(1, 1, BufferedImage.TYPE_3BYTE_BGR);
    ImageWriter writer = javasWriter("tiff");
    IIOMetadata metadata =
        writer.getDefaultImageMetadata(
            new ImageTypeSpecifier(pixel), writer.getDefaultWriteParam());
    TIFFDirectory directory = TIFFDirectory.createFromMetadata(metadata);
    TIFFTagSet baseline = BaselineTIFFTagSet.getInstance();
    directory.addTIFFField(
        new TIFFField(baseline.getTag(BaselineTIFFTagSet.TAG_ORIENTATION), orientation));
    directory.addTIFFField(text(baseline.getTag(BaselineTIFFTagSet.TAG_MAKE), "Acme"));
    directory.addTIFFField(text(baseline.getTag(BaselineTIFFTagSet.TAG_MODEL), "Snapper 3000"));
    TIFFTagSet gps = ExifGPSTagSet.getInstance();
    TIFFDirectory position = new TIFFDirectory(new TIFFTagSet[] {gps}, null);
    position.addTIFFField(text(gps.getTag(ExifGPSTagSet.TAG_GPS_LATITUDE_REF), "N"));
    directory.addTIFFField(
        new TIFFField(
            ExifParentTIFFTagSet.getInstance()
                .getTag(ExifParentTIFFTagSet.TAG_GPS_INFO_IFD_POINTER),
            TIFFTag.TIFF_IFD_POINTER,
            1L,
            position));
    return write(writer, new IIOImage(pixel, null, directory.getAsMetadata()));
  }

  /// Java's own, whose metadata the tests know how to fill.
  static ImageWriter javasWriter(String format) {
    Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName(format);
    ImageWriter writer = writers.next();
    while (!writer.getClass().getModule().isNamed()) {
      writer = writers.next();
    }
    return writer;
  }

  private static TIFFField text(TIFFTag tag, String value) {
    return new TIFFField(tag, TIFFTag.TIFF_ASCII, 1, new String[] {value});
  }

  private static byte[] write(ImageWriter writer, IIOImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, image, null);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /// Pages with a red square in the middle and words under it.
  ///
  /// @param password without which nobody opens it; may be empty
  static byte[] pdf(int pages, String password) throws IOException {
    try (PDDocument document = new PDDocument()) {
      for (int page = 1; page <= pages; page++) {
        PDPage sheet = new PDPage(new PDRectangle(200, 200));
        document.addPage(sheet);
        try (PDPageContentStream content = new PDPageContentStream(document, sheet)) {
          content.setNonStrokingColor(Color.RED);
          content.addRect(75, 75, 50, 50);
          content.fill();
          content.setNonStrokingColor(Color.BLACK);
          content.beginText();
          content.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), 20);
          content.newLineAtOffset(20, 20);
          content.showText("Page " + page);
          content.endText();
        }
      }
      if (!password.isEmpty()) {
        document.protect(new StandardProtectionPolicy(password, password, new AccessPermission()));
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      document.save(bytes);
      return bytes.toByteArray();
    }
  }

  /// A second of moving test card with a tone, in the container that `name` ends with.
  static Path video(Path folder, String name) throws IOException, InterruptedException {
    return ffmpeg(
        folder.resolve(name),
        "-f",
        "lavfi",
        "-i",
        "testsrc=d=1:s=160x120:r=25",
        "-f",
        "lavfi",
        "-i",
        "sine=d=1",
        "-pix_fmt",
        "yuv420p");
  }

  /// Runs ffmpeg; a machine without it fails the test.
  static Path ffmpeg(Path target, String... arguments) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of(arguments));
    words.add(target.toString());
    ChildEnd end =
        FFMPEG.run(words, ChildLimits.writing(Duration.ofMinutes(1), 1L << 30), line -> {});
    assertThat(end.isWell()).as(end.complaint()).isTrue();
    return target;
  }
}
