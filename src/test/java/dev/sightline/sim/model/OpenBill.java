package dev.sightline.sim.model;

import java.math.BigDecimal;
import java.time.Instant;

/// A bill while it is being written.
final class OpenBill {
  private static final Charge NOTHING = new Charge(0, 0, 0, BigDecimal.ZERO, "");

  private Bill bill;

  OpenBill(Caller caller, ModelAsk ask, Instant askedAt) {
    bill =
        new Bill(
            caller.requestId(),
            caller.path(),
            caller.key(),
            ask,
            "",
            NOTHING,
            Bill.Outcome.OPEN,
            askedAt,
            null,
            null,
            null);
  }

  synchronized Bill bill() {
    return bill;
  }

  synchronized void sent() {
    Instant now = Instant.now();
    Instant first = bill.firstByteAt();
    bill =
        new Bill(
            bill.requestId(),
            bill.path(),
            bill.key(),
            bill.ask(),
            bill.answered(),
            bill.charge(),
            bill.outcome(),
            bill.askedAt(),
            first == null ? now : first,
            now,
            bill.clientLeftAt());
  }

  synchronized void close(Bill.Outcome outcome, String answered, Charge charge) {
    bill =
        new Bill(
            bill.requestId(),
            bill.path(),
            bill.key(),
            bill.ask(),
            answered,
            outcome == Bill.Outcome.FAILED ? NOTHING : charge,
            outcome,
            bill.askedAt(),
            bill.firstByteAt(),
            bill.lastByteAt(),
            outcome == Bill.Outcome.ABANDONED ? Instant.now() : null);
  }
}
