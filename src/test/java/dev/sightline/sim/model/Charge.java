package dev.sightline.sim.model;

import java.math.BigDecimal;

/// What an answer used and costs.
///
/// @param completionTokens reasoning included
/// @param costUsd exact; US dollars
/// @param finishReason in OpenAI's words: `stop`, `length`, `content_filter`
public record Charge(
    long promptTokens,
    long completionTokens,
    long reasoningTokens,
    BigDecimal costUsd,
    String finishReason) {

  public long totalTokens() {
    return promptTokens + completionTokens;
  }
}
