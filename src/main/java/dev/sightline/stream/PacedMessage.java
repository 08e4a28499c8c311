package dev.sightline.stream;

import dev.sightline.failure.PlatformRefused;
import dev.sightline.limit.CallLimit;
import dev.sightline.thread.Posted;
import dev.sightline.thread.ThreadLimits;
import dev.sightline.thread.ThreadWriter;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One message of an answer on its way to the platform: what it should show, and what it shows.
///
/// Everything that changes, but [#text], is touched only under its lane's lock.
final class PacedMessage {
  final ThreadWriter writer;
  final LatestText text;
  final Consumer<Posted> onPosted;
  final CompletableFuture<Posted> done = new CompletableFuture<>();

  private final @Nullable PacedMessage previous;
  private final long bornNanos;
  private volatile @Nullable Posted posted;
  private long shownVersion = -1;
  private int shownChars;
  private long shownNanos;
  private long growsNanos;
  private long retriesNanos;
  private int failures;
  private boolean isUnderWay;
  private boolean hasPlace;
  private boolean isEndKnown;

  /// What the platform has to do next for a message.
  enum Step {
    MAKE_PLACE,
    POST,
    EDIT
  }

  /// @param previous the message of the same answer that has to stand before this one
  /// @param onPosted told once, when the platform has the message
  PacedMessage(
      ThreadWriter writer,
      LatestText text,
      @Nullable PacedMessage previous,
      Consumer<Posted> onPosted,
      long nowNanos) {
    this.writer = writer;
    this.text = text;
    this.previous = previous;
    this.hasPlace = previous != null || writer.limits().places().isEmpty();
    this.onPosted = onPosted;
    this.bornNanos = nowNanos;
    this.shownNanos = nowNanos;
    this.growsNanos = nowNanos;
    this.retriesNanos = nowNanos;
  }

  /// A message for the same place, for one that is done and whose text was changed after all.
  PacedMessage again(long nowNanos) {
    PacedMessage again = new PacedMessage(writer, text, previous, onPosted, nowNanos);
    again.hasPlace = true;
    again.isEndKnown = true;
    again.posted = posted;
    return again;
  }

  /// Whether it is done, and shows another text than it should by now.
  boolean isOutdated() {
    return done.isDone() && !done.isCompletedExceptionally() && text.version() != shownVersion;
  }

  Step step() {
    if (posted != null) {
      return Step.EDIT;
    }
    return hasPlace ? Step.POST : Step.MAKE_PLACE;
  }

  /// The limits that the next call for this message counts against.
  List<CallLimit> limits() {
    Posted standing = posted;
    if (standing != null) {
      ThreadLimits limits = writer.limitsOf(standing);
      return text.isFinal() ? limits.finals() : limits.edits();
    }
    return hasPlace ? writer.limits().posts() : writer.limits().places();
  }

  /// The limits that calls for more of its text count against.
  List<CallLimit> growthLimits() {
    Posted standing = posted;
    return (standing == null ? writer.limits() : writer.limitsOf(standing)).edits();
  }

  /// The limits that the call for its final text will count against.
  List<CallLimit> finalLimits() {
    Posted standing = posted;
    return (standing == null ? writer.limits() : writer.limitsOf(standing)).finals();
  }

  @Nullable Posted posted() {
    return posted;
  }

  /// When the answer began, as [System#nanoTime] has it.
  long bornNanos() {
    return bornNanos;
  }

  Urgency urgency() {
    if (text.isFinal()) {
      return Urgency.FINAL;
    }
    return posted == null ? Urgency.FIRST_TEXT : Urgency.GROWTH;
  }

  /// Whether its text has become final since this was last asked.
  boolean hasJustEnded() {
    boolean isNews = text.isFinal() && !isEndKnown;
    isEndKnown |= isNews;
    return isNews;
  }

  /// Whether new text would lead to a call, as soon as the limits allow.
  boolean waitsForText() {
    boolean isShown = !isUnderWay && text.version() == shownVersion;
    boolean isEmpty = posted == null && text.chars() == 0;
    return !text.isFinal() && (isShown || isEmpty);
  }

  boolean isBehind() {
    return !isUnderWay && !done.isDone() && text.version() > shownVersion && mayStand();
  }

  private boolean mayStand() {
    return posted != null
        || ((previous == null || previous.posted != null) && (text.chars() > 0 || text.isFinal()));
  }

  /// Whether people see a part of it, or are about to, so that its end will take one more call.
  boolean isGrowing() {
    boolean isBeingPosted = isUnderWay && hasPlace;
    return (posted != null || isBeingPosted) && !text.isFinal() && !done.isDone();
  }

  /// When the next call may be made: a final text need not wait for its turn to grow.
  long notBeforeNanos() {
    return text.isFinal() ? retriesNanos : Math.max(growsNanos, retriesNanos);
  }

  /// How much its readers gain by each of the calls that it takes until they see its text: unseen
  /// characters times the time unseen. Of two that wait alike, the one whose place is made goes
  /// first, as by its next call something is seen.
  double gain(long nowNanos) {
    double unseenChars = Math.max(1, text.chars() - shownChars);
    int callsUntilSeen = step() == Step.MAKE_PLACE ? 2 : 1;
    return unseenChars * Math.max(1, nowNanos - shownNanos) / callsUntilSeen;
  }

  /// When the next of so many calls is due that divide what is left of the answer evenly.
  long evenGapNanos(long nowNanos, long leftNanos, double calls) {
    return shownNanos + (long) ((nowNanos - shownNanos + leftNanos) / (calls + 1));
  }

  void started() {
    isUnderWay = true;
  }

  void placed() {
    isUnderWay = false;
    failures = 0;
    hasPlace = true;
  }

  void shown(LatestText.Snapshot snapshot, @Nullable Posted newlyPosted, long nowNanos) {
    isUnderWay = false;
    failures = 0;
    shownVersion = snapshot.version();
    shownChars = snapshot.page().markdown().length();
    shownNanos = nowNanos;
    growsNanos = nowNanos + writer.limits().editInterval().toNanos();
    if (newlyPosted != null) {
      posted = newlyPosted;
    }
  }

  /// Ends the message if all of its final text stands.
  void endIfShown() {
    Posted standing = posted;
    if (standing != null && !isUnderWay && text.isFinal() && text.version() == shownVersion) {
      done.complete(standing);
    }
  }

  /// The platform took nothing; the same text or newer goes later.
  void putBack(long notBefore) {
    isUnderWay = false;
    retriesNanos = notBefore;
  }

  /// One more failure that may pass; waits `firstRetryNanos`, doubled with each failure in a row.
  int failed(long nowNanos, long firstRetryNanos) {
    putBack(nowNanos + (firstRetryNanos << failures));
    return ++failures;
  }

  void refused(PlatformRefused refused) {
    isUnderWay = false;
    done.completeExceptionally(refused);
  }
}
