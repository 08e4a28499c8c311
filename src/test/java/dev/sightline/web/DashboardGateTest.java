package dev.sightline.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sightline.LongTests;
import dev.sightline.bot.OperatorLog;
import dev.sightline.ledger.Budget;
import dev.sightline.ledger.BudgetBook.Actor;
import dev.sightline.web.Voucher.Purpose;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import okhttp3.FormBody;
import okhttp3.Request;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every page of the dashboard is tried by strangers: they get nothing, and it is logged. The pages
/// come from the router, so that none is forgotten.
@Order(LongTests.FIRST)
class DashboardGateTest {
  private static final String TOKEN = "a-token-of-the-admin";

  /// What only the dashboard knows.
  private static final List<String> DATA =
      List.of("Ada", "U024BE7LH", "gemini", "C024BE91L", "$0.25", "$7.00", "secret");

  /// What leads in; it shows nothing by itself.
  private static final Set<String> DOORS = Set.of("/dashboard/login", "/dashboard/enter");

  @TempDir private static Path folder;
  private static StockedBooks books;

  private final StagedDesk desk = new StagedDesk();
  private Playground playground;

  @BeforeAll
  static void stock() throws Exception {
    books = new StockedBooks(folder);
    books.spend(1, StockedBooks.ADA, "flash", StockedBooks.GEMINI, "0.25");
    books.begin(StockedBooks.ADA);
    books
        .budgets()
        .put(
            new Budget.Limit(
                "web-1",
                Budget.Of.PERSON,
                Budget.Per.DAY,
                Set.of(),
                StockedBooks.usd("7"),
                null,
                Budget.AtWarning.SAY),
            new Actor("web", "the test"));
  }

  @AfterAll
  static void closeBooks() {
    books.close();
  }

  @BeforeEach
  void openPage() {
    playground = open("127.0.0.1", TOKEN);
  }

  private Playground open(String host, String token) {
    return new Playground(
        new PlaygroundSettings(host, 0, token, folder.resolve("uploads"), 1_000_000),
        desk.desk(),
        List.of(),
        books.books());
  }

  @AfterEach
  void close() {
    playground.close();
    desk.close();
  }

  /// Whatever a stranger may have for a cookie.
  static Stream<String> cookies() {
    Instant soon = Instant.now().plus(Duration.ofHours(1));
    String good = Voucher.write(TOKEN, Purpose.SESSION, soon);
    return Stream.of(
        "",
        "wrong",
        "1.2.3",
        TOKEN,
        // Expired.
        Voucher.write(TOKEN, Purpose.SESSION, Instant.now().minusSeconds(1)),
        // Forged: of another token, for something else, with another end, with another seal.
        Voucher.write("another token", Purpose.SESSION, soon),
        Voucher.write(TOKEN, Purpose.LINK, soon),
        good.replaceFirst("^\\d", "9"),
        good.substring(0, good.length() - 1) + (good.endsWith("0") ? "1" : "0"));
  }

  @ParameterizedTest
  @MethodSource("cookies")
  void strangerGetsNothingAnywhere(String cookie) throws Exception {
    URI page = playground.start();
    Visit visit = new Visit(page);
    for (String endpoint : endpoints()) {
      try (OperatorLog log = new OperatorLog()) {
        Request.Builder request = request(visit, page, endpoint);
        if (!cookie.isEmpty()) {
          request.header("Cookie", DashboardPass.COOKIE + "=" + cookie);
        }
        Visit.Reply reply = visit.send(request.build());

        assertThat(reply.body()).as(endpoint).doesNotContain(DATA);
        if (!isOpen(endpoint)) {
          assertThat(reply.status()).as(endpoint).isIn(401, 403);
          assertIsLogged(log, endpoint);
        }
      }
    }
    assertNothingChanged();
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://evil.example", "null", "http://127.0.0.1:1", "no origin", ""})
  void nothingIsChangedForAPageOfAnotherOrigin(String origin) throws Exception {
    URI page = playground.start();
    Visit visit = new Visit(page);
    login(visit, page);
    for (String endpoint : endpoints()) {
      if (endpoint.startsWith("GET ")) {
        continue;
      }
      if (origin.isEmpty() && isOpen(endpoint)) {
        // Has no session yet that could be abused.
        continue;
      }
      try (OperatorLog log = new OperatorLog()) {
        Request.Builder request = request(visit, page, endpoint).removeHeader("Origin");
        if (!origin.isEmpty()) {
          request.header("Origin", origin);
        }
        Visit.Reply reply = visit.send(request.build());

        assertThat(reply.status()).as(endpoint).isEqualTo(403);
        assertThat(reply.body()).as(endpoint).doesNotContain(DATA);
        assertIsLogged(log, endpoint);
      }
    }
    assertThat(visit.get("/dashboard").status()).isEqualTo(200);
    assertNothingChanged();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/dashboard/",
        "//dashboard",
        "/dashboard//usage.csv",
        "/Dashboard",
        "/DASHBOARD/usage.csv",
        "/%64ashboard",
        "/dashboard%2Fusage.csv",
        "/dashboard/usage.csv/",
        "/dashboard;x=1",
        "/dashboard;x=1/usage.csv",
        "/./dashboard",
        "/x/../dashboard/usage.csv",
        "/dashboard/login/../usage.csv",
        "/dashboard/login/",
        "/dashboard/nowhere"
      })
  void spellingsOfThePathLeadNowhere(String path) throws Exception {
    URI page = playground.start();

    assertThat(Raw.get(page, path)).doesNotContain(DATA);
  }

  @Test
  void tokenOpensEveryPage() throws Exception {
    URI page = playground.start();
    Visit visit = new Visit(page);

    Visit.Reply login = login(visit, page);

    assertThat(login.status()).isEqualTo(303);
    assertThat(login.header("Set-Cookie"))
        .contains("HttpOnly", "SameSite=Strict", "Path=/dashboard", "Max-Age=43200")
        .doesNotContain(TOKEN);
    for (String endpoint : endpoints()) {
      if (endpoint.startsWith("GET ")) {
        Visit.Reply reply = visit.send(request(visit, page, endpoint).build());
        assertThat(reply.status()).as(endpoint).isEqualTo(200);
      }
    }
    assertThat(visit.get("/dashboard").body()).contains("Ada", "$0.25", "$7.00");
  }

  @Test
  void scriptWithTheTokenNeedsNoCookie() throws Exception {
    URI page = playground.start();
    Visit visit = new Visit(page);

    Request request =
        visit.request("/dashboard/usage.csv").header("Authorization", "Bearer " + TOKEN).build();

    assertThat(visit.send(request).body()).contains("U024BE7LH");
  }

  @Test
  void wrongTokensAreCountedAndNeverLogged() throws Exception {
    URI page = playground.start();
    Visit visit = new Visit(page);
    try (OperatorLog log = new OperatorLog()) {
      for (int i = 0; i < 10; i++) {
        assertThat(form(visit, page, "/dashboard/login", Map.of("token", "guess-" + i)).status())
            .isEqualTo(401);
      }

      assertThat(login(visit, page).status()).isEqualTo(429);
      assertThat(log.lines()).noneMatch(line -> line.contains("guess-") || line.contains(TOKEN));
      assertThat(log.lines())
          .filteredOn(line -> line.contains("Dashboard refused POST /dashboard/login"))
          .hasSize(11);
    }
  }

  @Test
  void loggedOutSessionIsOfNoMoreUse() throws Exception {
    URI page = playground.start();
    Visit visit = new Visit(page);
    String cookie = login(visit, page).header("Set-Cookie").replaceFirst(";.*", "");
    form(visit, page, "/dashboard/logout", Map.of());

    Request stolen = new Visit(page).request("/dashboard").header("Cookie", cookie).build();

    assertThat(new Visit(page).send(stolen).status()).isEqualTo(401);
  }

  @Test
  void linkOpensTheDashboardOnce() throws Exception {
    URI page = playground.start();
    URI link = DashboardLink.to(page, TOKEN, Instant.now());
    Visit visit = new Visit(page);
    String code = link.getQuery().substring("code=".length());

    Visit.Reply looked = visit.get(link.getPath() + "?" + link.getQuery());
    Visit.Reply first = form(visit, page, link.getPath(), Map.of("code", code));
    Visit.Reply second = form(new Visit(page), page, link.getPath(), Map.of("code", code));

    assertThat(looked.header("Set-Cookie")).isEqualTo("null");
    assertThat(first.status()).isEqualTo(303);
    assertThat(visit.get("/dashboard").body()).contains("Ada");
    assertThat(second.status()).isEqualTo(401);
  }

  @Test
  void oldOrForgedLinkOpensNothing() throws Exception {
    URI page = playground.start();
    Instant past = Instant.now().minus(DashboardLink.VALID).minusSeconds(1);

    for (URI link :
        List.of(
            DashboardLink.to(page, TOKEN, past),
            DashboardLink.to(page, "another", Instant.now()))) {
      String code = link.getQuery().substring("code=".length());
      Visit visit = new Visit(page);

      assertThat(form(visit, page, link.getPath(), Map.of("code", code)).status()).isEqualTo(401);
      assertThat(visit.get("/dashboard").status()).isEqualTo(401);
    }
  }

  @Test
  void loginLeadsWhereOnePointed() throws Exception {
    URI page = playground.start();
    Visit visit = new Visit(page);
    String wanted = "/dashboard?since=2026-11-01&person=U024BE7LH";

    assertThat(visit.get(wanted).body()).contains("value=\"" + wanted.replace("&", "&amp;") + "\"");
    assertThat(
            form(visit, page, "/dashboard/login", Map.of("token", TOKEN, "to", wanted))
                .header("Location"))
        .endsWith(wanted);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example",
        "//evil.example",
        "/dashboard@evil",
        "/\\evil",
        "/dashboard?\r\nX: 1"
      })
  void loginLeadsNowhereElse(String to) throws Exception {
    URI page = playground.start();

    assertThat(
            form(new Visit(page), page, "/dashboard/login", Map.of("token", TOKEN, "to", to))
                .header("Location"))
        .endsWith("/dashboard");
  }

  @Test
  void passOfThePlaygroundIsNoneOfTheDashboard() throws Exception {
    playground = open("0.0.0.0", TOKEN);
    URI page = playground.start();
    Visit visit = new Visit(page);
    form(visit, page, "/login", Map.of("token", TOKEN));

    assertThat(visit.get("/").status()).isEqualTo(200);
    assertThat(visit.get("/dashboard").status()).isEqualTo(401);
  }

  @Test
  void withoutATokenThisMachineIsLetIn() throws Exception {
    playground = open("127.0.0.1", "");
    URI page = playground.start();

    assertThat(new Visit(page).get("/dashboard").body()).contains("Ada");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"})
  void withoutATokenNobodyIsLetInThroughATunnel(String header) throws Exception {
    playground = open("127.0.0.1", "");
    Visit visit = new Visit(playground.start());

    Visit.Reply reply = visit.send(visit.request("/dashboard").header(header, "192.0.2.1").build());

    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.body()).doesNotContain(DATA);
  }

  private List<String> endpoints() {
    List<String> endpoints =
        playground.endpoints().stream()
            .filter(endpoint -> endpoint.contains(" " + Dashboard.PATH))
            .filter(endpoint -> !endpoint.matches(".*/dashboard\\.(css|js)"))
            .toList();
    assertThat(endpoints).hasSizeGreaterThan(10).contains("GET /dashboard");
    return endpoints;
  }

  private static boolean isOpen(String endpoint) {
    return DOORS.contains(endpoint.replaceFirst(".* ", ""));
  }

  private static Request.Builder request(Visit visit, URI page, String endpoint) {
    int blank = endpoint.indexOf(' ');
    String method = endpoint.substring(0, blank);
    Request.Builder request =
        visit
            .request(endpoint.substring(blank + 1).replace("{id}", "web-1"))
            .header("Origin", "http://" + page.getAuthority());
    FormBody body =
        new FormBody.Builder()
            .add("of", "total")
            .add("per", "day")
            .add("usd", "1000")
            .add("at-warning", "say")
            .build();
    return request.method(method, method.equals("GET") ? null : body);
  }

  private static Visit.Reply login(Visit visit, URI page) throws Exception {
    return form(visit, page, "/dashboard/login", Map.of("token", TOKEN));
  }

  private static Visit.Reply form(Visit visit, URI page, String path, Map<String, String> fields)
      throws Exception {
    FormBody.Builder body = new FormBody.Builder();
    fields.forEach(body::add);
    return visit.send(
        visit
            .request(path)
            .header("Origin", "http://" + page.getAuthority())
            .post(body.build())
            .build());
  }

  private void assertNothingChanged() {
    assertThat(books.budgets().stored()).extracting(Budget.Limit::id).containsExactly("web-1");
    assertThat(books.budgets().stored().getFirst().most()).isEqualTo(StockedBooks.usd("7"));
    assertThat(books.budgets().changes(10)).hasSize(1);
  }

  private static void assertIsLogged(OperatorLog log, String endpoint) {
    String line = "Dashboard refused " + endpoint.replace("{id}", "web-1") + " to 127.0.0.1: 40";
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> log.lines().stream().anyMatch(each -> each.contains(line)));
    assertThat(log.lines()).allMatch(each -> !each.toLowerCase(Locale.ROOT).contains(TOKEN));
  }
}
