package dev.sightline.ledger;

import dev.sightline.event.AskId;
import dev.sightline.event.PersonRef;
import dev.sightline.event.ThreadRef;
import java.time.Instant;
import java.util.List;

/// Money set aside for a call that is about to be made.
///
/// @param id unique; an ask that tries a second route has a second hold
/// @param expires when [Ledger#expire] ends it
/// @param warnings what the person should know; empty for a hold that was read back
public record Hold(
    String id,
    AskId ask,
    PersonRef person,
    ThreadRef thread,
    NanoUsd estimate,
    Medium medium,
    Instant expires,
    List<Warning> warnings) {
  public Hold {
    warnings = List.copyOf(warnings);
  }

  /// The same of another amount, which no limit was asked about.
  Hold with(NanoUsd amount, Medium about) {
    return new Hold(id, ask, person, thread, amount, about, expires, List.of());
  }
}
