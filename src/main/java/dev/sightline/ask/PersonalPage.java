package dev.sightline.ask;

import java.time.Instant;
import java.util.List;

/// What a person sees of their own account, in plain text.
///
/// @param usage today, this month, by model, a line each
/// @param budgets those that are this person's alone
/// @param answers the last ones, newest first
public record PersonalPage(String usage, List<Bar> budgets, List<Answer> answers) {
  public PersonalPage {
    budgets = List.copyOf(budgets);
    answers = List.copyOf(answers);
  }

  /// How full a budget is.
  ///
  /// @param share 0 to 1
  public record Bar(double share, String words) {}

  /// An answer that was given.
  ///
  /// @param channel the platform's id of where it stands; empty where that is another platform
  /// @param words model and cost
  public record Answer(Instant at, String channel, String words) {}
}
