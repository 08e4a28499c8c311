package dev.sightline.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.media.Probed.Flaw;
import dev.sightline.media.Probed.Picture;
import dev.sightline.media.Probed.Unreadable;
import dev.sightline.media.Probed.Video;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MediaProbeTest {
  @TempDir Path folder;
  private final MediaProbe probe = new MediaProbe(50_000_000);

  @ParameterizedTest
  @CsvSource({
    "chelsea.png,PNG,451,300",
    "coffee.png,PNG,600,400",
    "rocket.jpg,JPEG,640,427",
    "hubble_deep_field.jpg,JPEG,1000,872"
  })
  void measuresPhotographs(String name, PictureType type, int widthPx, int heightPx)
      throws IOException {
    Picture picture = (Picture) probed(TestMedia.photo(name));

    assertThat(picture.type()).isEqualTo(type);
    assertThat(picture.widthPx()).isEqualTo(widthPx);
    assertThat(picture.heightPx()).isEqualTo(heightPx);
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpg", "png", "gif", "bmp", "tiff"})
  void readsEveryTypeThatImageIoWrites(String format) throws IOException {
    Picture picture = (Picture) probed(TestMedia.encoded(TestMedia.quarters(64, 32), format));

    assertThat(picture.widthPx()).isEqualTo(64);
    assertThat(picture.heightPx()).isEqualTo(32);
    assertThat(picture.orientation()).isEqualTo(1);
  }

  @Test
  void readsWebp() throws Exception {
    Path png = TestMedia.write(folder, "in.png", TestMedia.photo("chelsea.png"));
    Path webp = TestMedia.ffmpeg(folder.resolve("out.webp"), "-i", png.toString());

    assertThat(probe.probe(webp)).isEqualTo(new Picture(PictureType.WEBP, 451, 300, 1, false, 1));
  }

  @Test
  void goesByBytesAndNotByName() throws IOException {
    Path misnamed = TestMedia.write(folder, "cat.mp4", TestMedia.photo("chelsea.png"));

    assertThat(probe.probe(misnamed)).isInstanceOf(Picture.class);
  }

  @ParameterizedTest
  @EnumSource(VideoType.class)
  void knowsVideosByTheirContainer(VideoType type) throws Exception {
    Path video = TestMedia.video(folder, "film." + type.extension());

    assertThat(probe.probe(video)).isEqualTo(new Video(type));
  }

  @Test
  void anEmptyFileIsNamed() throws IOException {
    assertThat(flaw(probed(new byte[0]))).isEqualTo(Flaw.EMPTY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"chelsea.png", "rocket.jpg", "hubble_deep_field.jpg"})
  void aPictureThatIsCutOffIsNamed(String name) throws IOException {
    byte[] whole = TestMedia.photo(name);

    for (int length : new int[] {64, whole.length / 2, whole.length - 2}) {
      assertThat(flaw(probed(Arrays.copyOf(whole, length))))
          .as("%d of %d bytes", length, whole.length)
          .isEqualTo(Flaw.DAMAGED);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gif", "webp", "mp4", "mov"})
  void otherFilesThatAreCutOffAreNamed(String extension) throws Exception {
    Path whole = TestMedia.video(folder, "film." + extension);
    byte[] bytes = Files.readAllBytes(whole);

    assertThat(flaw(probed(Arrays.copyOf(bytes, 500)))).isEqualTo(Flaw.DAMAGED);
  }

  @Test
  void aPngWithAFlippedBitIsDamaged() throws IOException {
    byte[] bytes = TestMedia.photo("chelsea.png");
    bytes[bytes.length / 2] ^= 1;

    assertThat(flaw(probed(bytes))).isEqualTo(Flaw.DAMAGED);
  }

  @Test
  void tooManyPixelsAreRefusedWithoutDecoding() throws IOException {
    byte[] bomb = TestMedia.pngBomb(10_000);

    assertThat(bomb.length).isLessThan(100_000);
    assertThat(probed(bomb))
        .isEqualTo(new Unreadable(Flaw.TOO_MANY_PIXELS, "10,000 × 10,000 pixels"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE html><html><body>Sign in</body></html>",
        "  \n<html lang=en>",
        "\uFEFF<!doctype HTML>",
        "<!-- saved -->\n<html>"
      })
  void aWebPageIsNamed(String page) throws IOException {
    assertThat(flaw(probed(page.getBytes(StandardCharsets.UTF_8)))).isEqualTo(Flaw.WEB_PAGE);
  }

  @ParameterizedTest
  @CsvSource({
    "'8BPS\0\1',a PSD file",
    "'hello there',a text file",
    "'<svg xmlns=\"http://www.w3.org/2000/svg\"/>',an SVG drawing"
  })
  void otherFilesAreCalledByTheirName(String content, String found) throws IOException {
    assertThat(probed(content.getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(new Unreadable(Flaw.OTHER_TYPE, found));
  }

  @ParameterizedTest
  @CsvSource({
    "rocket.heic,HEIC,200,150,1",
    "tiles.heic,HEIC,120,100,8",
    "rocket.avif,AVIF,200,150,1"
  })
  void readsWhatPhonesWrite(
      String name, PictureType type, int widthPx, int heightPx, int orientation)
      throws IOException {
    assertThat(probed(TestMedia.photo(name)))
        .isEqualTo(new Picture(type, widthPx, heightPx, orientation, true, 1));
  }

  @Test
  void aHeicThatIsCutIsDamaged() throws IOException {
    byte[] heic = TestMedia.photo("rocket.heic");

    for (int tenth = 1; tenth < 10; tenth++) {
      assertThat(probed(Arrays.copyOf(heic, heic.length * tenth / 10)))
          .isEqualTo(new Unreadable(Flaw.DAMAGED, "a HEIC picture"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void readsTheOrientation(int orientation) throws IOException {
    byte[] jpeg = TestMedia.jpegWithExif(TestMedia.quarters(64, 32), orientation);

    assertThat(probed(jpeg)).isEqualTo(new Picture(PictureType.JPEG, 64, 32, orientation, true, 1));
  }

  @Test
  void hostileBytesNeverBreakIt() throws IOException {
    Random random = new Random(1);
    for (String name : new String[] {"chelsea.png", "rocket.jpg", "hubble_deep_field.jpg"}) {
      byte[] bytes = Arrays.copyOf(TestMedia.photo(name), 40_000);
      for (int round = 0; round < 200; round++) {
        byte[] broken = bytes.clone();
        for (int i = 0; i < 20; i++) {
          broken[random.nextInt(i < 10 ? 200 : broken.length)] = (byte) random.nextInt();
        }
        assertThat(probed(broken)).isNotNull();
      }
    }
  }

  private Probed probed(byte[] bytes) throws IOException {
    return probe.probe(TestMedia.write(folder, "file", bytes));
  }

  private static Flaw flaw(Probed probed) {
    assertThat(probed).isInstanceOf(Unreadable.class);
    return ((Unreadable) probed).flaw();
  }
}
