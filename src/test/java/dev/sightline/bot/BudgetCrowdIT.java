package dev.sightline.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.event.ChatEvent;
import dev.sightline.event.EventKey;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.event.Said;
import dev.sightline.event.ThreadRef;
import dev.sightline.sim.model.Bill;
import dev.sightline.sim.model.ModelAnswer;
import dev.sightline.stream.RecordingWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Two thousand ask at the same moment, and there is money for a hundred of them. The platform is
/// one without limits, so that all of them really meet at the budget.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BudgetCrowdIT {
  private static final int ASKS = 2_000;
  private static final int PAID_FOR = 100;
  private static final BigDecimal HOLD = new BigDecimal("0.002");
  private static final BigDecimal LIMIT = HOLD.multiply(BigDecimal.valueOf(PAID_FOR));

  @TempDir static Path folder;

  private BotWorld world;

  @BeforeAll
  void start() throws Exception {
    world =
        new BotWorld(
            folder,
            """
            limits: { hold-usd: %s, fall-over: false }
            budgets: { time-zone: Asia/Tokyo, limits: [ { of: total, per: day, usd: %s } ] }
            """
                .formatted(HOLD, LIMIT));
    world.fal.answerWith(_ -> ModelAnswer.ofPieces("Tomatoes ", "are ", "red."));
  }

  @AfterAll
  void stop() throws Exception {
    world.stop();
  }

  @Test
  void moneyForAHundredIsSpentOnce() throws Exception {
    List<RecordingWriter> writers =
        Stream.generate(() -> new RecordingWriter(1_000)).limit(ASKS).toList();
    CountDownLatch begin = new CountDownLatch(1);
    List<Future<Boolean>> taken = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int ask = 0; ask < ASKS; ask++) {
        int number = ask;
        taken.add(
            threads.submit(() -> {
              begin.await();
              return world.bot().desk().accept(event(number), writers.get(number));
            }));
      }
      begin.countDown();
    }
    for (Future<Boolean> ask : taken) {
      assertThat(ask.get()).isTrue();
    }
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> writers.stream().allMatch(writer -> isAnswered(writer) || isRefused(writer)));
    world.settle();

    List<Bill> bills = world.fal.bills().bills();
    BigDecimal error =
        bills.stream()
            .map(bill -> bill.costUsd().subtract(HOLD))
            .reduce(BigDecimal.ZERO, BigDecimal::max);
    BigDecimal spent = world.usage().whole().cost().toUsd();
    assertThat(spent).isEqualByComparingTo(world.fal.bills().totalUsd());
    assertThat(spent).isLessThanOrEqualTo(LIMIT.add(error));
    assertThat(writers.stream().filter(BudgetCrowdIT::isAnswered)).hasSize(bills.size());
    assertThat(bills).hasSizeGreaterThanOrEqualTo(PAID_FOR);
    assertThat(holdsOfEntries()).isEqualTo(bills.size());
    assertThat(writers.stream().filter(BudgetCrowdIT::isRefused)).hasSize(ASKS - bills.size());
  }

  private static ChatEvent event(int number) {
    String name = "U" + number;
    return new ChatEvent.DirectMessage(
        new EventKey(Platform.SLACK, "e" + number),
        new PersonRef(Platform.SLACK, "T1", name, name),
        new ThreadRef(Platform.SLACK, "T1", "D" + number, "1." + number),
        Said.words("What colour are tomatoes, number " + number + "?"),
        null);
  }

  private static boolean isAnswered(RecordingWriter writer) {
    return writer.pages().stream()
        .anyMatch(
            page -> page.markdown().equals("Tomatoes are red.") && page.footer().contains("$"));
  }

  private static boolean isRefused(RecordingWriter writer) {
    return writer.pages().stream()
        .anyMatch(page ->
            page.notice()
                .equals(
                    "My whole budget of $0.20 for today is used up; it starts anew at midnight"
                        + " (Asia/Tokyo). An admin can raise it."));
  }

  /// How many entries there are for which something was held before.
  private int holdsOfEntries() {
    return world
        .bot()
        .store()
        .reads()
        .withHandle(handle ->
            handle
                .createQuery("SELECT COUNT(DISTINCT settles) FROM entries WHERE held > 0")
                .mapTo(int.class)
                .one());
  }
}
