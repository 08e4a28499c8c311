package dev.sightline.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.LongTests;
import dev.sightline.bot.Launched;
import dev.sightline.sim.fal.FalSim;
import dev.sightline.sim.model.ModelAnswer;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/// `./sightline serve` as a process, with a real browser in front of it.
@ResourceLock("served pages")
@Order(LongTests.FIRST)
class ServeIT {
  private static final Path ROCKET = Path.of("src/test/resources/media/rocket.jpg");
  private static final String READY = "Sightline is ready: ";

  @TempDir Path folder;

  private final FalSim fal = new FalSim();
  private final List<Process> started = new ArrayList<>();
  private Browser browser;

  @BeforeEach
  void openBrowser() throws Exception {
    browser = new Browser(Files.createDirectory(folder.resolve("profile")));
  }

  @AfterEach
  void stop() {
    browser.close();
    started.forEach(Process::destroyForcibly);
    fal.close();
  }

  @Test
  void withoutAnyKeyADroppedPhotographIsMeasured() throws Exception {
    browser.open(serve(""));
    browser.drop("image/jpeg", ROCKET);
    browser.await(() -> browser.has("#attached img"));
    browser.ask("What is this?");

    browser.await(() -> browser.text(".answer .foot").contains("free"));
    assertThat(browser.text(".answer .text"))
        .contains("No model is configured")
        .contains("640 × 427 pixels");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void answerOfAModelGrowsAndEndsWithItsCost() throws Exception {
    fal.answerWith(ask ->
        ModelAnswer.ofPieces(
                "A **Falcon 9** stands on its pad at dusk, ",
                "lit from below by floodlights.\n\n",
                "- The rocket is white, with a slender upper stage.\n",
                "- Four lightning towers of steel lattice surround it.\n",
                "- The sky goes from deep blue to a warm band of orange.\n\n",
                "What I cannot tell is which flight it is: ",
                "no writing on the body can be read at this size.")
            .pacedBy(Duration.ofMillis(400)));
    browser.open(
        serve(
            "providers:\n  fal: { key: \"%s\", run-url: \"%s\", rest-url: \"%s\" }\n"
                .formatted(FalSim.KEY, fal.runUrl(), fal.restUrl())));
    browser.drop("image/jpeg", ROCKET);
    browser.await(() -> browser.has("#attached img"));
    browser.ask("What is this, and what can you not tell?");

    browser.await(() -> browser.text(".answer .text").contains("Falcon 9"));
    int early = browser.text(".answer .text").length();
    browser.await(() -> browser.text(".answer .foot").contains(" tokens · $"));
    int late = browser.text(".answer .text").length();
    browser.screenshot("served-desktop-light");

    assertThat(early).isLessThan(late);
    assertThat(browser.text(".answer .text")).endsWith("can be read at this size.");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void stopsInOrderWhenItIsTold() throws Exception {
    browser.open(serve(""));

    started.getFirst().destroy();

    assertThat(started.getFirst().waitFor(20, TimeUnit.SECONDS)).isTrue();
  }

  private URI serve(String more) throws Exception {
    Files.writeString(
        folder.resolve("sightline.yaml"),
        """
        store: { url: "jdbc:sqlite:%1$s/sightline.db", work-dir: "%1$s/media" }
        web: { bind: "127.0.0.1:0" }
        %2$s
        """
            .formatted(folder, more));
    Process serve =
        Launched.builder(Map.of(), "--config", folder.toString(), "serve")
            .redirectError(folder.resolve("log").toFile())
            .start();
    started.add(serve);
    BufferedReader out =
        new BufferedReader(new InputStreamReader(serve.getInputStream(), StandardCharsets.UTF_8));
    String line = out.readLine();
    if (line == null || !line.startsWith(READY)) {
      throw new AssertionError(line + "\n" + Files.readString(folder.resolve("log")));
    }
    return URI.create(line.substring(READY.length()));
  }
}
