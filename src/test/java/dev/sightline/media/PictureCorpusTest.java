package dev.sightline.media;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sightline.media.ImageFitter.Frame;
import dev.sightline.media.MediaFolder.Stored;
import dev.sightline.media.Probed.Picture;
import dev.sightline.media.Probed.Unreadable;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Files as people and attackers send them: each is read as intended, or named with its reason, and
/// none costs this process more than a few megabytes.
@ResourceLock(TestMedia.BOTH_CORES)
final class PictureCorpusTest {
  private static final long MEGAPIXELS = 1_000_000;
  private static final int LONG_SIDE_PX = 256;

  /// Of this process for one file, whatever is in it.
  private static final long MAX_ALLOCATED_BYTES = 16L << 20;

  /// Above its heap a child needs its code, its threads, and what native decoders take.
  private static final long MAX_CHILD_BYTES = (512L + 448) << 20;

  private static final MediaRules RULES =
      new MediaRules(
          LONG_SIDE_PX,
          1_000_000,
          0,
          10,
          0,
          Set.of("image/jpeg", "image/png"),
          MediaRules.Transport.INLINE_ONLY,
          false);

  @TempDir static Path temp;
  private static MediaFolder folder;
  private static ImageFitter fitter;
  private static ImageFitter generous;

  @BeforeAll
  static void open() throws IOException {
    folder = new MediaFolder(temp, MediaLimits.DEFAULTS, InstantSource.system());
    fitter = fitter(50);
    generous = fitter(120);
  }

  @AfterAll
  static void close() {
    fitter.close();
    generous.close();
  }

  private static ImageFitter fitter(int megapixels) {
    return fitter(megapixels, Duration.ofSeconds(60));
  }

  private static ImageFitter fitter(int megapixels, Duration maxTime) {
    PictureBounds bounds = PictureBounds.of(megapixels * MEGAPIXELS);
    return new ImageFitter(
        folder,
        new PictureBounds(
            bounds.processes(), bounds.heapMib(), bounds.maxPixels(), maxTime, bounds.idleTime()),
        TestMedia.FFMPEG);
  }

  /// What became of one file.
  ///
  /// @param pictures what a model would see; empty if it is named instead
  /// @param reason what the person is told; empty if it was read
  private record Outcome(List<BufferedImage> pictures, List<byte[]> sent, String reason) {}

  @ParameterizedTest
  @EnumSource(PictureType.class)
  void aPlainFileIsRead(PictureType type) throws Exception {
    Outcome outcome = outcome(plain(type));

    assertThat(outcome.reason()).isEmpty();
    assertThat(outcome.pictures()).hasSize(1);
  }

  @Test
  void aWrongNameMakesNoDifference() throws Exception {
    Path png = TestMedia.write(temp, "holiday.jpg", TestMedia.photo("chelsea.png"));

    assertThat(new MediaProbe(50 * MEGAPIXELS).probe(png))
        .isInstanceOfSatisfying(
            Picture.class, picture -> assertThat(picture.type()).isEqualTo(PictureType.PNG));
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpeg", "png", "gif", "bmp", "tiff", "webp"})
  void twelveMegapixelsAreRead(String format) throws Exception {
    Outcome outcome = outcome(large(format, 4000, 3000));

    assertThat(outcome.reason()).isEmpty();
    assertThat(outcome.pictures().getFirst().getWidth()).isEqualTo(LONG_SIDE_PX);
    assertThat(outcome.pictures().getFirst().getHeight()).isEqualTo(192);
    assertThat(new Color(outcome.pictures().getFirst().getRGB(10, 10)).getRed()).isGreaterThan(250);
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpeg", "png", "gif", "bmp", "tiff"})
  void aHundredMegapixelsAreNamedOrReadAsTheLimitSays(String format) throws Exception {
    byte[] file = large(format, 10_000, 10_000);

    assertThat(outcome(file).reason())
        .isEqualTo(
            "x has 10,000 × 10,000 pixels; I take at most 50 megapixels. Please post a smaller version.");
    Outcome outcome = outcome(generous, file, 120);
    assertThat(outcome.reason()).isEmpty();
    assertThat(outcome.pictures().getFirst().getWidth()).isEqualTo(LONG_SIDE_PX);
  }

  @ParameterizedTest
  @EnumSource(PictureType.class)
  void aFileThatEndsTooEarlyIsReadOrNamed(PictureType type) throws Exception {
    byte[] whole = plain(type);
    List<String> reasons = new ArrayList<>();
    for (int tenth = 0; tenth < 10; tenth++) {
      Outcome outcome = outcome(Arrays.copyOf(whole, whole.length * tenth / 10));

      assertThat(outcome.reason().isEmpty()).isEqualTo(!outcome.pictures().isEmpty());
      assertThat(outcome.reason()).doesNotContain("fail", "memory", "too long");
      reasons.add(outcome.reason());
    }
    assertThat(reasons.getFirst()).contains("x is empty");
    assertThat(reasons.get(5)).startsWith("x ").contains("damaged");
  }

  @Test
  void whatIsTwoThingsAtOnceIsThePictureAlone() throws Exception {
    byte[] zip = {'P', 'K', 5, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    byte[] script = "<html><script>alert(1)</script></html>".getBytes(ISO_8859_1);
    byte[] pdf = TestMedia.pdf(1, "");
    byte[] gif = plain(PictureType.GIF);

    for (byte[] both :
        List.of(
            joined(plain(PictureType.JPEG), zip),
            joined(plain(PictureType.PNG), script),
            joined(gif, "/*<script>*/=1;".getBytes(ISO_8859_1)),
            withComment(gif, "<script>alert(1)</script>"),
            joined(plain(PictureType.JPEG), pdf),
            joined(pdf, plain(PictureType.JPEG)))) {
      Outcome outcome = outcome(both);

      assertThat(outcome.reason()).isEmpty();
      assertThat(outcome.sent())
          .allSatisfy(sent ->
              assertThat(new String(sent, ISO_8859_1)).doesNotContain("script", "PK\5\6", "%PDF"));
    }
  }

  @Test
  void aPageOfHtmlThatHoldsAPictureIsAPage() throws Exception {
    byte[] page = joined("<!doctype html><p>".getBytes(ISO_8859_1), plain(PictureType.PNG));

    assertThat(outcome(page).reason()).contains("is a web page");
  }

  @Test
  void aDrawingIsRefusedPolitely() throws Exception {
    assertThat(outcome("<svg xmlns='http://www.w3.org/2000/svg'/>".getBytes(ISO_8859_1)).reason())
        .startsWith("x is an SVG drawing, not a picture or video. I read JPEG");
  }

  @Test
  void billionsOfPixelsInAFewBytesAreNamed() throws Exception {
    assertThat(outcome(zeros(50_000, 50_000, 50_000)).reason())
        .contains("50,000 × 50,000 pixels", "at most 50 megapixels");
  }

  @Test
  void morePixelsThanTheHeaderSaysAreNotLookedAt() throws Exception {
    assertThat(outcome(zeros(100, 100, 50_000)).pictures()).hasSize(1);
  }

  @Test
  void aMillionFramesAreFourPictures() throws Exception {
    Outcome outcome = outcome(fitter, gifOf(1_000_000), 50, 4);

    assertThat(outcome.reason()).isEmpty();
    assertThat(outcome.pictures()).hasSize(4);
  }

  @Test
  void aFrameLargerThanItsCanvasIsNamed() throws Exception {
    byte[] gif = gifOf(2);
    int frame = 13 + 6;
    assertThat(gif[frame]).isEqualTo((byte) 0x2C);
    Arrays.fill(gif, frame + 5, frame + 9, (byte) 0xFF);

    assertThat(outcome(gif).reason()).contains("pixels; I take at most 50 megapixels");
  }

  @Test
  void directoriesThatLeadInCirclesAreNamed() throws Exception {
    byte[] tiff = {'I', 'I', 42, 0, 8, 0, 0, 0, 0, 0, 8, 0, 0, 0};

    assertThat(outcome(tiff).reason()).contains("cut off or damaged");
  }

  @Test
  void aHundredThousandPagesAreTheFirstTwo() throws Exception {
    Outcome outcome = outcome(fitter, pdfOf(100_000, "9 9 9 9re f"), 50, 2);

    assertThat(outcome.reason()).isEmpty();
    assertThat(outcome.pictures()).hasSize(2);
  }

  @Test
  void aFormThatDrawsItselfCostsItsTimeAndNoMore() throws Exception {
    try (ImageFitter hasty = fitter(50, Duration.ofSeconds(3))) {
      assertThat(outcome(hasty, pdfOf(1, "/F Do /F Do"), 50).reason())
          .isEqualTo(
              "x takes too long to decode, so I gave up on it. Please post it as JPEG or PNG.");
    }
    assertThat(outcome(plain(PictureType.PDF)).pictures()).hasSize(1);
  }

  @Test
  void noiseIsNamed() throws Exception {
    Random random = new Random(7);
    for (PictureType type : PictureType.values()) {
      byte[] file = plain(type);
      for (int round = 0; round < 4; round++) {
        byte[] broken = file.clone();
        for (int i = 0; i < 12; i++) {
          broken[16 + random.nextInt(broken.length - 16)] = (byte) random.nextInt();
        }
        Outcome outcome = outcome(broken);
        assertThat(outcome.reason().isEmpty()).isEqualTo(!outcome.pictures().isEmpty());
      }
    }
  }

  private static Outcome outcome(byte[] file) throws Exception {
    return outcome(fitter, file, 50);
  }

  private static Outcome outcome(ImageFitter fitter, byte[] file, int megapixels) throws Exception {
    return outcome(fitter, file, megapixels, 1);
  }

  /// Does with `file` what an ask does, and looks at what it cost.
  private static Outcome outcome(ImageFitter fitter, byte[] file, int megapixels, int wanted)
      throws Exception {
    Path draft = folder.draft();
    Files.write(draft, file);
    Stored stored = folder.keep(draft, "bin");
    long before = allocatedBytes();
    List<Frame> frames = new ArrayList<>();
    String reason = "";
    switch (new MediaProbe(megapixels * MEGAPIXELS).probe(stored.file())) {
      case Unreadable unreadable ->
          reason = MediaWords.unreadable("x", unreadable, megapixels * MEGAPIXELS).reason();
      case Picture picture -> {
        try {
          frames.addAll(fitter.frames(stored, picture, RULES, wanted).frames());
        } catch (NotDecoded e) {
          reason = MediaWords.notDecoded("x", e, megapixels * MEGAPIXELS).reason();
        }
      }
      case Probed.Video video -> reason = "a video";
    }
    assertThat(allocatedBytes() - before).as("allocated").isLessThan(MAX_ALLOCATED_BYTES);
    if (megapixels == 50) {
      assertThat(fitter.pids().map(PictureCorpusTest::peakBytes))
          .allMatch(it -> it < MAX_CHILD_BYTES);
    }
    List<BufferedImage> pictures = new ArrayList<>();
    List<byte[]> sent = new ArrayList<>();
    for (Frame frame : frames) {
      pictures.add(TestMedia.decoded(frame.fitted().stored().file()));
      sent.add(Files.readAllBytes(frame.fitted().stored().file()));
    }
    return new Outcome(pictures, sent, reason);
  }

  private static long allocatedBytes() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }

  private static long peakBytes(long pid) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .findFirst()
          .orElse(0);
    } catch (IOException gone) {
      return 0;
    }
  }

  private static byte[] plain(PictureType type) throws Exception {
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

  private static byte[] large(String format, int widthPx, int heightPx) throws Exception {
    boolean isHuge = (long) widthPx * heightPx > 50 * MEGAPIXELS;
    return switch (format) {
      case "webp" -> Files.readAllBytes(converted("large.webp", widthPx, heightPx));
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
  private static Path converted(String name, int widthPx, int heightPx) throws Exception {
    Path target = temp.resolve(widthPx + name);
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

  private static byte[] joined(byte[] one, byte[] two) {
    byte[] both = Arrays.copyOf(one, one.length + two.length);
    System.arraycopy(two, 0, both, one.length, two.length);
    return both;
  }

  /// A GIF with a comment after its colours.
  private static byte[] withComment(byte[] gif, String comment) {
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
  private static byte[] zeros(int widthPx, int heightPx, int rows) throws IOException {
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
  private static byte[] gifOf(int frames) {
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
  private static byte[] pdfOf(int pages, String drawing) {
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
