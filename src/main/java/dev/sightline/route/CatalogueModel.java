package dev.sightline.route;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is known of a model.
///
/// @param model its name, as its providers know it
/// @param takes what it can take
/// @param contextTokens most tokens of question and answer together; null where it is not known
/// @param promptUsdPerMillion US dollars for a million tokens of the question, not negative; null
///   where it is not known
/// @param completionUsdPerMillion the same of the answer; null where the other is
/// @param expires from which day on it answers no more; null where none is announced
/// @param instead what its maker advises to use then; empty where nothing is advised
/// @param source where this was read
/// @param readOn when
public record CatalogueModel(
    String model,
    Set<Capability> takes,
    @Nullable Integer contextTokens,
    @Nullable BigDecimal promptUsdPerMillion,
    @Nullable BigDecimal completionUsdPerMillion,
    @Nullable LocalDate expires,
    String instead,
    String source,
    LocalDate readOn) {
  public CatalogueModel {
    takes = Set.copyOf(takes);
  }
}
