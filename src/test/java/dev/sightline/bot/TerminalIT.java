package dev.sightline.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.LongTests;
import dev.sightline.sim.chat.ChatProfile;
import dev.sightline.sim.chat.ChatSim;
import dev.sightline.sim.fal.FalSim;
import dev.sightline.sim.model.Bill;
import dev.sightline.sim.model.Fault;
import dev.sightline.sim.model.Gate;
import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.model.SeenMedia;
import dev.sightline.sim.model.SimModel;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import okio.ByteString;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/// `./sightline ask` and `usage`, as processes, against servers of each shape.
@ResourceLock("commands")
@Order(LongTests.FIRST)
class TerminalIT {
  @TempDir Path folder;

  private final FalSim fal = new FalSim();
  private final ChatSim openRouter = new ChatSim(ChatProfile.OPENROUTER);
  private final ChatSim flux = new ChatSim(ChatProfile.FLUX);
  private final ChatSim ollama = new ChatSim(ChatProfile.OLLAMA);
  private Path photo;
  private ByteString bytes;

  @BeforeEach
  void makePhoto() throws Exception {
    bytes = BotWorld.photo("rocket.jpg");
    photo = Files.write(folder.resolve("photo.jpg"), bytes.toByteArray());
  }

  @AfterEach
  void stop() {
    fal.close();
    openRouter.close();
    flux.close();
    ollama.close();
  }

  @Test
  void asksFalAndLedgersItsCostToTheNanoDollar() throws Exception {
    providers(
        "fal: { key: \"%s\", run-url: \"%s\", queue-url: \"%s\", rest-url: \"%s\" }"
            .formatted(FalSim.KEY, fal.runUrl(), fal.queueUrl(), fal.restUrl()));

    Launched ask = ask("What is this?");

    Bill bill = fal.bills().last();
    assertThat(ask.exitCode()).as(ask.err()).isZero();
    assertThat(ask.out()).isEqualTo(bill.answered() + "\n");
    assertThat(ask.err()).contains("gemini-3.1-flash-lite · ").contains(" tokens · $");
    assertThat(bill.ask().media().getFirst().bytes()).isEqualTo(bytes);
    assertThat(costInCsv()).isEqualByComparingTo(nano(bill));
  }

  @Test
  void asksOpenRouterAndLedgersItsCostToTheNanoDollar() throws Exception {
    providers(
        "openrouter: { base-url: \"%s\", key: \"%s\" }"
            .formatted(openRouter.baseUrl(), ChatSim.KEY));

    Launched ask = ask("What is this?");

    Bill bill = openRouter.bills().last();
    assertThat(ask.exitCode()).as(ask.err()).isZero();
    assertThat(ask.out()).isEqualTo(bill.answered() + "\n");
    assertThat(bill.ask().media().getFirst().bytes()).isEqualTo(bytes);
    assertThat(costInCsv()).isEqualByComparingTo(nano(bill));
  }

  @Test
  void asksTheShapeOfAnthropicAndLedgersItsTokensAtTheirPrice() throws Exception {
    SimModel model = flux.provider().model("flux-pinned-claude-sonnet").orElseThrow();
    providers(
        """
        flux-anthropic: { base-url: "%s", key: "%s" }
        prices:
          - { model: "%s", prompt-usd: %s, completion-usd: %s, source: "the simulator", date: 2026-11-21 }
        """
            .formatted(
                flux.anthropicUrl(),
                ChatSim.KEY,
                model.id(),
                model.promptUsd().movePointRight(6).toPlainString(),
                model.completionUsd().movePointRight(6).toPlainString()));

    Launched ask = ask("What is this?");

    Bill bill = flux.bills().last();
    assertThat(ask.exitCode()).as(ask.err()).isZero();
    assertThat(ask.out()).isEqualTo(bill.answered() + "\n");
    assertThat(ask.err()).contains("claude-sonnet · ").contains(" tokens · est. $");
    assertThat(bill.ask().model()).isEqualTo(model.id());
    assertThat(bill.ask().media().getFirst().bytes()).isEqualTo(bytes);
    assertThat(costInCsv()).isEqualByComparingTo(nano(bill));
  }

  @Test
  void interruptKeepsTheTextAndSettlesTheCost() throws Exception {
    Gate never = new Gate();
    openRouter.answerWith(ask -> ModelAnswer.ofPieces("It began", " well.").holdingAfter(1, never));
    providers(
        "openrouter: { base-url: \"%s\", key: \"%s\" }"
            .formatted(openRouter.baseUrl(), ChatSim.KEY));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder ask =
        Launched.builder(Map.of(), "--config", folder.toString(), "ask", "Tell me.")
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    // Who is started in the background ignores interrupts, and so does all that it starts.
    ask.command().addAll(0, List.of("env", "--default-signal=INT"));
    Process asking = ask.start();
    try {
      Awaitility.await()
          .atMost(BotWorld.PATIENCE)
          .until(() -> Files.readString(out).contains("It began"));

      new ProcessBuilder("kill", "-INT", Long.toString(asking.pid())).start().waitFor();

      assertThat(asking.waitFor(BotWorld.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(asking.exitValue()).isEqualTo(130);
      assertThat(Files.readString(out)).isEqualTo("It began\n");
      assertThat(Files.readString(err)).contains("Stopped by @").contains("est. $");
      assertThat(openRouter.bills().last().clientLeftAt()).isNotNull();
      // Estimated, and corrected if the provider told the figure before the process ended.
      assertThat(costsInCsv().stream().reduce(BigDecimal.ZERO, BigDecimal::add)).isPositive();
    } finally {
      asking.destroyForcibly();
      never.open();
    }
  }

  @Test
  void asksALocalServerForNothing() throws Exception {
    String seeing =
        ollama.provider().models().stream()
            .filter(model -> model.takes(SeenMedia.Kind.IMAGE))
            .findFirst()
            .orElseThrow()
            .id();
    providers("local: { base-url: \"%s\", model: \"%s\" }".formatted(ollama.baseUrl(), seeing));

    Launched ask = ask("What is this?");

    assertThat(ask.exitCode()).as(ask.err()).isZero();
    assertThat(ask.out()).isEqualTo(ollama.bills().last().answered() + "\n");
    assertThat(ask.err()).contains("free");
    assertThat(costInCsv()).isZero();
  }

  @Test
  void localServerWithoutAModelNamedIsAskedWithItsFirst() throws Exception {
    providers("local: { base-url: \"%s\" }".formatted(ollama.baseUrl()));

    Launched ask =
        Launched.run(folder, Map.of(), "--config", folder.toString(), "ask", "Why is it so?");

    assertThat(ask.exitCode()).as(ask.err()).isZero();
    assertThat(ollama.bills().last().ask().model())
        .isEqualTo(ollama.provider().models().getFirst().id());
  }

  @Test
  void withoutAnyProviderItMeasures() throws Exception {
    providers("{}");

    Launched ask = ask("What is this?");

    assertThat(ask.exitCode()).as(ask.err()).isZero();
    assertThat(ask.out()).contains("No model is configured").contains("640 × 427 pixels");
  }

  @Test
  void missingFileIsBadInput() throws Exception {
    providers("{}");

    Launched ask =
        Launched.run(
            folder, Map.of(), "--config", folder.toString(), "ask", "--image", "no.jpg", "?");

    assertThat(ask.exitCode()).isEqualTo(2);
    assertThat(ask.err()).contains("There is no readable file no.jpg.");
  }

  @Test
  void unreadablePictureIsBadInput() throws Exception {
    providers("{}");
    Files.writeString(photo, "<html>not a picture</html>");

    Launched ask = ask("What is this?");

    assertThat(ask.exitCode()).isEqualTo(2);
    assertThat(ask.out()).isBlank();
    assertThat(ask.err()).contains("photo.jpg");
  }

  @Test
  void nothingAskedIsBadInput() throws Exception {
    providers("{}");

    Launched ask = Launched.run(folder, Map.of(), "--config", folder.toString(), "ask");

    assertThat(ask.exitCode()).isEqualTo(2);
    assertThat(ask.err()).contains("Ask me something");
  }

  @Test
  void usedUpBudgetIsRefusedBeforeAnythingIsPaid() throws Exception {
    providers(
        """
        openrouter: { base-url: "%s", key: "%s" }
        limits: { hold-usd: 0.05 }
        budgets: { time-zone: UTC, limits: [ { of: person, per: rolling-24h, usd: 0.05 } ] }
        """
            .formatted(openRouter.baseUrl(), ChatSim.KEY));

    Launched within = ask("What is this?");
    Launched over = ask("And what is that?");

    assertThat(within.exitCode()).as(within.err()).isZero();
    assertThat(over.exitCode()).as(over.err()).isEqualTo(3);
    assertThat(over.out()).isBlank();
    assertThat(over.err())
        .contains("Your budget of $0.05 for 24 hours is used up; it frees up from ");
    assertThat(openRouter.bills().bills()).hasSize(1);
  }

  @Test
  void wrongKeyIsAFailedRoute() throws Exception {
    providers(
        "openrouter: { base-url: \"%s\", key: \"sk-wrong\" }".formatted(openRouter.baseUrl()));

    Launched ask = ask("What is this?");

    assertThat(ask.exitCode()).isEqualTo(4);
    assertThat(ask.out()).isBlank();
    assertThat(ask.err()).contains("does not accept my key").contains("status=401");
    assertThat(ask.err()).doesNotContain("sk-wrong");
  }

  @Test
  void cutStreamKeepsItsTextAndSaysSo() throws Exception {
    openRouter.faults().always(new Fault.CutBeforeFinish());
    providers(
        "openrouter: { base-url: \"%s\", key: \"%s\" }"
            .formatted(openRouter.baseUrl(), ChatSim.KEY));

    Launched ask = ask("What is this?");

    assertThat(ask.exitCode()).isEqualTo(4);
    assertThat(ask.out()).isNotBlank();
    assertThat(ask.err()).contains("broke off");
  }

  @Test
  void wrongConfigurationIsNamedWhole() throws Exception {
    Files.writeString(folder.resolve("sightline.yaml"), "webb: {}\nlimits: { max-files: many }\n");

    Launched ask = Launched.run(folder, Map.of(), "--config", folder.toString(), "ask", "?");

    assertThat(ask.exitCode()).isEqualTo(2);
    assertThat(ask.err()).contains("webb").contains("did you mean \"web\"?").contains("max-files");
  }

  private Launched ask(String question) throws Exception {
    return Launched.run(
        folder,
        Map.of(),
        "--config",
        folder.toString(),
        "ask",
        "--image",
        photo.toString(),
        question);
  }

  private void providers(String yaml) throws Exception {
    Files.writeString(
        folder.resolve("sightline.yaml"),
        """
        store: { url: "jdbc:sqlite:%1$s/sightline.db", work-dir: "%1$s/media" }
        providers:
          %2$s
        """
            .formatted(folder, yaml));
  }

  private BigDecimal costInCsv() throws Exception {
    List<BigDecimal> costs = costsInCsv();
    assertThat(costs).hasSize(1);
    return costs.getFirst();
  }

  private List<BigDecimal> costsInCsv() throws Exception {
    Launched usage =
        Launched.run(folder, Map.of(), "--config", folder.toString(), "usage", "--csv");
    assertThat(usage.exitCode()).as(usage.err()).isZero();
    List<String> lines = usage.out().lines().toList();
    int column = List.of(lines.getFirst().split(",", -1)).indexOf("cost_usd");
    return lines.stream().skip(1).map(line -> new BigDecimal(line.split(",", -1)[column])).toList();
  }

  private static BigDecimal nano(Bill bill) {
    return bill.costUsd().setScale(9, RoundingMode.HALF_EVEN);
  }
}
