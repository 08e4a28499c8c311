package dev.sightline.sim.slack;

/// A command or a click that a person made.
///
/// @param dispatched false where no connection took it, and the person saw an error
/// @param envelopeId what the app must acknowledge
public record Interaction(boolean dispatched, String envelopeId, String responseUrl) {}
