package dev.sightline.sim.model;

import java.math.BigDecimal;
import java.util.List;
import java.util.Set;

/// A model a simulated provider offers.
///
/// The prices are near real ones but end in odd nano-dollars, so that a sum that was rounded on the
/// way comes out wrong.
///
/// @param inputs of `text`, `image`, `video`
/// @param promptUsd US dollars per prompt token
/// @param completionUsd US dollars per completion token
/// @param isBilledWholeWhenStopped whether the provider goes on and bills the whole answer when the
///   client leaves, as Google's do
public record SimModel(
    String id,
    Set<String> inputs,
    BigDecimal promptUsd,
    BigDecimal completionUsd,
    boolean isBilledWholeWhenStopped) {
  private static final Set<String> BLIND = Set.of("text");
  private static final Set<String> SEES = Set.of("text", "image");
  private static final Set<String> WATCHES = Set.of("text", "image", "video");

  /// What OpenRouter, and so fal, offers here.
  public static final List<SimModel> ROUTED =
      List.of(
          new SimModel("google/gemini-3.1-flash-lite", WATCHES, nano(307), nano(2_503), true),
          new SimModel("google/gemini-2.5-flash", WATCHES, nano(307), nano(2_503), true),
          new SimModel("google/gemini-2.5-pro", WATCHES, nano(1_259), nano(10_007), true),
          new SimModel("anthropic/claude-sonnet-4.6", SEES, nano(3_001), nano(15_013), false),
          new SimModel("openai/gpt-4.1", SEES, nano(2_003), nano(8_009), false),
          new SimModel("qwen/qwen2.5-vl-72b-instruct", WATCHES, nano(251), nano(757), false),
          new SimModel("openai/gpt-oss-120b", BLIND, nano(73), nano(283), false));

  public SimModel {
    inputs = Set.copyOf(inputs);
  }

  /// A model with default prices that takes these inputs.
  public static SimModel of(String id, String... inputs) {
    return new SimModel(id, Set.of(inputs), nano(307), nano(2_503), false);
  }

  /// A model on one's own machine.
  public static SimModel free(String id, String... inputs) {
    return new SimModel(id, Set.of(inputs), BigDecimal.ZERO, BigDecimal.ZERO, false);
  }

  public boolean takes(SeenMedia.Kind kind) {
    return inputs.contains(
        switch (kind) {
          case IMAGE -> "image";
          case VIDEO -> "video";
        });
  }

  /// What this many tokens cost.
  public BigDecimal costUsd(long promptTokens, long completionTokens) {
    return promptUsd
        .multiply(BigDecimal.valueOf(promptTokens))
        .add(completionUsd.multiply(BigDecimal.valueOf(completionTokens)));
  }

  private static BigDecimal nano(long nanoUsd) {
    return BigDecimal.valueOf(nanoUsd, 9);
  }
}
