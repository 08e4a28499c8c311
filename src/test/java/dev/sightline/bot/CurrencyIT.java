package dev.sightline.bot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sightline.ledger.Budget;
import dev.sightline.ledger.BudgetBook;
import dev.sightline.ledger.NanoUsd;
import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.slack.SimFile;
import dev.sightline.sim.slack.SimMessage;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A bot whose people read euros, a thousand for a dollar so that no amount looks like its other
/// one, over a ledger in dollars.
class CurrencyIT {
  private static final BigDecimal PER_USD = new BigDecimal("1000");
  private static final String RATE = "EUR at 1000 for a US dollar, as of 2026-11-20";

  @TempDir Path folder;
  private BotWorld world;

  @BeforeEach
  void start() throws Exception {
    world =
        new BotWorld(
            folder,
            """
            currency: { code: EUR, per-usd: 1000, as-of: 2026-11-20 }
            budgets: { time-zone: UTC, limits: [ { of: person, per: day, usd: 2.00 } ] }
            """);
    world.fal.answerWith(ask -> ModelAnswer.ofPieces("They are ", "red."));
    world.slack.person("Uada", "Ada");
  }

  @AfterEach
  void stop() throws Exception {
    world.stop();
  }

  @Test
  void footerIsInTheConfiguredCurrencyAndTheLedgerInDollars() throws Exception {
    String answer = answer("Which colour?", " tokens · ");

    NanoUsd billed = billed();
    assertThat(answer).contains(" tokens · " + euros(billed)).doesNotContain("$");
    assertThat(world.spentBy("Ada")).isEqualByComparingTo(billed.toUsd());
    assertThat(world.csv()).contains("cost_usd", "," + billed.toUsd().toPlainString() + ",");
  }

  @Test
  void usageIsInTheConfiguredCurrencyAndNamesTheRate() {
    answer("Which colour?", " tokens · ");

    String usage = answer("usage", "Today:");

    BigDecimal exact = billed().toUsd().multiply(PER_USD);
    assertThat(usage)
        .contains("Today: €%s · 1 ask".formatted(exact.stripTrailingZeros().toPlainString()))
        .contains("In " + RATE + ".")
        .doesNotContain("$");
  }

  @Test
  void homeIsInTheConfiguredCurrency() {
    answer("Which colour?", " tokens · ");

    world.slack.person("Uada").opensHome();

    Awaitility.await()
        .atMost(BotWorld.PATIENCE)
        .until(() -> !world.slack.ledger().homes().isEmpty());
    JsonNode view = world.slack.ledger().homes().getFirst().view();
    assertThat(view.toString())
        .contains("Today: €", euros(billed()))
        .contains(" of €2,000.00 for today", RATE)
        .doesNotContain("$");
  }

  @Test
  void refusalIsInTheConfiguredCurrency() {
    world
        .bot()
        .budgets()
        .put(
            new Budget.Limit(Budget.Of.CHANNEL, Budget.Per.DAY, new NanoUsd(10_000)),
            new BudgetBook.Actor("test", "a test"));

    assertThat(answer("Which colour?", "is used up"))
        .startsWith(
            "This channel's budget of €0.01 for today is used up; it starts anew at midnight (UTC).");
  }

  @Test
  void questionAboutACostlyVideoIsInTheConfiguredCurrency() throws Exception {
    world.restart("limits: { ask-above-usd: 0.0001 }\n");

    assertThat(
            answer(
                "Which colour?",
                "Shall I?",
                world.slack.file("clip.mp4", "video/mp4", BotWorld.video(folder))))
        .endsWith("some €0.13. Shall I?");
    assertThat(world.fal.bills().bills()).isEmpty();
  }

  @Test
  void budgetsAreSetAndKeptInDollars() throws Exception {
    world.restart("rights: { admins: [Uada] }\n");

    world
        .slack
        .person("Uada")
        .command(world.slack.channel("Cada"), "/sightline", "budget set total 50 per month");

    Awaitility.await()
        .atMost(BotWorld.PATIENCE)
        .until(() -> !world.slack.ledger().ephemerals().isEmpty());
    assertThat(world.slack.ledger().ephemerals().getFirst().readerText())
        .isEqualTo("Set: $50.00 in total and month.");
    assertThat(world.bot().budgets().stored())
        .extracting(Budget.Limit::most)
        .containsExactly(NanoUsd.ofUsd(new BigDecimal("50")));
    assertThat(world.bot().budgets().changes(1))
        .extracting(BudgetBook.Change::became)
        .containsExactly("$50.00 in total and month");
  }

  private NanoUsd billed() {
    return NanoUsd.ofUsd(world.bill("Which colour?").costUsd());
  }

  private static String euros(NanoUsd amount) {
    BigDecimal euros = amount.toUsd().multiply(PER_USD);
    int decimals = Math.max(2, euros.round(new MathContext(2, RoundingMode.HALF_UP)).scale());
    return "€" + euros.setScale(decimals, RoundingMode.HALF_UP);
  }

  private String answer(String question, String words, SimFile... files) {
    SimMessage asked =
        world.slack.channel("Cada").post("Uada", world.slack.mention() + " " + question, files);
    Awaitility.await()
        .atMost(BotWorld.PATIENCE)
        .untilAsserted(
            () -> assertThat(world.slack.ledger().answerIn("Cada", asked.ts())).contains(words));
    world.settle();
    return world.slack.ledger().answerIn("Cada", asked.ts());
  }
}
