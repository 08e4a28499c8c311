package dev.sightline.bench;

import java.util.List;

/// What the world saw of [Stops], as [SimHost] tells it in JSON.
///
/// @param running answers that could be stopped when the first button was pressed
/// @param reachedMs from each press to the moment at which the provider saw its client leave; it
///   looks every 40 ms
/// @param billedNanos what the provider bills for all calls, in nano-dollars
record SeenStops(int running, List<Double> reachedMs, long billedNanos) {
  SeenStops {
    reachedMs = List.copyOf(reachedMs);
  }
}
