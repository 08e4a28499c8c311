package dev.sightline.ask;

import dev.sightline.event.AskId;
import dev.sightline.ledger.Entry;
import dev.sightline.ledger.Ledger;
import dev.sightline.ledger.NanoUsd;
import dev.sightline.route.RouteClient;
import dev.sightline.route.RouteTable;
import dev.sightline.store.Store;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/// Compares what is booked with what providers say that their calls cost, by the ids of the calls:
/// of OpenRouter and of fal's queue. What one ask cost on one route is compared as a whole, so that
/// a call whose answer never came counts, too. Asks under way are left out.
public final class Reconciliation {
  /// Calls asked about at once; our own choice.
  private static final int AT_ONCE = 8;

  private final Store store;
  private final Ledger ledger;
  private final RouteTable routes;

  /// Of the calls and the ledger of a store.
  public Reconciliation(Store store, Ledger ledger, RouteTable routes) {
    this.store = store;
    this.ledger = ledger;
    this.routes = routes;
  }

  /// One ask on one route.
  ///
  /// @param entries what stands of it, not replaced by a correction; empty where nothing was booked
  public record Compared(AskId ask, String route, List<Entry> entries, NanoUsd theirs) {
    public Compared {
      entries = List.copyOf(entries);
    }

    /// What is booked.
    public NanoUsd ours() {
      return entries.stream()
          .map(entry -> entry.charge().cost())
          .reduce(NanoUsd.ZERO, NanoUsd::plus);
    }

    /// What is not booked; negative where too much is.
    public NanoUsd missing() {
      return new NanoUsd(Math.subtractExact(theirs.nanos(), ours().nanos()));
    }
  }

  /// What came out.
  ///
  /// @param compared oldest first
  /// @param unknown calls that their provider does not tell of, now or any more
  public record Result(List<Compared> compared, int unknown) {
    public Result {
      compared = List.copyOf(compared);
    }

    /// Those that are not booked as they cost.
    public List<Compared> differences() {
      return compared.stream().filter(one -> one.missing().nanos() != 0).toList();
    }
  }

  /// Compares all calls since then, as far as they are still known.
  public Result compare(Instant since) throws InterruptedException {
    Map<Group, List<CallBook.Made>> groups = new LinkedHashMap<>();
    for (CallBook.Made made : CallBook.since(store, since)) {
      groups.computeIfAbsent(new Group(made.ask(), made.route()), _ -> new ArrayList<>()).add(made);
    }
    List<Compared> compared = new ArrayList<>();
    int unknown = 0;
    Semaphore few = new Semaphore(AT_ONCE);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Map<Group, List<Future<Optional<NanoUsd>>>> asked = new LinkedHashMap<>();
      groups.forEach((group, calls) ->
          asked.put(
              group, calls.stream().map(call -> threads.submit(() -> theirs(call, few))).toList()));
      for (var group : asked.entrySet()) {
        List<Optional<NanoUsd>> costs = new ArrayList<>();
        for (Future<Optional<NanoUsd>> cost : group.getValue()) {
          costs.add(told(cost));
        }
        long missing = costs.stream().filter(Optional::isEmpty).count();
        unknown += (int) missing;
        if (missing == 0) {
          compared.add(compared(group.getKey(), costs));
        }
      }
    }
    return new Result(compared, unknown);
  }

  private record Group(AskId ask, String route) {}

  private static Optional<NanoUsd> told(Future<Optional<NanoUsd>> cost)
      throws InterruptedException {
    try {
      return cost.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private Optional<NanoUsd> theirs(CallBook.Made call, Semaphore few) throws InterruptedException {
    Optional<RouteClient> client = routes.named(call.route()).map(RouteTable.Choice::client);
    if (client.isEmpty()) {
      return Optional.empty();
    }
    few.acquire();
    try {
      BigDecimal costUsd = client.get().billed(call.callId()).costUsd();
      return Optional.ofNullable(costUsd).map(NanoUsd::ofUsd);
    } finally {
      few.release();
    }
  }

  private Compared compared(Group group, List<Optional<NanoUsd>> costs) {
    NanoUsd theirs = costs.stream().flatMap(Optional::stream).reduce(NanoUsd.ZERO, NanoUsd::plus);
    return new Compared(group.ask, group.route, ledger.standing(group.ask, group.route), theirs);
  }

  /// Books what is missing, by a correction of the first entry.
  ///
  /// @return false if there is no entry that can be corrected, or another process was faster
  public boolean fix(Compared difference) {
    if (difference.entries().isEmpty()) {
      return false;
    }
    Entry first = difference.entries().getFirst();
    return ledger.correct(first, first.charge().cost().plus(difference.missing()));
  }
}
