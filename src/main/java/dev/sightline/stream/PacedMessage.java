package dev.sightline.stream;

import dev.sightline.failure.PlatformRefused;
import dev.sightline.limit.CallLimit;
import dev.sightline.limit.Urgency;
import dev.sightline.thread.Posted;
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
  final CompletableFuture<Posted> done = new CompletableFuture<>();

  private final @Nullable PacedMessage previous;
  final Consumer<Posted> onPosted;
  private volatile @Nullable Posted posted;
  private long shownVersion = -1;
  private int shownChars;
  private long shownNanos;
  private long notBeforeNanos;
  private int failures;
  private boolean isUnderWay;

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
    this.onPosted = onPosted;
    this.shownNanos = nowNanos;
    this.notBeforeNanos = nowNanos;
  }

  /// The limits that the next call for this message counts against.
  List<CallLimit> limits() {
    return posted == null ? writer.limits().posts() : writer.limits().edits();
  }

  @Nullable Posted posted() {
    return posted;
  }

  Urgency urgency() {
    if (text.isFinal()) {
      return Urgency.FINAL;
    }
    return posted == null ? Urgency.FIRST_TEXT : Urgency.GROWTH;
  }

  boolean isBehind() {
    return !isUnderWay && !done.isDone() && text.version() > shownVersion && mayStand();
  }

  private boolean mayStand() {
    return posted != null
        || ((previous == null || previous.posted != null) && (text.chars() > 0 || text.isFinal()));
  }

  long notBeforeNanos() {
    return text.isFinal() && failures == 0 ? shownNanos : notBeforeNanos;
  }

  /// How much its readers gain by the next call: unseen characters times the time unseen.
  double gain(long nowNanos) {
    double unseenChars = Math.max(1, text.chars() - shownChars);
    return unseenChars * Math.max(1, nowNanos - shownNanos);
  }

  void started() {
    isUnderWay = true;
  }

  void shown(LatestText.Snapshot snapshot, @Nullable Posted newlyPosted, long nowNanos) {
    isUnderWay = false;
    failures = 0;
    shownVersion = snapshot.version();
    shownChars = snapshot.page().markdown().length();
    shownNanos = nowNanos;
    notBeforeNanos = nowNanos + writer.limits().editInterval().toNanos();
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
    notBeforeNanos = Math.max(notBeforeNanos, notBefore);
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
