package dev.sightline.media;

import static dev.sightline.media.CorpusFiles.gifOf;
import static dev.sightline.media.CorpusFiles.joined;
import static dev.sightline.media.CorpusFiles.pdfOf;
import static dev.sightline.media.CorpusFiles.withComment;
import static dev.sightline.media.CorpusFiles.zeros;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sightline.LongTests;
import dev.sightline.media.ImageFitter.Frame;
import dev.sightline.media.MediaFolder.Stored;
import dev.sightline.media.Probed.Picture;
import dev.sightline.media.Probed.Unreadable;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Files as people and attackers send them: each is read as intended, or named with its reason, and
/// none costs this process more than a few megabytes. `CorpusMemoryIT` has a whole bot read those
/// of a hundred megapixels.
@ResourceLock(TestMedia.BOTH_CORES)
@Order(LongTests.FIRST)
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
  private static CorpusFiles files;
  private static MediaFolder folder;
  private static ImageFitter fitter;

  @BeforeAll
  static void open() throws IOException {
    files = new CorpusFiles(temp);
    folder = new MediaFolder(temp, MediaLimits.DEFAULTS, InstantSource.system());
    fitter = fitter(50);
  }

  @AfterAll
  static void close() {
    fitter.close();
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
    Outcome outcome = outcome(files.plain(type));

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
  @ValueSource(strings = {"jpeg", "png", "gif", "bmp", "tiff", "webp", "heic", "avif"})
  void twelveMegapixelsAreRead(String format) throws Exception {
    Outcome outcome = outcome(files.large(format, 4000, 3000));

    assertThat(outcome.reason()).isEmpty();
    assertThat(outcome.pictures().getFirst().getWidth()).isEqualTo(LONG_SIDE_PX);
    assertThat(outcome.pictures().getFirst().getHeight()).isEqualTo(192);
    assertThat(new Color(outcome.pictures().getFirst().getRGB(10, 10)).getRed()).isGreaterThan(250);
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpeg", "png", "gif", "bmp", "tiff", "webp", "heic", "avif"})
  void aHundredMegapixelsAreNamed(String format) throws Exception {
    byte[] file = files.large(format, 10_000, 10_000);

    assertThat(outcome(file).reason())
        .isEqualTo(
            "x has 10,000 × 10,000 pixels; I take at most 50 megapixels. Please post a smaller version.");
  }

  @Test
  void anAvifThatItsDecoderDoesNotTakeIsNamed() throws Exception {
    try (ImageFitter generous = fitter(120)) {
      assertThat(outcome(generous, TestMedia.photo("red-100mp-one-piece.avif"), 120).reason())
          .isEqualTo(
              "x has more than 35 megapixels in one piece, which is more than decoders of AVIF take. Please post a smaller version, or a JPEG.");
      // 4 GB for tiles of 25 megapixels (measured with libaom 3.9.1).
      assertThat(outcome(generous, TestMedia.photo("red-100mp.avif"), 120).reason())
          .isEqualTo(
              "x needs more memory to decode than I give to one file. Please post a smaller version.");
    }
  }

  @ParameterizedTest
  @EnumSource(PictureType.class)
  void aFileThatEndsTooEarlyIsReadOrNamed(PictureType type) throws Exception {
    byte[] whole = files.plain(type);
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
    byte[] gif = files.plain(PictureType.GIF);

    for (byte[] both :
        List.of(
            joined(files.plain(PictureType.JPEG), zip),
            joined(files.plain(PictureType.PNG), script),
            joined(gif, "/*<script>*/=1;".getBytes(ISO_8859_1)),
            withComment(gif, "<script>alert(1)</script>"),
            joined(files.plain(PictureType.JPEG), pdf),
            joined(pdf, files.plain(PictureType.JPEG)))) {
      Outcome outcome = outcome(both);

      assertThat(outcome.reason()).isEmpty();
      assertThat(outcome.sent())
          .allSatisfy(sent ->
              assertThat(new String(sent, ISO_8859_1)).doesNotContain("script", "PK\5\6", "%PDF"));
    }
  }

  @Test
  void aPageOfHtmlThatHoldsAPictureIsAPage() throws Exception {
    byte[] page = joined("<!doctype html><p>".getBytes(ISO_8859_1), files.plain(PictureType.PNG));

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
    assertThat(outcome(files.plain(PictureType.PDF)).pictures()).hasSize(1);
  }

  @Test
  void noiseIsNamed() throws Exception {
    Random random = new Random(7);
    for (PictureType type : PictureType.values()) {
      byte[] file = files.plain(type);
      for (int round = 0; round < 2; round++) {
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
}
