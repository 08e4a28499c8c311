package dev.sightline.ledger;

import dev.sightline.event.AskId;
import java.util.HashSet;
import java.util.Set;

/// Sums up entries, or sums of entries; used by one report.
final class Tally {
  private final Set<AskId> asks = new HashSet<>();
  private long countedAsks;
  private long promptTokens;
  private long completionTokens;
  private NanoUsd cost = NanoUsd.ZERO;
  private NanoUsd estimated = NanoUsd.ZERO;
  private long unpriced;

  void add(Entry entry) {
    var charge = entry.charge();
    asks.add(entry.ask());
    promptTokens += Math.max(0, charge.usage().promptTokens());
    completionTokens += Math.max(0, charge.usage().completionTokens());
    cost = cost.plus(charge.cost());
    switch (charge.basis()) {
      case BILLED, FREE -> {}
      case ESTIMATED -> estimated = estimated.plus(charge.cost());
      // A correction takes the unpriced entry back.
      case UNPRICED -> unpriced += entry.kind() == Entry.Kind.CORRECTION ? -1 : 1;
    }
  }

  void add(UsageReport.Totals sums) {
    countedAsks += sums.asks();
    promptTokens += sums.promptTokens();
    completionTokens += sums.completionTokens();
    cost = cost.plus(sums.cost());
    estimated = estimated.plus(sums.estimated());
    unpriced += sums.unpriced();
  }

  UsageReport.Totals totals() {
    return new UsageReport.Totals(
        countedAsks + asks.size(), promptTokens, completionTokens, cost, estimated, unpriced);
  }
}
