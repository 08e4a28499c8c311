package dev.sightline.ask;

import dev.sightline.failure.AskFailure;
import dev.sightline.failure.UnchargedStop;
import dev.sightline.route.AnswerEvent;
import dev.sightline.route.RouteTable;
import dev.sightline.route.Usage;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One of the calls of an ask that are under way at once, and what its provider said of it, shown
/// or not. Its [Hedge] lets one thread at a time have it.
final class Contender {
  final RouteTable.Choice choice;
  private RouteCalls.@Nullable Ready ready;
  private @Nullable Thread thread;
  private String callId = "";
  private String model = "";
  private Usage usage = Usage.UNKNOWN;
  private long chars;
  private boolean isMade;
  private boolean isUnwanted;
  private boolean isOver;
  private @Nullable Throwable failure;

  Contender(RouteTable.Choice choice) {
    this.choice = choice;
  }

  /// Runs on a thread of its own from now on.
  void runs(Thread on) {
    thread = on;
  }

  /// It is made now; before that it has cost nothing.
  void made(RouteCalls.Ready with) {
    ready = with;
    isMade = true;
  }

  boolean isMade() {
    return isMade;
  }

  /// Only after [#made].
  RouteCalls.Ready ready() {
    return Objects.requireNonNull(ready, "ready");
  }

  void add(AnswerEvent event) {
    switch (event) {
      case AnswerEvent.Begun begun -> callId = begun.callId();
      case AnswerEvent.Text text -> chars += text.added().length();
      case AnswerEvent.Rewrite rewrite -> chars = rewrite.whole().length();
      case AnswerEvent.Spent spent -> usage = spent.usage();
      case AnswerEvent.Finish finish -> model = finish.model();
      case AnswerEvent.Progress _, AnswerEvent.Reasoning _ -> {}
    }
  }

  /// Ends it at its provider's socket, if it is not over. Once: what it has to say of its cost it
  /// says after that.
  void stop() {
    if (isOver || isUnwanted) {
      return;
    }
    isUnwanted = true;
    if (thread != null) {
      thread.interrupt();
    }
  }

  /// @param how null where it gave a whole answer, or was not made
  void over(@Nullable Throwable how) {
    isOver = true;
    failure = how;
  }

  boolean isOver() {
    return isOver;
  }

  /// How it failed; null while it has not.
  @Nullable Throwable failure() {
    return failure;
  }

  /// How it failed by itself; null where it did not, or was stopped before.
  @Nullable AskFailure ownFailure() {
    return isMade && !isUnwanted && failure instanceof AskFailure own ? own : null;
  }

  /// The provider's own id of the call; empty where it gave none.
  String callId() {
    return callId;
  }

  /// The model that answered.
  String model() {
    return model.isEmpty() ? ready().route().model() : model;
  }

  /// What the provider said that it used.
  Usage usage() {
    return usage;
  }

  /// Length of the text that it said.
  long chars() {
    return chars;
  }

  /// Whether it cost something, or may have; to be asked once it is over. As with a call that is
  /// alone: a stopped one costs, a failed one if it was billed or had begun to answer.
  boolean isCharged() {
    boolean isStopped =
        failure instanceof InterruptedException && !(failure instanceof UnchargedStop);
    return isMade && (failure == null || isStopped || !usage.equals(Usage.UNKNOWN) || chars > 0);
  }
}
