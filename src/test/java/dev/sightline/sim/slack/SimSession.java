package dev.sightline.sim.slack;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The agent session of one thread. The last who set its status counts, be it the app or Slack.
/// Safe for all threads.
public final class SimSession {
  private final String title;
  private final Duration processingLife;
  private final List<SessionStatus> statuses = new ArrayList<>();
  private final List<LiveStream> streams = new ArrayList<>();
  private Instant processingUntil = Instant.MAX;

  SimSession(String title, Duration processingLife) {
    this.title = title;
    this.processingLife = processingLife;
  }

  /// As it was given when the session was made; may be empty.
  public String title() {
    return title;
  }

  public synchronized SessionStatus status() {
    return statuses().getLast();
  }

  /// All that it ever showed, oldest first; the same never twice in a row.
  public synchronized List<SessionStatus> statuses() {
    if (streams.removeIf(stream -> stream.state() == LiveStream.State.TIMED_OUT)) {
      show(SessionStatus.ACTIVE);
    }
    if (!Instant.now().isBefore(processingUntil)) {
      show(SessionStatus.ACTIVE);
    }
    return List.copyOf(statuses);
  }

  synchronized void set(SessionStatus status) {
    if (!statuses.isEmpty()) {
      statuses();
    }
    show(status);
  }

  /// A stream begins in its thread.
  synchronized void began(LiveStream stream) {
    set(SessionStatus.PROCESSING);
    streams.add(stream);
  }

  /// The app stopped a stream.
  synchronized void stopped(LiveStream stream, SessionStatus status) {
    set(status);
    streams.remove(stream);
  }

  private void show(SessionStatus status) {
    processingUntil =
        status == SessionStatus.PROCESSING ? Instant.now().plus(processingLife) : Instant.MAX;
    if (statuses.isEmpty() || statuses.getLast() != status) {
      statuses.add(status);
    }
  }
}
