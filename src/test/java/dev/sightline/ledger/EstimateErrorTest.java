package dev.sightline.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.event.AskId;
import dev.sightline.event.PersonRef;
import dev.sightline.event.Platform;
import dev.sightline.event.ThreadRef;
import dev.sightline.route.Usage;
import dev.sightline.store.Database;
import dev.sightline.store.Store;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EstimateErrorTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
  private static final PersonRef ADA = new PersonRef(Platform.SLACK, "T1", "U1", "Ada");
  private static final ThreadRef THREAD = new ThreadRef(Platform.SLACK, "T1", "C1", "1.0");

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void nothingSettledIsNothing(Database database) throws Exception {
    try (Store store = database.open(folder)) {
      EstimateError error = EstimateError.between(store, NOW, NOW.plusSeconds(1));

      assertThat(error)
          .isEqualTo(new EstimateError(0, NanoUsd.ZERO, NanoUsd.ZERO, 0, NanoUsd.ZERO));
      assertThat(error.words(DisplayCurrency.US_DOLLARS))
          .isEqualTo(
              "Held: $0.00 for 0 questions that cost $0.00; none of them cost more than was held.");
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatAsksCostBeyondTheirHoldsIsTold(Database database) throws Exception {
    try (Store store = database.open(folder)) {
      Ledger ledger = new Ledger(store, InstantSource.fixed(NOW), Budget.unlimited(ZoneOffset.UTC));
      settle(ledger, "0.05", "0.02");
      settle(ledger, "0.05", "0.01", "0.06");
      Entry estimate = settle(ledger, "0.05", "0.03");
      ledger.correct(estimate, usd("0.051"));
      ledger.release(hold(ledger, "5"));

      EstimateError error = EstimateError.between(store, NOW, NOW.plusSeconds(1));

      assertThat(error).isEqualTo(new EstimateError(3, usd("0.15"), usd("0.141"), 2, usd("0.02")));
      assertThat(error.words(DisplayCurrency.US_DOLLARS))
          .isEqualTo(
              "Held: $0.15 for 3 questions that cost $0.14; 2 of them cost more than was held, by"
                  + " $0.02 at most.");
      assertThat(EstimateError.between(store, NOW.minusSeconds(1), NOW).asks()).isZero();
    }
  }

  private static Entry settle(Ledger ledger, String held, String... costs) throws Exception {
    List<Charge> charges =
        List.of(costs).stream()
            .map(
                cost -> new Charge("r", "p", "m", Usage.UNKNOWN, usd(cost), Charge.Basis.ESTIMATED))
            .toList();
    return ledger.settle(hold(ledger, held), charges).getFirst();
  }

  private static Hold hold(Ledger ledger, String usd) throws Exception {
    return ledger.hold(AskId.random(), ADA, THREAD, usd(usd));
  }

  private static NanoUsd usd(String amount) {
    return NanoUsd.ofUsd(new BigDecimal(amount));
  }
}
