package dev.sightline.ask;

/// Where an ask stands; all but [#RUNNING] are ends.
public enum AskState {
  RUNNING,
  /// With a whole answer.
  ANSWERED,
  /// A person stopped it, or nobody could see it any more.
  STOPPED,
  /// What came with it could not be used.
  BAD_INPUT,
  /// Money or permission was lacking.
  REFUSED,
  /// No route gave an answer, or the platform did not take it.
  FAILED,
  /// Its process ended before it did.
  INTERRUPTED
}
