package dev.sightline.ledger;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/// What was spent, for one person or for all. [UsageReader] makes them.
///
/// @param since the first day, as the zone of the report has days
/// @param today the last day
/// @param ofToday sums of the last day
/// @param whole sums of all days
/// @param byDay one for each day from `since` to `today`, also for days without an ask
/// @param byModel most expensive first; the label is the provider's name of the model
/// @param byPerson most expensive first; the label is the person's newest name
public record UsageReport(
    LocalDate since,
    LocalDate today,
    Totals ofToday,
    Totals whole,
    List<Day> byDay,
    List<Line> byModel,
    List<Line> byPerson) {
  public UsageReport {
    byDay = List.copyOf(byDay);
    byModel = List.copyOf(byModel);
    byPerson = List.copyOf(byPerson);
  }

  /// Whether this is the report of a calendar month so far.
  public boolean isMonth() {
    return since.equals(today.withDayOfMonth(1));
  }

  /// Sums of entries.
  ///
  /// @param asks how many asks had an entry
  /// @param promptTokens as far as providers counted them
  /// @param completionTokens as far as providers counted them
  /// @param cost of all entries, exact
  /// @param estimated the part of the cost that is not a provider's own figure
  /// @param unpriced entries whose cost is not known and not in the sum
  public record Totals(
      long asks,
      long promptTokens,
      long completionTokens,
      NanoUsd cost,
      NanoUsd estimated,
      long unpriced) {
    /// No entries.
    public static final Totals NONE = new Totals(0, 0, 0, NanoUsd.ZERO, NanoUsd.ZERO, 0);

    /// The sums of both.
    public Totals plus(Totals other) {
      return new Totals(
          asks + other.asks,
          promptTokens + other.promptTokens,
          completionTokens + other.completionTokens,
          cost.plus(other.cost),
          estimated.plus(other.estimated),
          unpriced + other.unpriced);
    }
  }

  /// The sums of one model or one person.
  public record Line(String label, Totals totals) {}

  /// The sums of one day.
  ///
  /// @param costByModel for models with an entry on that day
  public record Day(LocalDate date, Totals totals, Map<String, NanoUsd> costByModel) {
    public Day {
      costByModel = Map.copyOf(costByModel);
    }
  }
}
