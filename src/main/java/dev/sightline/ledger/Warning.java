package dev.sightline.ledger;

import dev.sightline.ledger.Budget.Limit;

/// A limit of which more is used than its warning says, though it is not reached.
///
/// @param used spent and held, with the hold that was just made
/// @param words a sentence for the person
public record Warning(Limit limit, NanoUsd used, String words) {}
