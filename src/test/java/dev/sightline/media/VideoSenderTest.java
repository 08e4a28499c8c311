package dev.sightline.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.event.IncomingFile;
import dev.sightline.http.GuardedFetcher;
import dev.sightline.http.HostCredentials;
import dev.sightline.http.HostList;
import dev.sightline.http.HttpStack;
import dev.sightline.media.MediaRules.Transport;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.imageio.ImageIO;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/// Videos on their way through the pipeline.
@ResourceLock(TestMedia.BOTH_CORES)
final class VideoSenderTest {
  private static final Set<MediaKind> PICTURES_ONLY = Set.of(MediaKind.IMAGE);

  @TempDir Path temp;
  private final HttpStack http = new HttpStack();
  private final MockWebServer slack = new MockWebServer();
  private final List<String> said = new ArrayList<>();
  private ImageFitter fitter;
  private MediaPipeline pipeline;

  @BeforeEach
  void start() throws Exception {
    slack.start();
    HostList local = HostList.of(Set.of("127.0.0.1"));
    HostList slacks = HostList.of(Set.of("127.0.0.1:" + slack.getPort()));
    MediaFolder folder =
        new MediaFolder(temp.resolve("media"), MediaLimits.DEFAULTS, InstantSource.system());
    fitter = new ImageFitter(folder, MediaLimits.DEFAULTS, TestMedia.FFMPEG);
    pipeline =
        new MediaPipeline(
            folder,
            new GuardedFetcher(http, local),
            new HostCredentials(List.of(new HostCredentials.Rule(slacks, "Bearer xoxb")), local),
            LinkRenewal.NONE,
            MediaLimits.DEFAULTS,
            fitter,
            TestMedia.FFMPEG,
            null,
            InstantSource.system());
  }

  @AfterEach
  void stop() {
    fitter.close();
    http.close();
    slack.close();
  }

  @Test
  void aConvertedVideoIsSentAndSaid() throws Exception {
    MediaReport report = read(TestMedia.video(temp, "clip.avi"));

    SentMedia sent = pipeline.send(report, rules(10), Set.of(MediaKind.VIDEO), said::add);

    MediaRef.Inline film = (MediaRef.Inline) sent.refs().getFirst();
    assertThat(film.kind()).isEqualTo(MediaKind.VIDEO);
    assertThat(film.mediaType()).isEqualTo("video/mp4");
    assertThat(sent.notes()).containsExactly("clip.avi was converted to MP4.");
    assertThat(sent.context()).isEmpty();
    assertThat(said).contains("Converting clip.avi…");
  }

  @Test
  void aModelThatSeesPicturesGetsFramesWithTheirTimes() throws Exception {
    MediaReport report = read(growing("clip.mp4"));

    SentMedia sent = pipeline.send(report, rules(4), PICTURES_ONLY, said::add);

    assertThat(sent.refs()).extracting(MediaRef::kind).containsOnly(MediaKind.IMAGE);
    assertThat(sent.refs())
        .extracting(MediaRef::name)
        .containsExactly(
            "clip.mp4 at 0:05", "clip.mp4 at 0:15", "clip.mp4 at 0:25", "clip.mp4 at 0:35");
    assertThat(sent.notes())
        .containsExactly("This model cannot watch videos: it saw 4 frames of clip.mp4.");
    assertThat(sent.context())
        .isEqualTo(
            "Frames of clip.mp4 (0:40 long): picture 1 at 0:05, picture 2 at 0:15, picture 3 at 0:25, picture 4 at 0:35.");
    // It grows brighter from black to white.
    assertThat(sent.refs().stream().map(VideoSenderTest::brightness))
        .isSorted()
        .doesNotHaveDuplicates();
  }

  @Test
  void framesTakeTheRoomThatPicturesLeave() throws Exception {
    Path cat = TestMedia.write(temp, "cat.png", TestMedia.photo("chelsea.png"));
    MediaReport report = read(cat, growing("a.mp4"), growing("b.mp4"));

    SentMedia sent = pipeline.send(report, rules(6), PICTURES_ONLY, said::add);

    assertThat(sent.refs())
        .extracting(MediaRef::name)
        .containsExactly(
            "cat.png", "a.mp4 at 0:10", "a.mp4 at 0:30", "b.mp4 at 0:10", "b.mp4 at 0:30");
    assertThat(sent.context())
        .isEqualTo(
            "Frames of a.mp4 (0:40 long): picture 2 at 0:10, picture 3 at 0:30.\n"
                + "Frames of b.mp4 (0:40 long): picture 4 at 0:10, picture 5 at 0:30.");
  }

  @Test
  void whereThereIsNoRoomForFramesItIsSaid() throws Exception {
    Path cat = TestMedia.write(temp, "cat.png", TestMedia.photo("chelsea.png"));

    SentMedia sent = pipeline.send(read(cat, growing("a.mp4")), rules(1), PICTURES_ONLY, said::add);

    assertThat(sent.refs()).hasSize(1);
    assertThat(sent.unread())
        .extracting(Unread::reason)
        .containsExactly(
            "This model cannot watch videos, and a.mp4 is one picture too many for the 1 that it takes at once. Please ask about it separately.");
  }

  @Test
  void aRecordingThatDoesNotSayHowLongItIsIsMeasured() throws Exception {
    // As browsers write it: while it is recorded, without going back.
    Path live =
        TestMedia.ffmpeg(
            temp.resolve("clip.webm"),
            "-f",
            "lavfi",
            "-i",
            "testsrc=d=8:s=64x48:r=5",
            "-live",
            "1",
            "-f",
            "webm");

    SentMedia sent = pipeline.send(read(live), rules(2), PICTURES_ONLY, said::add);

    assertThat(sent.refs())
        .extracting(MediaRef::name)
        .containsExactly("clip.webm at 0:02", "clip.webm at 0:06");
  }

  @Test
  void whatSlackHeardGoesAlongWithFrames() throws Exception {
    slack.enqueue(
        new MockResponse.Builder()
            .addHeader("Content-Type", "text/vtt")
            .body("\uFEFFWEBVTT\n\n00:00:01.000 --> 00:00:02.000\nGood morning.\n")
            .build());

    SentMedia sent = pipeline.send(heard(), rules(1), PICTURES_ONLY, said::add);

    assertThat(sent.context())
        .isEqualTo(
            "Frames of clip.mp4 (0:40 long): picture 1 at 0:20.\n"
                + "What is said in clip.mp4:\n[0:01] Good morning.");
    assertThat(slack.takeRequest().getHeaders().get("Authorization")).isEqualTo("Bearer xoxb");
  }

  @Test
  void aTranscriptThatIsNotToBeHadIsNoFailure() throws Exception {
    slack.enqueue(new MockResponse.Builder().code(404).build());

    SentMedia sent = pipeline.send(heard(), rules(1), PICTURES_ONLY, said::add);

    assertThat(sent.refs()).hasSize(1);
    assertThat(sent.context()).doesNotContain("What is said");
  }

  @Test
  void whatItWouldCostIsKnownBefore() throws Exception {
    MediaReport report = read(growing("clip.mp4"), TestMedia.video(temp, "loud.mov"));

    List<VideoPreview> previews = pipeline.preview(report);

    assertThat(previews).extracting(VideoPreview::name).containsExactly("clip.mp4", "loud.mov");
    assertThat(previews).extracting(VideoPreview::length).first().isEqualTo(Duration.ofSeconds(40));
    // 258 tokens for each second's frame, and 32 for its sound.
    assertThat(previews.getFirst().tokens()).isEqualTo(40 * 258);
    assertThat(previews.getLast().tokens()).isIn(290L, 580L);
    assertThat(previews.getFirst().sizeBytes()).isPositive();
  }

  private MediaReport heard() throws Exception {
    URI vtt = URI.create("http://127.0.0.1:%d/file.vtt".formatted(slack.getPort()));
    Path clip = growing("clip.mp4");
    IncomingFile file =
        new IncomingFile("clip.mp4", "video/mp4", -1, new IncomingFile.OnDisk(clip), vtt);
    return pipeline.read(List.of(file), List.of());
  }

  /// 40 seconds from black to white.
  private Path growing(String name) throws Exception {
    return TestMedia.ffmpeg(
        temp.resolve(name),
        "-f",
        "lavfi",
        "-i",
        "nullsrc=d=40:s=64x48:r=1,geq=lum='6*T':cb=128:cr=128",
        "-pix_fmt",
        "yuv420p",
        "-g",
        "5");
  }

  private static int brightness(MediaRef ref) {
    try {
      BufferedImage image =
          Objects.requireNonNull(ImageIO.read(((MediaRef.Inline) ref).file().toFile()));
      return image.getRGB(image.getWidth() / 2, image.getHeight() / 2) & 0xff;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private MediaReport read(Path... files) throws Exception {
    List<IncomingFile> incoming = new ArrayList<>();
    for (Path file : files) {
      incoming.add(
          new IncomingFile(file.getFileName().toString(), "", -1, new IncomingFile.OnDisk(file)));
    }
    MediaReport report = pipeline.read(incoming, List.of());
    assertThat(report.unread()).isEmpty();
    return report;
  }

  private static MediaRules rules(int maxImages) {
    return new MediaRules(
        2000,
        1_000_000,
        20_000_000,
        maxImages,
        10,
        Set.of("image/jpeg", "image/png"),
        Transport.INLINE_ONLY,
        false);
  }
}
