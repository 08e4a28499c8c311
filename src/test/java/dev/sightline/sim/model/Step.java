package dev.sightline.sim.model;

import java.time.Duration;

/// One thing a model does while it answers.
public sealed interface Step {
  /// A piece of the answer: one event of a stream.
  record Say(String piece) implements Step {}

  /// A piece of reasoning: one event of a stream.
  record Think(String piece) implements Step {}

  /// Time in which nothing is sent.
  record Rest(Duration time) implements Step {}

  /// Nothing is sent until the test opens the gate.
  record Hold(Gate gate) implements Step {}
}
