package dev.sightline.media;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.LongTests;
import dev.sightline.event.IncomingFile;
import dev.sightline.http.GuardedFetcher;
import dev.sightline.http.HostCredentials;
import dev.sightline.http.HostList;
import dev.sightline.http.HttpStack;
import dev.sightline.media.MediaRules.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Videos as people post them, whole and broken, through the whole of the media step: each is sent
/// so that a model reads it, or named with what is wrong.
@Order(LongTests.FIRST)
@ResourceLock(TestMedia.BOTH_CORES)
final class VideoCorpusTest {
  /// What some model is told of in every file that must not be opened.
  private static final String ELSEWHERE = "elsewhere";

  @TempDir Path temp;
  private final HttpStack http = new HttpStack();
  private final MockWebServer canary = new MockWebServer();
  private ImageFitter fitter;
  private MediaPipeline pipeline;

  @BeforeEach
  void start() throws Exception {
    canary.start();
    MediaFolder folder =
        new MediaFolder(temp.resolve("media"), MediaLimits.DEFAULTS, InstantSource.system());
    fitter = new ImageFitter(folder, MediaLimits.DEFAULTS, TestMedia.FFMPEG);
    pipeline =
        new MediaPipeline(
            folder,
            new GuardedFetcher(http, HostList.NONE),
            HostCredentials.NONE,
            LinkRenewal.NONE,
            MediaLimits.DEFAULTS,
            fitter,
            TestMedia.FFMPEG,
            null,
            InstantSource.system());
  }

  @AfterEach
  void nothingElseWasOpened() {
    assertThat(canary.getRequestCount()).isZero();
    fitter.close();
    http.close();
    canary.close();
  }

  @ParameterizedTest
  @CsvSource({"mp4, MP4", "mov, MOV", "webm, WEBM", "mpeg, MPEG", "mkv, MP4", "avi, MP4"})
  void everyContainerIsRead(String extension, VideoType sentAs) throws Exception {
    Seen seen = seen(TestMedia.video(temp, "film." + extension), "film." + extension);

    assertThat(seen.type()).isEqualTo(sentAs.mediaType());
    assertThat(seen.facts().duration()).isBetween(Duration.ofMillis(900), Duration.ofMillis(1200));
    assertThat(seen.facts().sound()).isPresent();
  }

  @Test
  void hevcFromAPhoneIsRead() throws Exception {
    Path phone = Files.write(temp.resolve("phone.mov"), TestMedia.photo("phone.mov"));

    Seen seen = seen(phone, "phone.mov");

    assertThat(seen.type()).isEqualTo("video/mp4");
    assertThat(seen.picture().codec()).isEqualTo("h264");
    assertThat(seen.picture().heightPx()).isGreaterThan(seen.picture().widthPx());
  }

  @ParameterizedTest
  @ValueSource(strings = {"mp4", "mov", "mkv"})
  void portraitStaysPortrait(String extension) throws Exception {
    Path lying = made("lying.mp4", "-c:v", "libopenh264");
    Path portrait =
        TestMedia.ffmpeg(
            temp.resolve("portrait." + extension),
            "-display_rotation",
            "90",
            "-i",
            lying.toString(),
            "-c",
            "copy");

    SentMedia sent = sent(portrait, "portrait." + extension, Set.of(MediaKind.VIDEO));
    Path frame =
        TestMedia.ffmpeg(
            temp.resolve("frame.png"),
            "-i",
            ((MediaRef.Inline) sent.refs().getFirst()).file().toString(),
            "-frames:v",
            "1");

    Probed.Picture picture = (Probed.Picture) new MediaProbe(1_000_000).probe(frame);
    assertThat(picture.widthPx()).isEqualTo(120);
    assertThat(picture.heightPx()).isEqualTo(160);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mp4", "mkv", "avi"})
  void silenceIsRead(String extension) throws Exception {
    Path film =
        TestMedia.ffmpeg(
            temp.resolve("silent." + extension),
            "-f",
            "lavfi",
            "-i",
            "testsrc=d=3:s=160x120:r=25",
            "-pix_fmt",
            "yuv420p");

    Seen seen = seen(film, "silent." + extension);

    assertThat(seen.facts().sound()).isEmpty();
    assertThat(seen.facts().duration().toMillis()).isBetween(2_900L, 3_100L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mp4", "mkv", "webm"})
  void aFrameRateThatChangesKeepsItsTime(String extension) throws Exception {
    Path film =
        TestMedia.ffmpeg(
            temp.resolve("vfr." + extension),
            "-f",
            "lavfi",
            "-i",
            // Of each second one half has all its frames, and the other one.
            "testsrc=d=4:s=160x120:r=30,select='lt(mod(t,1),0.5)'",
            "-fps_mode",
            "vfr",
            "-pix_fmt",
            "yuv420p");

    assertThat(seen(film, "vfr." + extension).facts().duration().toMillis())
        .isBetween(3_300L, 4_100L);
  }

  @Test
  void twoHoursAreCutToWhatAModelTakes() throws Exception {
    Path film =
        TestMedia.ffmpeg(
            temp.resolve("long.mp4"),
            "-f",
            "lavfi",
            "-i",
            "color=d=7200:s=64x48:r=1",
            "-pix_fmt",
            "yuv420p");

    SentMedia sent = sent(film, "long.mp4", Set.of(MediaKind.VIDEO));

    assertThat(seen(sent).facts().duration().toMinutes()).isEqualTo(45);
    assertThat(sent.notes())
        .containsExactly("The model sees the first 45 minutes of long.mp4 (120 minutes).");
  }

  @ParameterizedTest
  @CsvSource({"mkv, cat.jpg", "mp4, notes.txt", "webm, film.mp4", "avi, film.mov", "mov, film"})
  void theBytesCountAndNotTheName(String extension, String name) throws Exception {
    Seen seen = seen(TestMedia.video(temp, "film." + extension), name);

    assertThat(seen.facts().duration()).isBetween(Duration.ofMillis(900), Duration.ofMillis(1200));
  }

  @ParameterizedTest
  @EnumSource(VideoType.class)
  void whatIsCutOffIsReadAsFarAsItGoesOrNamed(VideoType type) throws Exception {
    byte[] whole = Files.readAllBytes(TestMedia.video(temp, "film." + type.extension()));
    List<IncomingFile> cut = new ArrayList<>();
    for (int tenths = 0; tenths < 10; tenths++) {
      String name = "cut%d.%s".formatted(tenths, type.extension());
      Path file = Files.write(temp.resolve(name), Arrays.copyOf(whole, whole.length * tenths / 10));
      cut.add(new IncomingFile(name, "video/mp4", -1, new IncomingFile.OnDisk(file)));
    }

    MediaReport report = pipeline.read(cut, List.of());
    SentMedia sent = pipeline.send(report, rules(), EnumSet.allOf(MediaKind.class), words -> {});

    assertThat(report.unread().size() + sent.unread().size() + sent.refs().size()).isEqualTo(10);
    assertThat(report.unread().getFirst().reason())
        .isEqualTo(
            "cut0.%s is empty (0 bytes). Please upload it again.".formatted(type.extension()));
    for (Unread unread : report.unread()) {
      assertThat(unread.reason()).contains(unread.name());
    }
    for (Unread unread : sent.unread()) {
      assertThat(unread.reason()).contains(unread.name()).contains("cut off or damaged");
    }
    for (MediaRef ref : sent.refs()) {
      assertThat(measured(((MediaRef.Inline) ref).file()).picture()).as(ref.name()).isPresent();
    }
    boolean hasIndexAtItsEnd = type == VideoType.MP4 || type == VideoType.MOV;
    assertThat(sent.refs().isEmpty()).isEqualTo(hasIndexAtItsEnd);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          list.mp4   | #EXTM3U\\n#EXT-X-TARGETDURATION:9\\n#EXTINF:9,\\n%1$s\\n#EXT-X-ENDLIST\\n
          list.mov   | ffconcat version 1.0\\nfile '%2$s'\\n
          list.webm  | <?xml version="1.0"?><MPD><Period><BaseURL>%1$s</BaseURL></Period></MPD>
          list.avi   | [InternetShortcut]\\nURL=%1$s\\n
          list.mkv   | <svg xmlns="http://www.w3.org/2000/svg"><image href="%1$s"/></svg>
          """)
  void aListOfOtherFilesIsNamedAndNotFollowed(String name, String text) throws Exception {
    Path secret = TestMedia.video(temp, "secret.mp4");
    Path list =
        Files.writeString(
            temp.resolve(name),
            text.replace("\\n", "\n").formatted(canary.url("/" + ELSEWHERE), secret));

    assertThat(reason(list, name)).startsWith(name).contains("not a picture or video");
  }

  /// The first bytes are those of a film, and what follows is a list.
  @ParameterizedTest
  @ValueSource(strings = {"mkv", "mpeg", "avi", "mp4"})
  void aListBehindTheHeadOfAFilmIsNamedAndNotFollowed(String extension) throws Exception {
    byte[] head = Arrays.copyOf(Files.readAllBytes(TestMedia.video(temp, "film." + extension)), 32);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(head);
    bytes.write(
        "\n#EXTM3U\n#EXTINF:9,\n%s\n".formatted(canary.url("/" + ELSEWHERE)).getBytes(UTF_8));
    String name = "list." + extension;
    Path list = Files.write(temp.resolve(name), bytes.toByteArray());

    assertThat(reason(list, name)).contains(name).contains("cut off or damaged");
  }

  /// QuickTime lets a track say that its frames are in another file.
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aTrackThatPointsElsewhereIsNotFollowed(boolean hasModelThatSeesFrames) throws Exception {
    byte[] film = Files.readAllBytes(made("film.mov", "-c:v", "mpeg4"));
    Path pointing =
        Files.write(
            temp.resolve("pointing.mov"), pointingTo(film, canary.url("/" + ELSEWHERE).toString()));
    assertThat(Files.readString(pointing, ISO_8859_1)).contains(ELSEWHERE);

    SentMedia sent =
        sent(
            pointing,
            "pointing.mov",
            Set.of(hasModelThatSeesFrames ? MediaKind.IMAGE : MediaKind.VIDEO));

    // Sent as it came or named: its other file is not for us to open.
    assertThat(sent.refs().size() + sent.unread().size()).isPositive();
  }

  /// `film` with its first `url ` reference, which says "in this file", replaced by one to `url`.
  private static byte[] pointingTo(byte[] film, String url) throws IOException {
    String text = new String(film, ISO_8859_1);
    int entry = text.indexOf("dref") - 4 + 16;
    byte[] target = (url + "\0").getBytes(UTF_8);
    ByteBuffer bytes = ByteBuffer.wrap(film.clone());
    for (String box : List.of("moov", "trak", "mdia", "minf", "dinf", "dref")) {
      int at = text.lastIndexOf(box, entry) - 4;
      bytes.putInt(at, bytes.getInt(at) + target.length);
    }
    bytes.putInt(entry, bytes.getInt(entry) + target.length);
    bytes.putInt(entry + 8, 0);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes.array(), 0, entry + 12);
    out.write(target);
    out.write(bytes.array(), entry + 12, film.length - entry - 12);
    return out.toByteArray();
  }

  /// What a model gets.
  private record Seen(String type, VideoFacts facts) {
    VideoFacts.Track picture() {
      return facts.picture().orElseThrow();
    }
  }

  private Seen seen(Path file, String name) throws Exception {
    return seen(sent(file, name, Set.of(MediaKind.VIDEO)));
  }

  private static Seen seen(SentMedia sent) throws Exception {
    assertThat(sent.unread()).isEmpty();
    MediaRef.Inline ref = (MediaRef.Inline) sent.refs().getFirst();
    return new Seen(ref.mediaType(), measured(ref.file()));
  }

  private static VideoFacts measured(Path file) throws Exception {
    return new Ffprobe(TestMedia.FFMPEG, Duration.ofSeconds(20)).measure(file).orElseThrow();
  }

  private SentMedia sent(Path file, String name, Set<MediaKind> takes) throws Exception {
    MediaReport report = pipeline.read(List.of(incoming(file, name)), List.of());
    assertThat(report.unread()).isEmpty();
    return pipeline.send(report, rules(), takes, words -> {});
  }

  /// Why nothing of it is sent.
  private String reason(Path file, String name) throws Exception {
    MediaReport report = pipeline.read(List.of(incoming(file, name)), List.of());
    SentMedia sent = pipeline.send(report, rules());
    assertThat(sent.refs()).isEmpty();
    return report.reasons() + String.join("", sent.unread().stream().map(Unread::reason).toList());
  }

  private static IncomingFile incoming(Path file, String name) {
    return new IncomingFile(name, "video/mp4", -1, new IncomingFile.OnDisk(file));
  }

  private Path made(String name, String... how) throws Exception {
    List<String> words =
        new ArrayList<>(
            List.of("-f", "lavfi", "-i", "testsrc=d=1:s=160x120:r=25", "-pix_fmt", "yuv420p"));
    words.addAll(List.of(how));
    return TestMedia.ffmpeg(temp.resolve(name), words.toArray(String[]::new));
  }

  private static MediaRules rules() {
    return new MediaRules(
        2000,
        1_000_000,
        50_000_000,
        10,
        10,
        Set.of("image/jpeg", "image/png"),
        Transport.INLINE_ONLY,
        false);
  }
}
