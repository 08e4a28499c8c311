package dev.sightline.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.event.AskId;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.ledger.Budget;
import dev.sightline.ledger.BudgetBook;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.List;
import okhttp3.FormBody;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the dashboard answers to a browser that runs no scripts.
class DashboardTest {
  private static final String EVIL = "<script>alert(1)</script>\" onload=\"x&amp;'";

  @TempDir private Path folder;
  private final StagedDesk desk = new StagedDesk();
  private StockedBooks books;
  private Playground playground;
  private Visit visit;

  @BeforeEach
  void open() {
    books =
        new StockedBooks(
            folder, new Budget.Limit(Budget.Of.PERSON, Budget.Per.DAY, StockedBooks.usd("2")));
    reopen();
  }

  private void reopen() {
    playground =
        new Playground(
            new PlaygroundSettings("127.0.0.1", 0, "", folder.resolve("uploads"), 1_000_000),
            desk.desk(),
            List.of(),
            books.books());
    visit = new Visit(playground.start());
  }

  @AfterEach
  void close() {
    playground.close();
    books.close();
    desk.close();
  }

  @Test
  void whatPeopleAndProvidersWriteIsText() throws Exception {
    var person = new PersonRef(Platform.SLACK, EVIL, EVIL, EVIL);
    books.spend(0, person, EVIL, EVIL, "0.25");
    books.begin(person);

    String page = visit.get("/dashboard?person=" + URLEncoder.encode(EVIL, UTF_8)).body();

    assertThat(page).contains("&lt;script&gt;alert(1)").doesNotContain("<script>", "\" onload");
  }

  @Test
  void timeInWhichNothingCostAnythingHasAUsualScale() throws Exception {
    books.spend(0, StockedBooks.ADA, "offline", "offline", "0");

    assertThat(visit.get("/dashboard").body()).contains("<li>$0.10</li><li>$0.05</li><li>$0</li>");
  }

  @Test
  void filterInTheUrlShowsTheSameToEverybody() throws Exception {
    books.spend(0, StockedBooks.ADA, "flash", StockedBooks.GEMINI, "0.25");
    books.spend(1, StockedBooks.BOB, "large", StockedBooks.QWEN, "0.5");

    String page = visit.get("/dashboard?platform=discord&until=2026-11-19").body();

    assertThat(page)
        .contains("<dd>$0.50</dd>", "Bob", "value=\"2026-11-19\"")
        .contains("/dashboard/usage.csv?since=2026-10-21&amp;until=2026-11-19&amp;platform=discord")
        .doesNotContain(">Ada<", StockedBooks.GEMINI);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "since=yesterday|is not a day such as",
        "since=2026-11-20&until=2026-11-01|has to be before the last",
        "since=1900-01-01|is too far away",
        "platform=irc|is not a platform"
      })
  void filterThatCannotBeReadIsNamed(String query, String words) throws Exception {
    assertThat(visit.get("/dashboard?" + query).body()).contains("role=\"alert\"", words);
    assertThat(visit.get("/dashboard/usage.csv?" + query).status()).isEqualTo(400);
  }

  @Test
  void answersUnderWaySayWhatIsHeldForThem() throws Exception {
    AskId ask = books.begin(StockedBooks.ADA);

    assertThat(visit.get("/dashboard").body()).contains("<td>nothing yet</td>");
    assertThat(visit.get("/dashboard/live").body()).contains("\"isHeld\":false");

    books.hold(ask, StockedBooks.ADA, "0.05");

    assertThat(visit.get("/dashboard").body()).contains("<td>up to $0.05</td>");
    assertThat(visit.get("/dashboard/live").body())
        .contains("\"isHeld\":true", "\"held\":\"$0.05\"");
  }

  @Test
  void questionsThemselvesAreNotShown() throws Exception {
    books.begin(StockedBooks.ADA);
    books.spend(0, StockedBooks.BOB, "large", StockedBooks.QWEN, "0.5");

    assertThat(visit.get("/dashboard").body() + visit.get("/dashboard/live").body())
        .contains("Ada", "Bob")
        .doesNotContain("a secret question");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "1,5", "1e9", "12345678901", "0.0000000001", "NaN"})
  void amountThatIsNoneIsRefusedAndStaysInTheForm(String usd) throws Exception {
    Visit.Reply reply = put("person", "day", usd, "");

    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.body()).contains("role=\"alert\"", "value=\"" + usd + "\"");
    assertThat(books.budgets().stored()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"nobody,day", "person,year", "person,rolling-999h"})
  void budgetThatNobodyOfferedIsRefused(String of, String per) throws Exception {
    assertThat(put(of, per, "1", "").status()).isEqualTo(422);
  }

  @Test
  void budgetOfAGroupHasToNameIt() throws Exception {
    Visit.Reply reply = put("group", "day", "1", "");

    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.body()).contains("Name the user groups or roles by their ids.");
  }

  @Test
  void amountsAreTakenToTheNanoDollarAndWithThousands() throws Exception {
    assertThat(put("total", "month", "$1,234.000000001", "1000").status()).isEqualTo(303);

    assertThat(books.budgets().stored())
        .singleElement()
        .extracting(Budget.Limit::most)
        .isEqualTo(StockedBooks.usd("1234.000000001"));
    assertThat(books.budgets().changes(1))
        .extracting(BudgetBook.Change::by)
        .extracting(BudgetBook.Actor::name)
        .containsExactly("somebody at this machine");
  }

  @Test
  void budgetOfTheConfigurationIsShownAndNotChanged() throws Exception {
    assertThat(visit.get("/dashboard").body()).contains("in the configuration", "$2.00");
    assertThat(visit.get("/dashboard/budgets/person-day").status()).isEqualTo(404);
  }

  @Test
  void whoWaitsForAnAdminIsShownAndCanBeLetGoOn() throws Exception {
    assertThat(visit.get("/dashboard").body()).doesNotContain("Waiting for an admin");
    playground.close();
    String id = books.pause(StockedBooks.ADA, "<b>Ada</b> spent much");
    reopen();

    assertThat(visit.get("/dashboard").body())
        .contains(
            "Waiting for an admin",
            "&lt;b&gt;Ada&lt;/b&gt; spent much",
            "/dashboard/pauses/" + id + "/lift");
    assertThat(lift(id).status()).isEqualTo(303);

    assertThat(visit.get("/dashboard?said=lifted").body())
        .contains("They can go on, and are left alone for a day.", "Removed pause: &lt;b&gt;Ada")
        .doesNotContain("Waiting for an admin");
    assertThat(lift("unknown").status()).isEqualTo(404);
  }

  private Visit.Reply lift(String id) throws Exception {
    return visit.send(
        visit
            .request("/dashboard/pauses/" + id + "/lift")
            .post(new FormBody.Builder().build())
            .build());
  }

  private Visit.Reply put(String of, String per, String usd, String warn) throws Exception {
    FormBody form =
        new FormBody.Builder()
            .add("of", of)
            .add("per", per)
            .add("usd", usd)
            .add("warn", warn)
            .add("at-warning", "say")
            .build();
    return visit.send(visit.request("/dashboard/budgets/new").post(form).build());
  }
}
