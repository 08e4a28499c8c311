package dev.sightline.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.http.FetchResult.Fetched;
import dev.sightline.http.FetchResult.NotFetched;
import dev.sightline.http.FetchResult.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A name server that says one thing and then another, connections that are still open, proxies,
/// and the list of hosts that may be private: what is judged is always the address that is
/// connected to.
final class RebindingTest {
  private static final FetchLimits LIMITS =
      FetchLimits.of(1_000, Duration.ofSeconds(20), Duration.ofSeconds(5));

  /// Public addresses; what is connected to there is a server of the test.
  private static final String PUBLIC = "93.184.215.14";

  private static final String PUBLIC_V6 = "2606:2800:21f:cb07:6820:80da:af6b:8b2c";

  /// A public address at which nobody answers.
  private static final String SILENT = "93.184.215.15";

  @TempDir Path folder;
  private final Canary canary = new Canary();
  private final MockWebServer publicServer = new MockWebServer();
  private final List<SocketAddress> dialled = new CopyOnWriteArrayList<>();
  private NameServer names;
  private HttpStack http;

  @BeforeEach
  void start() throws IOException {
    names = new NameServer();
    http = new HttpStack(new NameClient(names));
    publicServer.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return new MockResponse.Builder().body("public").build();
          }
        });
    publicServer.start();
  }

  @AfterEach
  void stop() {
    http.close();
    names.close();
    publicServer.close();
    canary.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1", "10.0.0.1", "169.254.169.254", "64:ff9b::7f00:1"})
  void aNameThatTurnsPrivateIsBlocked(String hidden) throws Exception {
    names.rebind("flip.test", List.of(List.of(PUBLIC), List.of(hidden)));
    URI url = canary("flip.test");

    for (int turn = 0; turn < 20; turn++) {
      FetchResult end = fetch(HostList.NONE, url);
      http.guardedConnections().evictAll();

      assertThat(end).isInstanceOf(turn % 2 == 0 ? Fetched.class : NotFetched.class);
      assertThat(names.asked("flip.test")).isEqualTo(turn + 1);
    }

    assertThat(dialled).containsOnly(new InetSocketAddress(PUBLIC, canary.port()));
    assertThat(canary.visitors()).isZero();
  }

  @Test
  void aNameThatTurnsPrivateBetweenTwoRedirectsIsBlocked() throws Exception {
    names.rebind("flip.test", List.of(List.of(PUBLIC), List.of("127.0.0.1")));
    publicServer.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return new MockResponse.Builder()
                .code(302)
                .setHeader("Location", "/again")
                .setHeader("Connection", "close")
                .build();
          }
        });

    FetchResult end = fetch(HostList.NONE, canary("flip.test"));

    assertThat(reason(end)).isEqualTo(Reason.BLOCKED);
    assertThat(publicServer.getRequestCount()).isEqualTo(1);
    assertThat(canary.visitors()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1", "fd00:ec2::254", "0.0.0.0"})
  void aPrivateAddressBesideAPublicOneIsNotTried(String hidden) throws Exception {
    names.name("both.test", SILENT, hidden);

    FetchResult end = fetch(HostList.NONE, canary("both.test"));

    assertThat(end).isInstanceOf(NotFetched.class);
    assertThat(dialled).containsOnly(new InetSocketAddress(SILENT, canary.port()));
    assertThat(canary.visitors()).isZero();
  }

  @Test
  void aPrivateAddressBeforeAPublicOneIsPassedOver() throws Exception {
    names.name("both.test", "127.0.0.1", "::1", PUBLIC_V6);

    FetchResult end = fetch(HostList.NONE, canary("both.test"));

    assertThat(end).isInstanceOf(Fetched.class);
    assertThat(dialled).containsOnly(new InetSocketAddress(PUBLIC_V6, canary.port()));
    assertThat(canary.visitors()).isZero();
  }

  @Test
  void anOpenConnectionToAListedHostIsNotUsedForOneThatIsNot() throws Exception {
    names.name("inside.test", "127.0.0.1");
    URI url = URI.create("http://inside.test:" + publicServer.getPort() + "/");
    assertThat(fetch(HostList.of(List.of("inside.test")), url)).isInstanceOf(Fetched.class);
    assertThat(http.client().connectionPool().idleConnectionCount()).isEqualTo(1);

    FetchResult end = fetch(HostList.NONE, url);

    assertThat(reason(end)).isEqualTo(Reason.BLOCKED);
    assertThat(publicServer.getRequestCount()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://inside.test:{second}/",
        "http://inside.test.:{port}/",
        "http://www.inside.test:{port}/",
        "http://side.test:{port}/",
        "http://xinside.test:{port}/",
        "http://127.0.0.1:{port}/",
        "http://[::1]:{port}/",
        "http://localhost:{port}/",
        "http://10.0.0.1:{port}/"
      })
  void aListedHostWithAPortOpensNothingElse(String other) throws Exception {
    for (String name : List.of("inside", "www.inside", "side", "xinside")) {
      names.name(name + ".test", "127.0.0.1");
    }
    HostList listed = HostList.of(List.of("inside.test:" + canary.port()));
    assertThat(fetch(listed, canary("inside.test"))).isInstanceOf(Fetched.class);
    int before = canary.visitors();

    FetchResult end = fetch(listed, URI.create(withPorts(other)));

    assertThat(reason(end)).isEqualTo(Reason.BLOCKED);
    assertThat(canary.visitors()).isEqualTo(before);
  }

  @Test
  void aListedHostDoesNotLeadOnToAnotherPort() throws Exception {
    names.name("inside.test", "127.0.0.1");
    publicServer.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return new MockResponse.Builder()
                .code(307)
                .setHeader("Location", canary("inside.test").toString())
                .build();
          }
        });
    String authority = "inside.test:" + publicServer.getPort();

    FetchResult end = fetch(HostList.of(List.of(authority)), URI.create("http://" + authority));

    assertThat(reason(end)).isEqualTo(Reason.BLOCKED);
    assertThat(publicServer.getRequestCount()).isEqualTo(1);
    assertThat(canary.visitors()).isZero();
  }

  /// What `http.proxyHost` and `socksProxyHost` come to. Only the port of this test is led astray.
  @ParameterizedTest
  @ValueSource(strings = {"HTTP", "SOCKS"})
  void theProxyOfTheMachineIsNotAsked(Proxy.Type type) throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    Proxy astray = new Proxy(type, new InetSocketAddress(loopback, canary.port()));
    ProxySelector before = ProxySelector.getDefault();
    ProxySelector.setDefault(
        new ProxySelector() {
          @Override
          public List<Proxy> select(URI uri) {
            return uri.getPort() == publicServer.getPort() ? List.of(astray) : before.select(uri);
          }

          @Override
          public void connectFailed(URI uri, SocketAddress address, IOException failure) {
            before.connectFailed(uri, address, failure);
          }
        });
    try {
      http.close();
      http = new HttpStack(new NameClient(names));
      names.name("inside.test", "127.0.0.1").name("outside.test", PUBLIC);
      for (String host : List.of("inside.test", "outside.test")) {
        URI url = URI.create("http://" + host + ":" + publicServer.getPort() + "/");

        assertThat(fetch(HostList.of(List.of("inside.test")), url)).isInstanceOf(Fetched.class);
      }
    } finally {
      ProxySelector.setDefault(before);
    }

    assertThat(publicServer.getRequestCount()).isEqualTo(2);
    assertThat(canary.visitors()).isZero();
  }

  private FetchResult fetch(HostList allowed, URI url) throws IOException, InterruptedException {
    GuardedFetcher fetcher =
        new GuardedFetcher(http, AddressGuard.sockets(this::way), allowed, HostList.NONE);
    return fetcher.fetch(url, folder.resolve("target"), LIMITS, HostCredentials.NONE);
  }

  private SocketAddress way(SocketAddress address) {
    dialled.add(address);
    boolean isSilent = address.equals(new InetSocketAddress(SILENT, canary.port()));
    return new InetSocketAddress(
        InetAddress.getLoopbackAddress(), isSilent ? 1 : publicServer.getPort());
  }

  private URI canary(String host) {
    return URI.create("http://" + host + ":" + canary.port() + "/");
  }

  private String withPorts(String url) {
    return url.replace("{port}", String.valueOf(canary.port()))
        .replace("{second}", String.valueOf(canary.secondPort()));
  }

  private static Reason reason(FetchResult end) {
    assertThat(end).isInstanceOf(NotFetched.class);
    return ((NotFetched) end).reason();
  }
}
