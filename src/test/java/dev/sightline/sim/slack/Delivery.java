package dev.sightline.sim.slack;

import java.time.Duration;

/// How the events of one posted message reach the app.
///
/// @param mentionFirst whether `app_mention` comes before its `message` twin
/// @param gap time between the two
/// @param filesInMention false leaves the files out of `app_mention`, as Slack sometimes does
/// @param mentionSent false leaves `app_mention` out wholly, as Slack sometimes does for uploads
/// @param messageSent false leaves the `message` twin out
/// @param times how often each event is delivered; same `event_id`, new envelope
/// @param overReconnect true breaks the connection right after each first delivery, so that Slack
///   delivers the event again over the next one
public record Delivery(
    boolean mentionFirst,
    Duration gap,
    boolean filesInMention,
    boolean mentionSent,
    boolean messageSent,
    int times,
    boolean overReconnect) {

  public Delivery {
    if (times < 1) {
      throw new IllegalArgumentException("times: " + times);
    }
  }

  /// The mention, complete, then the message at once; each delivered once.
  public static Delivery usual() {
    return new Delivery(true, Duration.ZERO, true, true, true, 1, false);
  }

  public Delivery messageFirst() {
    return new Delivery(false, gap, filesInMention, mentionSent, messageSent, times, overReconnect);
  }

  public Delivery withGap(Duration value) {
    return new Delivery(
        mentionFirst, value, filesInMention, mentionSent, messageSent, times, overReconnect);
  }

  public Delivery withoutFilesInMention() {
    return new Delivery(mentionFirst, gap, false, mentionSent, messageSent, times, overReconnect);
  }

  public Delivery withoutMention() {
    return new Delivery(
        mentionFirst, gap, filesInMention, false, messageSent, times, overReconnect);
  }

  public Delivery withoutMessage() {
    return new Delivery(
        mentionFirst, gap, filesInMention, mentionSent, false, times, overReconnect);
  }

  public Delivery repeated(int value) {
    return new Delivery(
        mentionFirst, gap, filesInMention, mentionSent, messageSent, value, overReconnect);
  }

  public Delivery acrossReconnect() {
    return new Delivery(mentionFirst, gap, filesInMention, mentionSent, messageSent, times, true);
  }
}
