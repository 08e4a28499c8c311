package dev.sightline.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.sim.model.Fault;
import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.slack.SimMessage;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Models whose price nobody knows, and routes that cost more than was held.
class PricingIT {
  private static final String LIMIT =
      "\nbudgets: { time-zone: UTC, limits: [ { of: person, per: day, usd: %s } ] }\n";

  private static final String MYSTERY = "  mystery: { base-url: \"%1$s\", key: \"%2$s\" }\n";

  private static final String MYSTERY_ROUTE =
      """
      routes:
        - { name: mystery, provider: mystery, model: "openai/gpt-oss-120b", takes: [text] }
      """;

  @TempDir Path folder;

  @SuppressWarnings("NullAway.Init") // each test starts it first
  private BotWorld world;

  private void start(String providers, String more) throws Exception {
    world = BotWorld.withProviders(folder, providers, more);
    world.openRouter.answerWith(ask -> ModelAnswer.ofPieces("They are ", "red."));
    world.slack.person("Uada");
  }

  @AfterEach
  void stop() throws Exception {
    world.stop();
  }

  @Test
  void modelWithoutAPriceIsNotAskedWhereSpendingIsLimited() throws Exception {
    start(MYSTERY, MYSTERY_ROUTE + LIMIT.formatted("1.00"));

    assertThat(answer("--model mystery Which colour?"))
        .isEqualTo(
            "I do not know what openai/gpt-oss-120b costs, and spending is limited here. One of my admins can add its price.");

    assertThat(world.openRouter.bills().bills()).isEmpty();
  }

  @Test
  void anotherIsAskedInItsPlace() throws Exception {
    start(MYSTERY, MYSTERY_ROUTE + LIMIT.formatted("1.00"));
    world.fal.answerWith(ask -> ModelAnswer.ofPieces("It is ", "fal's."));

    assertThat(answer("Which colour?")).startsWith("It is fal's.");

    assertThat(world.openRouter.bills().bills()).isEmpty();
  }

  @Test
  void modelWithoutAPriceIsAskedWhereNothingIsLimited() throws Exception {
    start(MYSTERY, MYSTERY_ROUTE);

    assertThat(answer("--model mystery Which colour?")).startsWith("They are red.");
  }

  @Test
  void providerThatTellsItsCostsNeedsNoPrice() throws Exception {
    start(MYSTERY.replace(" }", ", tells-cost: true }"), MYSTERY_ROUTE + LIMIT.formatted("1.00"));

    assertThat(answer("--model mystery Which colour?")).startsWith("They are red.");
  }

  @Test
  void routeThatTakesOverIsNotAskedForMoreThanIsLeft() throws Exception {
    start(
        "  openrouter: { base-url: \"%1$s\", key: \"%2$s\" }\n",
        """
        routes:
          - { name: cheap, provider: fal, model: "google/gemini-2.5-flash", takes: [text] }
          - { name: dear, provider: openrouter, model: "anthropic/claude-sonnet-4.6", takes: [text] }
        prices:
          - { model: "anthropic/claude-sonnet-4.6", prompt-usd: 3, completion-usd: 15, source: "a test", date: 2026-11-21 }
        limits: { hold-usd: 0.001 }
        """
            + LIMIT.formatted("0.02"));
    world.fal.faults().always(Fault.status(503));

    assertThat(answer("Which colour?"))
        .startsWith("Your budget of $0.02 for today is used up; it starts anew at midnight (UTC).");

    assertThat(world.openRouter.bills().bills()).isEmpty();
  }

  private String answer(String question) {
    SimMessage asked =
        world.slack.channel("Cada").post("Uada", world.slack.mention() + " " + question);
    Awaitility.await()
        .atMost(BotWorld.PATIENCE)
        .untilAsserted(() ->
            assertThat(world.slack.ledger().answerIn("Cada", asked.ts()))
                .matches("(?s).*( · |costs, and|is used up).*"));
    world.settle();
    return world.slack.ledger().answerIn("Cada", asked.ts());
  }
}
