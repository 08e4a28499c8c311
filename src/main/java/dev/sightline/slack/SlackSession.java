package dev.sightline.slack;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The agent session of one thread: what Slack should show, what it shows as far as we know, and
/// when something has to be said. Used under the lock of [SlackSessions]; times are of
/// [System#nanoTime].
final class SlackSession {
  /// How long a stream has to begin, or to go on, by itself before we say that there is work; and
  /// an answer to end after its last word. Our own choice.
  static final Duration GRACE = Duration.ofSeconds(1);

  /// Tries of a call that gets no answer, with a second, doubled each time, between.
  private static final int MAX_TRIES = 5;

  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);

  private final long renewalNanos;
  private int answers;

  /// Null if it is not known.
  private @Nullable Status shown = Status.ACTIVE;

  private @Nullable Status shownBefore = Status.ACTIVE;
  private long shownNanos;
  private int changes;
  private long workFromNanos;
  private long notBeforeNanos;
  private int failures;

  /// What Slack does not take here.
  private @Nullable Status givenUp;

  /// What Slack shows of a thread, of that which we set.
  enum Status {
    /// Waits for the next question.
    ACTIVE("active"),
    /// At work, with a button to stop it.
    PROCESSING("processing");

    private final String word;

    Status(String word) {
      this.word = word;
    }

    /// As Slack names it.
    String word() {
      return word;
    }
  }

  /// @param renewal how long Slack surely shows that there is work
  SlackSession(Duration renewal, long now) {
    this.renewalNanos = renewal.toNanos();
    this.notBeforeNanos = now;
  }

  /// Work on an answer begins.
  ///
  /// @param byStream whether a stream may soon say so by itself
  void begun(boolean byStream, long now) {
    answers++;
    if (answers == 1) {
      workFromNanos = now + (byStream ? GRACE.toNanos() : 0);
    }
  }

  /// Work goes on that an earlier process began; nobody knows what it said.
  void resumed(long now) {
    show(null, now);
    begun(true, now);
  }

  /// Nothing but us will say that there is work.
  void workNow(long now) {
    workFromNanos = now;
  }

  /// An answer has ended.
  void ended() {
    answers = Math.max(0, answers - 1);
  }

  /// Slack shows something else by itself.
  ///
  /// @param status null if it is not known what
  void told(@Nullable Status status, long now) {
    changes++;
    show(status, now);
    workFromNanos = now + GRACE.toNanos();
  }

  /// Slack may show that there is work.
  void doubt() {
    shown = shown == Status.ACTIVE ? null : shown;
  }

  private void show(@Nullable Status status, long now) {
    shown = status;
    shownNanos = now;
    givenUp = null;
  }

  int answers() {
    return answers;
  }

  /// How often Slack changed it by itself.
  int changes() {
    return changes;
  }

  /// Whether the end has to be said some time.
  boolean isOwed() {
    return shown != Status.ACTIVE;
  }

  /// Whether nothing has to be said any more until the next answer.
  boolean isSettled(long now) {
    return answers == 0 && isSaid(now);
  }

  Status wanted() {
    return answers > 0 ? Status.PROCESSING : Status.ACTIVE;
  }

  private boolean isSaid(long now) {
    return givenUp == wanted()
        || (shown == wanted() && (shown == Status.ACTIVE || now - shownNanos < renewalNanos));
  }

  /// How long there is nothing to say; not above zero if [#wanted] has to be said.
  long waitNanos(long now) {
    if (isSaid(now)) {
      return givenUp == null && shown == Status.PROCESSING
          ? shownNanos + renewalNanos - now
          : renewalNanos;
    }
    long wait = notBeforeNanos - now;
    return wanted() == Status.PROCESSING ? Math.max(wait, workFromNanos - now) : wait;
  }

  /// What is wanted is about to be said.
  void saying() {
    shownBefore = shown;
    if (wanted() == Status.PROCESSING) {
      doubt();
    }
  }

  /// Slack took nothing of it.
  void untaken() {
    shown = shown == null ? shownBefore : shown;
  }

  /// Slack took what we said.
  ///
  /// @param before [#changes] when it was sent: what Slack did meanwhile may have come after it
  void said(Status status, int before, long now) {
    failures = 0;
    if (changes == before || shown == status) {
      show(status, now);
    } else {
      told(null, now);
    }
  }

  /// Slack did not answer, and may have taken it.
  void unanswered(Status status, long now) {
    show(null, now);
    failures++;
    if (failures == MAX_TRIES) {
      failures = 0;
      givenUp = status;
    } else {
      notBeforeNanos = now + (FIRST_RETRY.toNanos() << (failures - 1));
    }
  }

  /// Slack will not take it here.
  void refused(Status status) {
    untaken();
    givenUp = status;
  }
}
