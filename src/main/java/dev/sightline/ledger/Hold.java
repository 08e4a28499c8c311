package dev.sightline.ledger;

import dev.sightline.event.AskId;
import dev.sightline.event.PersonRef;
import dev.sightline.event.ThreadRef;
import java.time.Instant;

/// Money set aside for a call that is about to be made.
///
/// @param id unique; an ask that tries a second route has a second hold
/// @param expires when [Ledger#expire] ends it
public record Hold(
    String id, AskId ask, PersonRef person, ThreadRef thread, NanoUsd estimate, Instant expires) {}
