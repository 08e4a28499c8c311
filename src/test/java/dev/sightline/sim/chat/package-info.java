/// A stand-in for the servers that speak OpenAI's or Anthropic's chat shape, each with its quirks.
@NullMarked
package dev.sightline.sim.chat;

import org.jspecify.annotations.NullMarked;
