package dev.sightline.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import dev.sightline.media.ImageFitter.Fitted;
import dev.sightline.media.MediaFolder.Stored;
import dev.sightline.media.Probed.Picture;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ResourceLock(TestMedia.BOTH_CORES)
final class ImageFitterTest {
  private static final Set<String> COMMON = Set.of("image/jpeg", "image/png", "image/webp");

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

  @ParameterizedTest
  @ValueSource(strings = {"rocket.jpg", "coffee.png"})
  void whatFitsPassesByteForByte(String name) throws Exception {
    byte[] bare =
        Files.readAllBytes(fit(TestMedia.photo(name), rules(1568, 1_000_000)).stored().file());

    Fitted fitted = fit(bare, rules(1568, 1_000_000));

    assertThat(fitted.stored().file()).hasBinaryContent(bare);
  }

  @ParameterizedTest
  @CsvSource({"500,250", "1000,500", "333,167"})
  void theLongSideIsBroughtDown(int longSidePx, int shortSidePx) throws Exception {
    Fitted fitted =
        fit(TestMedia.encoded(TestMedia.quarters(2000, 1000), "png"), rules(longSidePx, 1_000_000));

    BufferedImage image = TestMedia.decoded(fitted.stored().file());
    assertThat(image.getWidth()).isEqualTo(longSidePx);
    assertThat(image.getHeight()).isEqualTo(shortSidePx);
    assertThat(fitted.mediaType()).isEqualTo("image/jpeg");
  }

  @Test
  void noPictureIsEnlarged() throws Exception {
    Fitted fitted =
        fit(TestMedia.encoded(TestMedia.quarters(40, 30), "bmp"), rules(1568, 1_000_000));

    assertThat(TestMedia.decoded(fitted.stored().file()).getWidth()).isEqualTo(40);
  }

  @ParameterizedTest
  @ValueSource(longs = {200_000, 60_000, 8_000, 1_500})
  void theByteLimitHolds(long maxBytes) throws Exception {
    Fitted fitted = fit(TestMedia.photo("hubble_deep_field.jpg"), rules(1568, maxBytes));

    assertThat(Files.size(fitted.stored().file())).isLessThanOrEqualTo(maxBytes);
    assertThat(TestMedia.decoded(fitted.stored().file()).getWidth()).isPositive();
  }

  @Test
  void exifGoesAndThePixelsStay() throws Exception {
    byte[] original = TestMedia.jpegWithExif(TestMedia.quarters(64, 32), 1);

    Fitted fitted = fit(original, rules(1568, 1_000_000));

    byte[] bytes = Files.readAllBytes(fitted.stored().file());
    assertThat(new String(original, StandardCharsets.ISO_8859_1)).contains("Exif", "Snapper");
    assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).doesNotContain("Exif", "Snapper");
    assertThat(pixels(TestMedia.decoded(fitted.stored().file())))
        .isEqualTo(pixels(TestMedia.decoded(TestMedia.write(temp, "original.jpg", original))));
  }

  @Test
  void textInAPngGoesAndThePixelsStay() throws Exception {
    BufferedImage image = TestMedia.quarters(64, 32);

    Fitted fitted = fit(TestMedia.pngWithText(image, "at home"), rules(1568, 1_000_000));

    assertThat(new String(Files.readAllBytes(fitted.stored().file()), StandardCharsets.ISO_8859_1))
        .doesNotContain("at home");
    assertThat(fitted.mediaType()).isEqualTo("image/png");
    assertThat(pixels(TestMedia.decoded(fitted.stored().file()))).isEqualTo(pixels(image));
  }

  @Test
  void metadataOfWebpGoesAndItStaysReadable() throws Exception {
    Path png = TestMedia.write(temp, "in.png", TestMedia.photo("chelsea.png"));
    Path webp = TestMedia.ffmpeg(temp.resolve("out.webp"), "-i", png.toString());
    byte[] plain = Files.readAllBytes(webp);
    byte[] withJunk = Arrays.copyOf(plain, plain.length + 5);

    Fitted fitted = fit(withJunk, rules(1568, 1_000_000));

    assertThat(fitted.stored().file()).hasBinaryContent(plain);
  }

  @ParameterizedTest
  @CsvSource({
    "1,RED,GREEN",
    "2,GREEN,RED",
    "3,WHITE,BLUE",
    "4,BLUE,WHITE",
    "5,RED,BLUE",
    "6,BLUE,RED",
    "7,WHITE,GREEN",
    "8,GREEN,WHITE"
  })
  void picturesAreTurnedUpright(int orientation, String topLeft, String topRight) throws Exception {
    byte[] jpeg = TestMedia.jpegWithExif(TestMedia.quarters(640, 320), orientation);

    Fitted fitted = fit(jpeg, rules(100, 1_000_000));

    BufferedImage image = TestMedia.decoded(fitted.stored().file());
    assertThat(image.getWidth()).isEqualTo(orientation >= 5 ? 50 : 100);
    assertThat(image.getHeight()).isEqualTo(orientation >= 5 ? 100 : 50);
    assertThat(nearest(image.getRGB(10, 10))).isEqualTo(topLeft);
    assertThat(nearest(image.getRGB(image.getWidth() - 10, 10))).isEqualTo(topRight);
    assertThat(probe(fitted.stored().file()))
        .isInstanceOfSatisfying(
            Picture.class,
            picture -> {
              assertThat(picture.orientation()).isEqualTo(1);
              assertThat(picture.hasExtras()).isFalse();
            });
  }

  @Test
  void transparencyStays() throws Exception {
    BufferedImage image = new BufferedImage(400, 400, BufferedImage.TYPE_INT_ARGB);
    for (int x = 0; x < 200; x++) {
      for (int y = 0; y < 400; y++) {
        image.setRGB(x, y, 0xFFFF0000);
      }
    }

    Fitted fitted = fit(TestMedia.encoded(image, "png"), rules(100, 1_000_000));

    BufferedImage small = TestMedia.decoded(fitted.stored().file());
    assertThat(fitted.mediaType()).isEqualTo("image/png");
    assertThat(small.getRGB(20, 50)).isEqualTo(0xFFFF0000);
    assertThat(small.getRGB(80, 50) >>> 24).isZero();
  }

  @Test
  void greyStaysAsBrightAsItWas() throws Exception {
    BufferedImage grey = new BufferedImage(400, 400, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < 400; y++) {
      grey.getRaster().setSamples(0, y, 400, 1, 0, filled(400, 100));
    }

    Fitted fitted = fit(TestMedia.encoded(grey, "png"), rules(100, 1_000_000));

    Color colour = new Color(TestMedia.decoded(fitted.stored().file()).getRGB(50, 50));
    assertThat(colour.getRed()).isBetween(98, 102);
  }

  @Test
  void deepAndPaletteAndBlackAndWhitePicturesAreRead() throws Exception {
    for (int type :
        new int[] {
          BufferedImage.TYPE_USHORT_GRAY,
          BufferedImage.TYPE_BYTE_INDEXED,
          BufferedImage.TYPE_BYTE_BINARY
        }) {
      BufferedImage image = new BufferedImage(300, 200, type);
      image.createGraphics().fillRect(0, 0, 300, 200);

      Fitted fitted = fit(TestMedia.encoded(image, "png"), rules(100, 1_000_000));

      assertThat(nearest(TestMedia.decoded(fitted.stored().file()).getRGB(50, 30)))
          .isEqualTo("WHITE");
    }
  }

  @Test
  void theMeanColourOfAPhotographStays() throws Exception {
    byte[] coffee = TestMedia.photo("coffee.png");
    BufferedImage original = TestMedia.decoded(TestMedia.write(temp, "coffee.png", coffee));

    BufferedImage small = Shrink.to(original, 77, 51);

    for (int band = 0; band < 3; band++) {
      assertThat(mean(small, band)).isCloseTo(mean(original, band), offset(0.6));
    }
  }

  @Test
  void aGifBecomesItsFirstFrameWhereTheRouteTakesNone() throws Exception {
    Path gif = TestMedia.video(temp, "film.gif");

    Fitted fitted = fit(Files.readAllBytes(gif), rules(1568, 1_000_000));

    assertThat(fitted.mediaType()).isIn("image/jpeg", "image/png");
    assertThat(TestMedia.decoded(fitted.stored().file()).getWidth()).isEqualTo(160);
  }

  @Test
  void aGifPassesWhereTheRouteTakesIt() throws Exception {
    byte[] gif = TestMedia.encoded(TestMedia.quarters(64, 32), "gif");

    Fitted fitted =
        fit(
            gif,
            new MediaRules(
                1568,
                1_000_000,
                0,
                1,
                0,
                Set.of("image/gif"),
                MediaRules.Transport.INLINE_ONLY,
                false));

    assertThat(fitted.mediaType()).isEqualTo("image/gif");
    assertThat(fitted.stored().file()).hasBinaryContent(gif);
  }

  @Test
  void veryLargePicturesAreFitted() throws Exception {
    byte[] jpeg = TestMedia.encoded(TestMedia.quarters(7000, 6000), "jpg");

    Fitted fitted = fit(jpeg, rules(1568, 1_000_000));

    BufferedImage image = TestMedia.decoded(fitted.stored().file());
    assertThat(image.getWidth()).isEqualTo(1568);
    assertThat(nearest(image.getRGB(1560, 10))).isEqualTo("GREEN");
  }

  @Test
  void theFourInksOfAPrinterBecomeRgb() throws Exception {
    byte[] jpeg = TestMedia.jpegWithInks(64, 64, 255, 0, 0, 255);

    Fitted fitted = fit(jpeg, rules(32, 1_000_000));

    assertThat(nearest(TestMedia.decoded(fitted.stored().file()).getRGB(10, 10))).isEqualTo("RED");
  }

  @Test
  void tiffIsRead() throws Exception {
    byte[] bytes = TestMedia.encoded(TestMedia.quarters(64, 64), "bmp");
    Path bmp = TestMedia.write(temp, "in.bmp", bytes);
    Path tiff = TestMedia.ffmpeg(temp.resolve("out.tiff"), "-i", bmp.toString());

    Fitted fitted = fit(Files.readAllBytes(tiff), rules(1568, 1_000_000));

    assertThat(nearest(TestMedia.decoded(fitted.stored().file()).getRGB(10, 10))).isEqualTo("RED");
  }

  @Test
  void damageInsideIsNoticedWhenDecoding() throws Exception {
    byte[] png = TestMedia.photo("chelsea.png");
    Arrays.fill(png, 50_000, 60_000, (byte) 0xFF);
    Stored stored = keep(png);
    Picture claimed = new Picture(PictureType.PNG, 451, 300, 1, false, 1);

    assertThatThrownBy(() -> fitter.fit(stored, claimed, rules(100, 1_000_000)))
        .isInstanceOf(NotDecoded.class);
  }

  private Fitted fit(byte[] bytes, MediaRules rules) throws Exception {
    Stored stored = keep(bytes);
    return fitter.fit(stored, (Picture) probe(stored.file()), rules);
  }

  private Stored keep(byte[] bytes) throws IOException {
    Path draft = folder.draft();
    Files.write(draft, bytes);
    return folder.keep(draft, "bin");
  }

  private static Probed probe(Path file) throws IOException {
    return new MediaProbe(50_000_000).probe(file);
  }

  private static MediaRules rules(int maxLongSidePx, long maxImageBytes) {
    return new MediaRules(
        maxLongSidePx, maxImageBytes, 0, 10, 0, COMMON, MediaRules.Transport.INLINE_ONLY, false);
  }

  private static int[] pixels(BufferedImage image) {
    return image.getRGB(
        0,
        0,
        image.getWidth(),
        image.getHeight(),
        new int[image.getWidth() * image.getHeight()],
        0,
        image.getWidth());
  }

  private static int[] filled(int length, int value) {
    int[] values = new int[length];
    Arrays.fill(values, value);
    return values;
  }

  private static double mean(BufferedImage image, int band) {
    int[] samples =
        image
            .getRaster()
            .getSamples(
                0,
                0,
                image.getWidth(),
                image.getHeight(),
                band,
                new int[image.getWidth() * image.getHeight()]);
    return Arrays.stream(samples).average().orElseThrow();
  }

  private static String nearest(int rgb) {
    boolean red = (rgb >> 16 & 0xFF) > 128;
    boolean green = (rgb >> 8 & 0xFF) > 128;
    boolean blue = (rgb & 0xFF) > 128;
    return red && green && blue ? "WHITE" : red ? "RED" : green ? "GREEN" : blue ? "BLUE" : "BLACK";
  }
}
