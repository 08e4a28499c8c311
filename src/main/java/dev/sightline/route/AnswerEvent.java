package dev.sightline.route;

/// What comes back from a model while it answers, in this order:
///
/// - [Begun], at most once, where the provider names the call
/// - any number of [Progress], [Reasoning], [Text] and [Rewrite], mixed
///   - a [Rewrite] replaces all text so far
/// - [Spent], at most once, where the provider told what the call used; it may also come before a
///   failure
/// - [Finish], exactly once, last; absent when the call ends in a failure
public sealed interface AnswerEvent {

  /// The provider took the call on.
  ///
  /// @param callId its own id of the call, for [RouteClient#lateUsage]
  record Begun(String callId) implements AnswerEvent {}

  /// More text of the answer.
  record Text(String added) implements AnswerEvent {}

  /// The whole text so far, in place of all before.
  record Rewrite(String whole) implements AnswerEvent {}

  /// More of the model's reasoning; not part of the answer.
  record Reasoning(String added) implements AnswerEvent {}

  /// What is going on while there is no text, in words for the person.
  record Progress(String sentence) implements AnswerEvent {}

  /// What the call used.
  record Spent(Usage usage) implements AnswerEvent {}

  /// The answer is whole.
  ///
  /// @param model the model that answered, as the provider names it
  record Finish(String model, Ending ending) implements AnswerEvent {}

  /// Why the model stopped.
  enum Ending {
    COMPLETE,
    /// At the token limit.
    LENGTH,
    /// The provider's content filter cut it.
    FILTERED
  }
}
