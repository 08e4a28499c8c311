package dev.sightline.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PictureMeterTest {
  @TempDir Path temp;
  private ImageFitter fitter;
  private PictureMeter meter;

  @BeforeEach
  void open() throws IOException {
    fitter =
        new ImageFitter(
            new MediaFolder(temp, MediaLimits.DEFAULTS, InstantSource.system()),
            MediaLimits.DEFAULTS,
            TestMedia.FFMPEG);
    meter = new PictureMeter(MediaLimits.DEFAULTS, fitter);
  }

  @AfterEach
  void close() {
    fitter.close();
  }

  @Test
  void tellsWhatTheCameraWrote() throws Exception {
    byte[] jpeg = TestMedia.jpegWithExif(TestMedia.quarters(64, 32), 6);

    PictureFacts facts = meter.measure(TestMedia.write(temp, "x.jpg", jpeg)).orElseThrow();

    assertThat(facts.type()).isEqualTo(PictureType.JPEG);
    assertThat(facts.widthPx()).isEqualTo(32);
    assertThat(facts.heightPx()).isEqualTo(64);
    assertThat(facts.sizeBytes()).isEqualTo(jpeg.length);
    assertThat(facts.camera()).isEqualTo("Acme Snapper 3000");
    assertThat(facts.hasPosition()).isTrue();
  }

  @Test
  void tellsTheColoursThatCoverMost() throws Exception {
    byte[] png = TestMedia.encoded(TestMedia.quarters(64, 64), "png");

    PictureFacts facts = meter.measure(TestMedia.write(temp, "x.png", png)).orElseThrow();

    assertThat(facts.colours())
        .containsExactlyInAnyOrder(
            new PictureFacts.Colour("#ff0000", 25),
            new PictureFacts.Colour("#00ff00", 25),
            new PictureFacts.Colour("#0000ff", 25),
            new PictureFacts.Colour("#ffffff", 25));
    assertThat(facts.camera()).isEmpty();
    assertThat(facts.hasPosition()).isFalse();
  }

  @Test
  void aFileThatIsNoPictureHasNoFacts() throws Exception {
    assertThat(meter.measure(TestMedia.write(temp, "x", new byte[10]))).isEmpty();
  }
}
