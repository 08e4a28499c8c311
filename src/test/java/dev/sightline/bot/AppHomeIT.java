package dev.sightline.bot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.slack.SimMessage;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Slack's Home tab over a ledger in which something stands.
class AppHomeIT {
  @TempDir Path folder;
  private BotWorld world;

  @BeforeEach
  void start() throws Exception {
    world =
        new BotWorld(
            folder,
            """
            budgets:
              time-zone: "Europe/Berlin"
              limits:
                - { of: person, per: day, usd: 2.00 }
                - { of: workspace, per: month, usd: 50.00 }
            """);
    world.fal.answerWith(ask -> ModelAnswer.ofPieces("A cup ", "of coffee."));
  }

  @AfterEach
  void stop() throws Exception {
    world.stop();
  }

  @Test
  void homeShowsSpendingBudgetAndLastAnswersOfItsPersonAlone() throws Exception {
    asked("Uada");
    asked("Uben");

    world.slack.person("Uada").opensHome();

    eventually(() -> assertThat(world.slack.ledger().homes()).hasSize(1));
    JsonNode view = world.slack.ledger().homes().getFirst().view();
    assertThat(view.toString())
        .contains("What you have spent", "Today: $", "1 ask")
        .contains(
            "Your budgets",
            "under 1 %",
            "of $2.00 for today; it starts anew at midnight (Europe/Berlin)")
        .contains("Last answers", "<#CUada>", "/sightline usage")
        .doesNotContain("$50.00", "CUben");
    assertThat(view.toString().split("░", -1)).hasSize(21);
  }

  @Test
  void whoeverHasAskedNothingSeesThatToo() {
    world.slack.person("Unew").opensHome();

    eventually(() -> assertThat(world.slack.ledger().homes()).hasSize(1));
    assertThat(world.slack.ledger().homes().getFirst().view().toString())
        .contains("Today: $0", "0 asks")
        .doesNotContain("Last answers");
  }

  private void asked(String person) {
    world.slack.person(person);
    SimMessage question =
        world.slack.channel("C" + person).post(person, world.slack.mention() + " What is it?");
    eventually(() ->
        assertThat(world.slack.ledger().answerIn("C" + person, question.ts()))
            .contains(" tokens · $"));
    world.settle();
  }

  private static void eventually(ThrowingRunnable assertion) {
    Awaitility.await().atMost(BotWorld.PATIENCE).untilAsserted(assertion);
  }
}
