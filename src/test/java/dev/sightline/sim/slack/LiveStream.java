package dev.sightline.sim.slack;

import java.time.Duration;
import java.time.Instant;

/// The streaming of one message of the bot, from `chat.startStream` on. Safe for all threads.
final class LiveStream {
  private final String firstPiece;
  private final Instant endsAt;
  private final StringBuilder text = new StringBuilder();
  private State state = State.STREAMING;

  /// How far it has come.
  enum State {
    STREAMING,
    /// The app stopped it.
    STOPPED,
    /// The person pressed Stop.
    STOPPED_BY_USER,
    /// Slack closed it, and shows an error until the message is updated.
    TIMED_OUT
  }

  LiveStream(String firstPiece, Duration wall) {
    this.firstPiece = firstPiece;
    this.endsAt = Instant.now().plus(wall);
    text.append(firstPiece);
  }

  synchronized State state() {
    if (state == State.STREAMING && !Instant.now().isBefore(endsAt)) {
      state = State.TIMED_OUT;
    }
    return state;
  }

  /// What people other than the recipient see until the app stops the stream or updates the message
  /// (https://github.com/agentconnect-md/agentconnect/issues/1494, 2026; what they see of a stream
  /// that timed out is not told, and taken as the same).
  String firstPiece() {
    return firstPiece;
  }

  /// Adds a piece and returns all of the text.
  synchronized String append(String piece) {
    switch (state()) {
      case STREAMING -> {}
      case STOPPED_BY_USER -> throw new ApiRefusal("stopped_by_user");
      case STOPPED, TIMED_OUT -> throw new ApiRefusal("message_not_in_streaming_state");
    }
    return grown(piece);
  }

  /// Adds the last piece, which may be empty, and returns all of the text.
  synchronized String stop(String piece) {
    if (state() != State.STREAMING) {
      throw new ApiRefusal("message_not_in_streaming_state");
    }
    String whole = grown(piece);
    state = State.STOPPED;
    return whole;
  }

  private String grown(String piece) {
    if (text.length() + piece.length() > SlackLimits.STREAM_CHARS) {
      throw new ApiRefusal("msg_too_long");
    }
    return text.append(piece).toString();
  }

  /// The person pressed the native Stop; tells whether it was still streaming.
  synchronized boolean stopByUser() {
    boolean wasStreaming = state() == State.STREAMING;
    if (wasStreaming) {
      state = State.STOPPED_BY_USER;
    }
    return wasStreaming;
  }
}
