package dev.sightline.ledger;

import dev.sightline.store.GroupCommit;
import dev.sightline.store.Store;
import dev.sightline.store.Together;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// What happens to the ledger in one transaction, for all that share it: what they end and compare
/// is taken out of the store at once, what they hold and book is written at once, and in between
/// each is judged by what those before it left. So a transaction takes three ways to a server and
/// back, its commit included, however many share it. Used by one thread.
final class Booking implements GroupCommit.Common {
  /// A server keeps its plans from when a table was small, and may then read all of what has become
  /// large.
  private static final String BY_INDEX = "SET LOCAL enable_seqscan = off";

  private final Store store;
  private final Handle handle;
  private final Sums sums;
  private final UsageDays days;
  private final Set<String> ending = new HashSet<>();
  private final Map<String, NanoUsd> ended = new HashMap<>();
  private final Set<String> made = new HashSet<>();
  private final List<List<Object>> holds = new ArrayList<>();
  private final List<List<Object>> entries = new ArrayList<>();

  Booking(Store store, Handle handle, Spans spans) {
    this.store = store;
    this.handle = handle;
    this.sums = new Sums(spans);
    this.days = new UsageDays(spans);
  }

  /// Before the works: one of them is to [#end] this.
  void willEnd(Hold hold) {
    ending.add(hold.id());
  }

  /// Before the works: one of them is to ask for [#used] of these.
  void willCompare(List<Shared> counted, Instant now) {
    sums.want(counted, now);
  }

  @Override
  public void fetch() {
    var statements = new Together();
    if (!store.hasOneWriter()) {
      statements.add(BY_INDEX).add(Tallies.LOCK);
    }
    HoldRows.delete(statements, ending, ended::put);
    sums.read(statements);
    store.run(handle, statements);
  }

  /// For statements of a work's own, which see all that those before it did. What they do to sums
  /// is still to be said here.
  Handle direct() {
    flush();
    return handle;
  }

  /// For queries that need not see what is not written yet.
  Handle handle() {
    return handle;
  }

  /// What was spent and is held.
  NanoUsd used(Shared shared, Instant now) {
    return sums.used(shared, now);
  }

  /// Makes a hold.
  void hold(Hold hold) {
    holds.add(HoldRows.values(hold));
    made.add(hold.id());
    holdMore(hold, hold.estimate().nanos(), 1);
  }

  /// Changes what is held, not the hold itself.
  ///
  /// @param nanos to add
  /// @param more how many holds more
  void holdMore(Hold hold, long nanos, int more) {
    sums.hold(Whose.of(hold), nanos, more);
  }

  /// Ends a hold.
  ///
  /// @return what was held; empty where it had ended before
  Optional<NanoUsd> end(Hold hold) {
    if (made.remove(hold.id())) {
      var statements = new Together();
      HoldRows.delete(statements, Set.of(hold.id()), ended::put);
      store.run(direct(), statements);
    }
    var held = Optional.ofNullable(ended.remove(hold.id()));
    held.ifPresent(nanos -> holdMore(hold, -nanos.nanos(), -1));
    return held;
  }

  /// Writes an entry, which [#count] adds to the sums.
  ///
  /// @param settles what it ends or replaces, of which it is a part
  /// @param held what was held for it; null in parts after the first
  void write(String settles, int part, Entry entry, @Nullable NanoUsd held) {
    entries.add(EntryRows.values(settles, part, entry, held));
  }

  /// Adds entries of one ask to the sums.
  ///
  /// @param isAsk whether an ask begins to count with them
  void count(List<Entry> all, boolean isAsk) {
    var first = all.getFirst();
    all.forEach(entry -> days.add(entry, isAsk && entry.equals(first)));
    days.name(first);
    var nanos =
        all.stream().map(entry -> entry.charge().cost()).reduce(NanoUsd.ZERO, NanoUsd::plus);
    sums.spend(Whose.of(first), first.at(), nanos.nanos(), isAsk ? 1 : 0);
  }

  @Override
  public void flush() {
    var statements = new Together();
    HoldRows.insert(statements, holds);
    holds.clear();
    EntryRows.insert(statements, entries);
    entries.clear();
    sums.write(statements);
    days.write(statements);
    store.run(handle, statements);
  }
}
