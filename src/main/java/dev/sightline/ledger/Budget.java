package dev.sightline.ledger;

import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.List;

/// How much may be spent; holds count as spent until they end.
///
/// @param limits all of them hold
/// @param zone where days and months begin
public record Budget(List<Limit> limits, ZoneId zone) {
  public Budget {
    limits = List.copyOf(limits);
  }

  /// No limits.
  public static Budget unlimited(ZoneId zone) {
    return new Budget(List.of(), zone);
  }

  /// One limit.
  ///
  /// @param most in all, for each of whom it is for
  public record Limit(Of of, Per per, NanoUsd most) {}

  /// Whose spending counts together.
  public enum Of {
    /// One person on one platform.
    PERSON,
    /// All who ask in one channel.
    CHANNEL,
    /// All who ask in one workspace or server.
    WORKSPACE
  }

  /// For how long spending counts.
  public enum Per {
    /// One hold alone.
    ASK,
    DAY,
    MONTH;

    /// The first day of the span that `today` is in.
    LocalDate firstDay(LocalDate today) {
      return this == MONTH ? today.with(TemporalAdjusters.firstDayOfMonth()) : today;
    }

    /// The first day of the next span.
    LocalDate nextDay(LocalDate today) {
      return this == MONTH ? firstDay(today).plusMonths(1) : today.plusDays(1);
    }
  }
}
