package dev.sightline.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.LongTests;
import dev.sightline.event.IncomingFile;
import dev.sightline.failure.RouteDown;
import dev.sightline.http.GuardedFetcher;
import dev.sightline.http.HostCredentials;
import dev.sightline.http.HostList;
import dev.sightline.http.HttpStack;
import dev.sightline.media.MediaRef.Inline;
import dev.sightline.media.MediaRef.Remote;
import dev.sightline.media.MediaRules.Transport;
import dev.sightline.media.ReadMedia.ReadPicture;
import dev.sightline.media.ReadMedia.ReadVideo;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okio.Buffer;
import okio.ByteString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Order(LongTests.FIRST)
final class MediaPipelineTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final String TOKEN = "Bearer xoxb-1";
  private static final MediaLimits LIMITS =
      new MediaLimits(
          500_000,
          2_000_000,
          50_000_000,
          10,
          4,
          Duration.ofSeconds(20),
          Duration.ofSeconds(5),
          Duration.ofMinutes(10),
          Duration.ofSeconds(30),
          Duration.ofDays(1),
          1_000_000_000);

  @TempDir Path temp;
  private final HttpStack http = new HttpStack();
  private final MockWebServer files = new MockWebServer();
  private final MockWebServer storage = new MockWebServer();
  private final Map<String, MockResponse> answers = new ConcurrentHashMap<>();
  private MediaFolder folder;
  private ImageFitter fitter;
  private LinkRenewal renewal = LinkRenewal.NONE;

  @BeforeEach
  void start() throws IOException {
    files.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            String path = request.getUrl().encodedPath();
            if (path.startsWith("/private") && request.getHeaders().get("Authorization") == null) {
              return new MockResponse.Builder().code(404).build();
            }
            return answers.getOrDefault(path, new MockResponse.Builder().code(404).build());
          }
        });
    files.start();
    storage.start();
    folder = new MediaFolder(temp.resolve("media"), LIMITS, InstantSource.fixed(NOW));
    fitter = new ImageFitter(folder, LIMITS, TestMedia.FFMPEG);
  }

  @AfterEach
  void stop() {
    fitter.close();
    http.close();
    files.close();
    storage.close();
  }

  @Test
  void aPictureFromSlackIsReadWithItsToken() throws Exception {
    serve("/private/cat.png", TestMedia.photo("chelsea.png"));

    MediaReport report = read(privateFile("cat.png", "/private/cat.png"));

    assertThat(report.unread()).isEmpty();
    ReadPicture read = (ReadPicture) report.read().getFirst();
    assertThat(read.name()).isEqualTo("cat.png");
    assertThat(read.publicUrl()).isNull();
    assertThat(read.stored().file()).hasBinaryContent(TestMedia.photo("chelsea.png"));
    assertThat(read.stored().file().getFileName()).hasToString(read.stored().sha256() + ".png");
  }

  @Test
  void linksGetNoToken() throws Exception {
    serve("/private/cat.png", TestMedia.photo("chelsea.png"));

    MediaReport report = pipeline().read(List.of(), List.of(at("/private/cat.png")));

    assertThat(files.takeRequest().getHeaders().get("Authorization")).isNull();
    assertThat(report.reasons()).contains("cat.png has expired or the file is gone (HTTP 404)");
  }

  @Test
  void expiredLinkIsRenewedWhereItsPlatformDoes() throws Exception {
    serve("/fresh.png", TestMedia.photo("chelsea.png"));
    renewal =
        expired ->
            expired.equals(at("/old.png")) ? Optional.of(at("/fresh.png")) : Optional.empty();

    MediaReport report = read(signedFile("old.png"), signedFile("lost.png"), publicFile("old.png"));

    ReadPicture read = (ReadPicture) report.read().getFirst();
    assertThat(read.name()).isEqualTo("old.png");
    assertThat(read.publicUrl()).isEqualTo(at("/fresh.png"));
    assertThat(report.unread()).extracting(Unread::name).containsExactly("lost.png", "old.png");
  }

  @Test
  void oneBadFileDoesNotHoldUpTheOthers() throws Exception {
    serve("/1.png", TestMedia.photo("chelsea.png"));
    serve("/3.jpg", TestMedia.photo("rocket.jpg"));

    MediaReport report = read(publicFile("1.png"), publicFile("2.png"), publicFile("3.jpg"));

    assertThat(report.read()).extracting(ReadMedia::name).containsExactly("1.png", "3.jpg");
    assertThat(report.unread()).extracting(Unread::name).containsExactly("2.png");
    assertThat(report.kinds()).containsExactly(MediaKind.IMAGE);
  }

  private static List<Flawed> flaws() throws IOException {
    return List.of(
        new Flawed(ByteString.EMPTY, "x is empty (0 bytes). Please upload it again."),
        new Flawed(
            ByteString.of(TestMedia.photo("rocket.jpg"), 0, 50_000),
            "x begins like a JPEG picture, but is cut off or damaged. Please upload it again."),
        new Flawed(
            ByteString.of(TestMedia.pngBomb(10_000)),
            "x has 10,000 × 10,000 pixels; I take at most 50 megapixels. Please post a smaller version."),
        new Flawed(
            ByteString.of(TestMedia.photo("hubble_deep_field.jpg")),
            "x has 0.53 MB; I take at most 0.5 MB. Please post a smaller version."),
        new Flawed(
            ByteString.encodeUtf8("<!DOCTYPE html><html>"),
            "x is a web page, not a picture or video. Please post the file itself."),
        new Flawed(
            ByteString.encodeUtf8("8BPS\0\1"),
            "x is a PSD file, not a picture or video. I read JPEG, PNG, GIF, WebP, AVIF, HEIC, BMP, TIFF, PDF, MP4, MOV, WebM, MPEG, MKV and AVI."));
  }

  /// What a server sends, and what the person is told.
  private record Flawed(ByteString bytes, String sentence) {}

  @Test
  void eachFlawHasItsSentence() throws Exception {
    for (Flawed flaw : flaws()) {
      serve("/x", flaw.bytes().toByteArray());

      assertThat(read(publicFile("x")).reasons()).isEqualTo(flaw.sentence());
    }
  }

  @Test
  void aLoginPageNamesTheMissingScope() throws Exception {
    answers.put(
        "/private/cat.png",
        new MockResponse.Builder().setHeader("Content-Type", "text/html").body("<html>").build());

    assertThat(read(privateFile("cat.png", "/private/cat.png")).reasons())
        .contains("login page instead of cat.png", "scope files:read");
  }

  @Test
  void aPrivateAddressIsNotOpened() throws Exception {
    MediaReport report =
        pipeline().read(List.of(), List.of(URI.create("http://localhost:1/cat.png")));

    assertThat(report.reasons()).contains("not on the public Internet");
  }

  @Test
  void filesOnDiskAreReadAndLeftWhereTheyAre() throws Exception {
    Path cat = TestMedia.write(temp, "cat.png", TestMedia.photo("chelsea.png"));

    MediaReport report =
        read(
            new IncomingFile("cat.png", "", -1, new IncomingFile.OnDisk(cat)),
            new IncomingFile("no.png", "", -1, new IncomingFile.OnDisk(temp.resolve("no.png"))));

    assertThat(report.read()).hasSize(1);
    assertThat(cat).exists();
    assertThat(report.reasons()).isEqualTo("I found no file no.png that I may read.");
  }

  @Test
  void whatCannotBeHadKeepsItsReason() throws Exception {
    MediaReport report =
        read(new IncomingFile("x", "", -1, new IncomingFile.Unreadable("It was deleted.")));

    assertThat(report.unread()).containsExactly(new Unread("x", "It was deleted."));
  }

  @Test
  void moreThanTheMostFilesAreNamed() throws Exception {
    serve("/x", TestMedia.photo("chelsea.png"));
    IncomingFile cat = new IncomingFile("cat.png", "", -1, new IncomingFile.PublicUrl(at("/x")));
    List<IncomingFile> twelve = Collections.nCopies(12, cat);

    MediaReport report = pipeline().read(twelve, List.of());

    assertThat(report.read()).hasSize(10);
    assertThat(report.unread()).extracting(Unread::name).containsExactly("cat.png", "cat.png");
  }

  @Test
  void youtubeLinksAreNotFetched() throws Exception {
    MediaReport report =
        pipeline().read(List.of(), List.of(URI.create("https://youtu.be/dQw4w9WgXcQ?t=1")));

    SentMedia sent = pipeline().send(report, rules(Transport.INLINE_ONLY));
    URI watch = URI.create("https://www.youtube.com/watch?v=dQw4w9WgXcQ");
    assertThat(sent.refs()).containsExactly(new Remote(MediaKind.YOUTUBE, watch.toString(), watch));
  }

  @Test
  void smallPicturesGoInside() throws Exception {
    serve("/cat.png", TestMedia.photo("chelsea.png"));

    SentMedia sent = pipeline().send(read(publicFile("cat.png")), rules(Transport.UPLOAD));

    Inline cat = (Inline) sent.refs().getFirst();
    assertThat(cat.mediaType()).isEqualTo("image/png");
    assertThat(cat.sizeBytes()).isEqualTo(Files.size(cat.file()));
    assertThat(storage.getRequestCount()).isZero();
  }

  @Test
  void largePicturesAndVideosAreUploaded() throws Exception {
    serve("/coffee.png", TestMedia.photo("coffee.png"));
    Path film = TestMedia.video(temp, "film.mp4");
    serve("/film.mp4", Files.readAllBytes(film));
    for (int i = 0; i < 4; i++) {
      storage.enqueue(
          new MockResponse.Builder()
              .body(
                  "{\"upload_url\":\"%s\",\"file_url\":\"https://v3.fal.media/x\"}"
                      .formatted(storage.url("/put")))
              .build());
    }

    SentMedia sent =
        pipeline()
            .send(read(publicFile("coffee.png"), publicFile("film.mp4")), rules(Transport.UPLOAD));

    assertThat(sent.refs())
        .extracting(MediaRef::kind)
        .containsExactly(MediaKind.IMAGE, MediaKind.VIDEO);
    assertThat(sent.refs())
        .allMatch(ref ->
            ref instanceof Remote remote
                && remote.url().equals(URI.create("https://v3.fal.media/x")));
  }

  @Test
  void aFailedUploadIsTheRoutesFailure() throws Exception {
    serve("/film.mp4", Files.readAllBytes(TestMedia.video(temp, "film.mp4")));
    for (int i = 0; i < 3; i++) {
      storage.enqueue(new MockResponse.Builder().code(503).build());
    }
    MediaReport report = read(publicFile("film.mp4"));

    assertThatThrownBy(() -> pipeline().send(report, rules(Transport.UPLOAD)))
        .isInstanceOf(RouteDown.class);
  }

  @Test
  void publicLinksPass() throws Exception {
    URI url = URI.create("https://cdn.example/a.png");
    MediaReport report = new MediaReport(List.of(bareCat(url)), List.of());

    SentMedia sent = pipeline().send(report, rules(Transport.URL_OR_INLINE));

    assertThat(sent.refs())
        .containsExactly(
            new Remote(MediaKind.IMAGE, "cat.png", url, Files.size(bareCat(url).stored().file())));
  }

  @Test
  void aPictureThatHadToBeFittedDoesNotGoByItsOldLink() throws Exception {
    ReadPicture cat = bareCat(URI.create("https://cdn.example/a.png"));
    MediaRules small =
        new MediaRules(
            100, 1_000_000, 0, 1, 0, Set.of("image/jpeg"), Transport.URL_OR_INLINE, false);

    SentMedia sent = pipeline().send(new MediaReport(List.of(cat), List.of()), small);

    assertThat(sent.refs().getFirst()).isInstanceOf(Inline.class);
  }

  @Test
  void linksAreFetchedForRoutesThatTakeNone() throws Exception {
    ReadPicture cat = bareCat(URI.create("https://cdn.example/a.png"));

    SentMedia sent =
        pipeline().send(new MediaReport(List.of(cat), List.of()), rules(Transport.INLINE_ONLY));

    assertThat(sent.refs().getFirst()).isInstanceOf(Inline.class);
  }

  @Test
  void whatTheModelCannotTakeIsNamed() throws Exception {
    ReadPicture cat = bareCat(null);
    MediaFolder.Stored stored = cat.stored();
    ReadVideo film = new ReadVideo("film.mp4", stored, VideoType.MP4, null);
    ReadVideo old = new ReadVideo("old.avi", stored, VideoType.AVI, null);
    MediaRules rules =
        new MediaRules(
            2000, 1_000_000, 1000, 1, 2, Set.of("image/png"), Transport.INLINE_ONLY, false);

    SentMedia sent =
        pipeline().send(new MediaReport(List.of(cat, cat, film, old, film), List.of()), rules);

    assertThat(sent.refs()).hasSize(1);
    assertThat(sent.unread())
        .extracting(Unread::reason)
        .containsExactly(
            "The model takes one picture at once, so cat.png is left out. Please ask about it separately.",
            "film.mp4 begins like a video in MP4, but I can make nothing of it: it is cut off or damaged. Please upload it again.",
            "old.avi begins like a video in AVI, but I can make nothing of it: it is cut off or damaged. Please upload it again.",
            "The model takes at most 2 videos at once, so film.mp4 is left out. Please ask about it separately.");
  }

  @Test
  void theOfflineRouteGetsTheOriginal() throws Exception {
    byte[] jpeg = TestMedia.jpegWithExif(TestMedia.quarters(64, 32), 6);
    serve("/x", jpeg);
    MediaRules original = new MediaRules(10, 10, 10, 10, 10, Set.of(), Transport.INLINE_ONLY, true);

    SentMedia sent = pipeline().send(read(publicFile("x")), original);

    assertThat(((Inline) sent.refs().getFirst()).file()).hasBinaryContent(jpeg);
  }

  @Test
  void anAnimationBecomesSomeOfItsFramesAndThatIsSaid() throws Exception {
    serve("/film.gif", Files.readAllBytes(TestMedia.video(temp, "film.gif")));
    serve("/cat.png", TestMedia.photo("chelsea.png"));

    SentMedia sent = send(3, read(publicFile("film.gif"), publicFile("cat.png")));

    assertThat(sent.refs())
        .extracting(MediaRef::name)
        .containsExactly("film.gif, frame 1 of 25", "film.gif, frame 13 of 25", "cat.png");
    assertThat(sent.notes())
        .containsExactly("film.gif is animated: the model sees 2 of its 25 frames.");
    assertThat(sent.unread()).isEmpty();
  }

  @Test
  void aPdfBecomesItsFirstPagesAndThatIsSaid() throws Exception {
    serve("/y.pdf", TestMedia.pdf(7, ""));

    SentMedia two = send(2, read(publicFile("y.pdf")));
    SentMedia all = send(10, read(publicFile("y.pdf")));

    assertThat(two.refs())
        .extracting(MediaRef::name)
        .containsExactly("y.pdf, page 1 of 7", "y.pdf, page 2 of 7");
    assertThat(two.notes()).containsExactly("y.pdf has 7 pages: the model sees the first 2.");
    assertThat(all.refs()).hasSize(7);
    assertThat(all.notes()).isEmpty();
  }

  @Test
  void aLockedPdfIsNamed() throws Exception {
    serve("/y.pdf", TestMedia.pdf(1, "secret"));

    assertThat(send(2, read(publicFile("y.pdf"))).unread())
        .extracting(Unread::reason)
        .containsExactly("y.pdf is protected by a password. Please post it without one.");
  }

  private SentMedia send(int maxImages, MediaReport report) throws Exception {
    MediaRules rules =
        new MediaRules(
            2000, 1_000_000, 0, maxImages, 0, Set.of("image/jpeg"), Transport.INLINE_ONLY, false);
    return pipeline().send(report, rules);
  }

  @Test
  void noDraftIsLeftBehind() throws Exception {
    serve("/x", TestMedia.pngBomb(10_000));
    serve("/cat.png", TestMedia.photo("chelsea.png"));

    read(publicFile("x"), publicFile("cat.png"), publicFile("absent"));

    try (Stream<Path> left = Files.list(temp.resolve("media"))) {
      assertThat(left).hasSize(1);
    }
  }

  private ReadPicture bareCat(@Nullable URI publicUrl) throws Exception {
    serve("/cat.png", TestMedia.photo("chelsea.png"));
    ReadPicture raw = (ReadPicture) read(publicFile("cat.png")).read().getFirst();
    MediaFolder.Stored bare =
        fitter.fit(raw.stored(), raw.picture(), rules(Transport.INLINE_ONLY)).stored();
    Probed.Picture picture = (Probed.Picture) new MediaProbe(50_000_000).probe(bare.file());
    return new ReadPicture("cat.png", bare, picture, publicUrl);
  }

  private MediaPipeline pipeline() {
    GuardedFetcher fetcher = new GuardedFetcher(http, HostList.of(Set.of("127.0.0.1")));
    HostCredentials credentials =
        new HostCredentials(
            List.of(
                new HostCredentials.Rule(
                    HostList.of(Set.of("127.0.0.1:" + files.getPort())), TOKEN)),
            HostList.of(Set.of("127.0.0.1")));
    FalStorage upload =
        new FalStorage(
            http, "fal", URI.create(storage.url("/").toString()), "k", new HeldUploads(), _ -> {});
    return new MediaPipeline(
        folder,
        fetcher,
        credentials,
        renewal,
        LIMITS,
        fitter,
        TestMedia.FFMPEG,
        upload,
        InstantSource.fixed(NOW));
  }

  private MediaReport read(IncomingFile... incoming) throws InterruptedException {
    return pipeline().read(List.of(incoming), List.of());
  }

  private IncomingFile signedFile(String name) {
    return new IncomingFile(name, "", -1, new IncomingFile.SignedUrl(at("/" + name)));
  }

  private IncomingFile publicFile(String name) {
    String path = "/" + name.replaceAll("[^a-z0-9.]", "");
    return new IncomingFile(name, "", -1, new IncomingFile.PublicUrl(at(path)));
  }

  private IncomingFile privateFile(String name, String path) {
    return new IncomingFile(name, "image/png", 1, new IncomingFile.PrivateUrl(at(path)));
  }

  private URI at(String path) {
    return URI.create("http://127.0.0.1:" + files.getPort() + path);
  }

  private void serve(String path, byte[] bytes) {
    Buffer body = new Buffer().write(bytes);
    answers.put(path, new MockResponse.Builder().body(body).build());
  }

  private static MediaRules rules(Transport transport) {
    return new MediaRules(
        2000, 1_000_000, 2_000_000, 10, 10, Set.of("image/jpeg", "image/png"), transport, false);
  }
}
