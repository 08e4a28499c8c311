package dev.sightline.route;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How a model is to answer. What is null is left open: to a wider setting, and at last to the
/// model itself.
///
/// @param system told to the model besides what every question is told, or empty
/// @param temperature 0 (always the same words) to 2
/// @param maxTokens most tokens of an answer, at least 1
/// @param reasoning whether the model is to think before it speaks
/// @param detail how closely it looks at pictures
public record Parameters(
    String system,
    @Nullable Double temperature,
    @Nullable Integer maxTokens,
    @Nullable Boolean reasoning,
    @Nullable Detail detail) {

  /// All is left open.
  public static final Parameters NONE = new Parameters("", null, null, null, null);

  /// These, and where they leave something open, what is wider says. Instructions add up, the wider
  /// ones first.
  public Parameters over(Parameters wider) {
    return new Parameters(
        Stream.of(wider.system, system)
            .filter(text -> !text.isBlank())
            .collect(Collectors.joining("\n\n")),
        temperature == null ? wider.temperature : temperature,
        maxTokens == null ? wider.maxTokens : maxTokens,
        reasoning == null ? wider.reasoning : reasoning,
        detail == null ? wider.detail : detail);
  }
}
