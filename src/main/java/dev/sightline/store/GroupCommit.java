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
/// it wrote. Where one throws, nothing of its transaction stays, and each of it is run again alone:
/// a work has to be one that may be run twice, and says no by what it returns.
///
/// An interrupt breaks nothing off. Safe for all asks.
public final class GroupCommit {
  /// How many share a transaction at most, so that the first does not wait long for the last. Our
  /// own choice.
  private static final int MOST = 64;

  private final Store store;
  private final Consumer<Handle> begin;
  private final Queue<Deed<?>> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean isLed = new AtomicBoolean();

  /// Transactions on the store.
  ///
  /// @param begin what each of them does first
  public GroupCommit(Store store, Consumer<Handle> begin) {
    this.store = store;
    this.begin = begin;
  }

  /// Does the work in a transaction, and returns once that is committed.
  ///
  /// @throws RuntimeException what the work threw; then nothing of it is written
  public <T> T run(Function<Handle, T> work) {
    var deed = new Deed<>(work);
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

  private List<Deed<?>> next() {
    var deeds = new ArrayList<Deed<?>>();
    for (var deed = waiting.poll(); deed != null; deed = waiting.poll()) {
      deeds.add(deed);
      if (deeds.size() == MOST) {
        break;
      }
    }
    return deeds;
  }

  private void commit(List<Deed<?>> deeds) {
    try {
      store
          .writes()
          .useTransaction(handle -> {
            begin.accept(handle);
            deeds.forEach(deed -> deed.run(handle));
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
  private static final class Deed<T> {
    private final Function<Handle, T> work;
    private final CompletableFuture<T> done = new CompletableFuture<>();
    private @Nullable T result;

    Deed(Function<Handle, T> work) {
      this.work = work;
    }

    void run(Handle handle) {
      result = work.apply(handle);
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
