package dev.sightline.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.sim.model.Bill;
import dev.sightline.sim.model.Fault;
import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.sim.slack.SimMessage;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The ledger compared with the bills of a simulated OpenRouter, by its own word on each call.
class BooksCheckIT {
  @TempDir Path folder;

  private BotWorld world;

  @BeforeEach
  void askTwice() throws Exception {
    world =
        BotWorld.withOpenRouter(
            folder,
            """
            routes:
              - { name: first, provider: openrouter, model: "google/gemini-2.5-flash", takes: [text] }
              - { name: second, provider: openrouter, model: "google/gemini-3.1-flash-lite", takes: [text] }
            """);
    world.openRouter.answerWith(ask -> ModelAnswer.ofPieces("They are ", "red."));
    world.slack.person("Uada");
    ask("First?");
    ask("Second?");
  }

  @AfterEach
  void stop() throws Exception {
    world.stop();
  }

  @Test
  void whatIsBookedIsWhatTheProviderSays() throws Exception {
    assertThat(providers(false))
        .containsExactly(
            "true",
            "0 of 2 differ: booked $%1$s, told $%1$s, so $0.00 is missing."
                .formatted(world.openRouter.bills().totalUsd().stripTrailingZeros()));
    assertThat(sums()).containsExactly("true", "The sums agree with the entries.");
  }

  @Test
  void entryThatDiffersIsNamedAndCorrectedOnce() throws Exception {
    tamper();

    List<String> found = providers(false);
    assertThat(found.getFirst()).isEqualTo("false");
    assertThat(found.get(1))
        .matches(
            "ask \\w+ on first, person-Uada \\(Uada\\), entry [\\w-]+: booked \\S+, told \\S+, -\\$0.000001 missing");
    assertThat(found.getLast()).startsWith("1 of 2 differ: ").endsWith("so -$0.000001 is missing.");
    assertThat(sums().getFirst()).isEqualTo("false");

    assertThat(providers(true)).element(1).asString().endsWith("; corrected");

    assertThat(providers(true).getFirst()).isEqualTo("true");
    assertThat(entries()).isEqualByComparingTo(world.openRouter.bills().totalUsd());
  }

  @Test
  void callThatGaveNoAnswerAndWasFollowedByAnotherIsCompared() throws Exception {
    world.openRouter.faults().next(new Fault.CutInEvent(0));
    ask("Third?");

    List<String> found = providers(true);

    assertThat(found.getFirst()).isEqualTo("false");
    assertThat(found.get(1))
        .matches(
            "ask \\w+ on first, nobody, no entry: booked \\$0.00, told (\\S+), \\1 missing; not corrected, as there is nothing to correct");
    assertThat(found.getLast()).startsWith("1 of 4 differ: ");
  }

  @Test
  void callThatGaveNoAnswerIsBookedOnceItsProviderTells() throws Exception {
    world.openRouter.faults().next(new Fault.CutInEvent(0));
    ask("Third?");

    for (int round = 0; round < 2; round++) {
      world.bot().corrections().takeUp(world.bot().routes(), Instant.now());
      Awaitility.await()
          .untilAsserted(() ->
              assertThat(entries()).isEqualByComparingTo(world.openRouter.bills().totalUsd()));
    }

    assertThat(providers(false).getFirst()).isEqualTo("true");
    assertThat(sums()).containsExactly("true", "The sums agree with the entries.");
  }

  @Test
  void whatTheProviderDoesNotKnowIsCounted() throws Exception {
    world.openRouter.tellGenerations(false);

    assertThat(providers(false))
        .containsExactly(
            "true",
            "0 of 0 differ: booked $0.00, told $0.00, so $0.00 is missing.",
            "2 calls are not known to their providers.");
  }

  /// As if a bill had been read wrong.
  private void tamper() {
    world
        .bot()
        .store()
        .writes()
        .useHandle(handle ->
            handle.execute(
                "UPDATE entries SET nanos = nanos + 1000 WHERE id = (SELECT MIN(id) FROM entries)"));
  }

  private BigDecimal entries() {
    long nanos =
        world
            .bot()
            .store()
            .reads()
            .withHandle(handle ->
                handle.createQuery("SELECT SUM(nanos) FROM entries").mapTo(long.class).one());
    return BigDecimal.valueOf(nanos, 9);
  }

  private List<String> providers(boolean isFixing) throws InterruptedException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    boolean agrees =
        new BooksCheck(world.bot(), new PrintStream(out, true, StandardCharsets.UTF_8))
            .providers(Instant.EPOCH, isFixing);
    return lines(agrees, out);
  }

  private List<String> sums() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    boolean agrees =
        new BooksCheck(world.bot(), new PrintStream(out, true, StandardCharsets.UTF_8))
            .sums(Instant.now());
    return lines(agrees, out);
  }

  private static List<String> lines(boolean agrees, ByteArrayOutputStream out) {
    return (agrees + "\n" + out.toString(StandardCharsets.UTF_8)).lines().toList();
  }

  private void ask(String question) {
    SimMessage asked =
        world.slack.channel("Cada").post("Uada", world.slack.mention() + " " + question);
    Awaitility.await()
        .atMost(BotWorld.PATIENCE)
        .untilAsserted(() ->
            assertThat(world.slack.ledger().answerIn("Cada", asked.ts())).contains(" tokens · "));
    world.settle();
    Awaitility.await().until(() -> underWay() == 0);
    Bill last = world.openRouter.bills().last();
    assertThat(last.costUsd()).isPositive();
  }

  private int underWay() {
    return world
        .bot()
        .store()
        .reads()
        .withHandle(handle ->
            handle
                .createQuery("SELECT COUNT(*) FROM asks WHERE state = 'RUNNING'")
                .mapTo(int.class)
                .one());
  }
}
