package dev.sightline.ledger;

/// An entry whose figure is not the provider's own, of a call that the provider may know more of.
///
/// @param callId the provider's own id of the call
public record Estimate(Entry entry, String callId) {}
