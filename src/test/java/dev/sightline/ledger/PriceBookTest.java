package dev.sightline.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.event.AskId;
import dev.sightline.ledger.Charge.Basis;
import dev.sightline.ledger.PriceBook.Billing;
import dev.sightline.media.MediaRules;
import dev.sightline.route.Capability;
import dev.sightline.route.CatalogueModel;
import dev.sightline.route.ModelCatalogue;
import dev.sightline.route.ModelRoute;
import dev.sightline.route.Parameters;
import dev.sightline.route.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PriceBookTest {
  private static final String GEMINI = "google/gemini-2.5-flash";
  private static final Duration TOOK = Duration.ofMillis(2_149);

  private static final MediaRules RULES =
      new MediaRules(2_048, 1, 1, 1, 1, Set.of(), MediaRules.Transport.INLINE_ONLY, false);

  private final PriceBook book =
      new PriceBook(Map.of(), new Billing(Set.of("local"), Set.of("telling")));

  @Test
  void theProvidersOwnFigureComesFirst() {
    var charge =
        book.charge(
            route("fal", GEMINI), GEMINI, new Usage(1340, 63, new BigDecimal("0.0006")), 10, 10);

    assertThat(charge.basis()).isEqualTo(Basis.BILLED);
    assertThat(charge.cost()).isEqualTo(new NanoUsd(600_000));
  }

  @Test
  void tokensTimesThePriceGiveTheDocumentedExamples() {
    var vision = book.charge(route("fal", GEMINI), GEMINI, new Usage(1340, 63, null), 0, 0);
    var text = book.charge(route("fal", GEMINI), GEMINI, new Usage(40, 227, null), 0, 0);

    assertThat(vision.cost().toUsd()).isEqualByComparingTo("0.0005595");
    assertThat(text.cost().toUsd()).isEqualByComparingTo("0.0005795");
    assertThat(vision.isEstimated()).isTrue();
  }

  @Test
  void charactersAreCountedWhereTokensAreNot() {
    var charge = book.charge(route("fal", GEMINI), GEMINI, Usage.UNKNOWN, 401, 4);

    assertThat(charge.cost()).isEqualTo(new NanoUsd(101 * 300 + 2_500));
    assertThat(charge.usage()).isEqualTo(Usage.UNKNOWN);
  }

  @Test
  void aVariantThatAnsweredHasThePriceOfItsRoute() {
    var charge =
        book.charge(route("fal", GEMINI), "gemini-2.5-flash-09", new Usage(10, 0, null), 0, 0);

    assertThat(charge.cost()).isEqualTo(new NanoUsd(3_000));
  }

  @Test
  void aModelWithoutAPriceIsUnpricedAndNotFree() {
    var charge = book.charge(route("flux", "acme/x"), "acme/x", new Usage(10, 10, null), 0, 0);

    assertThat(charge.basis()).isEqualTo(Basis.UNPRICED);
    assertThat(charge.isEstimated()).isTrue();
  }

  @Test
  void aFreeProviderCostsNothingExactly() {
    var charge = book.charge(route("local", GEMINI), GEMINI, new Usage(10, 10, null), 0, 0);

    assertThat(charge.basis()).isEqualTo(Basis.FREE);
    assertThat(charge.isEstimated()).isFalse();
    assertThat(book.estimate(route("local", GEMINI), 1_000, 1_000)).isEqualTo(NanoUsd.ZERO);
  }

  @Test
  void aConfiguredPriceReplacesTheDocumentedOne() {
    var price = new Price(BigDecimal.ONE, BigDecimal.TWO, "the invoice", LocalDate.of(2026, 11, 1));
    var configured = new PriceBook(Map.of(GEMINI, price), new Billing(Set.of(), Set.of()));

    assertThat(configured.estimate(route("fal", GEMINI), 1_000_000, 1_000_000))
        .isEqualTo(new NanoUsd(3_000_000_000L));
  }

  @Test
  void anAbsurdFigureOnTheWireIsNotBelieved() {
    for (var figure : List.of("-1", "1e30")) {
      var usage = new Usage(10, 0, new BigDecimal(figure));

      assertThat(book.charge(route("fal", GEMINI), GEMINI, usage, 0, 0))
          .returns(Basis.ESTIMATED, Charge::basis)
          .returns(new NanoUsd(3_000), Charge::cost);
    }
  }

  @Test
  void costIsKnownOfWhatHasAPriceIsFreeOrTellsIt() {
    assertThat(book.isPriced(route("flux", GEMINI))).isTrue();
    assertThat(book.isPriced(route("local", "qwen"))).isTrue();
    assertThat(book.isPriced(route("telling", "qwen"))).isTrue();
    assertThat(book.isPriced(route("flux", "qwen"))).isFalse();
  }

  @Test
  void worstCaseFillsAllThatAModelTakes() {
    var model =
        new CatalogueModel(
            "vendor/small",
            Set.of(Capability.TEXT),
            1_000,
            BigDecimal.ONE,
            BigDecimal.TEN,
            null,
            "",
            "a test",
            LocalDate.of(2026, 11, 21));
    var priced =
        new PriceBook(
            Map.of(), new Billing(Set.of(), Set.of()), new ModelCatalogue(List.of(model)));

    assertThat(priced.worst(route("flux", "vendor/small"))).contains(usd("0.01"));
    assertThat(priced.worst(route("flux", GEMINI))).isEmpty();
  }

  @Test
  void theFooterIsShortAndRounded() {
    var usage = new Usage(1340, 63, new BigDecimal("0.0005595"));

    assertThat(
            Footer.of(
                book.charge(route("fal", GEMINI), GEMINI, usage, 0, 0),
                TOOK,
                DisplayCurrency.US_DOLLARS))
        .isEqualTo("gemini-2.5-flash · 1,403 tokens · $0.00056 · 2.1 s");
  }

  @Test
  void theFooterMarksWhatIsNotTheProvidersFigure() {
    var estimated = book.charge(route("fal", GEMINI), GEMINI, new Usage(1340, 63, null), 0, 0);
    var free = book.charge(route("local", "qwen"), "qwen", Usage.UNKNOWN, 0, 0);
    var unpriced = book.charge(route("flux", "x"), "x", Usage.UNKNOWN, 0, 0);

    assertThat(Footer.of(estimated, TOOK, DisplayCurrency.US_DOLLARS))
        .isEqualTo("gemini-2.5-flash · 1,403 tokens · est. $0.00056 · 2.1 s");
    assertThat(Footer.of(free, TOOK, DisplayCurrency.US_DOLLARS)).isEqualTo("qwen · free · 2.1 s");
    assertThat(Footer.of(unpriced, TOOK, DisplayCurrency.US_DOLLARS))
        .isEqualTo("x · unpriced · 2.1 s");
    assertThat(Footer.of(List.of(free, estimated), TOOK, DisplayCurrency.US_DOLLARS))
        .isEqualTo("gemini-2.5-flash · 1,403 tokens · est. $0.00056 · 2.1 s");
  }

  @Test
  void aModelsNameCannotBreakTheFooter() {
    assertThat(Footer.modelName("v/\n".repeat(3))).isEqualTo("unknown model");
    assertThat(Footer.modelName("x".repeat(500))).hasSize(48).endsWith("…");
  }

  @Test
  void amountsAreWrittenForPeople() {
    assertThat(Dollars.rounded(usd("12.3456"))).isEqualTo("$12.35");
    assertThat(Dollars.rounded(usd("0.5"))).isEqualTo("$0.50");
    assertThat(Dollars.rounded(usd("0.0000999"))).isEqualTo("$0.0001");
    assertThat(Dollars.exact(usd("1204.5"))).isEqualTo("$1,204.50");
    assertThat(Dollars.exact(usd("0.000000001"))).isEqualTo("$0.000000001");
    assertThat(Dollars.exact(usd("-0.02"))).isEqualTo("-$0.02");
  }

  @Test
  void askIdsSurviveSpreadsheetsAndButtons() {
    assertThat(AskId.random().value()).matches("[0-9a-z]{1,25}");
    assertThat(AskId.random()).isNotEqualTo(AskId.random());
  }

  private static NanoUsd usd(String usd) {
    return NanoUsd.ofUsd(new BigDecimal(usd));
  }

  private static ModelRoute route(String provider, String model) {
    return new ModelRoute("r", provider, model, Set.of(Capability.TEXT), RULES, Parameters.NONE);
  }
}
