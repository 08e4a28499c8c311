package dev.sightline.ask;

import dev.sightline.failure.AskFailure;
import dev.sightline.failure.UnchargedStop;
import dev.sightline.route.AnswerEvent;
import dev.sightline.route.Circuit;
import dev.sightline.route.RouteTable;
import dev.sightline.route.Usage;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One try to get an answer: of one route, and where that one says nothing for a while, of the next
/// as well. Who speaks first answers; the other call is ended at once, and settled as one that was
/// stopped.
///
/// Where both may be needed, each call runs on a thread of its own, and the ask's thread waits for
/// both to end. What they say is taken in under one lock.
final class Hedge implements RouteCalls.Asking {
  private static final Logger LOG = LoggerFactory.getLogger(Hedge.class);

  private final Hedging hedging;
  private final RouteCalls calls;
  private final RouteCalls.Call call;
  private final Deque<RouteTable.Choice> rest;
  private final Lock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /// Whose answer it is, or would be.
  private Contender leader;

  private @Nullable Contender other;
  private boolean isSpoken;
  private boolean isEnding;
  private @Nullable AskFailure before;

  Hedge(
      Hedging hedging,
      RouteCalls.Call call,
      RouteTable.Choice choice,
      Deque<RouteTable.Choice> rest) {
    this.hedging = hedging;
    this.calls = hedging.calls;
    this.call = call;
    this.rest = rest;
    this.leader = new Contender(choice);
  }

  /// The route that answered, or failed last.
  RouteTable.Choice leader() {
    return leader.choice;
  }

  /// How the first route failed, where the second took over; null where it did not.
  @Nullable AskFailure before() {
    return before;
  }

  @Override
  public RouteCalls.Ready ask(RouteCalls.Call asked, RouteCalls.Ready first)
      throws AskFailure, InterruptedException {
    if (!hedging.isFor(call, first.choice())) {
      return calls.ask(call, first);
    }
    call.settlement().calling(first.route(), first.prompt());
    hedging.journal.calling(
        call.course().id, first.route().name(), call.settlement().promptChars());
    Contender alone = leader;
    alone.made(first);
    InterruptedException stopped = null;
    Thread clock = calls.clock(call.stop());
    try {
      start(alone, () -> ask(alone));
      if (isSilent()) {
        startSecond();
      }
      awaitEnd();
    } catch (InterruptedException e) {
      stopped = e;
    } finally {
      clock.interrupt();
      endAll();
    }
    return outcome(stopped);
  }

  /// What one of the calls does on its thread.
  @FunctionalInterface
  private interface Work {
    void run() throws AskFailure, InterruptedException;
  }

  private void start(Contender one, Work work) {
    lock.lock();
    try {
      one.runs(
          Thread.startVirtualThread(() -> {
            Throwable failure = null;
            try {
              work.run();
            } catch (Exception | Error e) {
              failure = e;
            }
            over(one, failure);
          }));
    } finally {
      lock.unlock();
    }
  }

  private void ask(Contender one) throws AskFailure, InterruptedException {
    RouteCalls.Ready ready = one.ready();
    try (Chapters events = new Chapters(ready.prompt().media(), event -> take(one, event))) {
      one.choice.client().ask(ready.route(), ready.prompt(), events);
    }
  }

  /// Waits for the first call to speak or to end.
  ///
  /// @return false if it did in time
  private boolean isSilent() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long leftNanos = hedging.after().toNanos();
      while (!isSpoken && !leader.isOver() && leftNanos > 0) {
        leftNanos = changed.awaitNanos(leftNanos);
      }
      return !isSpoken && !leader.isOver();
    } finally {
      lock.unlock();
    }
  }

  private void startSecond() throws InterruptedException {
    Optional<RouteTable.Choice> next = hedging.second(call, rest);
    if (next.isEmpty()) {
      return;
    }
    Contender second = new Contender(next.get());
    lock.lock();
    try {
      other = second;
      start(second, () -> askSecond(second));
    } finally {
      lock.unlock();
    }
  }

  private void askSecond(Contender second) throws AskFailure, InterruptedException {
    RouteCalls.Ready ready = calls.ready(call, second.choice, _ -> {});
    if (!isWanted()) {
      return;
    }
    LOG.info(
        "ask {}: {} has said nothing for {} ms, so {} is asked, too",
        call.course().id.value(),
        nameOf(leader),
        hedging.after().toMillis(),
        nameOf(second));
    hedging
        .journal
        .secondCalls()
        .calling(call.course().id, ready.route().name(), Settlement.charsOf(ready.prompt()));
    if (isMade(second, ready)) {
      ask(second);
    }
  }

  private boolean isWanted() {
    lock.lock();
    try {
      return !isSpoken && !isEnding;
    } finally {
      lock.unlock();
    }
  }

  private boolean isMade(Contender second, RouteCalls.Ready ready) {
    lock.lock();
    try {
      if (!isSpoken && !isEnding) {
        second.made(ready);
        rest.remove(second.choice);
        changed.signalAll();
      }
      return second.isMade();
    } finally {
      lock.unlock();
    }
  }

  private void take(Contender one, AnswerEvent event) {
    calls.note(event, call, one.ready());
    lock.lock();
    try {
      one.add(event);
      if (!isSpoken && speaks(event)) {
        spoken(one);
      }
      // What a call has used before it spoke is shown once it speaks: it may yet be another's
      // answer.
      boolean isShown = isSpoken || !(event instanceof AnswerEvent.Spent);
      if (one == leader && isShown) {
        calls.show(event, call);
      }
    } finally {
      lock.unlock();
    }
  }

  private static boolean speaks(AnswerEvent event) {
    return switch (event) {
      case AnswerEvent.Text(String added) -> !added.isEmpty();
      case AnswerEvent.Rewrite(String whole) -> !whole.isEmpty();
      case AnswerEvent.Reasoning _, AnswerEvent.Finish _ -> true;
      case AnswerEvent.Begun _, AnswerEvent.Progress _, AnswerEvent.Spent _ -> false;
    };
  }

  private void spoken(Contender first) {
    isSpoken = true;
    Contender slow = first == leader ? other : leader;
    if (slow != null) {
      slow.stop();
    }
    if (first != leader) {
      lead(first);
    }
    showSpent();
    changed.signalAll();
  }

  private void showSpent() {
    if (!leader.usage().equals(Usage.UNKNOWN)) {
      calls.show(new AnswerEvent.Spent(leader.usage()), call);
    }
  }

  /// From now on the ask is that of this call, and the other one runs or ran beside it.
  private void lead(Contender one) {
    Contender slow = leader;
    other = slow;
    leader = one;
    hedging.journal.secondCalls().leads(call.course().id);
    calls.lead(call, one.ready());
    call.settlement().calling(one.ready().route(), one.ready().prompt());
    call.course().answer.calling(RouteCalls.WAITING);
    if (!one.callId().isEmpty()) {
      calls.show(new AnswerEvent.Begun(one.callId()), call);
    }
    if (slow.isOver()) {
      besideOver(slow);
    }
  }

  private void over(Contender one, @Nullable Throwable how) {
    lock.lock();
    try {
      one.over(how);
      if (how == null && one.isMade() && !isSpoken) {
        spoken(one);
      }
      if (one != leader) {
        besideOver(one);
      }
    } finally {
      changed.signalAll();
      lock.unlock();
    }
  }

  /// A call is over whose answer is not wanted, or not yet.
  private void besideOver(Contender one) {
    if (!one.isCharged()) {
      hedging.journal.secondCalls().over(call.course().id);
    }
    Throwable failure = one.failure();
    if (one.ownFailure() != null) {
      failed(one);
    } else if (failure instanceof AskFailure && !one.isMade()) {
      LOG.info(
          "ask {}: {} is not asked, too: {}",
          call.course().id.value(),
          nameOf(one),
          failure.getMessage());
    } else if (failure instanceof RuntimeException || failure instanceof Error) {
      LOG.error("ask {}: the call of {} broke", call.course().id.value(), nameOf(one), failure);
    }
  }

  private void failed(Contender one) {
    AskFailure failure = Objects.requireNonNull(one.ownFailure());
    hedging.routes.circuit(one.choice).failed(failure);
    LOG.warn(
        "ask {}: {} gives no answer: {}",
        call.course().id.value(),
        nameOf(one),
        failure.getMessage());
  }

  private static String nameOf(Contender one) {
    return one.choice.route().name();
  }

  /// Waits until all calls are over. Where the leader fails by itself, the other one takes over.
  private void awaitEnd() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!isAllOver()) {
        if (leader.isOver() && !isSpoken) {
          takeOver();
        }
        if (!isAllOver()) {
          changed.await();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void takeOver() {
    Contender second = Objects.requireNonNull(other);
    AskFailure failure = leader.ownFailure();
    if (failure == null || !Circuit.isOfTheRoute(failure)) {
      // What is wrong with the question is not taken to the next.
      isEnding = true;
      second.stop();
    } else if (second.isMade()) {
      before = failure;
      lead(second);
    }
  }

  private boolean isAllOver() {
    return leader.isOver() && (other == null || other.isOver());
  }

  /// Ends what is still under way, and waits for it: it may yet tell what it cost.
  private void endAll() {
    lock.lock();
    try {
      isEnding = true;
      leader.stop();
      if (other != null) {
        other.stop();
      }
      while (!isAllOver()) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /// @param stopped how the ask was stopped; null where it was not
  private RouteCalls.Ready outcome(@Nullable InterruptedException stopped)
      throws AskFailure, InterruptedException {
    Contender second = other;
    if (second != null && second.isCharged()) {
      call.settlement().beside(second);
    }
    if (!isSpoken) {
      showSpent();
    }
    Throwable failure = leader.failure();
    if (failure == null) {
      return leader.ready();
    }
    if (!(failure instanceof InterruptedException) || failure instanceof UnchargedStop) {
      call.settlement().failedCall();
    }
    if (stopped != null) {
      throw stopped;
    }
    AskFailure beside = second == null ? null : second.ownFailure();
    if (!isSpoken && beside != null && !Circuit.isOfTheRoute(beside)) {
      failed(leader);
      throw beside;
    }
    switch (failure) {
      case AskFailure own -> throw own;
      case InterruptedException interrupted -> throw interrupted;
      case RuntimeException broken -> throw broken;
      case Error error -> throw error;
      default -> throw new IllegalStateException(failure);
    }
  }
}
