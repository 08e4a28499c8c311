package dev.sightline.sim.model;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// What the next calls will suffer. Safe for all threads.
public final class FaultPlan {
  private final Deque<Faults> next = new ArrayDeque<>();
  private Faults always = new Faults(List.of());

  /// The next call, after those already planned, suffers all of these together.
  public void next(Fault... faults) {
    next(1, faults);
  }

  /// Each of the next calls suffers all of these. With no fault given, they are spared.
  public synchronized void next(int calls, Fault... faults) {
    for (int i = 0; i < calls; i++) {
      next.add(new Faults(List.of(faults)));
    }
  }

  /// Every call that has no plan of its own suffers these, until told otherwise.
  public synchronized void always(Fault... faults) {
    always = new Faults(List.of(faults));
  }

  /// Takes what the call that just came suffers.
  public synchronized Faults take() {
    Faults planned = next.poll();
    return planned == null ? always : planned;
  }
}
