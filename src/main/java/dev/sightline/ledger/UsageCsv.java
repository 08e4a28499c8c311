package dev.sightline.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The ledger as CSV: RFC 4180, lines end in CRLF, one line per entry.
///
/// Amounts have nine decimals and are exact; the cell is empty where the cost is not known. Text
/// that a spreadsheet would run as a formula gets an apostrophe before it.
final class UsageCsv {
  private static final String HEADER =
      "at,platform,workspace,channel,person_id,person,provider,route,model,"
          + "prompt_tokens,completion_tokens,cost_usd,estimated,ask";
  static final String LINE_END = "\r\n";
  private static final String FORMULA_STARTS = "=+-@\t\r";

  private UsageCsv() {}

  static void writeHeader(Appendable out) throws IOException {
    out.append(HEADER).append(LINE_END);
  }

  static void write(Entry entry, Appendable out) {
    var charge = entry.charge();
    var cells =
        List.of(
            entry.at().toString(),
            entry.platform().name().toLowerCase(Locale.ROOT),
            text(entry.workspace()),
            text(entry.channel()),
            text(entry.personId()),
            text(entry.personName()),
            text(charge.provider()),
            text(charge.route()),
            text(charge.model()),
            count(charge.usage().promptTokens()),
            count(charge.usage().completionTokens()),
            cost(charge),
            Boolean.toString(charge.isEstimated()),
            text(entry.ask().value()));
    try {
      out.append(cells.stream().map(UsageCsv::quoted).collect(Collectors.joining(",")))
          .append(LINE_END);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String count(long tokens) {
    return tokens < 0 ? "" : Long.toString(tokens);
  }

  private static String cost(Charge charge) {
    BigDecimal usd = charge.cost().toUsd();
    return charge.basis() == Charge.Basis.UNPRICED ? "" : usd.toPlainString();
  }

  /// Text as no spreadsheet runs it.
  static String text(String value) {
    return !value.isEmpty() && FORMULA_STARTS.indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
  }

  /// A cell as RFC 4180 has it.
  static String quoted(String cell) {
    return cell.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n')
        ? '"' + cell.replace("\"", "\"\"") + '"'
        : cell;
  }
}
