package dev.sightline.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Short works of many threads in few transactions: those that come while one commits share the
/// next. A crowd then waits for a few commits instead of one each, and on a server for one lock.
///
/// Works run one after the other, in the order in which they came, and each sees what those before
/// it did. Where one throws, nothing of its transaction stays, and each of it is run again alone:
/// a work has to be one that may be run twice, and says no by what it returns.
///
/// What the works of a transaction have in common ([Common]) lets all of them read and write at once:
///
///     begin
///       prepare of each work      says what it will read
///       [Common#fetch]            reads all of it
///       each work                 decides, in memory
///       [Common#flush]            writes all of it
///     commit
///       each learns its result
///
/// An interrupt breaks nothing off. Safe for all asks.
///
/// @param <C> what they have in common
public final class GroupCommit<C extends GroupCommit.Common> {
  /// How many share a transaction at most, so that the first does not wait long for the last. Our
  /// own choice.
  private static final int MOST = 64;

  private final Store store;
  private final Function<Handle, C> begin;
  private final Queue<Deed<C, ?>> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean isLed = new AtomicBoolean();

  /// What the works of one transaction share. Used by one thread.
  public interface Common {
    /// Reads what they prepared for.
    void fetch();

    /// Writes what they left to be written.
    void flush();
  }

  /// Transactions on the store.
  ///
  /// @param begin makes what those of one share
  public GroupCommit(Store store, Function<Handle, C> begin) {
    this.store = store;
    this.begin = begin;
  }

  /// Does the work in a transaction, and returns once that is committed.
  ///
  /// @throws RuntimeException what the work threw; then nothing of it is written
  public <T> T run(Function<C, T> work) {
    return run(_ -> {}, work);
  }

  /// Does the work in a transaction, as above.
  ///
  /// @param prepare is run before the works of the transaction
  public <T> T run(Consumer<C> prepare, Function<C, T> work) {
    var deed = new Deed<>(prepare, work);
    waiting.add(deed);
    if (isLed.compareAndSet(false, true)) {
      Thread.ofVirtual().name("group-commit").start(this::lead);
    }
    return deed.outcome();
  }

  private void lead() {
    do {
      for (var deeds = next(); !deeds.isEmpty(); deeds = next()) {
        commit(deeds);
      }
      isLed.set(false);
    } while (!waiting.isEmpty() && isLed.compareAndSet(false, true));
  }

  private List<Deed<C, ?>> next() {
    var deeds = new ArrayList<Deed<C, ?>>();
    for (var deed = waiting.poll(); deed != null; deed = waiting.poll()) {
      deeds.add(deed);
      if (deeds.size() == MOST) {
        break;
      }
    }
    return deeds;
  }

  private void commit(List<Deed<C, ?>> deeds) {
    try {
      store
          .writes()
          .useTransaction(handle -> {
            var common = begin.apply(handle);
            deeds.forEach(deed -> deed.prepare.accept(common));
            common.fetch();
            deeds.forEach(deed -> deed.run(common));
            common.flush();
          });
    } catch (RuntimeException | Error e) {
      if (deeds.size() == 1) {
        deeds.getFirst().fail(e);
      } else {
        deeds.forEach(deed -> commit(List.of(deed)));
      }
      return;
    }
    deeds.forEach(Deed::succeed);
  }

  /// A work, and who waits for it.
  private static final class Deed<C, T> {
    private final Consumer<C> prepare;
    private final Function<C, T> work;
    private final CompletableFuture<T> done = new CompletableFuture<>();
    private @Nullable T result;

    Deed(Consumer<C> prepare, Function<C, T> work) {
      this.prepare = prepare;
      this.work = work;
    }

    void run(C common) {
      result = work.apply(common);
    }

    @SuppressWarnings("NullAway") // a work that has run has its result, be it null or not
    void succeed() {
      done.complete(result);
    }

    void fail(Throwable failure) {
      done.completeExceptionally(failure);
    }

    T outcome() {
      try {
        return done.join();
      } catch (CompletionException e) {
        if (e.getCause() instanceof RuntimeException cause) {
          throw cause;
        }
        throw e;
      }
    }
  }
}
