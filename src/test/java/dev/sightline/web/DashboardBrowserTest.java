package dev.sightline.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.LongTests;
import dev.sightline.event.AskId;
import dev.sightline.ledger.Budget;
import dev.sightline.ledger.Budget.Limit;
import dev.sightline.ledger.BudgetBook.Change;
import dev.sightline.ledger.Hold;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/// What an admin sees and does at the dashboard, in a real browser.
@Order(LongTests.FIRST)
class DashboardBrowserTest {
  private static final String TOKEN = "open sesame";

  @TempDir private static Path profile;
  @TempDir private static Path folder;
  private static Browser browser;
  private static StockedBooks books;

  private final StagedDesk desk = new StagedDesk();
  private Playground playground;
  private URI page;

  @BeforeAll
  static void stock() throws Exception {
    browser = new Browser(profile);
    books =
        new StockedBooks(
                folder,
                new Limit(
                    "all",
                    Budget.Of.TOTAL,
                    Budget.Per.MONTH,
                    Set.of(),
                    StockedBooks.usd("20"),
                    StockedBooks.usd("8"),
                    Budget.AtWarning.SAY),
                new Limit(Budget.Of.PERSON, Budget.Per.DAY, StockedBooks.usd("2")))
            .busy();
  }

  @AfterAll
  static void quit() {
    browser.close();
    books.close();
  }

  @BeforeEach
  void openPage() {
    playground =
        new Playground(
            new PlaygroundSettings("127.0.0.1", 0, TOKEN, folder.resolve("uploads"), 1_000_000),
            desk.desk(),
            List.of(),
            books.books());
    page = playground.start();
    browser.size(1280, 860, false);
    browser.colours("light");
    browser.forgetCookies();
    browser.complaints();
  }

  @AfterEach
  void closePage() {
    // A page that stays open asks a server that is gone.
    browser.goTo(URI.create("about:blank"));
    playground.close();
    desk.close();
  }

  @Test
  void adminLogsInFiltersAndExports() throws Exception {
    logIn("/dashboard");
    String all = browser.text(".totals dd");

    browser.choose("#person", "Ada");
    browser.choose("#model", StockedBooks.GEMINI);
    browser.find(".filters .main").click();
    browser.await(() -> browser.url().contains("person=U024BE7LH"));
    browser.awaitPage();
    String some = browser.text(".totals dd");
    String csv =
        String.valueOf(
            browser.scriptLater(
                "const done = arguments[0];"
                    + "fetch(document.querySelector('#export').href)"
                    + ".then((reply) => reply.text()).then(done)"));

    assertThat(some).isNotEqualTo(all);
    List<String[]> lines =
        Arrays.stream(csv.split("\\R")).skip(1).map(line -> line.split(",")).toList();
    assertThat(lines)
        .isNotEmpty()
        .allSatisfy(cells -> assertThat(cells).contains("U024BE7LH", StockedBooks.GEMINI));
    BigDecimal sum =
        lines.stream()
            .map(cells -> new BigDecimal(cells[13]))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    assertThat(some).isEqualTo("$" + sum.setScale(2, RoundingMode.HALF_UP));
    assertThat(browser.url()).contains("model=google%2Fgemini-2.5-flash");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void keyboardAloneFindsAPerson() {
    browser.goTo(page.resolve("/dashboard"));
    browser.press(TOKEN, Keys.ENTER);
    browser.awaitPage();

    browser.press(Keys.TAB);
    boolean isSkipShown = browser.find(".skip").getLocation().getY() >= 0;
    browser.press(Keys.ENTER);
    browser.await(() -> browser.script("return document.activeElement.id").equals("main"));
    tabTo("person");
    browser.press("Ada");
    browser.press(Keys.ENTER);
    tabTo("main button");
    browser.press(Keys.ENTER);
    browser.await(() -> browser.url().contains("person=U024BE7LH"));

    assertThat(isSkipShown).isTrue();
  }

  /// Goes on with the tabulator until this has the focus, and it can be seen that it has.
  private static void tabTo(String id) {
    for (int i = 0; i < 40; i++) {
      browser.press(Keys.TAB);
      String focused =
          String.valueOf(
              browser.script(
                  "const e = document.activeElement; return e.id || 'main ' + e.localName"));
      assertThat(
              browser.script(
                  "return getComputedStyle(document.activeElement).outlineStyle !== 'none'"))
          .as("focus on " + focused)
          .isEqualTo(true);
      if (focused.equals(id)) {
        return;
      }
    }
    throw new AssertionError("no " + id + " within reach");
  }

  @Test
  void budgetIsAddedChangedAndRemoved() {
    logIn("/dashboard");
    browser.find("a[href='/dashboard/budgets/new']").click();
    browser.awaitPage();
    browser.choose("#of", "each channel");
    browser.find("#usd").sendKeys("12,5", Keys.ENTER);
    browser.await(() -> browser.has(".problem"));
    String problem = browser.text(".problem");
    browser.find("#usd").clear();
    browser.find("#usd").sendKeys("12.50");
    browser.find("#warn").sendKeys("10", Keys.ENTER);
    browser.await(() -> browser.text(".said").contains("was added"));
    Limit added = books.budgets().stored().getFirst();

    browser.find("a[aria-label^='Change: each channel']").click();
    browser.awaitPage();
    browser.find("#usd").clear();
    browser.find("#usd").sendKeys("15", Keys.ENTER);
    browser.await(() -> browser.text(".said").contains("was changed"));
    Limit changed = books.budgets().stored().getFirst();
    String trail = browser.text(".changes");

    browser.find("a[aria-label^='Remove: each channel']").click();
    browser.awaitPage();
    browser.find("form .main").click();
    browser.await(() -> browser.text(".said").contains("was removed"));

    assertThat(problem).contains("amount in US dollars");
    assertThat(added.most()).isEqualTo(StockedBooks.usd("12.50"));
    assertThat(added.warn()).isEqualTo(StockedBooks.usd("10"));
    assertThat(changed.id()).isEqualTo(added.id());
    assertThat(changed.most()).isEqualTo(StockedBooks.usd("15"));
    assertThat(trail).contains("$12.50 per channel and day", "→ $15.00", "by admin session");
    assertThat(books.budgets().stored()).isEmpty();
    assertThat(books.budgets().changes(3)).extracting(Change::became).element(0).isNull();
  }

  @Test
  void answersUnderWayComeAndGoByThemselves() throws Exception {
    logIn("/dashboard");
    String before = browser.text("#live-count");

    AskId ask = books.begin(StockedBooks.BOB);
    Hold hold = books.hold(ask, StockedBooks.BOB, "0.05");
    browser.await(() -> browser.text("#live-count").equals("1 answer is under way."));
    String row = browser.text("#live-rows");
    books.end(ask, hold, "flash", StockedBooks.GEMINI, "0.04");
    browser.await(() -> browser.text("#live-count").equals(before));

    assertThat(before).isEqualTo("No answer is under way.");
    assertThat(row).contains("Bob", "discord", "up to $0.05");
    assertThat(browser.has("#live-rows tr")).isFalse();
  }

  @Test
  void everyPageIsForEverybody() throws Exception {
    AskId ask = books.begin(StockedBooks.ADA);
    Hold hold = books.hold(ask, StockedBooks.ADA, "0.05");
    browser.goTo(page.resolve("/dashboard"));
    assertIsForEverybody("login");
    logIn("/dashboard");
    if (Boolean.getBoolean("sightline.write-docs")) {
      writePictures();
    }
    browser.find("details summary").click();
    assertIsForEverybody("dashboard");
    browser.goTo(page.resolve("/dashboard?since=nonsense"));
    assertIsForEverybody("problem");
    browser.goTo(page.resolve("/dashboard/budgets/new"));
    assertIsForEverybody("budget");
    books.end(ask, hold, "flash", StockedBooks.GEMINI, "0.04");
  }

  private static void writePictures() throws Exception {
    Path images = Files.createDirectories(Path.of("docs/images"));
    browser.size(1280, 1340, false);
    browser.colours("light");
    Files.copy(
        browser.screenshot("docs-desktop-light"),
        images.resolve("dashboard.png"),
        StandardCopyOption.REPLACE_EXISTING);
    browser.size(360, 740, true);
    browser.colours("dark");
    Files.copy(
        browser.screenshot("docs-phone-dark"),
        images.resolve("dashboard-phone-dark.png"),
        StandardCopyOption.REPLACE_EXISTING);
  }

  private static void assertIsForEverybody(String name) throws Exception {
    browser.awaitPage();
    for (int widthPx : new int[] {1280, 360}) {
      boolean isPhone = widthPx == 360;
      browser.size(widthPx, isPhone ? 740 : 860, isPhone);
      // Colours and widths do not depend on each other.
      String colours = isPhone ? "dark" : "light";
      String view = name + (isPhone ? "-phone-" : "-desktop-") + colours;
      browser.colours(colours);
      browser.screenshot(view);
      assertThat(browser.barriers()).as(view).isEmpty();
      assertThat(
              browser.script(
                  "return document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
          .as(name + " does not scroll sideways at " + widthPx)
          .isEqualTo(true);
    }
    browser.size(1280, 860, false);
  }

  private void logIn(String path) {
    browser.goTo(page.resolve(path));
    browser.find("#token").sendKeys(TOKEN, Keys.ENTER);
    browser.await(() -> browser.has("#main"));
    browser.awaitPage();
    assertThat(browser.complaints())
        .as("the refusal before it is what a browser complains of")
        .allMatch(complaint -> complaint.contains("401"));
  }
}
