package dev.sightline.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.http.FetchResult.NotFetched;
import dev.sightline.http.FetchResult.Reason;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Fetches everything that nobody may fetch through us, and asks the server that it is about
/// whether anybody came.
final class SsrfCorpusTest {
  private static final FetchLimits LIMITS =
      FetchLimits.of(1_000, Duration.ofSeconds(20), Duration.ofSeconds(5));

  /// A public address; what is connected to there is a server of the test.
  private static final String PUBLIC = "93.184.215.14";

  private static final String ORIGIN = "origin.test";

  @TempDir Path folder;
  private final Canary canary = new Canary();
  private final MockWebServer origin = new MockWebServer();
  private final List<SocketAddress> dialled = new CopyOnWriteArrayList<>();
  private NameServer names;
  private HttpStack http;
  private List<SsrfForm> forms;

  @BeforeEach
  void start() throws IOException {
    forms = SsrfForm.corpus();
    names =
        new NameServer()
            .name(ORIGIN, PUBLIC)
            .name("both.test", "127.0.0.1", "::1")
            .name("alias.test", "127.0.0.1")
            .name("www.alias.test", "127.0.0.1")
            .name("metadata.google.internal", "169.254.169.254")
            .name("mixed-private.test", "10.0.0.1", "fd00::1");
    http = new HttpStack(new NameClient(names));
    origin.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return redirect(request.getUrl());
          }
        });
    origin.start();
  }

  @AfterEach
  void stop() {
    http.close();
    names.close();
    origin.close();
    canary.close();
  }

  @Test
  void corpusIsAsLargeAsItSays() {
    assertThat(forms).hasSizeGreaterThanOrEqualTo(250);
    assertThat(forms.stream().filter(SsrfForm::reachesUs)).hasSizeGreaterThanOrEqualTo(80);
    assertThat(forms).allSatisfy(form -> assertThat(form.note()).isNotBlank());
  }

  @Test
  void nothingOfTheCorpusIsReachedDirectly() throws Exception {
    List<String> wrong = new ArrayList<>();
    for (SsrfForm form : forms) {
      Optional<URI> url = parsed(form.of(canary));
      if (url.isPresent()) {
        FetchResult end = fetch(HostList.NONE, url.get());
        if (!isRefused(form, end)) {
          wrong.add(form + ": " + end);
        }
      }
    }

    assertThat(wrong).isEmpty();
    assertThat(dialled).isEmpty();
    assertThat(canary.visitors()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void nothingOfTheCorpusIsReachedByARedirect(int status) throws Exception {
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < forms.size(); i++) {
      if (forms.get(i).fitsInHeader()) {
        FetchResult end = fetch(HostList.NONE, redirecting(status, i));
        if (!(end instanceof NotFetched)) {
          wrong.add(forms.get(i) + ": " + end);
        }
      }
    }

    assertThat(wrong).isEmpty();
    assertThat(dialled).containsOnly(new InetSocketAddress(PUBLIC, origin.getPort()));
    assertThat(canary.visitors()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 300, 304, 305, 306, 399, 401, 407, 421, 503})
  void noOtherStatusLeadsAnywhere(int status) throws Exception {
    for (int i = 0; i < 20; i++) {
      fetch(HostList.NONE, redirecting(status, i));
    }

    assertThat(canary.visitors()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void aChainOfRedirectsEndsAtTheGuard(int hops) throws Exception {
    URI url = URI.create("http://" + ORIGIN + ":" + origin.getPort() + "/chain/" + (hops - 1));

    FetchResult end = fetch(HostList.NONE, url);

    assertThat(((NotFetched) end).reason()).isEqualTo(Reason.BLOCKED);
    assertThat(origin.getRequestCount()).isEqualTo(hops);
    assertThat(canary.visitors()).isZero();
  }

  @Test
  void noAddressOfThisMachineIsReached() throws Exception {
    List<InetAddress> own =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(address -> !AddressGuard.isPublic(address))
            .toList();
    assertThat(own).isNotEmpty();

    for (InetAddress address : own) {
      String host = HttpUrl.get("http://a/").newBuilder().host(plain(address)).build().host();
      String written = address instanceof Inet6Address ? "[" + host + "]" : host;
      FetchResult end =
          fetch(HostList.NONE, URI.create("http://" + written + ":" + canary.port() + "/"));
      assertThat(end).as(written).isInstanceOf(NotFetched.class);
    }

    assertThat(dialled).isEmpty();
    assertThat(canary.visitors()).isZero();
  }

  /// Without this, silence could mean that nobody asked.
  @Test
  void everyFormThatShouldReachUsDoesSoWithoutTheGuard() throws Exception {
    List<SsrfForm> silent = new ArrayList<>();
    int before = canary.visitors();
    for (int i = 0; i < forms.size(); i++) {
      SsrfForm form = forms.get(i);
      if (form.reachesUs() && (hasIpv6() || !isIpv6(form))) {
        URI direct = parsed(form.of(canary)).orElse(redirecting(302, i));
        fetch(HostList.of(List.of(host(form))), direct);
        int after = canary.visitors();
        if (after == before) {
          silent.add(form);
        }
        before = after;
      }
    }

    assertThat(silent).isEmpty();
  }

  /// What leads to this machine is blocked, and not just out of reach by chance; of the rest, names
  /// may lead nowhere.
  private static boolean isRefused(SsrfForm form, FetchResult end) {
    return end instanceof NotFetched refused
        && (refused.reason() == Reason.BLOCKED
            || (!form.reachesUs() && refused.detail().contains("UnknownHostException")));
  }

  private String host(SsrfForm form) {
    HttpUrl url = HttpUrl.get("http://elsewhere.test/a/").resolve(form.of(canary));
    assertThat(url).as("%s", form).isNotNull();
    String host = url.host();
    if (host.equals("elsewhere.test")) {
      host = HttpUrl.get(form.of(canary)).host();
    }
    return host.indexOf(':') < 0 ? host : "[" + host + "]";
  }

  private boolean isIpv6(SsrfForm form) {
    return host(form).startsWith("[");
  }

  private static String plain(InetAddress address) {
    String text = address.getHostAddress();
    return text.indexOf('%') < 0 ? text : text.substring(0, text.indexOf('%'));
  }

  private static boolean hasIpv6() throws IOException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .anyMatch(address -> address instanceof Inet6Address && address.isLoopbackAddress());
  }

  private static Optional<URI> parsed(String url) {
    try {
      return Optional.of(new URI(url));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private URI redirecting(int status, int form) {
    return URI.create("http://%s:%d/%d/%d".formatted(ORIGIN, origin.getPort(), status, form));
  }

  private MockResponse redirect(HttpUrl asked) {
    String first = asked.pathSegments().getFirst();
    String last = asked.pathSegments().getLast();
    if (first.equals("chain") && asked.pathSize() == 2) {
      int left = Integer.parseInt(last);
      String next = left == 0 ? "http://127.0.0.1:" + canary.port() + "/" : "/chain/" + (left - 1);
      return new MockResponse.Builder().code(302).setHeader("Location", next).build();
    }
    if (asked.pathSize() != 2 || !first.matches("\\d{3}")) {
      return new MockResponse.Builder().code(404).build();
    }
    SsrfForm form = forms.get(Integer.parseInt(last));
    return new MockResponse.Builder()
        .code(Integer.parseInt(first))
        .addHeaderLenient("Location", form.of(canary))
        .build();
  }

  private FetchResult fetch(HostList allowed, URI url) throws IOException, InterruptedException {
    GuardedFetcher fetcher =
        new GuardedFetcher(http, AddressGuard.sockets(this::way), allowed, HostList.NONE);
    return fetcher.fetch(url, folder.resolve("target"), LIMITS, HostCredentials.NONE);
  }

  private SocketAddress way(SocketAddress address) {
    dialled.add(address);
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), origin.getPort());
  }
}
