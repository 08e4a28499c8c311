package dev.sightline.bot;

import dev.sightline.sim.slack.Faults.Fault;
import java.time.Duration;

/// What passes, so that all of the answer is shown once.
@SuppressWarnings("ImmutableEnumChecker") // faults are records of values
enum SlackPassing {
  STORM_ON_POSTS("chat.postMessage", 3, new Fault.RateLimited(1)),
  STORM_ON_EDITS("chat.update", 3, new Fault.RateLimited(1)),
  POSTS_FAIL("chat.postMessage", 2, new Fault.Down(503)),
  EDITS_FAIL("chat.update", 2, new Fault.Down(500)),
  SLOW_POST("chat.postMessage", 1, new Fault.Slow(Duration.ofMillis(600))),
  SLOW_EDIT("chat.update", 1, new Fault.Slow(Duration.ofMillis(600))),
  POST_CUT_BEFORE("chat.postMessage", 1, new Fault.CallLost()),
  POST_CUT_AFTER("chat.postMessage", 1, new Fault.AnswerLost()),
  EDIT_CUT_BEFORE("chat.update", 1, new Fault.CallLost()),
  EDIT_CUT_AFTER("chat.update", 1, new Fault.AnswerLost()),
  STREAM_APPEND_HAS_TO_WAIT("chat.appendStream", 1, new Fault.RateLimited(1)),
  STREAM_STOP_HAS_TO_WAIT("chat.stopStream", 1, new Fault.RateLimited(1)),
  STREAM_START_CUT_AFTER("chat.startStream", 1, new Fault.AnswerLost()),
  STREAM_APPEND_CUT_AFTER("chat.appendStream", 1, new Fault.AnswerLost()),
  STREAM_CLOSED_BY_SLACK(
      "chat.appendStream", 1, new Fault.Refused("message_not_in_streaming_state")),
  STREAM_STOP_TOO_LATE("chat.stopStream", 1, new Fault.Refused("message_not_in_streaming_state")),
  /// Last, as no stream is tried meanwhile.
  STREAM_START_HAS_TO_WAIT("chat.startStream", 1, new Fault.RateLimited(1));

  final String method;
  final int times;
  final Fault fault;

  SlackPassing(String method, int times, Fault fault) {
    this.method = method;
    this.times = times;
    this.fault = fault;
  }

  /// What the ledger of the workspace has for it.
  String error() {
    return switch (fault) {
      case Fault.Refused(String error) -> error;
      case Fault.RateLimited _ -> "ratelimited";
      case Fault.Down(int status) -> "http_" + status;
      case Fault.Slow _ -> "";
      case Fault.AnswerLost _, Fault.CallLost _ -> "cut";
    };
  }

  /// Slack counts edits and streams of all channels together.
  boolean isOfTheWorkspace() {
    return fault instanceof Fault.RateLimited && !method.equals("chat.postMessage");
  }

  /// Whether the pacer makes the call once more.
  boolean isTriedAgain() {
    return !isOfStreams()
        && (fault instanceof Fault.Down
            || fault instanceof Fault.CallLost
            || fault instanceof Fault.AnswerLost);
  }

  boolean isOfStreams() {
    return method.endsWith("Stream");
  }

  boolean isAtTheStart() {
    return method.equals("chat.postMessage") || method.equals("chat.startStream");
  }
}
