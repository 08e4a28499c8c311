package dev.sightline.web;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import org.awaitility.Awaitility;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/// A real Chromium without a screen.
final class Browser implements AutoCloseable {
  private static final File CHROMIUM = new File("/usr/bin/chromium");
  private static final File DRIVER = new File("/usr/bin/chromedriver");
  private static final Path SCREENSHOTS = Path.of("target/screenshots");
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private static final String AXE =
      Assets.text("/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js");

  private final ChromeDriver driver;

  /// @param profile an empty folder
  Browser(Path profile) {
    if (!CHROMIUM.canExecute() || !DRIVER.canExecute()) {
      throw new IllegalStateException(
          "The page is tested in a real browser: apt-get install chromium chromium-driver");
    }
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM);
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=1280,860",
        "--user-data-dir=" + profile);
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    // With the path set, Selenium looks for no driver of its own.
    System.setProperty("webdriver.chrome.driver", DRIVER.getPath());
    driver = new ChromeDriver(options);
  }

  /// Opens the page as somebody new.
  void open(URI page) {
    driver.get("about:blank");
    driver.executeCdpCommand("Network.clearBrowserCookies", Map.of());
    driver.manage().logs().get(LogType.BROWSER);
    driver.get(page.toString());
    script("sessionStorage.clear()");
    reload();
  }

  /// From now on nobody knows this browser.
  void forgetCookies() {
    driver.executeCdpCommand("Network.clearBrowserCookies", Map.of());
    driver.manage().logs().get(LogType.BROWSER);
  }

  void reload() {
    driver.navigate().refresh();
    awaitPage();
  }

  void goTo(URI page) {
    driver.get(page.toString());
  }

  /// Waits until the page can be used.
  void awaitPage() {
    await(() -> Boolean.TRUE.equals(script("return document.body.classList.contains('ready')")));
  }

  void size(int widthPx, int heightPx, boolean isPhone) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", widthPx, "height", heightPx, "deviceScaleFactor", 2, "mobile", isPhone));
  }

  void colours(String scheme) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  Object script(String script, Object... arguments) {
    Object result = driver.executeScript(script, arguments);
    return result == null ? "" : result;
  }

  /// What the script hands to its last argument.
  Object scriptLater(String script) {
    Object result = driver.executeAsyncScript(script);
    return result == null ? "" : result;
  }

  /// What keeps people out who see, hear or move otherwise: each violation of WCAG 2 at the levels
  /// A and AA, with where it is.
  List<?> barriers() {
    driver.executeScript(AXE);
    List<?> barriers =
        (List<?>)
            scriptLater(
                """
                const done = arguments[arguments.length - 1];
                axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] }).then((found) => done(
                  found.violations.map((each) =>
                    each.id + ': ' + each.nodes.map((node) => node.html + ' ' + node.failureSummary).join('; '))));
                """);
    // Of what the check itself does.
    driver.manage().logs().get(LogType.BROWSER);
    return barriers;
  }

  String url() {
    return String.valueOf(driver.getCurrentUrl());
  }

  /// Chooses from a list by what is read there.
  void choose(String selector, String words) {
    find(selector).findElements(By.tagName("option")).stream()
        .filter(option -> option.getText().equals(words))
        .findFirst()
        .orElseThrow(() -> new AssertionError("cannot be chosen: " + words))
        .click();
  }

  WebElement find(String selector) {
    return driver.findElement(By.cssSelector(selector));
  }

  boolean has(String selector) {
    return !driver.findElements(By.cssSelector(selector)).isEmpty();
  }

  /// Text as a reader sees it.
  String text(String selector) {
    return find(selector).getText();
  }

  /// Keys pressed wherever the focus is.
  void press(CharSequence... keys) {
    driver.switchTo().activeElement().sendKeys(keys);
  }

  void ask(String question) {
    find("#question").sendKeys(question, Keys.ENTER);
  }

  /// Drops files on the page, as a person does from a folder.
  void drop(String type, Path... files) throws IOException {
    for (Path file : files) {
      transfer(
          type,
          file,
          """
          for (const name of ['dragenter', 'dragover', 'drop']) {
            document.querySelector('main').dispatchEvent(
              new DragEvent(name, { dataTransfer: data, bubbles: true, cancelable: true }));
          }
          """);
    }
  }

  /// Pastes a file into the page.
  void paste(String type, Path file) throws IOException {
    transfer(
        type,
        file,
        """
        document.body.dispatchEvent(
          new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
        """);
  }

  private void transfer(String type, Path file, String script) throws IOException {
    script(
        """
        const bytes = Uint8Array.from(atob(arguments[0]), (sign) => sign.charCodeAt(0));
        const data = new DataTransfer();
        data.items.add(new File([bytes], arguments[1], { type: arguments[2] }));
        """
            + script,
        Base64.getEncoder().encodeToString(Files.readAllBytes(file)),
        String.valueOf(file.getFileName()),
        type);
  }

  void await(Callable<Boolean> condition) {
    Awaitility.await()
        .atMost(LONGEST_WAIT)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(25))
        .ignoreExceptions()
        .until(condition);
  }

  /// What the browser complained of.
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(LogEntry::getMessage)
        .toList();
  }

  /// Returns where it was written.
  Path screenshot(String name) throws IOException {
    Files.createDirectories(SCREENSHOTS);
    return Files.write(
        SCREENSHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
  }

  @Override
  public void close() {
    driver.quit();
  }
}
