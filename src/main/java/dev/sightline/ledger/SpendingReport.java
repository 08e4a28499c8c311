package dev.sightline.ledger;

import dev.sightline.event.Platform;
import dev.sightline.ledger.UsageReport.Totals;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What was spent, from many sides. [Spending] makes them.
///
/// @param whole sums of all that the filter lets through
/// @param byDay one for each day of the filter, also for days without an ask
/// @param persons most expensive first
/// @param channels as `persons`, as all that follow
/// @param media what was asked about: text, image or video, or unknown
public record SpendingReport(
    SpendingFilter filter,
    Totals whole,
    List<Day> byDay,
    Side persons,
    Side channels,
    Side workspaces,
    Side platforms,
    Side models,
    Side routes,
    Side media) {
  public SpendingReport {
    byDay = List.copyOf(byDay);
  }

  /// One side.
  ///
  /// @param lines most expensive first, at most [Spending#MOST_LINES]
  /// @param hidden how many there are besides
  public record Side(List<Line> lines, long hidden) {
    public Side {
      lines = List.copyOf(lines);
    }
  }

  /// The sums of one person, channel or whatever the side shows.
  public record Line(Key key, String label, Totals totals) {}

  /// Whom or what a line is about.
  ///
  /// @param platform null where the same name means the same on all platforms
  /// @param workspace id; empty where it does not matter
  /// @param id of the person, channel or workspace, or the name of the model, route or medium;
  ///   empty where the platform is all
  public record Key(@Nullable Platform platform, String workspace, String id) {
    static Key of(String name) {
      return new Key(null, "", name);
    }
  }

  /// The cost of one day.
  ///
  /// @param costByModel for models with an entry on that day
  public record Day(LocalDate date, Map<String, NanoUsd> costByModel) {
    public Day {
      costByModel = Map.copyOf(costByModel);
    }
  }
}
