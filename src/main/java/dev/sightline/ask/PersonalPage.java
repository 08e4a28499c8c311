package dev.sightline.ask;

import java.time.Instant;
import java.util.List;

/// What a person sees of their own account, in plain text.
///
/// @param usage today, this month, by model, a line each
/// @param budgets those that are this person's alone
/// @param answers the last ones, newest first
/// @param settings those that this person may change; empty for who may not ask
public record PersonalPage(
    String usage, List<Bar> budgets, List<Answer> answers, List<Setting> settings) {
  public PersonalPage {
    budgets = List.copyOf(budgets);
    answers = List.copyOf(answers);
    settings = List.copyOf(settings);
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

  /// Something that a person may set for themselves.
  ///
  /// @param chosen the id of one of the options
  /// @param options at least one
  public record Setting(String id, String words, String chosen, List<Option> options) {
    public Setting {
      options = List.copyOf(options);
    }

    /// Whether there is an option of this id.
    public boolean has(String option) {
      return options.stream().anyMatch(one -> one.id().equals(option));
    }
  }

  /// What something may be set to.
  public record Option(String id, String label) {}
}
