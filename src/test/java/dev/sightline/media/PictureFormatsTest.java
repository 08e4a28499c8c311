package dev.sightline.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.media.ImageFitter.Frames;
import dev.sightline.media.MediaFolder.Stored;
import dev.sightline.media.NotDecoded.Why;
import dev.sightline.media.Probed.Picture;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What each format becomes: the right pixels in 8-bit sRGB, and nothing else.
@ResourceLock(TestMedia.BOTH_CORES)
final class PictureFormatsTest {
  @TempDir static Path temp;
  private static MediaFolder folder;
  private static ImageFitter fitter;

  @BeforeAll
  static void open() throws IOException {
    folder = new MediaFolder(temp, MediaLimits.DEFAULTS, InstantSource.system());
    fitter = new ImageFitter(folder, MediaLimits.DEFAULTS, TestMedia.FFMPEG);
  }

  @AfterAll
  static void close() {
    fitter.close();
  }

  @Test
  void coloursOfAWideProfileBecomeThoseOfSrgb() throws Exception {
    byte[] jpeg = PictureWriter.jpeg(patch(200, 100, 50), 1);
    byte[] png = TestMedia.encoded(patch(200, 100, 50), "png");

    // By the matrices of both spaces, D50 each: (216, 93, 24).
    assertColour(fit(TestProfile.inJpeg(jpeg)), 216, 93, 24, 3);
    assertColour(fit(TestProfile.inPng(png)), 216, 93, 24, 2);
    assertColour(fit(deepTiff()), 216, 93, 24, 2);
    assertColour(fit(jpeg), 200, 100, 50, 3);
    assertColour(fit(png), 200, 100, 50, 0);
  }

  @Test
  void aProfileThatMakesNoSenseIsNotUsed() throws Exception {
    byte[] png = TestProfile.inPng(TestMedia.encoded(patch(200, 100, 50), "png"));
    byte[] jpeg = TestProfile.inJpeg(PictureWriter.jpeg(patch(200, 100, 50), 1));
    Arrays.fill(jpeg, 60, 300, (byte) 7);

    assertColour(fit(withZeroedProfile(png)), 200, 100, 50, 0);
    assertColour(fit(jpeg), 200, 100, 50, 3);
  }

  @Test
  void sixteenBitsBecomeTheEightThatAreNearest() throws Exception {
    BufferedImage ramp = new BufferedImage(256, 64, BufferedImage.TYPE_USHORT_GRAY);
    for (int x = 0; x < 256; x++) {
      for (int y = 0; y < 64; y++) {
        ramp.getRaster().setSample(x, y, 0, x * 257);
      }
    }

    BufferedImage fitted = fit(TestMedia.encoded(ramp, "png"));

    for (int x = 0; x < 256; x++) {
      assertThat(new Color(fitted.getRGB(x, 10))).isEqualTo(new Color(x, x, x));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"red-ycck.jpg", "red-cmyk.tif", "red-cmyk-16.tif"})
  void aPrintersRedIsRed(String name) throws Exception {
    Color red = new Color(fit(TestMedia.photo(name)).getRGB(16, 16));

    assertThat(red.getRed()).isGreaterThan(220);
    assertThat(red.getGreen()).isLessThan(50);
    assertThat(red.getBlue()).isLessThan(50);
  }

  @ParameterizedTest
  @CsvSource({
    "LZW,rgb24",
    "deflate,rgb24",
    "packbits,rgb24",
    "lzw,rgb48le",
    "raw,gray",
    "raw,gray16le",
    "lzw,rgba",
    "raw,monob"
  })
  void tiffOfEachKindIsRead(String packing, String samples) throws Exception {
    Path source = TestMedia.write(temp, "in.bmp", TestMedia.encoded(quarters(), "bmp"));
    Path tiff =
        TestMedia.ffmpeg(
            temp.resolve(packing + samples + ".tif"),
            "-i",
            source.toString(),
            "-compression_algo",
            packing.toLowerCase(Locale.ROOT),
            "-pix_fmt",
            samples);

    BufferedImage fitted = fit(Files.readAllBytes(tiff));

    assertThat(fitted.getWidth()).isEqualTo(64);
    boolean isGrey = samples.startsWith("gray") || samples.startsWith("mono");
    assertThat(nearest(fitted, 50, 50)).isEqualTo("WHITE");
    if (!isGrey) {
      assertThat(nearest(fitted, 10, 10)).isEqualTo("RED");
    }
  }

  @Test
  void tiffWithAJpegInsideIsRead() throws Exception {
    assertColour(fit(tiff("JPEG", List.of(quarters()))), 254, 0, 0, 8);
  }

  @Test
  void pagesOfATiffComeInTheirOrder() throws Exception {
    byte[] tiff = tiff("Deflate", List.of(solid(Color.RED), solid(Color.GREEN), solid(Color.BLUE)));

    Frames frames = frames(tiff, 2);

    assertThat(frames.total()).isEqualTo(3);
    assertThat(colours(frames)).containsExactly(Color.RED, Color.GREEN);
  }

  @Test
  void framesOfAnAnimationAreEvenlySpacedAndWhole() throws Exception {
    Path gif =
        TestMedia.ffmpeg(
            temp.resolve("film.gif"),
            "-f",
            "lavfi",
            "-i",
            "color=red:s=64x64:d=1:r=4[a];color=blue:s=16x16:d=1:r=4[b];[a][b]overlay=x=t*32");

    Frames frames = frames(Files.readAllBytes(gif), 2);

    assertThat(frames.total()).isEqualTo(4);
    assertThat(frames.frames()).extracting(ImageFitter.Frame::index).containsExactly(0, 2);
    BufferedImage second = TestMedia.decoded(frames.frames().getLast().fitted().stored().file());
    assertThat(second.getWidth()).isEqualTo(64);
    assertThat(nearest(second, 60, 60)).isEqualTo("RED");
    assertThat(nearest(second, 24, 8)).isEqualTo("BLUE");
    assertThat(nearest(second, 4, 8)).isEqualTo("RED");
  }

  @Test
  void anAnimatedWebpShowsItsFirstFrame() throws Exception {
    Path webp =
        TestMedia.ffmpeg(temp.resolve("film.webp"), "-f", "lavfi", "-i", "testsrc=s=64x64:d=1:r=5");
    Picture picture = (Picture) probe(webp);

    Frames frames = frames(Files.readAllBytes(webp), 1);

    assertThat(picture.frames()).isEqualTo(5);
    assertThat(frames.frames()).hasSize(1);
  }

  @Test
  void webpKeepsItsAlpha() throws Exception {
    BufferedImage half = new BufferedImage(64, 64, BufferedImage.TYPE_INT_ARGB);
    Graphics2D graphics = half.createGraphics();
    graphics.setColor(Color.RED);
    graphics.fillRect(0, 0, 32, 64);
    graphics.dispose();
    Path png = TestMedia.write(temp, "half.png", TestMedia.encoded(half, "png"));
    Path webp =
        TestMedia.ffmpeg(
            temp.resolve("half.webp"), "-i", png.toString(), "-lossless", "1", "-pix_fmt", "bgra");

    BufferedImage fitted = fit(Files.readAllBytes(webp));

    assertThat(fitted.getRGB(10, 10)).isEqualTo(0xFFFF0000);
    assertThat(fitted.getRGB(50, 10) >>> 24).isZero();
  }

  @Test
  void interlacedAndPalettePngAreRead() throws Exception {
    Path source = TestMedia.write(temp, "q.bmp", TestMedia.encoded(quarters(), "bmp"));
    Path palette =
        TestMedia.ffmpeg(temp.resolve("p.png"), "-i", source.toString(), "-pix_fmt", "pal8");

    assertColour(fit(interlacedPng()), 255, 0, 0, 0);
    assertThat(nearest(fit(Files.readAllBytes(palette)), 10, 10)).isEqualTo("RED");
  }

  @Test
  void pagesOfAPdfBecomePictures() throws Exception {
    Frames frames = frames(TestMedia.pdf(3, ""), 2);

    BufferedImage first = TestMedia.decoded(frames.frames().getFirst().fitted().stored().file());
    assertThat(frames.total()).isEqualTo(3);
    assertThat(frames.frames()).hasSize(2);
    assertThat(Math.max(first.getWidth(), first.getHeight())).isEqualTo(200);
    assertThat(nearest(first, 100, 100)).isEqualTo("RED");
    assertThat(nearest(first, 2, 2)).isEqualTo("WHITE");
    assertThat(darkPixels(first)).as("pixels of the words").isGreaterThan(20);
  }

  @Test
  void aPdfWithAPasswordIsLocked() throws Exception {
    assertThatThrownBy(() -> frames(TestMedia.pdf(1, "secret"), 1))
        .isInstanceOfSatisfying(
            NotDecoded.class, locked -> assertThat(locked.why()).isEqualTo(Why.LOCKED));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rocket.heic", "rocket.avif"})
  void photographsOfPhonesAreRead(String name) throws Exception {
    BufferedImage expected =
        TestMedia.decoded(TestMedia.write(temp, "rocket.jpg", TestMedia.photo("rocket.jpg")));

    BufferedImage fitted = fit(TestMedia.photo(name));

    assertThat(fitted.getWidth()).isEqualTo(200);
    assertThat(fitted.getHeight()).isEqualTo(150);
    assertThat(distance(fitted, Shrink.to(expected, 200, 150))).isLessThan(6);
  }

  @Test
  void aPhotographInTilesIsWhole() throws Exception {
    BufferedImage fitted = fit(turned("irot", 0));

    assertThat(fitted.getWidth()).isEqualTo(120);
    assertThat(fitted.getHeight()).isEqualTo(100);
    assertThat(corners(fitted)).containsExactly("RED", "GREEN", "BLUE", "WHITE");
  }

  @ParameterizedTest
  @CsvSource({
    "irot,1,GREEN,WHITE,RED,BLUE",
    "irot,2,WHITE,BLUE,GREEN,RED",
    "irot,3,BLUE,RED,WHITE,GREEN",
    "imir,0,BLUE,WHITE,RED,GREEN",
    "imir,1,GREEN,RED,WHITE,BLUE"
  })
  void aPhotographIsTurnedOnce(
      String property, int value, String one, String two, String three, String four)
      throws Exception {
    BufferedImage fitted = fit(turned(property, value));

    assertThat(fitted.getWidth()).isEqualTo(property.equals("irot") && value % 2 == 1 ? 100 : 120);
    assertThat(corners(fitted)).containsExactly(one, two, three, four);
  }

  @Test
  void aPhotographKeepsTheColoursOfItsProfile() throws Exception {
    assertColour(fit(TestMedia.photo("p3.heic")), 216, 93, 24, 4);
  }

  @Test
  void withoutFfmpegAPhotographOfAPhoneHasItsSentence() throws Exception {
    Ffmpeg old = new Ffmpeg(new FfmpegHome("/bin/false", "/bin/false", Map.of(), "5.1.9", false));
    try (ImageFitter without = new ImageFitter(folder, MediaLimits.DEFAULTS, old)) {
      Stored stored = keep(TestMedia.photo("rocket.heic"));
      MediaRules rules = rules(256);
      Picture picture = (Picture) probe(stored.file());

      assertThatThrownBy(() -> without.fit(stored, picture, rules))
          .isInstanceOfSatisfying(
              NotDecoded.class, failure -> assertThat(failure.why()).isEqualTo(Why.NO_DECODER));
    }
  }

  /// Four tiles of red, green, blue and white, which the file says to turn.
  private static byte[] turned(String property, int value) {
    byte[] heic = TestMedia.photo("tiles.heic");
    String text = new String(heic, StandardCharsets.ISO_8859_1);
    int at = text.indexOf("irot");
    System.arraycopy(property.getBytes(StandardCharsets.US_ASCII), 0, heic, at, 4);
    heic[at + 4] = (byte) value;
    return heic;
  }

  private static List<String> corners(BufferedImage image) {
    int right = image.getWidth() - 10;
    int bottom = image.getHeight() - 10;
    return List.of(
        nearest(image, 10, 10),
        nearest(image, right, 10),
        nearest(image, 10, bottom),
        nearest(image, right, bottom));
  }

  /// Mean difference of all samples.
  private static double distance(BufferedImage one, BufferedImage two) {
    long sum = 0;
    for (int y = 0; y < one.getHeight(); y++) {
      for (int x = 0; x < one.getWidth(); x++) {
        for (int shift = 0; shift < 24; shift += 8) {
          sum += Math.abs((one.getRGB(x, y) >> shift & 0xFF) - (two.getRGB(x, y) >> shift & 0xFF));
        }
      }
    }
    return sum / (3.0 * one.getWidth() * one.getHeight());
  }

  @Test
  void whatATiffSaysAboutItsCameraStaysHere() throws Exception {
    BufferedImage image = quarters();
    Path source = TestMedia.write(temp, "m.bmp", TestMedia.encoded(image, "bmp"));
    Path tiff =
        TestMedia.ffmpeg(
            temp.resolve("m.tif"), "-i", source.toString(), "-metadata", "make=Acme Snapper");
    byte[] withText =
        concat(Files.readAllBytes(tiff), "GPS 52.5N 13.4E".getBytes(StandardCharsets.US_ASCII));

    Stored fitted = frames(withText, 1).frames().getFirst().fitted().stored();

    assertThat(Files.readString(fitted.file(), StandardCharsets.ISO_8859_1))
        .doesNotContain("GPS", "Snapper");
  }

  private static byte[] concat(byte[] one, byte[] two) {
    byte[] both = Arrays.copyOf(one, one.length + two.length);
    System.arraycopy(two, 0, both, one.length, two.length);
    return both;
  }

  private static byte[] withZeroedProfile(byte[] png) {
    byte[] copy = png.clone();
    int length = ByteBuffer.wrap(copy).getInt(33);
    Arrays.fill(copy, 33 + 8 + 3, 33 + 8 + length, (byte) 9);
    CRC32 sum = new CRC32();
    sum.update(copy, 37, length + 4);
    ByteBuffer.wrap(copy).putInt(33 + 8 + length, (int) sum.getValue());
    return copy;
  }

  /// 16 bits a sample, tagged with the profile.
  private static byte[] deepTiff() throws IOException {
    ImageTypeSpecifier type =
        ImageTypeSpecifier.createInterleaved(
            TestProfile.space(), new int[] {0, 1, 2}, DataBuffer.TYPE_USHORT, false, false);
    BufferedImage image = type.createBufferedImage(32, 32);
    for (int y = 0; y < 32; y++) {
      for (int x = 0; x < 32; x++) {
        image.getRaster().setPixel(x, y, new int[] {200 * 257, 100 * 257, 50 * 257});
      }
    }
    return tiff("LZW", List.of(image));
  }

  private static byte[] tiff(String packing, List<BufferedImage> pages) throws IOException {
    ImageWriter writer = TestMedia.javasWriter("tiff");
    ImageWriteParam param = writer.getDefaultWriteParam();
    param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    param.setCompressionType(packing);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.prepareWriteSequence(null);
      for (BufferedImage page : pages) {
        writer.writeToSequence(new IIOImage(page, null, null), param);
      }
      writer.endWriteSequence();
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private static byte[] interlacedPng() throws IOException {
    ImageWriter writer = TestMedia.javasWriter("png");
    ImageWriteParam param = writer.getDefaultWriteParam();
    param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(quarters(), null, null), param);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private static BufferedImage quarters() {
    return TestMedia.quarters(64, 64);
  }

  private static BufferedImage patch(int red, int green, int blue) {
    return solid(new Color(red, green, blue));
  }

  private static BufferedImage solid(Color colour) {
    BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(colour);
    graphics.fillRect(0, 0, 32, 32);
    graphics.dispose();
    return image;
  }

  private static void assertColour(
      BufferedImage image, int red, int green, int blue, int tolerance) {
    Color found = new Color(image.getRGB(10, 10));
    assertThat(List.of(found.getRed(), found.getGreen(), found.getBlue()))
        .as("%s", found)
        .satisfiesExactly(
            value -> assertThat(value).isBetween(red - tolerance, red + tolerance),
            value -> assertThat(value).isBetween(green - tolerance, green + tolerance),
            value -> assertThat(value).isBetween(blue - tolerance, blue + tolerance));
  }

  private static List<Color> colours(Frames frames) throws IOException {
    List<Color> colours = new ArrayList<>();
    for (ImageFitter.Frame frame : frames.frames()) {
      colours.add(new Color(TestMedia.decoded(frame.fitted().stored().file()).getRGB(10, 10)));
    }
    return colours;
  }

  private static String nearest(BufferedImage image, int x, int y) {
    int rgb = image.getRGB(x, y);
    boolean red = (rgb >> 16 & 0xFF) > 128;
    boolean green = (rgb >> 8 & 0xFF) > 128;
    boolean blue = (rgb & 0xFF) > 128;
    return red && green && blue ? "WHITE" : red ? "RED" : green ? "GREEN" : blue ? "BLUE" : "BLACK";
  }

  private static int darkPixels(BufferedImage image) {
    int dark = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        dark += (image.getRGB(x, y) & 0xFF) < 64 && (image.getRGB(x, y) >> 16 & 0xFF) < 64 ? 1 : 0;
      }
    }
    return dark;
  }

  /// Decoded anew: as PNG, so that no sample is lost on the way.
  private static BufferedImage fit(byte[] bytes) throws Exception {
    return TestMedia.decoded(frames(bytes, 1).frames().getFirst().fitted().stored().file());
  }

  private static Frames frames(byte[] bytes, int wanted) throws Exception {
    Stored stored = keep(bytes);
    boolean isPdf = bytes[0] == '%';
    return fitter.frames(stored, (Picture) probe(stored.file()), rules(isPdf ? 200 : 256), wanted);
  }

  private static Stored keep(byte[] bytes) throws IOException {
    Path draft = folder.draft();
    Files.write(draft, bytes);
    return folder.keep(draft, "bin");
  }

  private static MediaRules rules(int longSidePx) {
    return new MediaRules(
        longSidePx,
        10_000_000,
        0,
        10,
        0,
        Set.of("image/png"),
        MediaRules.Transport.INLINE_ONLY,
        false);
  }

  private static Probed probe(Path file) throws IOException {
    return new MediaProbe(50_000_000).probe(file);
  }
}
