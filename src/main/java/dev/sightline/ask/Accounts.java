package dev.sightline.ask;

import dev.sightline.event.PersonRef;
import java.util.List;

/// What people are told about their own spending.
@FunctionalInterface
public interface Accounts {
  /// Today and this month, with a chart of the month.
  UsageAnswer of(PersonRef person);

  /// The same with budgets and last answers, without a chart.
  default PersonalPage page(PersonRef person) {
    return new PersonalPage(of(person).markdown(), List.of(), List.of());
  }
}
