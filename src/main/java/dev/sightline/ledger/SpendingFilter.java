package dev.sightline.ledger;

import dev.sightline.event.Platform;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
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

  /// What is wanted beside the days, by the names of the columns in which the store has it.
  public Map<String, String> columns() {
    Map<String, String> wanted = new LinkedHashMap<>();
    wanted.put("platform", platform == null ? "" : platform.name());
    wanted.put("workspace", workspace);
    wanted.put("channel", channel);
    wanted.put("person_id", person);
    wanted.put("model", model);
    wanted.put("route", route);
    wanted.values().removeIf(String::isEmpty);
    return wanted;
  }

  /// Whether only the days decide.
  public boolean isOfAll() {
    return equals(ofAll(since, until));
  }
}
