package dev.sightline.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.sim.model.Bill;
import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.slack.SimMessage;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Budgets that warn before they refuse. What is held for the dear model is $0.021: 2,000 tokens in
/// and 1,000 out.
class WarningIT {
  private static final String NEARLY =
      "Your budget of $1.00 for today is nearly used up ($0.021)%s; it starts anew at midnight (Asia/Tokyo).";

  @TempDir Path folder;

  @SuppressWarnings("NullAway.Init") // each test starts it first
  private BotWorld world;

  private void start(String atWarning) throws Exception {
    world =
        BotWorld.withOpenRouter(
            folder,
            """
            routes:
              - { name: dear, provider: openrouter, model: "anthropic/claude-sonnet-4.6", takes: [text] }
              - { name: unknown, provider: openrouter, model: "openai/gpt-oss-120b", takes: [text] }
              - { name: cheap, provider: openrouter, model: "google/gemini-2.5-flash", takes: [text] }
            prices:
              - { model: "anthropic/claude-sonnet-4.6", prompt-usd: 3, completion-usd: 15, source: "a test", date: 2026-11-21 }
              - { model: "google/gemini-2.5-flash", prompt-usd: 0.01, completion-usd: 0.02, source: "a test", date: 2026-11-21 }
            limits: { hold-usd: 0.00001 }
            budgets:
              time-zone: Asia/Tokyo
              limits: [ { of: person, per: day, usd: 1.00, warn-usd: 0.02101, at-warning: %s } ]
            """
                .formatted(atWarning));
    world.openRouter.answerWith(ask -> ModelAnswer.ofPieces("They are ", "red."));
    world.slack.person("Uada");
  }

  @AfterEach
  void stop() throws Exception {
    world.stop();
  }

  @Test
  void answerSaysThatABudgetIsNearlyUsedUp() throws Exception {
    start("say");

    assertThat(answer("First?")).doesNotContain("nearly used up");
    assertThat(answer("Second?")).contains(NEARLY.formatted(""));

    assertThat(lastModel()).isEqualTo("anthropic/claude-sonnet-4.6");
  }

  @Test
  void cheapestRouteWhosePriceIsKnownAnswersAndThatIsSaid() throws Exception {
    start("cheaper-route");

    assertThat(answer("First?")).doesNotContain("nearly used up");
    assertThat(lastModel()).isEqualTo("anthropic/claude-sonnet-4.6");
    assertThat(answer("--model dear Second?"))
        .contains(NEARLY.formatted(", so a cheaper model answers"));

    assertThat(lastModel()).isEqualTo("google/gemini-2.5-flash");
  }

  private String lastModel() {
    Bill last = world.openRouter.bills().last();
    return last.ask().model();
  }

  private String answer(String question) {
    SimMessage asked =
        world.slack.channel("Cada").post("Uada", world.slack.mention() + " " + question);
    Awaitility.await()
        .atMost(BotWorld.PATIENCE)
        .untilAsserted(() ->
            assertThat(world.slack.ledger().answerIn("Cada", asked.ts())).contains(" tokens · "));
    world.settle();
    return world.slack.ledger().answerIn("Cada", asked.ts());
  }
}
