package dev.sightline.slack;

import dev.sightline.event.PersonRef;
import dev.sightline.event.ThreadRef;
import dev.sightline.limit.CallWindow;
import dev.sightline.thread.ThreadWriter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Decides in which way answers are written: by Slack's own streaming, where the workspace has it,
/// where all who read see the text grow, and while it has room; else by posts and updates. Safe for
/// all answers.
final class SlackStreams {
  private static final Logger LOG = LoggerFactory.getLogger(SlackStreams.class);

  private final SlackCalls calls;
  private final SlackSessions sessions;
  private final boolean inChannels;
  private final Duration streamTime;
  private final CallWindow starts = new CallWindow(SlackLimits.STREAM_STARTS, System::nanoTime);

  /// A stream that starts takes its stop at once, so that no end of an answer has to wait for one.
  private final CallWindow stops = new CallWindow(SlackLimits.STREAM_STOPS, System::nanoTime);

  private final Deque<Stream> open = new ArrayDeque<>();
  private volatile boolean isOff;

  /// Room for one stream.
  static final class Stream {
    private final long sinceNanos = System.nanoTime();

    private Stream() {}
  }

  /// @param inChannels whether channels are streamed to, where people other than the asker see only
  ///   the first piece until the end
  /// @param streamTime longest time that one message is streamed to
  SlackStreams(SlackCalls calls, boolean inChannels, Duration streamTime) {
    this.calls = calls;
    this.sessions = new SlackSessions(calls);
    this.inChannels = inChannels;
    this.streamTime = streamTime;
  }

  /// A writer for an answer to `reader`.
  ThreadWriter answering(ThreadRef thread, PersonRef reader) {
    SlackThreadWriter posting = posting(thread);
    return serves(thread)
        ? new SlackStreamWriter(calls, thread, reader, posting, this, streamTime)
        : posting;
  }

  /// A writer by posts and updates.
  SlackThreadWriter posting(ThreadRef thread) {
    return new SlackThreadWriter(calls, sessions, thread, false);
  }

  /// A writer for an answer that a restart interrupted.
  SlackThreadWriter resuming(ThreadRef thread) {
    return new SlackThreadWriter(calls, sessions, thread, true);
  }

  /// What Slack shows of the threads with answers.
  SlackSessions sessions() {
    return sessions;
  }

  /// Ids of direct messages begin with D
  /// (https://docs.slack.dev/reference/objects/conversation-object, read 2026-09); the threads of
  /// an agent are there, too.
  private boolean serves(ThreadRef thread) {
    return !isOff && (inChannels || thread.channel().startsWith("D"));
  }

  /// Whether the workspace takes streams, as far as is known.
  boolean isOn() {
    return !isOff;
  }

  /// Slack does not let us stream in this workspace; from now on nobody tries.
  void switchOff(String error) {
    if (!isOff) {
      isOff = true;
      LOG.info("no native streaming in this workspace, answers go by post and update: {}", error);
    }
  }

  /// Takes room for a stream; [#started], [#notStarted] or [#notUsed] must follow.
  ///
  /// @return null if there is none now
  synchronized @Nullable Stream reserve() {
    forgetLost();
    if (isOff || !starts.tryStart().isZero()) {
      return null;
    }
    if (!stops.tryStart().isZero()) {
      starts.notStarted();
      return null;
    }
    Stream stream = new Stream();
    open.addLast(stream);
    return stream;
  }

  /// Nobody tried to start it.
  synchronized void notUsed(Stream stream) {
    starts.notStarted();
    if (open.remove(stream)) {
      stops.notStarted();
    }
  }

  /// It has started, or nobody knows whether it has.
  synchronized void started() {
    starts.ended();
  }

  /// Slack refused to start it.
  synchronized void notStarted(Stream stream) {
    starts.ended();
    if (open.remove(stream)) {
      stops.notStarted();
    }
  }

  /// Slack asked us to wait before the next start.
  void closeFor(Duration retryAfter) {
    starts.closeFor(retryAfter);
  }

  /// It has been stopped.
  synchronized void ended(Stream stream) {
    if (open.remove(stream)) {
      stops.ended();
    }
  }

  /// Streams of answers that were given up: Slack closes them by itself.
  private void forgetLost() {
    Iterator<Stream> oldestFirst = open.iterator();
    while (oldestFirst.hasNext()
        && System.nanoTime() - oldestFirst.next().sinceNanos > SlackLimits.STREAM_WALL.toNanos()) {
      oldestFirst.remove();
      stops.ended();
    }
  }
}
