package dev.sightline.ledger;

import dev.sightline.event.AskId;
import dev.sightline.event.Platform;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;

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

  /// What a call cost that a hold was for.
  static Entry of(Hold hold, Charge charge, Instant now) {
    return new Entry(
        UUID.randomUUID().toString(),
        hold.ask(),
        Entry.Kind.CHARGE,
        now,
        hold.person().platform(),
        hold.thread().workspace(),
        hold.thread().channel(),
        hold.person().id(),
        hold.person().name(),
        charge,
        hold.medium(),
        hold.person().groups());
  }

  /// Why the line is there.
  public enum Kind {
    /// A call was made.
    CHARGE,
    /// A figure was replaced: one line takes the old one back, one gives the new one.
    CORRECTION
  }
}
