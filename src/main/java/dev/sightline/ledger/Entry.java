package dev.sightline.ledger;

import dev.sightline.event.AskId;
import dev.sightline.event.Platform;
import java.time.Instant;
import java.util.Set;

/// A line of the ledger, never changed once written.
///
/// @param at to the millisecond
/// @param workspace where it was asked, as in [dev.sightline.event.ThreadRef]
/// @param personName as the platform gave it: any text
/// @param charge its cost is negative where a correction takes a figure back
/// @param groups ids of the person's groups or roles then, as in [dev.sightline.event.PersonRef]
public record Entry(
    String id,
    AskId ask,
    Kind kind,
    Instant at,
    Platform platform,
    String workspace,
    String channel,
    String personId,
    String personName,
    Charge charge,
    Medium medium,
    Set<String> groups) {
  public Entry {
    groups = Set.copyOf(groups);
  }

  /// Why the line is there.
  public enum Kind {
    /// A call was made.
    CHARGE,
    /// A figure was replaced: one line takes the old one back, one gives the new one.
    CORRECTION
  }
}
