package dev.sightline.ledger;

import dev.sightline.event.Platform;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// Which spending is looked at; an empty text stands for all.
///
/// @param since the first day, in the zone of the [Spending]
/// @param until the last day, not before `since`
/// @param platform null for all
/// @param workspace id, as all that follow but the model and the route
/// @param model the provider's name of the model
/// @param route the name in the configuration
public record SpendingFilter(
    LocalDate since,
    LocalDate until,
    @Nullable Platform platform,
    String workspace,
    String channel,
    String person,
    String model,
    String route) {
  public SpendingFilter {
    if (until.isBefore(since)) {
      throw new IllegalArgumentException("until: " + until + " is before " + since);
    }
  }

  /// All that was spent from `since` to `until`.
  public static SpendingFilter ofAll(LocalDate since, LocalDate until) {
    return new SpendingFilter(since, until, null, "", "", "", "", "");
  }

  /// Whether only the days decide.
  public boolean isOfAll() {
    return equals(ofAll(since, until));
  }
}
