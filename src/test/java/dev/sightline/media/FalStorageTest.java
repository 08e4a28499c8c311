package dev.sightline.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.failure.RouteDown;
import dev.sightline.failure.RouteRefused;
import dev.sightline.http.HttpStack;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Headers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FalStorageTest {
  private static final String FILE_URL = "https://v3.fal.media/files/b/1.jpg";

  @TempDir Path temp;
  private final HttpStack http = new HttpStack();
  private final MockWebServer rest = new MockWebServer();
  private final MockWebServer cdn = new MockWebServer();
  private final List<Duration> waits = new CopyOnWriteArrayList<>();
  private FittedMedia photo;
  private FalStorage storage;

  @BeforeEach
  void start() throws IOException {
    rest.start();
    cdn.start();
    MediaFolder folder = new MediaFolder(temp, MediaLimits.DEFAULTS, InstantSource.system());
    Path draft = folder.draft();
    Files.write(draft, TestMedia.photo("rocket.jpg"));
    photo =
        new FittedMedia(
            MediaKind.IMAGE, "my rocket.jpg", "image/jpeg", folder.keep(draft, "jpg"), null);
    storage =
        new FalStorage(
            http,
            "fal",
            URI.create(rest.url("/").toString()),
            "id:secret",
            new HeldUploads(),
            waits::add);
  }

  @AfterEach
  void stop() {
    http.close();
    rest.close();
    cdn.close();
  }

  @Test
  void uploadsAndNamesThePublicUrl() throws Exception {
    rest.enqueue(signed());
    cdn.enqueue(status(200));

    MediaRef ref = storage.put(photo, words -> {});

    assertThat(ref)
        .isEqualTo(
            new MediaRef.Remote(
                MediaKind.IMAGE,
                "my rocket.jpg",
                URI.create(FILE_URL),
                photo.stored().sizeBytes()));
    RecordedRequest initiate = taken(rest);
    assertThat(initiate.getTarget()).isEqualTo("/storage/upload/initiate?storage_type=fal-cdn-v3");
    assertThat(initiate.getHeaders().get("Authorization")).isEqualTo("Key id:secret");
    assertThat(initiate.getHeaders().get("X-Fal-Object-Lifecycle"))
        .isEqualTo("{\"expiration_duration_seconds\":86400}");
    assertThat(body(initiate))
        .contains("\"content_type\":\"image/jpeg\"", "\"file_name\":\"media.jpg\"");
  }

  @Test
  void theKeyDoesNotGoWithTheBytes() throws Exception {
    rest.enqueue(signed());
    cdn.enqueue(status(200));

    storage.put(photo, words -> {});

    RecordedRequest put = taken(cdn);
    assertThat(put.getMethod()).isEqualTo("PUT");
    assertThat(put.getTarget()).isEqualTo("/put?signature=1");
    assertThat(put.getHeaders().get("Authorization")).isNull();
    assertThat(put.getHeaders().get("Content-Type")).isEqualTo("image/jpeg");
    assertThat(Objects.requireNonNull(put.getBody()).toByteArray())
        .isEqualTo(TestMedia.photo("rocket.jpg"));
  }

  @Test
  void theProgressOfALargeUploadIsSaid() throws Exception {
    rest.enqueue(signed());
    cdn.enqueue(status(200));
    List<String> said = new CopyOnWriteArrayList<>();

    storage.put(film(5_400_000), said::add);

    assertThat(said)
        .containsExactly(
            "Uploading film.mp4: 0 of 6 MB…",
            "Uploading film.mp4: 1 of 6 MB…",
            "Uploading film.mp4: 2 of 6 MB…",
            "Uploading film.mp4: 3 of 6 MB…",
            "Uploading film.mp4: 4 of 6 MB…",
            "Uploading film.mp4: 5 of 6 MB…");
  }

  @Test
  void theSameBytesAreUploadedOnce() throws Exception {
    rest.enqueue(signed());
    cdn.enqueue(status(200));

    storage.put(photo, words -> {});
    MediaRef again = storage.put(photo, words -> {});

    assertThat(again).isInstanceOf(MediaRef.Remote.class);
    assertThat(rest.getRequestCount()).isEqualTo(1);
  }

  @Test
  void aFailureThatPassesIsTriedAgain() throws Exception {
    rest.enqueue(status(503));
    rest.enqueue(status(429).newBuilder().setHeader("Retry-After", "7").build());
    rest.enqueue(signed());
    cdn.enqueue(status(200));

    storage.put(photo, words -> {});

    assertThat(waits).containsExactly(Duration.ofMillis(500), Duration.ofSeconds(7));
  }

  @ParameterizedTest
  @CsvSource({"429,OVERLOADED", "500,PROVIDER_ERROR", "503,OVERLOADED", "504,TIMEOUT"})
  void givesUpAfterThreeTries(int status, RouteDown.Reason reason) {
    for (int i = 0; i < 3; i++) {
      rest.enqueue(status(status));
    }

    assertThatThrownBy(() -> storage.put(photo, words -> {}))
        .isInstanceOfSatisfying(
            RouteDown.class,
            down -> {
              assertThat(down.reason()).isEqualTo(reason);
              assertThat(down.note().status()).isEqualTo(status);
              assertThat(down.note().message()).contains("the reason");
            });
    assertThat(rest.getRequestCount()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"401,WRONG_KEY", "402,NO_CREDIT", "403,WRONG_KEY", "422,BAD_CALL"})
  void aRefusalIsNotTriedAgain(int status, RouteRefused.Reason reason) {
    rest.enqueue(status(status));

    assertThatThrownBy(() -> storage.put(photo, words -> {}))
        .isInstanceOfSatisfying(
            RouteRefused.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
    assertThat(rest.getRequestCount()).isEqualTo(1);
  }

  @Test
  void anAccountWithoutCreditIsNamed() {
    rest.enqueue(
        new MockResponse(
            403, Headers.EMPTY, "{\"detail\":\"User is locked. Reason: Exhausted balance.\"}"));

    assertThatThrownBy(() -> storage.put(photo, words -> {}))
        .isInstanceOfSatisfying(
            RouteRefused.class,
            refused -> assertThat(refused.reason()).isEqualTo(RouteRefused.Reason.NO_CREDIT));
  }

  @Test
  void anAnswerWithoutUrlsIsAFailureOfTheProvider() {
    for (int i = 0; i < 3; i++) {
      rest.enqueue(new MockResponse(200, Headers.EMPTY, "<html>"));
    }

    assertThatThrownBy(() -> storage.put(photo, words -> {}))
        .isInstanceOfSatisfying(
            RouteDown.class,
            down -> assertThat(down.reason()).isEqualTo(RouteDown.Reason.PROVIDER_ERROR));
  }

  @Test
  void aServerThatIsNotThereIsUnreachable() {
    rest.close();

    assertThatThrownBy(() -> storage.put(photo, words -> {}))
        .isInstanceOfSatisfying(
            RouteDown.class,
            down -> assertThat(down.reason()).isEqualTo(RouteDown.Reason.UNREACHABLE));
  }

  private FittedMedia film(long sizeBytes) throws IOException {
    MediaFolder folder = new MediaFolder(temp, MediaLimits.DEFAULTS, InstantSource.system());
    Path draft = folder.draft();
    try (RandomAccessFile file = new RandomAccessFile(draft.toFile(), "rw")) {
      file.setLength(sizeBytes);
    }
    return new FittedMedia(
        MediaKind.VIDEO, "film.mp4", "video/mp4", folder.keep(draft, "mp4"), null);
  }

  private MockResponse signed() {
    return new MockResponse(
        200,
        Headers.EMPTY,
        "{\"upload_url\":\"%s\",\"file_url\":\"%s\"}"
            .formatted(cdn.url("/put?signature=1"), FILE_URL));
  }

  private static MockResponse status(int status) {
    return new MockResponse(status, Headers.EMPTY, "{\"detail\":\"the reason\"}");
  }

  private static String body(RecordedRequest request) {
    return Objects.requireNonNull(request.getBody()).utf8();
  }

  private static RecordedRequest taken(MockWebServer server) throws InterruptedException {
    RecordedRequest request = server.takeRequest(5, TimeUnit.SECONDS);
    assertThat(request).isNotNull();
    return request;
  }
}
