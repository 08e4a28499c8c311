package dev.sightline.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.ledger.UsageChart.Look;
import dev.sightline.ledger.UsageReport.Day;
import dev.sightline.ledger.UsageReport.Line;
import dev.sightline.ledger.UsageReport.Totals;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import javax.imageio.ImageIO;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class UsageChartTest {
  private static final LocalDate FIRST = LocalDate.of(2026, 11, 1);
  private static final int BLUE = 0xFF2F7FC1;
  private static final int ORANGE = 0xFFE69F00;
  private static final int GREY = 0xFF9A9A9A;

  @Test
  void isAPngOfThePromisedSize() throws IOException {
    var png = UsageChart.png(report(2, 20), Look.LIGHT, DisplayCurrency.US_DOLLARS);

    assertThat(png).startsWith(0x89, 'P', 'N', 'G');
    assertThat(image(png))
        .returns(UsageChart.WIDTH_PX, BufferedImage::getWidth)
        .returns(UsageChart.HEIGHT_PX, BufferedImage::getHeight);
  }

  @Test
  void hasABarOfEachModelInItsColour() throws IOException {
    var image = image(UsageChart.png(report(2, 20), Look.LIGHT, DisplayCurrency.US_DOLLARS));

    assertThat(pixels(image, BLUE)).isGreaterThan(10_000);
    assertThat(pixels(image, ORANGE)).isGreaterThan(5_000);
    assertThat(pixels(image, GREY)).isLessThan(100); // the edges of letters
  }

  @Test
  void modelsBeyondTheSixthShareGrey() throws IOException {
    var image = image(UsageChart.png(report(8, 20), Look.LIGHT, DisplayCurrency.US_DOLLARS));

    assertThat(pixels(image, GREY)).isGreaterThan(5_000);
  }

  @Test
  void isDrawnOnDarkPaperWhenAsked() throws IOException {
    var image = image(UsageChart.png(report(2, 20), Look.DARK, DisplayCurrency.US_DOLLARS));

    assertThat(image.getRGB(2, 2)).isEqualTo(0xFF1E1F22);
    assertThat(
            image(UsageChart.png(report(2, 20), Look.LIGHT, DisplayCurrency.US_DOLLARS))
                .getRGB(2, 2))
        .isEqualTo(-1);
  }

  @Test
  void barsAreTheSameInAnotherCurrency() throws IOException {
    var yen = currency("JPY", "1000");

    var image = image(UsageChart.png(report(2, 20), Look.LIGHT, yen));

    var dollars = image(UsageChart.png(report(2, 20), Look.LIGHT, DisplayCurrency.US_DOLLARS));
    assertThat(pixels(image, BLUE)).isCloseTo(pixels(dollars, BLUE), Percentage.withPercentage(8));
    assertThat(pixels(image, ORANGE))
        .isCloseTo(pixels(dollars, ORANGE), Percentage.withPercentage(8));
  }

  @Test
  void roundingToAnotherCurrencyMakesNoOtherModels() throws IOException {
    var image = image(UsageChart.png(report(3, 20), Look.LIGHT, currency("CHF", "0.8123456789")));

    assertThat(pixels(image, GREY)).isLessThan(100); // the edges of letters
  }

  private static DisplayCurrency currency(String code, String perUsd) {
    return new DisplayCurrency(Currency.getInstance(code), new BigDecimal(perUsd), FIRST);
  }

  @Test
  void saysSoWhenNothingWasSpent() throws IOException {
    var image = image(UsageChart.png(report(0, 1), Look.LIGHT, DisplayCurrency.US_DOLLARS));

    assertThat(pixels(image, BLUE)).isZero();
    assertThat(pixels(image, 0xFF1D1C1D)).isGreaterThan(500);
  }

  private static BufferedImage image(byte[] png) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(png));
  }

  private static long pixels(BufferedImage image, int colour) {
    var all = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    var count = 0;
    for (var pixel : all) {
      count += pixel == colour ? 1 : 0;
    }
    return count;
  }

  /// Model 0 is the dearest; every day costs a little more than the one before.
  private static UsageReport report(int models, int days) {
    var byDay = new ArrayList<Day>();
    var byModel = new ArrayList<Line>();
    var sums = new HashMap<String, NanoUsd>();
    var whole = NanoUsd.ZERO;
    for (var day = 0; day < days; day++) {
      var costs = new HashMap<String, NanoUsd>();
      var sum = NanoUsd.ZERO;
      for (var model = 0; model < models; model++) {
        var cost = new NanoUsd((long) (day % 7 + 1) * (models - model) * 100_000);
        costs.put("vendor/model-" + model, cost);
        sums.merge("vendor/model-" + model, cost, NanoUsd::plus);
        sum = sum.plus(cost);
      }
      byDay.add(new Day(FIRST.plusDays(day), totals(sum), costs));
      whole = whole.plus(sum);
    }
    for (var model = 0; model < models; model++) {
      var name = "vendor/model-" + model;
      byModel.add(new Line(name, totals(sums.getOrDefault(name, NanoUsd.ZERO))));
    }
    return new UsageReport(
        FIRST,
        FIRST.plusDays(days - 1L),
        totals(NanoUsd.ZERO),
        totals(whole),
        byDay,
        byModel,
        List.of());
  }

  private static Totals totals(NanoUsd cost) {
    return new Totals(1, 0, 0, cost, NanoUsd.ZERO, 0);
  }
}
