package dev.sightline.ledger;

import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/// How much may be spent; holds count as spent until they end.
///
/// @param perAsk most for one hold, or null for no limit
/// @param perPersonAndDay for one person on one platform, or null for no limit
/// @param perWorkspaceAndMonth for everybody in one workspace, or null for no limit
/// @param zone where days and months begin
public record Budget(
    @Nullable NanoUsd perAsk,
    @Nullable NanoUsd perPersonAndDay,
    @Nullable NanoUsd perWorkspaceAndMonth,
    ZoneId zone) {

  /// No limits.
  public static Budget unlimited(ZoneId zone) {
    return new Budget(null, null, null, zone);
  }
}
