package dev.sightline.ask;

import dev.sightline.event.PersonRef;
import java.util.List;

/// What people are told about their own spending, and may set for themselves.
@FunctionalInterface
public interface Accounts {
  /// Today and this month, with a chart of the month.
  UsageAnswer of(PersonRef person);

  /// The same with budgets, last answers and settings, without a chart.
  default PersonalPage page(PersonRef person) {
    return new PersonalPage(of(person).markdown(), List.of(), List.of(), List.of());
  }

  /// Sets what a person chose on that page.
  ///
  /// @return false if it is not theirs to choose; then nothing is changed
  default boolean choose(PersonRef person, String setting, String option) {
    return false;
  }
}
