package dev.sightline.sim.model;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The script of one answer.
///
/// @param promptTokens absent: counted from what was asked
/// @param completionTokens absent: counted from what is said and thought
/// @param costUsd absent: tokens times the model's price
/// @param faults what goes wrong on the way, beside what the simulator was told
public record ModelAnswer(
    List<Step> steps,
    @Nullable Long promptTokens,
    @Nullable Long completionTokens,
    @Nullable BigDecimal costUsd,
    String finishReason,
    List<Fault> faults) {
  private static final int PIECE_CHARS = 16;
  private static final int CHARS_PER_TOKEN = 4;
  private static final long IMAGE_TOKENS = 258;
  private static final long VIDEO_TOKENS = 3_000;
  private static final long TURN_TOKENS = 5;

  public ModelAnswer {
    steps = List.copyOf(steps);
    faults = List.copyOf(faults);
  }

  /// The text in pieces of 16 characters, never splitting one.
  public static ModelAnswer of(String text) {
    return ofPieces(pieces(text, PIECE_CHARS));
  }

  /// One event of a stream for each piece.
  public static ModelAnswer ofPieces(String... pieces) {
    return ofPieces(List.of(pieces));
  }

  private static ModelAnswer ofPieces(List<String> pieces) {
    List<Step> says = pieces.stream().<Step>map(Step.Say::new).toList();
    return new ModelAnswer(says, null, null, null, "stop", List.of());
  }

  /// Thinks this before anything else.
  public ModelAnswer thinking(String reasoning) {
    Stream<Step> thoughts = pieces(reasoning, PIECE_CHARS).stream().map(Step.Think::new);
    return with(Stream.concat(thoughts, steps.stream()).toList());
  }

  /// Rests before each piece said or thought.
  public ModelAnswer pacedBy(Duration rest) {
    return with(
        steps.stream()
            .flatMap(step ->
                step instanceof Step.Say || step instanceof Step.Think
                    ? Stream.of(new Step.Rest(rest), step)
                    : Stream.of(step))
            .toList());
  }

  /// Waits at the gate after this many steps; 0 is before the first.
  public ModelAnswer holdingAfter(int stepCount, Gate gate) {
    List<Step> held = new ArrayList<>(steps);
    held.add(stepCount, new Step.Hold(gate));
    return with(held);
  }

  public ModelAnswer using(long promptTokens, long completionTokens) {
    return new ModelAnswer(steps, promptTokens, completionTokens, costUsd, finishReason, faults);
  }

  /// Costs this many US dollars, given as a decimal number.
  public ModelAnswer costing(String usd) {
    return new ModelAnswer(
        steps, promptTokens, completionTokens, new BigDecimal(usd), finishReason, faults);
  }

  /// Ends for this reason, in OpenAI's words.
  public ModelAnswer finishing(String reason) {
    return new ModelAnswer(steps, promptTokens, completionTokens, costUsd, reason, faults);
  }

  public ModelAnswer failing(Fault... faults) {
    return new ModelAnswer(
        steps, promptTokens, completionTokens, costUsd, finishReason, List.of(faults));
  }

  /// The whole text.
  public String text() {
    return steps.stream()
        .map(step -> step instanceof Step.Say say ? say.piece() : "")
        .collect(Collectors.joining());
  }

  /// The whole reasoning; empty when there is none.
  public String reasoning() {
    return steps.stream()
        .map(step -> step instanceof Step.Think think ? think.piece() : "")
        .collect(Collectors.joining());
  }

  /// This answer without its reasoning.
  public ModelAnswer unthinking() {
    return with(steps.stream().filter(step -> !(step instanceof Step.Think)).toList());
  }

  /// This answer ended after `maxTokens`, as a real model ends: in mid-sentence, for `length`.
  public ModelAnswer cappedAt(@Nullable Long maxTokens) {
    if (maxTokens == null || tokens(text()) <= maxTokens) {
      return this;
    }
    long charsLeft = maxTokens * CHARS_PER_TOKEN;
    List<Step> kept = new ArrayList<>();
    for (Step step : steps) {
      if (!(step instanceof Step.Say(String piece))) {
        kept.add(step);
      } else if (charsLeft > 0) {
        String cut = piece.length() <= charsLeft ? piece : piece.substring(0, (int) charsLeft);
        if (Character.isHighSurrogate(cut.charAt(cut.length() - 1))) {
          cut = cut.substring(0, cut.length() - 1);
        }
        kept.add(new Step.Say(cut));
        charsLeft -= piece.length();
      }
    }
    return with(kept).finishing("length");
  }

  /// What the whole answer costs.
  public Charge charge(ModelAsk ask, SimModel model) {
    long prompt = promptTokens != null ? promptTokens : tokens(ask);
    long thought = tokens(reasoning());
    long completion = completionTokens != null ? completionTokens : tokens(text()) + thought;
    BigDecimal cost = costUsd != null ? costUsd : model.costUsd(prompt, completion);
    return new Charge(prompt, completion, thought, cost, finishReason);
  }

  /// What is owed when generation ended after `sentChars` of text and reasoning.
  Charge chargeUntil(int sentChars, ModelAsk ask, SimModel model) {
    Charge whole = charge(ask, model);
    int allChars = text().length() + reasoning().length();
    if (sentChars >= allChars) {
      return whole;
    }
    long completion = whole.completionTokens() * sentChars / allChars;
    BigDecimal cost =
        costUsd == null
            ? model.costUsd(whole.promptTokens(), completion)
            : costUsd
                .multiply(BigDecimal.valueOf(sentChars))
                .divide(BigDecimal.valueOf(allChars), 9, RoundingMode.HALF_UP);
    long thought = Math.min(whole.reasoningTokens(), completion);
    return new Charge(whole.promptTokens(), completion, thought, cost, finishReason);
  }

  private static long tokens(ModelAsk ask) {
    return ask.turns().stream().mapToLong(turn -> TURN_TOKENS + tokens(turn.text())).sum()
        + ask.count(SeenMedia.Kind.IMAGE) * IMAGE_TOKENS
        + ask.count(SeenMedia.Kind.VIDEO) * VIDEO_TOKENS;
  }

  private static long tokens(String text) {
    return Math.ceilDiv(text.length(), CHARS_PER_TOKEN);
  }

  private ModelAnswer with(List<Step> newSteps) {
    return new ModelAnswer(newSteps, promptTokens, completionTokens, costUsd, finishReason, faults);
  }

  private static List<String> pieces(String text, int chars) {
    List<String> pieces = new ArrayList<>();
    int from = 0;
    while (from < text.length()) {
      int to = Math.min(text.length(), from + chars);
      if (to < text.length() && Character.isHighSurrogate(text.charAt(to - 1))) {
        to++;
      }
      pieces.add(text.substring(from, to));
      from = to;
    }
    return pieces;
  }
}
