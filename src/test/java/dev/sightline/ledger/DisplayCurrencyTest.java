package dev.sightline.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Currency;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DisplayCurrencyTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          USD | 1      | 0.00056       | $0.00056
          EUR | 0.92   | 0.00565       | €0.0052
          EUR | 0.92   | 1.3           | €1.20
          EUR | 0.92   | -0.02         | -€0.018
          EUR | 0.92   | 0             | €0.00
          EUR | 0.92   | 9200000000    | €8,464,000,000.00
          EUR | 0.92   | 0.000000001   | €0.000000001
          CHF | 0.8    | 1.5           | CHF 1.20
          CHF | 0.8    | -1.5          | -CHF 1.20
          CHF | 0.8    | 0.0000123456  | CHF 0.0000099
          JPY | 156.4  | 0.0051        | ¥0.8
          JPY | 156.4  | 0.01234       | ¥1.9
          JPY | 156.4  | 2             | ¥313
          JPY | 156.4  | 9000000000    | ¥1,407,600,000,000
          JPY | 156.4  | -0.00001      | -¥0.0016
          KWD | 0.307  | 4             | KWD 1.228
          KWD | 0.307  | -0.000000001  | KWD 0.000
          XAF | 600    | 1             | XAF 600
          CAD | 1.4    | 1             | CA$1.40
          """)
  void roundedIsToTwoDigitsAndNeverCoarserThanACoin(
      String code, String perUsd, String usd, String words) {
    assertThat(currency(code, perUsd).rounded(usd(usd))).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          USD | 1      | 1204.5       | $1,204.50
          EUR | 0.92   | 2            | €1.84
          EUR | 0.9234 | 0.000012345  | €0.000011399
          EUR | 0.92   | -1234.5      | -€1,135.74
          CHF | 0.8    | 2.5          | CHF 2.00
          JPY | 156.4  | 2            | ¥312.8
          JPY | 156.4  | 0.000000001  | ¥0.000000156
          KWD | 0.307  | 10           | KWD 3.070
          """)
  void exactHasAsManyDecimalsAsThereAreUpToNine(
      String code, String perUsd, String usd, String words) {
    assertThat(currency(code, perUsd).exact(usd(usd))).isEqualTo(words);
  }

  @Test
  void wordsThatAreKeptSayDollarsToo() {
    assertThat(currency("EUR", "0.92").kept(usd("2"))).isEqualTo("€1.84 ($2.00)");
    assertThat(DisplayCurrency.US_DOLLARS.kept(usd("2"))).isEqualTo("$2.00");
  }

  @Test
  void rateIsToldWithItsDay() {
    assertThat(currency("EUR", "0.920").rate())
        .hasValue("EUR at 0.92 for a US dollar, as of 2026-11-20");
    assertThat(new DisplayCurrency(Currency.getInstance("JPY"), new BigDecimal("200"), null).rate())
        .hasValue("JPY at 200 for a US dollar");
    assertThat(DisplayCurrency.US_DOLLARS.rate()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"EUR, 0", "EUR, -0.92", "USD, 0.92", "XAU, 0.001"})
  void rateThatCannotBeIsRefused(String code, String perUsd) {
    assertThatIllegalArgumentException().isThrownBy(() -> currency(code, perUsd));
  }

  private static DisplayCurrency currency(String code, String perUsd) {
    return new DisplayCurrency(
        Currency.getInstance(code), new BigDecimal(perUsd), LocalDate.of(2026, 11, 20));
  }

  private static NanoUsd usd(String amount) {
    return NanoUsd.ofUsd(new BigDecimal(amount));
  }
}
