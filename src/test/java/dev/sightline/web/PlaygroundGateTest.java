package dev.sightline.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import okhttp3.FormBody;
import okhttp3.Request;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who is let in, and what another site can make a browser do here: nothing.
class PlaygroundGateTest {
  private static final String TOKEN = "a-token-of-the-admin";

  @TempDir Path uploads;
  private final StagedDesk desk = new StagedDesk();
  private Playground playground;

  @BeforeEach
  void open() {
    playground = playground("127.0.0.1", 0, "");
  }

  private Playground playground(String host, int port, String token) {
    return new Playground(
        new PlaygroundSettings(host, port, token, uploads, 1_000_000), desk.desk());
  }

  @AfterEach
  void close() {
    playground.close();
    desk.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80"})
  void nameThatIsNotOursIsRefused(String host) throws Exception {
    Visit visit = new Visit(playground.start());

    Visit.Reply reply = visit.send(visit.request("/").header("Host", host).build());

    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.body()).doesNotContain("<html");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:4711", "127.0.0.1", "[::1]:8080"})
  void namesOfThisMachineAreOurs(String host) throws Exception {
    Visit visit = new Visit(playground.start());

    assertThat(visit.send(visit.request("/").header("Host", host).build()).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://evil.example", "null", "http://127.0.0.1:1", "no origin"})
  void questionOfAnotherOriginIsRefused(String origin) throws Exception {
    Visit visit = new Visit(playground.start());

    Visit.Reply reply = visit.send(question(visit).header("Origin", origin).build());

    assertThat(reply.status()).isEqualTo(403);
    assertThat(desk.waiting()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cross-site", "same-site"})
  void whatAnotherSiteMadeTheBrowserSendIsRefused(String site) throws Exception {
    Visit visit = new Visit(playground.start());

    assertThat(visit.send(question(visit).header("Sec-Fetch-Site", site).build()).status())
        .isEqualTo(403);
    assertThat(
            visit.send(visit.request("/api/usage").header("Sec-Fetch-Site", site).build()).status())
        .isEqualTo(403);
    assertThat(visit.send(visit.request("/").header("Sec-Fetch-Site", site).build()).status())
        .isEqualTo(200);
  }

  @Test
  void questionOfOurOwnPageIsTaken() throws Exception {
    URI page = playground.start();
    Visit visit = new Visit(page);

    Visit.Reply reply =
        visit.send(
            question(visit)
                .header("Origin", "http://" + page.getAuthority())
                .header("Sec-Fetch-Site", "same-origin")
                .build());

    assertThat(reply.status()).isEqualTo(202);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/playground.js", "/api/help", "/nowhere"})
  void everyAnswerForbidsWhatThePageDoesNotNeed(String path) throws Exception {
    Visit.Reply reply = new Visit(playground.start()).get(path);

    assertThat(reply.header("Content-Security-Policy"))
        .startsWith("default-src 'none'; script-src 'self';")
        .contains("img-src 'self' data: blob:", "frame-ancestors 'none'");
    assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(reply.header("Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(reply.header("Server")).doesNotContain("Jetty");
  }

  @Test
  void cookieIsOutOfReachOfScriptsAndOtherSites() throws Exception {
    assertThat(new Visit(playground.start()).get("/api/help").header("Set-Cookie"))
        .contains("HttpOnly", "SameSite=Strict");
  }

  @Test
  void pageItselfMakesNoVisitor() throws Exception {
    assertThat(new Visit(playground.start()).get("/").header("Set-Cookie")).isEqualTo("null");
  }

  @Test
  void withoutATokenOthersAreNotLetIn() {
    playground = playground("0.0.0.0", 0, "");

    assertThatIllegalStateException()
        .isThrownBy(playground::start)
        .withMessage(
            "Others can reach the web page on \"0.0.0.0\", so it needs a token:"
                + " set web.admin-token (SIGHTLINE_ADMIN_TOKEN), or web.bind to 127.0.0.1.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/playground.js", "/api/help", "/api/usage", "/api/asks/x/events", "/nowhere"})
  void withoutTheTokenNothingIsAnswered(String path) throws Exception {
    assertThat(guarded().get(path).status()).isEqualTo(401);
  }

  @Test
  void withoutTheTokenThePageIsTheForm() throws Exception {
    Visit.Reply reply = guarded().get("/");

    assertThat(reply.status()).isEqualTo(303);
    assertThat(reply.header("Location")).endsWith("/login");
    assertThat(reply.body()).doesNotContain("What should I look at");
  }

  @Test
  void withoutTheTokenNothingIsAsked() throws Exception {
    Visit visit = guarded();

    assertThat(visit.send(question(visit).build()).status()).isEqualTo(401);
    assertThat(desk.waiting()).isEmpty();
  }

  @Test
  void tokenInTheFormOpensThePage() throws Exception {
    Visit visit = guarded();

    Visit.Reply login = login(visit, TOKEN);

    assertThat(login.status()).isEqualTo(303);
    assertThat(login.header("Set-Cookie")).contains("HttpOnly").doesNotContain(TOKEN);
    assertThat(visit.get("/").status()).isEqualTo(200);
    assertThat(visit.send(question(visit).build()).status()).isEqualTo(202);
  }

  @Test
  void bearerOpensEverything() throws Exception {
    Visit visit = guarded();

    Request request =
        visit.request("/api/usage").header("Authorization", "Bearer " + TOKEN).build();

    assertThat(visit.send(request).status()).isEqualTo(200);
  }

  @Test
  void guesserIsStopped() throws Exception {
    Visit visit = guarded();
    for (int i = 0; i < 10; i++) {
      assertThat(login(visit, "guess " + i).status()).isEqualTo(401);
    }

    assertThat(login(visit, TOKEN).status()).isEqualTo(429);
  }

  @Test
  void portThatIsTakenIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      playground = playground("127.0.0.1", taken.getLocalPort(), "");

      assertThatIllegalStateException()
          .isThrownBy(playground::start)
          .withMessageStartingWith("Cannot listen on 127.0.0.1:" + taken.getLocalPort());
    }
  }

  @Test
  void tokenIsNotInTheTextOfTheSettings() {
    assertThat(new PlaygroundSettings("127.0.0.1", 0, TOKEN, uploads, 1).toString())
        .contains("***")
        .doesNotContain(TOKEN);
  }

  private Visit guarded() {
    playground = playground("0.0.0.0", 0, TOKEN);
    return new Visit(playground.start());
  }

  private static Visit.Reply login(Visit visit, String token) throws IOException {
    return visit.send(
        visit.request("/login").post(new FormBody.Builder().add("token", token).build()).build());
  }

  private static Request.Builder question(Visit visit) {
    return visit.request("/api/asks").post(Visit.form("Hello?").build());
  }
}
