package dev.sightline.ledger;

import dev.sightline.event.Platform;
import dev.sightline.ledger.UsageReport.Totals;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The sums of days as CSV, in the manner of [UsageCsv]. Amounts have nine decimals and are exact.
final class SpendingCsv {
  private static final String HEADER =
      "day,platform,workspace,channel,person_id,person,route,provider,model,medium,asks,"
          + "prompt_tokens,completion_tokens,cost_usd,estimated_usd,unpriced";

  private SpendingCsv() {}

  static void writeHeader(Appendable out) throws IOException {
    out.append(HEADER).append(UsageCsv.LINE_END);
  }

  static String line(ResultSet row, Platform platform, Totals totals) throws SQLException {
    String name = row.getString("name");
    var cells =
        List.of(
            LocalDate.ofEpochDay(row.getLong("day")).toString(),
            platform.name().toLowerCase(Locale.ROOT),
            UsageCsv.text(row.getString("workspace")),
            UsageCsv.text(row.getString("channel")),
            UsageCsv.text(row.getString("person_id")),
            UsageCsv.text(name == null ? "" : name),
            UsageCsv.text(row.getString("route")),
            UsageCsv.text(row.getString("provider")),
            UsageCsv.text(row.getString("model")),
            row.getString("medium").toLowerCase(Locale.ROOT),
            Long.toString(totals.asks()),
            Long.toString(totals.promptTokens()),
            Long.toString(totals.completionTokens()),
            totals.cost().toUsd().toPlainString(),
            totals.estimated().toUsd().toPlainString(),
            Long.toString(totals.unpriced()));
    return cells.stream().map(UsageCsv::quoted).collect(Collectors.joining(","))
        + UsageCsv.LINE_END;
  }
}
