package dev.sightline.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.LongTests;
import dev.sightline.media.ReadMedia.ReadVideo;
import dev.sightline.media.VideoFacts.Track;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Order(LongTests.FIRST)
@ResourceLock(TestMedia.BOTH_CORES)
final class VideoFitterTest {
  private static final long ROOMY = 50_000_000;

  @TempDir Path temp;
  private final List<String> said = new ArrayList<>();
  private MediaFolder folder;
  private VideoFitter fitter;

  @BeforeEach
  void open() throws Exception {
    folder = new MediaFolder(temp.resolve("media"), MediaLimits.DEFAULTS, InstantSource.system());
    fitter = fitter(MediaLimits.DEFAULTS.maxVideoTime());
  }

  @ParameterizedTest
  @CsvSource({"mp4", "mov", "webm", "mpeg"})
  void whatModelsReadPassesByteForByte(String extension) throws Exception {
    ReadVideo film = read(TestMedia.video(temp, "film." + extension));

    VideoFitter.Fitted fitted = fit(film, ROOMY);

    assertThat(fitted.stored()).isEqualTo(film.stored());
    assertThat(fitted.note()).isEmpty();
    assertThat(said).isEmpty();
  }

  @Test
  void mkvIsCopiedIntoMp4() throws Exception {
    ReadVideo film = read(made("film.mkv", "-c:v", "libopenh264", "-c:a", "aac"));

    VideoFitter.Fitted fitted = fit(film, ROOMY);

    assertThat(fitted.type()).isEqualTo(VideoType.MP4);
    assertThat(fitted.note()).isEqualTo("film.mkv was converted to MP4.");
    VideoFacts facts = facts(fitted);
    assertThat(picture(facts).codec()).isEqualTo("h264");
    assertThat(facts.sound()).get().extracting(Track::codec).isEqualTo("aac");
    assertThat(picture(facts).framesPerSecond()).isEqualTo(25);
    assertThat(said).first().isEqualTo("Converting film.mkv…");
  }

  @Test
  void mkvOfTheWebsCodecsIsCopiedIntoWebm() throws Exception {
    ReadVideo film = read(made("film.mkv", "-c:v", "libvpx", "-c:a", "libopus"));

    VideoFitter.Fitted fitted = fit(film, ROOMY);

    assertThat(fitted.type()).isEqualTo(VideoType.WEBM);
    assertThat(picture(facts(fitted)).codec()).isEqualTo("vp8");
    assertThat(fitted.note()).isEqualTo("film.mkv was converted to WebM.");
  }

  @Test
  void aviIsEncodedAnew() throws Exception {
    ReadVideo film = read(TestMedia.video(temp, "film.avi"));

    VideoFitter.Fitted fitted = fit(film, ROOMY);

    assertThat(fitted.type()).isEqualTo(VideoType.MP4);
    assertThat(picture(facts(fitted)).codec()).isEqualTo("h264");
    assertThat(fitted.note()).isEqualTo("film.avi was converted to MP4.");
  }

  @Test
  void hevcOfAPhoneIsEncodedAnewAndStaysUpright() throws Exception {
    ReadVideo phone = read(phone());

    VideoFitter.Fitted fitted = fit(phone, ROOMY);

    VideoFacts facts = facts(fitted);
    assertThat(picture(facts).codec()).isEqualTo("h264");
    // 192 × 108 and a turn by a quarter.
    assertThat(picture(facts).widthPx()).isEqualTo(108);
    assertThat(picture(facts).heightPx()).isEqualTo(192);
    assertThat(fitted.note()).isEqualTo("phone.mov was converted to MP4.");
  }

  @Test
  void whereItWasTakenStaysHere() throws Exception {
    ReadVideo film = read(made("film.mp4", "-metadata", "location=+48.8577+002.2950/"));
    assertThat(fitter.facts(film).orElseThrow().hasPlace()).isTrue();

    VideoFitter.Fitted fitted = fit(film, ROOMY);

    assertThat(facts(fitted).hasPlace()).isFalse();
    assertThat(Files.readString(stored(fitted), java.nio.charset.StandardCharsets.ISO_8859_1))
        .doesNotContain("48.8577");
    assertThat(fitted.note()).isEmpty();
  }

  @Test
  void tooLargeIsScaledDownToFit() throws Exception {
    Path film =
        TestMedia.ffmpeg(
            temp.resolve("film.mp4"),
            "-f",
            "lavfi",
            "-i",
            "testsrc2=d=6:s=1920x1080:r=10,noise=alls=20:allf=t",
            "-c:v",
            "libopenh264",
            "-b:v",
            "8M");
    ReadVideo large = read(film);
    assertThat(large.stored().sizeBytes()).isGreaterThan(1_000_000);

    VideoFitter.Fitted fitted = fit(large, 400_000);

    assertThat(stored(fitted)).exists();
    assertThat(Files.size(stored(fitted))).isLessThanOrEqualTo(400_000);
    assertThat(facts(fitted).duration().toMillis()).isBetween(5_000L, 6_500L);
    // A slow machine thins it out, too.
    assertThat(fitted.note())
        .matches(
            "film.mp4 was scaled down to 8\\d\\d px( and thinned out to one frame a second)? to fit 0.4 MB\\.");
  }

  @Test
  void tooLongIsCutAndSaid() throws Exception {
    Path film =
        TestMedia.ffmpeg(
            temp.resolve("film.mp4"),
            "-f",
            "lavfi",
            "-i",
            "color=d=180:s=64x48:r=1",
            "-pix_fmt",
            "yuv420p");

    VideoFitter.Fitted fitted = fitter(Duration.ofMinutes(1)).fit(read(film), ROOMY, said::add);

    assertThat(facts(fitted).duration().toSeconds()).isBetween(55L, 65L);
    assertThat(fitted.note())
        .isEqualTo("The model sees the first 1 minute of film.mp4 (3 minutes).");
  }

  @Test
  void twoHoursFitByOneFrameASecondAndByTheirBeginning() throws Exception {
    Path film =
        TestMedia.ffmpeg(
            temp.resolve("film.mkv"),
            "-f",
            "lavfi",
            "-i",
            "color=d=7200:s=64x48:r=1",
            "-pix_fmt",
            "yuv420p",
            "-c:v",
            "libopenh264",
            "-g",
            "600");
    ReadVideo long_ = read(film);
    long maxBytes = long_.stored().sizeBytes() / 2;

    VideoFitter.Fitted fitted = fitter(Duration.ofHours(3)).fit(long_, maxBytes, said::add);

    assertThat(fitted.unread()).isNull();
    assertThat(Files.size(stored(fitted))).isLessThanOrEqualTo(maxBytes);
    assertThat(fitted.note())
        .contains("film.mkv was converted to MP4")
        .contains("The model sees the first ");
  }

  @Test
  void theSecondAskConvertsNothing() throws Exception {
    ReadVideo film = read(TestMedia.video(temp, "film.avi"));
    VideoFitter.Fitted first = fit(film, ROOMY);
    said.clear();

    VideoFitter.Fitted second = fit(film, ROOMY);

    assertThat(second).isEqualTo(first);
    assertThat(said).isEmpty();
  }

  @Test
  void whatIsNoLongerKeptIsConvertedAgain() throws Exception {
    ReadVideo film = read(TestMedia.video(temp, "film.avi"));
    Files.delete(stored(fit(film, ROOMY)));

    assertThat(stored(fit(film, ROOMY))).exists();
  }

  @Test
  void howFarItIsIsSaid() throws Exception {
    Path film =
        TestMedia.ffmpeg(
            temp.resolve("film.avi"),
            "-f",
            "lavfi",
            "-i",
            "testsrc2=d=60:s=640x480:r=25",
            "-c:v",
            "mpeg4");

    fit(read(film), ROOMY);

    assertThat(said).first().isEqualTo("Converting film.avi…");
    assertThat(said).anyMatch(words -> words.matches("Converting film.avi: \\d+ %…"));
  }

  @Test
  void soundAloneIsNamed() throws Exception {
    Path film =
        TestMedia.ffmpeg(temp.resolve("film.mkv"), "-f", "lavfi", "-i", "sine=d=1", "-c:a", "aac");

    assertThat(reason(fit(read(film), ROOMY)))
        .isEqualTo("film.mkv has sound but no picture, and I do not listen to recordings.");
  }

  @Test
  void noiseIsNamed() throws Exception {
    byte[] bytes = new byte[5000];
    bytes[0] = 0x1A;
    Path film = Files.write(temp.resolve("film.mkv"), bytes);

    assertThat(reason(fit(read(film, VideoType.MKV), ROOMY)))
        .startsWith("film.mkv begins like a video in MKV, but I can make nothing of it");
  }

  @Test
  void withoutFfmpegWhatModelsReadStillPasses() throws Exception {
    String none = temp.resolve("none").toString();
    Ffmpeg absent = new Ffmpeg(new FfmpegHome(none, none, Map.of(), "", false));
    VideoFitter without =
        new VideoFitter(
            folder,
            new Ffmpeg(
                new FfmpegSearch(
                    new FfmpegArchive("none"), temp.resolve("cache"), temp.toString())),
            MediaLimits.DEFAULTS);
    assertThat(absent.probe(List.of(), ChildLimits.talking(Duration.ofSeconds(5)), w -> {}).cause())
        .isNotEqualTo(ChildEnd.Cause.WELL);

    assertThat(without.fit(read(TestMedia.video(temp, "film.mp4")), ROOMY, said::add).stored())
        .isNotNull();
    assertThat(reason(without.fit(read(TestMedia.video(temp, "film.mkv")), ROOMY, said::add)))
        .isEqualTo(
            "film.mkv is a video in MKV, which models do not take, and there is no ffmpeg here to convert it. Please post it as MP4.");
    assertThat(reason(without.fit(read(TestMedia.video(temp, "big.mp4")), 1000, said::add)))
        .contains("the model takes videos up to 1,000 bytes");
  }

  @Test
  void aLimitThatNothingFitsIsNamed() throws Exception {
    assertThat(reason(fit(read(TestMedia.video(temp, "film.mp4")), 1000)))
        .contains("the model takes videos up to 1,000 bytes");
  }

  @Test
  void whatTakesTooLongIsGivenUp() throws Exception {
    ReadVideo film = read(TestMedia.video(temp, "film.avi"));
    VideoFitter impatient = fitter(Duration.ofMinutes(1), Duration.ofMillis(1));

    assertThat(reason(impatient.fit(film, ROOMY, said::add)))
        .startsWith("I could not convert film.avi to MP4 within ");
  }

  private VideoFitter fitter(Duration maxLength) {
    return fitter(maxLength, Duration.ofSeconds(60));
  }

  private VideoFitter fitter(Duration maxLength, Duration convertTime) {
    MediaLimits all = MediaLimits.DEFAULTS;
    return new VideoFitter(
        folder,
        TestMedia.FFMPEG,
        new MediaLimits(
            all.maxPictureBytes(),
            all.maxVideoBytes(),
            all.maxPixels(),
            all.maxFiles(),
            all.fetchesAtOnce(),
            all.fetchTotal(),
            all.fetchIdle(),
            maxLength,
            convertTime,
            all.keepFor(),
            all.maxFolderBytes()));
  }

  private VideoFitter.Fitted fit(ReadVideo film, long maxBytes) throws Exception {
    return fitter.fit(film, maxBytes, said::add);
  }

  private static String reason(VideoFitter.Fitted fitted) {
    return Objects.requireNonNull(fitted.unread()).reason();
  }

  private static Path stored(VideoFitter.Fitted fitted) {
    return Objects.requireNonNull(fitted.stored(), () -> "" + fitted.unread()).file();
  }

  private static VideoFacts facts(VideoFitter.Fitted fitted) throws Exception {
    return new Ffprobe(TestMedia.FFMPEG, Duration.ofSeconds(20))
        .measure(stored(fitted))
        .orElseThrow();
  }

  private static Track picture(VideoFacts facts) {
    return facts.picture().orElseThrow();
  }

  private Path phone() throws Exception {
    try (InputStream in = VideoFitterTest.class.getResourceAsStream("/media/phone.mov")) {
      return Files.write(temp.resolve("phone.mov"), Objects.requireNonNull(in).readAllBytes());
    }
  }

  private Path made(String name, String... how) throws Exception {
    List<String> words =
        new ArrayList<>(
            List.of(
                "-f",
                "lavfi",
                "-i",
                "testsrc=d=1:s=160x120:r=25",
                "-f",
                "lavfi",
                "-i",
                "sine=d=1",
                "-pix_fmt",
                "yuv420p"));
    words.addAll(List.of(how));
    return TestMedia.ffmpeg(temp.resolve(name), words.toArray(String[]::new));
  }

  private ReadVideo read(Path file) throws Exception {
    Probed probed = new MediaProbe(1).probe(file);
    assertThat(probed).isInstanceOf(Probed.Video.class);
    return read(file, ((Probed.Video) probed).type());
  }

  private ReadVideo read(Path file, VideoType type) throws Exception {
    Path draft = folder.draft();
    Files.copy(file, draft);
    return new ReadVideo(
        file.getFileName().toString(), folder.keep(draft, type.extension()), type, null);
  }
}
