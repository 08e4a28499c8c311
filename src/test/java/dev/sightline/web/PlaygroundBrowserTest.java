package dev.sightline.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.LongTests;
import dev.sightline.event.ChatEvent;
import dev.sightline.event.IncomingFile;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/// What a person at the page sees and does, in a real browser.
@Order(LongTests.FIRST)
class PlaygroundBrowserTest {
  private static final Path ROCKET = Path.of("src/test/resources/media/rocket.jpg");
  private static final Path COFFEE = Path.of("src/test/resources/media/coffee.png");
  private static final int MAX_UPLOAD_BYTES = 3_000_000;
  private static final String FOOTER = "gemini-2.5-flash · 1,403 tokens · $0.00056 · 2.1 s";
  private static final String ANSWER =
      """
      The picture shows a **rocket on its launch pad** at dusk, lit from below by floodlights.

      ## What stands out

      - The rocket is white, with black panels and a slender upper stage.
      - A service tower of steel lattice stands on its left.
      - The sky goes from deep blue to a warm band of orange at the horizon.

      | Part | Looks like |
      |---|---|
      | First stage | white, nine engines at the base |
      | Fairing | white, rounded |

      > The text on the body reads vertically from top to bottom.
      """;

  @TempDir static Path profile;
  private static Browser browser;

  @TempDir Path uploads;
  private final StagedDesk desk = new StagedDesk();
  private Playground playground;
  private URI page;

  @BeforeAll
  static void startBrowser() {
    browser = new Browser(profile);
  }

  @AfterAll
  static void quitBrowser() {
    browser.close();
  }

  @BeforeEach
  void openPage() {
    playground =
        new Playground(new PlaygroundSettings("127.0.0.1", 0, "", uploads, 3_000_000), desk.desk());
    page = playground.start();
    browser.size(1280, 860, false);
    browser.colours("light");
    browser.open(page);
  }

  private Playground playground(String host, int port, String token) {
    return new Playground(
        new PlaygroundSettings(host, port, token, uploads, MAX_UPLOAD_BYTES), desk.desk());
  }

  @AfterEach
  void closePage() {
    playground.close();
    desk.close();
  }

  @Test
  void droppedPhotographIsAskedAboutAndTheAnswerGrows() throws Exception {
    browser.screenshot("start-desktop-light");
    browser.drop("image/jpeg", ROCKET);
    browser.await(() -> browser.has("#attached img"));
    browser.screenshot("attached-desktop-light");
    browser.ask("What is in this picture?");
    StagedDesk.Heard heard = desk.next();
    browser.screenshot("looking-desktop-light");

    heard.say(ANSWER.substring(0, 120));
    browser.await(() -> browser.text(".answer .text").contains("launch pad"));
    int early = browser.text(".answer .text").length();
    browser.screenshot("streaming-desktop-light");
    heard.say(ANSWER.substring(120));
    browser.await(() -> browser.text(".answer .text").contains("top to bottom"));
    int late = browser.text(".answer .text").length();
    heard.finish("", FOOTER);
    browser.await(() -> browser.text(".answer .foot").contains(FOOTER));
    browser.screenshot("answered-desktop-light");
    browser.colours("dark");
    browser.screenshot("answered-desktop-dark");

    assertThat(early).isPositive().isLessThan(late);
    assertThat(browser.find(".answer strong").getText()).isEqualTo("rocket on its launch pad");
    assertThat(Files.readAllBytes(heard.file(0))).isEqualTo(Files.readAllBytes(ROCKET));
    assertThat(heard.event().said().files())
        .extracting(IncomingFile::name)
        .containsExactly("rocket.jpg");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void growingAnswerIsStoppedWithTheKeyboard() throws Exception {
    browser.ask("Tell me everything.");
    StagedDesk.Heard heard = desk.next();
    heard.say("It all began");
    browser.await(() -> browser.text(".answer .text").contains("began"));

    browser.script("document.querySelector('.answer .stop').focus()");
    browser.find(".answer .stop").sendKeys(Keys.ENTER);
    browser.await(() -> !desk.controls().isEmpty());
    heard.finish("Stopped by @you.", FOOTER);
    browser.await(() -> browser.text(".answer .notice").contains("Stopped"));

    assertThat(desk.controls().getFirst())
        .isInstanceOfSatisfying(
            ChatEvent.Stop.class, stop -> assertThat(stop.key()).isEqualTo(heard.event().key()));
    assertThat(browser.find(".answer .stop").isDisplayed()).isFalse();
    assertThat(browser.text(".answer .text")).contains("It all began");
  }

  @Test
  void keyboardAloneAsks() throws Exception {
    browser.press(Keys.TAB);
    browser.press(Keys.ENTER);
    browser.press("First line", Keys.chord(Keys.SHIFT, Keys.ENTER), "second line", Keys.ENTER);

    assertThat(desk.next().event().said().text()).isEqualTo("First line\nsecond line");
  }

  @Test
  void phoneShowsTheThreadWithoutScrollingSideways() throws Exception {
    browser.size(390, 844, true);
    browser.open(page);
    browser.screenshot("start-phone-light");
    browser.drop("image/jpeg", ROCKET);
    browser.drop("image/png", COFFEE);
    browser.await(() -> browser.has("#attached li + li img"));
    browser.screenshot("attached-phone-light");
    browser.ask(
        "What do these have in common, and which one would you rather have in the morning?");
    StagedDesk.Heard heard = desk.next();
    heard.say(ANSWER + "\n\n```\n" + "a long line of code ".repeat(12) + "\n```\n");
    heard.finish("“film.mkv” was not read: this kind of video is not supported.", FOOTER);
    browser.await(() -> browser.text(".answer .foot").contains(FOOTER));
    browser.screenshot("answered-phone-light");
    browser.colours("dark");
    browser.screenshot("answered-phone-dark");

    assertThat(
            browser.script(
                "return document.documentElement.scrollWidth - document.documentElement.clientWidth"))
        .isEqualTo(0L);
  }

  @Test
  void darkPeopleGetADarkPage() throws Exception {
    String light = colourOfPage();
    browser.colours("dark");
    String dark = colourOfPage();
    browser.screenshot("start-desktop-dark");

    assertThat(light).isEqualTo("rgb(251, 250, 248)");
    assertThat(dark).isEqualTo("rgb(19, 21, 22)");
  }

  @Test
  void textOfTheModelDoesNothing() throws Exception {
    try (MockWebServer elsewhere = new MockWebServer()) {
      elsewhere.start();
      String url = elsewhere.url("/stolen").toString();
      browser.ask("Attack me");
      StagedDesk.Heard heard = desk.next();
      heard.say(
          """
          <script>document.title = 'owned'</script>

          <img src=x onerror="document.title='owned'"> <iframe src="%1$s"></iframe>

          [press me](javascript:document.title='owned') [data](data:text/html,hi) [inner](/api/usage)

          ![tracker](%1$s) [real](https://example.com/page)

          <style>body { display: none }</style><form action="%1$s"><button>Go</button></form>

          <svg onload="document.title='owned'"></svg> <a href="&#106;avascript:alert(1)">x</a>
          """
              .formatted(url));
      heard.finish("", "<b>model</b>");
      browser.await(() -> browser.text(".answer .foot").contains("<b>model</b>"));

      assertThat(browser.script("return document.title")).isEqualTo("Sightline");
      assertThat(browser.has(".answer :is(img, script, iframe, style, form, svg)")).isFalse();
      assertThat(elsewhere.getRequestCount()).isZero();
      assertThat(
              browser.script(
                  "return [...document.querySelectorAll('.answer a[href]')].map((a) => [a.href, a.rel].join(' '))"))
          .isEqualTo(
              List.of(
                  url + " noopener noreferrer nofollow",
                  "https://example.com/page noopener noreferrer nofollow"));
      browser.screenshot("attacked-desktop-light");
    }
  }

  @Test
  void answerComesBackAfterTheConnectionBroke() throws Exception {
    browser.ask("Tell me a story");
    StagedDesk.Heard heard = desk.next();
    heard.say("Once upon");
    browser.await(() -> browser.text(".answer .text").contains("Once upon"));

    browser.reload();
    heard.say(" a time.");
    heard.finish("", FOOTER);
    browser.await(() -> browser.text(".answer .foot").contains(FOOTER));

    assertThat(browser.text(".answer .text")).isEqualTo("Once upon a time.");
    assertThat(browser.text(".asked")).isEqualTo("Tell me a story");
  }

  @Test
  void answerThatARestartLostIsNamedAndCanBeAskedAgain() throws Exception {
    browser.ask("Tell me a story");
    desk.next().say("Once upon");
    browser.await(() -> browser.text(".answer .text").contains("Once upon"));

    playground.close();
    browser.await(() -> browser.text(".answer .status").contains("The connection broke"));
    browser.screenshot("broken-desktop-light");
    playground = playground("127.0.0.1", page.getPort(), "");
    playground.start();
    browser.await(() -> browser.text(".answer > .notice").contains("no longer has this answer"));
    browser.find(".answer > .notice button").click();

    assertThat(browser.find("#question").getDomProperty("value")).isEqualTo("Tell me a story");
    assertThat(browser.text(".answer .text")).isEqualTo("Once upon");
  }

  @Test
  void pastedPictureIsAttachedAndCanBeRemoved() throws Exception {
    browser.paste("image/jpeg", ROCKET);
    browser.await(() -> browser.has("#attached img"));

    browser.find("#attached .remove").sendKeys(Keys.ENTER);

    assertThat(browser.has("#attached li")).isFalse();
    assertThat(browser.script("return document.activeElement.id")).isEqualTo("question");
  }

  @Test
  void tokenLetsAPersonIn() throws Exception {
    playground.close();
    playground = playground("0.0.0.0", 0, "open sesame");
    URI guarded = playground.start();
    browser.goTo(guarded);
    browser.find("#token").sendKeys("sesame", Keys.ENTER);
    browser.await(() -> browser.text("#wrong").equals("That is not the token."));
    browser.screenshot("login-desktop-light");

    browser.find("#token").sendKeys("open sesame", Keys.ENTER);
    browser.awaitPage();
    browser.ask("Hello?");

    assertThat(desk.next().event().said().text()).isEqualTo("Hello?");
  }

  @Test
  void serverThatIsGoneIsNamedAndTheQuestionKept() throws Exception {
    playground.close();
    browser.ask("Are you there?");
    browser.await(() -> browser.text("#problem").contains("cannot reach the server"));
    browser.screenshot("gone-desktop-light");

    assertThat(browser.find("#question").getDomProperty("value")).isEqualTo("Are you there?");
  }

  @Test
  void fileThatIsTooLargeIsNamedBeforeItIsSent() throws Exception {
    Path large = Files.write(uploads.resolve("holiday.mp4"), new byte[MAX_UPLOAD_BYTES + 1]);

    browser.drop("video/mp4", large);

    assertThat(browser.text("#problem"))
        .isEqualTo("“holiday.mp4” is too large: all files of a question together may have 3.0 MB.");
    assertThat(browser.has("#attached li")).isFalse();
  }

  @Test
  void emptyQuestionIsNotSent() throws Exception {
    browser.ask("");

    assertThat(browser.text("#problem"))
        .isEqualTo("Type a question, or add a picture or a video first.");
    assertThat(desk.waiting()).isEmpty();
  }

  @Test
  void readerWhoScrolledUpIsLeftThere() throws Exception {
    browser.ask("Count");
    StagedDesk.Heard heard = desk.next();
    heard.say("Line\n\n".repeat(60));
    browser.await(() -> browser.text(".answer .text").length() > 200);
    browser.await(() -> (Long) browser.script("return Math.round(scrollY)") > 100L);
    browser.script("scrollTo(0, 10)");

    heard.say("More\n\n".repeat(60));
    browser.await(() -> browser.text(".answer .text").contains("More"));

    assertThat(browser.script("return Math.round(scrollY)")).isEqualTo(10L);
    assertThat(browser.find("#latest").isDisplayed()).isTrue();
    heard.finish("", FOOTER);
  }

  @Test
  void usageIsShownWithItsChart() throws Exception {
    browser.find("#show-usage").click();
    browser.await(() -> browser.text("#usage-text").contains("Today: 3 asks"));
    browser.await(() ->
        Boolean.TRUE.equals(
            browser.script("return document.querySelector('#usage-chart').naturalWidth > 0")));
    browser.screenshot("usage-desktop-light");

    browser.press(Keys.ESCAPE);

    assertThat(browser.find("#usage").isDisplayed()).isFalse();
  }

  @Test
  void newThreadForgetsTheOldOne() throws Exception {
    browser.ask("One");
    StagedDesk.Heard one = desk.next();
    one.finish("", FOOTER);
    browser.await(() -> browser.text(".answer .foot").contains(FOOTER));
    browser.ask("Two");
    StagedDesk.Heard two = desk.next();
    two.finish("", FOOTER);
    browser.find("#new-thread").click();
    browser.ask("Three");
    StagedDesk.Heard three = desk.next();

    assertThat(two.event().thread()).isEqualTo(one.event().thread());
    assertThat(three.event().thread()).isNotEqualTo(one.event().thread());
    assertThat(browser.text("#thread")).doesNotContain("One");
  }

  private static String colourOfPage() {
    return String.valueOf(
        browser.script("return getComputedStyle(document.documentElement).backgroundColor"));
  }
}
