package dev.sightline.ask;

import dev.sightline.event.ThreadRef;
import dev.sightline.ledger.NanoUsd;
import dev.sightline.route.Parameters;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/// What is wanted of every ask.
///
/// @param system what the model is told before everything
/// @param hold held until the cost is known
/// @param answerTime longest time from the call to the end of the answer
/// @param fallOver whether the next route is asked where one fails before its answer begins
/// @param hedgeAfter how long a route may say nothing before the next one is asked as well; zero
///   for never
/// @param reuse how long an answer is given again to who asks just the same; zero for never
/// @param askAbove estimated cost above which the person is asked back; zero for never
/// @param channels what holds in a channel of its own, by the platform's id of it
/// @param rights who may use which route
/// @param videos how much video each may have watched
public record AskRules(
    String system,
    NanoUsd hold,
    Duration answerTime,
    boolean fallOver,
    Duration hedgeAfter,
    Duration reuse,
    NanoUsd askAbove,
    Map<String, ChannelRule> channels,
    Rights rights,
    VideoRule videos) {
  /// What everybody may use, of one route after the other.
  public AskRules(
      String system,
      NanoUsd hold,
      Duration answerTime,
      boolean fallOver,
      Duration reuse,
      NanoUsd askAbove,
      Map<String, ChannelRule> channels) {
    this(
        system,
        hold,
        answerTime,
        fallOver,
        Duration.ZERO,
        reuse,
        askAbove,
        channels,
        new Rights(Rights.Rules.NONE),
        VideoRule.NONE);
  }

  public AskRules {
    channels = Map.copyOf(channels);
  }

  /// How much video models watch for one person.
  ///
  /// @param perDay zero for any length
  /// @param zone where days begin
  public record VideoRule(Duration perDay, ZoneId zone) {
    /// Any length.
    public static final VideoRule NONE = new VideoRule(Duration.ZERO, ZoneOffset.UTC);
  }

  ChannelRule in(ThreadRef thread) {
    return channels.getOrDefault(thread.channel(), ChannelRule.NONE);
  }

  /// What holds in one channel.
  ///
  /// @param routes names of the only routes that are asked there, most preferred first; empty for
  ///   all
  /// @param parameters how models are to answer there
  public record ChannelRule(List<String> routes, Parameters parameters) {
    /// Nothing of its own.
    public static final ChannelRule NONE = new ChannelRule(List.of(), Parameters.NONE);

    public ChannelRule {
      routes = List.copyOf(routes);
    }
  }
}
