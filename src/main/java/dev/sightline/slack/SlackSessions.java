package dev.sightline.slack;

import dev.sightline.event.ThreadRef;
import dev.sightline.failure.PlatformRefused;
import dev.sightline.failure.PlatformRefused.Reason;
import dev.sightline.limit.CallWindow;
import dev.sightline.limit.Throttled;
import dev.sightline.slack.SlackSession.Status;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets Slack show where the bot is at work: the agent session of a thread is `processing` from the
/// beginning of its first answer to the end of its last, so that Slack shows its own Stop button,
/// and `active` else (https://docs.slack.dev/ai/agent-sessions, read 2026-09). An app that Slack
/// does not take for an agent is asked once.
///
/// No answer waits for this: beside each thread with answers runs a thread of ours that says what
/// Slack does not show by itself, as it does because of streams ([#told]). What has no room is said
/// later, and room is kept to say the end of everything that was begun. Safe for all answers.
final class SlackSessions {
  private static final Logger LOG = LoggerFactory.getLogger(SlackSessions.class);

  /// What Slack says where there are no sessions at all.
  private static final Set<String> NEVER =
      Set.of(
          "not_agent_app",
          "not_authorized",
          "unknown_method",
          "method_deprecated",
          "feature_not_enabled");

  /// What Slack adds where the app would not hear of its Stop button.
  private static final String DEAF = "missing_agent_session_stopped_event_subscription";

  /// How long ends may take to be said when the bot stops.
  private static final Duration CLOSING = Duration.ofSeconds(2);

  private final SlackCalls calls;
  private final Duration renewal;
  private final CallWindow window = new CallWindow(SlackLimits.SESSION_STATUSES, System::nanoTime);
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<ThreadRef, Kept> sessions = new HashMap<>();
  private Taken taken = Taken.UNKNOWN;
  private boolean isAsking;
  private boolean isDeaf;

  /// Sessions whose end has to be said.
  private int owed;

  /// Whether Slack takes the app for an agent; a no is for good.
  private enum Taken {
    UNKNOWN,
    YES,
    NO
  }

  /// @param changed signalled when there may be something to say
  private record Kept(ThreadRef thread, SlackSession session, Condition changed) {}

  /// @param before how often Slack had changed it by itself
  private record Next(Status status, int before) {}

  /// No sessions yet.
  SlackSessions(SlackCalls calls) {
    this(calls, SlackLimits.SESSION_RENEWAL);
  }

  /// @param renewal how long Slack surely shows that there is work
  SlackSessions(SlackCalls calls, Duration renewal) {
    this.calls = calls;
    this.renewal = renewal;
  }

  /// Work on an answer begins; [#ended] must follow.
  ///
  /// @param byStream whether a stream may soon say so by itself
  void begun(ThreadRef thread, boolean byStream) {
    open(thread, session -> session.begun(byStream, System.nanoTime()));
  }

  /// As [#begun], where an earlier process began it.
  void resumed(ThreadRef thread) {
    open(thread, session -> session.resumed(System.nanoTime()));
  }

  /// The answer goes by posts and updates, which say nothing of work.
  void posting(ThreadRef thread) {
    change(thread, session -> session.workNow(System.nanoTime()));
  }

  /// An answer has ended, in whatever way.
  void ended(ThreadRef thread) {
    change(thread, SlackSession::ended);
  }

  /// A person pressed Slack's Stop button: it stays until we say that the work has ended, also
  /// where there is none.
  void stopped(ThreadRef thread) {
    open(thread, session -> session.told(Status.PROCESSING, System.nanoTime()));
  }

  /// Words are shown of an answer under way, which Slack may take for a sign of work.
  void worded(ThreadRef thread) {
    change(thread, SlackSession::doubt);
  }

  /// Slack shows this of an answer under way by itself, because of a stream.
  ///
  /// @param status null if it is not known what
  void told(ThreadRef thread, @Nullable Status status) {
    change(thread, session -> session.told(status, System.nanoTime()));
  }

  /// What a stream that is stopped now should leave behind.
  ///
  /// @param isLast whether its answer has nothing more to come
  Status after(ThreadRef thread, boolean isLast) {
    lock.lock();
    try {
      Kept kept = sessions.get(thread);
      boolean goesOn = kept != null && kept.session.answers() > (isLast ? 1 : 0);
      return taken == Taken.YES && goesOn ? Status.PROCESSING : Status.ACTIVE;
    } finally {
      lock.unlock();
    }
  }

  private void open(ThreadRef thread, Consumer<SlackSession> change) {
    lock.lock();
    try {
      if (taken != Taken.NO && !sessions.containsKey(thread)) {
        SlackSession session = new SlackSession(renewal, System.nanoTime());
        Kept kept = new Kept(thread, session, lock.newCondition());
        sessions.put(thread, kept);
        Thread.ofVirtual().name("slack-session").start(() -> keep(kept));
      }
      change(thread, change);
    } finally {
      lock.unlock();
    }
  }

  private void change(ThreadRef thread, Consumer<SlackSession> change) {
    lock.lock();
    try {
      Kept kept = sessions.get(thread);
      if (kept != null) {
        counted(kept.session, change);
        kept.changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  private void counted(SlackSession session, Consumer<SlackSession> change) {
    boolean wasOwed = session.isOwed();
    change.accept(session);
    owed += (session.isOwed() ? 1 : 0) - (wasOwed ? 1 : 0);
  }

  private void keep(Kept kept) {
    try {
      for (Next next = awaitNext(kept); next != null; next = awaitNext(kept)) {
        say(kept, next);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("the agent session of {} is not kept any more", kept.thread, e);
      lock.lock();
      try {
        sessions.remove(kept.thread);
      } finally {
        lock.unlock();
      }
    }
  }

  /// Waits until something has to be said, and there is room.
  ///
  /// @return null if nothing will have to be said any more
  private @Nullable Next awaitNext(Kept kept) throws InterruptedException {
    lock.lock();
    try {
      while (taken != Taken.NO) {
        long now = System.nanoTime();
        long wait = kept.session.waitNanos(now);
        if (kept.session.isSettled(now)) {
          break;
        } else if (wait > 0) {
          kept.changed.await(wait, TimeUnit.NANOSECONDS);
        } else if (taken == Taken.UNKNOWN && isAsking) {
          changed.await();
        } else {
          Duration room = room(kept.session);
          if (room.isZero()) {
            isAsking = true;
            counted(kept.session, SlackSession::saying);
            return new Next(kept.session.wanted(), kept.session.changes());
          }
          kept.changed.await(room.toNanos(), TimeUnit.NANOSECONDS);
        }
      }
      sessions.remove(kept.thread);
      changed.signalAll();
      return null;
    } finally {
      lock.unlock();
    }
  }

  /// Who says that work begins leaves room to say its end, and that of all others.
  private Duration room(SlackSession session) {
    return session.wanted() == Status.ACTIVE
        ? window.tryStart()
        : window.tryStart(owed + (session.isOwed() ? 0 : 1));
  }

  private void say(Kept kept, Next next) throws InterruptedException {
    try {
      String warning = calls.showSession(kept.thread, next.status);
      learn(Taken.YES, kept, session -> session.said(next.status, next.before, System.nanoTime()));
      tellIfDeaf(warning);
    } catch (Throttled throttled) {
      window.closeFor(throttled.retryAfter());
      learn(Taken.UNKNOWN, kept, SlackSession::untaken);
    } catch (PlatformRefused refused) {
      refused(kept, next.status, refused);
    } finally {
      window.ended();
      learn(Taken.UNKNOWN, kept, session -> {});
    }
  }

  private void refused(Kept kept, Status status, PlatformRefused refused) {
    String error = refused.note().message().split(" ", 2)[0];
    if (refused.reason() == Reason.UNREACHABLE) {
      learn(Taken.UNKNOWN, kept, session -> session.unanswered(status, System.nanoTime()));
      LOG.info("whether an agent session is {} is not known: {}", status.word(), refused.note());
    } else if (NEVER.contains(error)) {
      learn(Taken.NO, kept, session -> {});
      LOG.info("no agent sessions here, Slack shows no Stop button: {}", refused.note());
    } else {
      learn(Taken.UNKNOWN, kept, session -> session.refused(status));
      LOG.info("an agent session is not set to {}: {}", status.word(), refused.note());
    }
  }

  /// @param news [Taken#UNKNOWN] if there are none
  private void learn(Taken news, Kept kept, Consumer<SlackSession> change) {
    lock.lock();
    try {
      isAsking = false;
      taken = news == Taken.UNKNOWN || taken == Taken.NO ? taken : news;
      counted(kept.session, change);
      changed.signalAll();
      if (taken == Taken.NO) {
        sessions.values().forEach(each -> each.changed.signal());
      }
    } finally {
      lock.unlock();
    }
  }

  private void tellIfDeaf(@Nullable String warning) {
    if (DEAF.equals(warning) && !isDeaf) {
      isDeaf = true;
      LOG.warn(
          "Slack shows no Stop button, as the app is not subscribed to the event"
              + " agent_session_stopped: slack warns of {}",
          warning);
    }
  }

  /// Says nothing more; ends that were not said yet get a moment.
  void close() throws InterruptedException {
    lock.lock();
    try {
      long left = CLOSING.toNanos();
      while (left > 0 && sessions.values().stream().anyMatch(kept -> kept.session.answers() == 0)) {
        left = changed.awaitNanos(left);
      }
      taken = Taken.NO;
      sessions.values().forEach(kept -> kept.changed.signal());
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
