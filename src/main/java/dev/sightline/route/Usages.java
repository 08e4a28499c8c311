package dev.sightline.route;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.List;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/// Reads what a call used and cost, from the places where providers put it.
final class Usages {
  private static final List<String> COST_FIELDS = List.of("cost", "cost_usd", "total_cost");
  private static final List<String> COST_HEADERS =
      List.of("x-flux-cost-usd", "x-litellm-response-cost");

  /// Most digits, and longest shift of the decimal point, of a sum of money: what is beyond is no
  /// sum, and expensive to calculate with.
  private static final int MAX_DIGITS = 30;

  private Usages() {}

  /// Null where neither the body nor the headers say anything.
  ///
  /// @param usage the `usage` object, or null
  static @Nullable Usage read(@Nullable JsonNode usage, Headers headers) {
    BigDecimal cost = usage == null ? null : inBody(usage);
    if (cost == null) {
      cost = inHeaders(headers);
    }
    if (usage == null) {
      return cost == null ? null : new Usage(-1, -1, cost);
    }
    return new Usage(
        tokens(usage.path("prompt_tokens")), tokens(usage.path("completion_tokens")), cost);
  }

  private static @Nullable BigDecimal inBody(JsonNode usage) {
    for (String field : COST_FIELDS) {
      JsonNode value = usage.path(field);
      BigDecimal cost = value.isNumber() ? sane(value.decimalValue()) : parsed(Json.text(value));
      if (cost != null) {
        return cost;
      }
    }
    return null;
  }

  private static @Nullable BigDecimal inHeaders(Headers headers) {
    for (String name : COST_HEADERS) {
      String value = headers.get(name);
      BigDecimal cost = value == null ? null : parsed(value);
      if (cost != null) {
        return cost;
      }
    }
    return null;
  }

  private static @Nullable BigDecimal parsed(String value) {
    try {
      return sane(new BigDecimal(value.strip()));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static @Nullable BigDecimal sane(BigDecimal cost) {
    boolean isSane =
        cost.signum() >= 0
            && cost.precision() <= MAX_DIGITS
            && Math.abs(cost.scale()) <= MAX_DIGITS;
    return isSane ? cost : null;
  }

  private static long tokens(JsonNode count) {
    return count.canConvertToLong() && count.longValue() >= 0 ? count.longValue() : -1;
  }
}
