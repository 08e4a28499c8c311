package dev.sightline.sim.chat;

import dev.sightline.sim.model.ModelAsk;

/// A chat completion request that passed every check.
///
/// @param includesUsage whether the stream is to end with a usage chunk
record ChatRequest(ModelAsk ask, boolean includesUsage) {}
