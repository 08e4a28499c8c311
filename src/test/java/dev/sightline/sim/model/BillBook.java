package dev.sightline.sim.model;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Every bill a simulated provider wrote: what the product's own ledger must agree with.
///
/// A bill is final before the client can have read the end of the answer. Safe for all threads.
public final class BillBook {
  private final List<OpenBill> open = new ArrayList<>();

  /// All bills in the order the calls came, open ones too.
  public List<Bill> bills() {
    synchronized (open) {
      return open.stream().map(OpenBill::bill).toList();
    }
  }

  /// The newest bill.
  public Bill last() {
    return bills().getLast();
  }

  /// What the user of these simulators owes, exact.
  public BigDecimal totalUsd() {
    return bills().stream().map(Bill::costUsd).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /// How many answers are under way.
  public long openCalls() {
    return bills().stream().filter(bill -> bill.outcome() == Bill.Outcome.OPEN).count();
  }

  /// Bills an answer that nobody listened to while it was made, and tells what it cost.
  public Charge finish(Caller caller, ModelAsk ask, ModelAnswer answer, SimModel model) {
    Charge charge = answer.charge(ask, model);
    open(caller, ask).close(Bill.Outcome.FINISHED, answer.text(), charge);
    return charge;
  }

  OpenBill open(Caller caller, ModelAsk ask) {
    OpenBill bill = new OpenBill(caller, ask, Instant.now());
    synchronized (open) {
      open.add(bill);
    }
    return bill;
  }
}
