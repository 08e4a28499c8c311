package dev.sightline.route;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// What a call used, as the provider said.
///
/// @param promptTokens -1 where the provider did not say
/// @param completionTokens -1 where the provider did not say
/// @param costUsd the provider's own figure in US dollars, unrounded; null where it gave none
public record Usage(long promptTokens, long completionTokens, @Nullable BigDecimal costUsd) {
  /// Nothing is known.
  public static final Usage UNKNOWN = new Usage(-1, -1, null);
}
