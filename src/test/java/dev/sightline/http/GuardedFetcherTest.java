package dev.sightline.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.http.FetchResult.Fetched;
import dev.sightline.http.FetchResult.NotFetched;
import dev.sightline.http.FetchResult.Reason;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import okio.BufferedSink;
import okio.GzipSink;
import okio.Okio;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GuardedFetcherTest {
  private static final FetchLimits LIMITS =
      FetchLimits.of(1000, Duration.ofSeconds(20), Duration.ofSeconds(5));

  @TempDir Path folder;
  private final HttpStack http = new HttpStack();
  private final MockWebServer server = new MockWebServer();
  private final MockWebServer other = new MockWebServer();

  @BeforeEach
  void start() throws IOException {
    server.start();
    other.start();
  }

  @AfterEach
  void stop() {
    http.close();
    server.close();
    other.close();
  }

  @Test
  void versionThatTheServerStillHasIsNotFetchedAgain() throws Exception {
    server.enqueue(answer(200, "hello").setHeader("ETag", "\"v1\"").build());
    server.enqueue(new MockResponse.Builder().code(304).build());
    Fetched first = (Fetched) fetch(at(server), LIMITS, HostCredentials.NONE);

    FetchResult second =
        new GuardedFetcher(http, HostList.of(List.of("127.0.0.1")))
            .fetch(at(server), target(), LIMITS, HostCredentials.NONE, first.version());

    assertThat(second).isEqualTo(new FetchResult.Unchanged());
    assertThat(server.takeRequest().getHeaders().get("If-None-Match")).isNull();
    assertThat(server.takeRequest().getHeaders().get("If-None-Match")).isEqualTo("\"v1\"");
  }

  @Test
  void timeOfTheLastChangeIsAVersionToo() throws Exception {
    String day = "Sat, 21 Nov 2026 10:00:00 GMT";
    server.enqueue(answer(200, "hello").setHeader("Last-Modified", day).build());
    server.enqueue(answer(200, "other").build());
    Fetched first = (Fetched) fetch(at(server), LIMITS, HostCredentials.NONE);

    FetchResult second =
        new GuardedFetcher(http, HostList.of(List.of("127.0.0.1")))
            .fetch(at(server), target(), LIMITS, HostCredentials.NONE, first.version());

    assertThat(second).isInstanceOf(Fetched.class);
    assertThat(server.takeRequest().getHeaders().get("If-Modified-Since")).isNull();
    assertThat(server.takeRequest().getHeaders().get("If-Modified-Since")).isEqualTo(day);
  }

  @Test
  void savesTheBytesAndSaysWhatTheServerCallsThem() throws Exception {
    server.enqueue(answer(200, "hello").setHeader("Content-Type", "image/png").build());

    FetchResult result = fetch(at(server), LIMITS, HostCredentials.NONE);

    assertThat(result).isEqualTo(new Fetched(target(), 5, "image/png", Validator.NONE));
    assertThat(target()).hasContent("hello");
  }

  @Test
  void stopsAtTheByteCapWithoutALength() throws Exception {
    server.enqueue(new MockResponse.Builder().chunkedBody("x".repeat(5000), 100).build());

    FetchResult result = fetch(at(server), LIMITS, HostCredentials.NONE);

    assertThat(reason(result)).isEqualTo(Reason.TOO_LARGE);
    assertThat(target()).doesNotExist();
  }

  @Test
  void refusesAnAnnouncedLengthAboveTheCap() throws Exception {
    server.enqueue(answer(200, "x".repeat(5000)).build());

    NotFetched result = (NotFetched) fetch(at(server), LIMITS, HostCredentials.NONE);

    assertThat(result.reason()).isEqualTo(Reason.TOO_LARGE);
    assertThat(result.sizeBytes()).isEqualTo(5000);
    assertThat(result.maxBytes()).isEqualTo(1000);
  }

  @Test
  void countsBytesAfterDecompression() throws Exception {
    Buffer packed = new Buffer();
    try (BufferedSink gzip = Okio.buffer(new GzipSink(packed))) {
      gzip.write(new byte[1_000_000]);
    }
    server.enqueue(
        new MockResponse.Builder().setHeader("Content-Encoding", "gzip").body(packed).build());

    assertThat(reason(fetch(at(server), LIMITS, HostCredentials.NONE))).isEqualTo(Reason.TOO_LARGE);
  }

  @ParameterizedTest
  @CsvSource({"403,EXPIRED", "404,EXPIRED", "410,EXPIRED", "401,HTTP_STATUS", "500,HTTP_STATUS"})
  void namesTheStatus(int status, Reason reason) throws Exception {
    server.enqueue(answer(status, "no").build());

    NotFetched result = (NotFetched) fetch(at(server), LIMITS, HostCredentials.NONE);

    assertThat(result.reason()).isEqualTo(reason);
    assertThat(result.status()).isEqualTo(status);
  }

  @Test
  void noticesABodyThatBreaksOff() throws Exception {
    server.enqueue(
        answer(200, "x".repeat(900)).onResponseBody(new SocketEffect.CloseSocket()).build());

    assertThat(reason(fetch(at(server), LIMITS, HostCredentials.NONE))).isEqualTo(Reason.CUT);
    assertThat(target()).doesNotExist();
  }

  @Test
  void givesUpOnASilentServer() throws Exception {
    server.enqueue(answer(200, "late").headersDelay(10, TimeUnit.SECONDS).build());
    FetchLimits impatient = FetchLimits.of(1000, Duration.ofSeconds(20), Duration.ofMillis(200));

    assertThat(reason(fetch(at(server), impatient, HostCredentials.NONE)))
        .isEqualTo(Reason.TIMEOUT);
  }

  @Test
  void givesUpOnAServerThatTrickles() throws Exception {
    server.enqueue(
        answer(200, "x".repeat(900)).throttleBody(10, 100, TimeUnit.MILLISECONDS).build());
    FetchLimits impatient = FetchLimits.of(1000, Duration.ofMillis(500), Duration.ofSeconds(5));

    assertThat(reason(fetch(at(server), impatient, HostCredentials.NONE)))
        .isEqualTo(Reason.TIMEOUT);
  }

  @Test
  void namesAServerThatIsNotThere() throws Exception {
    URI nobody = at(other);
    other.close();

    assertThat(reason(fetch(nobody, LIMITS, HostCredentials.NONE))).isEqualTo(Reason.UNREACHABLE);
  }

  @Test
  void theCredentialReachesItsHost() throws Exception {
    server.enqueue(answer(200, "hello").build());

    fetch(at(server), LIMITS, credentialsFor(server));

    assertThat(taken(server).getHeaders().get("Authorization")).isEqualTo("Bearer secret");
  }

  @Test
  void theCredentialDoesNotFollowARedirectToAnotherHost() throws Exception {
    server.enqueue(redirect(at(other).toString()));
    other.enqueue(answer(200, "hello").build());

    FetchResult result = fetch(at(server), LIMITS, credentialsFor(server));

    assertThat(result).isInstanceOf(Fetched.class);
    assertThat(taken(server).getHeaders().get("Authorization")).isEqualTo("Bearer secret");
    assertThat(taken(other).getHeaders().get("Authorization")).isNull();
  }

  @Test
  void theCredentialComesAlongToTheSameHost() throws Exception {
    server.enqueue(redirect("/elsewhere"));
    server.enqueue(answer(200, "hello").build());

    fetch(at(server), LIMITS, credentialsFor(server));

    taken(server);
    assertThat(taken(server).getHeaders().get("Authorization")).isEqualTo("Bearer secret");
  }

  @Test
  void aRedirectToALoginIsALoginPage() throws Exception {
    server.enqueue(redirect(at(other) + "?redir=%2Ffiles-pri%2FT1"));

    assertThat(reason(fetch(at(server), LIMITS, credentialsFor(server))))
        .isEqualTo(Reason.LOGIN_PAGE);
    assertThat(other.getRequestCount()).isZero();
  }

  @Test
  void htmlInsteadOfAPrivateFileIsALoginPage() throws Exception {
    server.enqueue(
        answer(200, "<html>").setHeader("Content-Type", "text/html; charset=utf-8").build());

    assertThat(reason(fetch(at(server), LIMITS, credentialsFor(server))))
        .isEqualTo(Reason.LOGIN_PAGE);
  }

  @Test
  void endlessRedirectsEnd() throws Exception {
    for (int i = 0; i < 10; i++) {
      server.enqueue(redirect("/" + i));
    }

    assertThat(reason(fetch(at(server), LIMITS, HostCredentials.NONE)))
        .isEqualTo(Reason.BAD_REDIRECT);
    assertThat(server.getRequestCount()).isEqualTo(GuardedFetcher.MAX_REDIRECTS + 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",
        "localhost."
      })
  void noWayOfWritingThisMachineGetsThrough(String host) throws Exception {
    GuardedFetcher strict = new GuardedFetcher(http, HostList.NONE);
    server.enqueue(answer(200, "secret").build());
    URI url = URI.create("http://" + host + ":" + server.getPort() + "/");

    FetchResult result = strict.fetch(url, target(), LIMITS, HostCredentials.NONE);

    assertThat(reason(result)).isIn(Reason.BLOCKED, Reason.UNREACHABLE);
    assertThat(server.getRequestCount()).isZero();
  }

  @Test
  void aPrivateAddressIsCalledBlocked() throws Exception {
    GuardedFetcher strict = new GuardedFetcher(http, HostList.NONE);

    FetchResult result = strict.fetch(at(server), target(), LIMITS, HostCredentials.NONE);

    assertThat(reason(result)).isEqualTo(Reason.BLOCKED);
  }

  @Test
  void aRedirectToAPrivateAddressIsBlocked() throws Exception {
    GuardedFetcher onlyFirst = new GuardedFetcher(http, HostList.of(List.of(authority(server))));
    server.enqueue(redirect(at(other).toString()));

    FetchResult result = onlyFirst.fetch(at(server), target(), LIMITS, HostCredentials.NONE);

    assertThat(reason(result)).isEqualTo(Reason.BLOCKED);
    assertThat(other.getRequestCount()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:///etc/passwd", "ftp://example.com/a", "mailto:a@b.c", "/a"})
  void onlyHttpIsFetched(String url) throws Exception {
    assertThat(reason(fetch(URI.create(url), LIMITS, HostCredentials.NONE)))
        .isEqualTo(Reason.BLOCKED);
  }

  @Test
  void anAddressWithAUserNameIsBlocked() throws Exception {
    URI url = URI.create("http://me:pass@127.0.0.1:" + server.getPort() + "/");

    assertThat(reason(fetch(url, LIMITS, HostCredentials.NONE))).isEqualTo(Reason.BLOCKED);
    assertThat(server.getRequestCount()).isZero();
  }

  @Test
  void anInterruptEndsTheFetch() throws Exception {
    server.enqueue(answer(200, "late").headersDelay(30, TimeUnit.SECONDS).build());
    List<Throwable> thrown = new CopyOnWriteArrayList<>();
    Thread fetching =
        Thread.ofVirtual()
            .start(() -> {
              try {
                fetch(at(server), LIMITS, HostCredentials.NONE);
              } catch (IOException | InterruptedException e) {
                thrown.add(e);
              }
            });
    taken(server);

    fetching.interrupt();

    assertThat(fetching.join(Duration.ofSeconds(3))).isTrue();
    assertThat(thrown).hasOnlyElementsOfType(InterruptedException.class).hasSize(1);
  }

  private FetchResult fetch(URI url, FetchLimits limits, HostCredentials credentials)
      throws IOException, InterruptedException {
    return new GuardedFetcher(http, HostList.of(List.of("127.0.0.1")))
        .fetch(url, target(), limits, credentials);
  }

  private Path target() {
    return folder.resolve("target");
  }

  private HostCredentials credentialsFor(MockWebServer host) {
    return new HostCredentials(
        List.of(new HostCredentials.Rule(HostList.of(List.of(authority(host))), "Bearer secret")),
        HostList.of(List.of("127.0.0.1")));
  }

  private static MockResponse.Builder answer(int status, String body) {
    return new MockResponse.Builder().code(status).body(body);
  }

  private static MockResponse redirect(String location) {
    return new MockResponse.Builder().code(302).setHeader("Location", location).build();
  }

  private static String authority(MockWebServer server) {
    return "127.0.0.1:" + server.getPort();
  }

  private static URI at(MockWebServer server) {
    return URI.create("http://" + authority(server) + "/file");
  }

  private static RecordedRequest taken(MockWebServer server) throws InterruptedException {
    RecordedRequest request = server.takeRequest(5, TimeUnit.SECONDS);
    assertThat(request).isNotNull();
    return request;
  }

  private static @Nullable Reason reason(FetchResult result) {
    return result instanceof NotFetched failed ? failed.reason() : null;
  }
}
