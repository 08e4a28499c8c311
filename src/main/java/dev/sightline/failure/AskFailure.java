package dev.sightline.failure;

/// Why an ask did not end in an answer. Every failure that reaches a person is one of these.
///
/// [#getMessage] is for the operator; the sentence for the person comes from [FailureWords].
public abstract sealed class AskFailure extends Exception
    permits MediaRejected,
        NeedsConsent,
        NotAllowed,
        OverBudget,
        PlatformRefused,
        RouteDown,
        RouteRefused {

  AskFailure(String message) {
    super(message);
  }
}
