package dev.sightline.sim.slack;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/// How a simulated workspace is set up.
///
/// @param scopes what the bot token was granted at installation
/// @param ackDeadline how long an envelope may stay unacknowledged
/// @param retryAfter the wait before each redelivery of an event, from the moment the deadline
///   passed
/// @param rateLimited false lets every call through, for load tests
/// @param marketplaceHistory false limits `conversations.history` and `.replies` to one call a
///   minute and 15 items, as for new commercial apps since 2025-05-29
/// @param streamWall how long after its start Slack closes a stream
/// @param processingLife how long an agent session stays `processing` by itself
public record SlackSettings(
    Set<String> scopes,
    Duration ackDeadline,
    List<Duration> retryAfter,
    boolean rateLimited,
    boolean marketplaceHistory,
    Duration streamWall,
    Duration processingLife) {

  /// The scopes that the product's manifest asks for.
  public static final Set<String> MANIFEST_SCOPES =
      Set.of(
          "app_mentions:read",
          "assistant:write",
          "channels:history",
          "channels:read",
          "chat:write",
          "commands",
          "files:read",
          "files:write",
          "groups:history",
          "groups:read",
          "im:history",
          "im:write",
          "mpim:history",
          "reactions:read",
          "reactions:write",
          "users:read");

  public SlackSettings {
    scopes = Set.copyOf(scopes);
    retryAfter = List.copyOf(retryAfter);
  }

  /// An internal app with the scopes of the manifest; retries at once, after a minute and after
  /// five.
  public static SlackSettings standard() {
    return new SlackSettings(
        MANIFEST_SCOPES,
        SlackLimits.ACK_DEADLINE,
        List.of(Duration.ZERO, Duration.ofMinutes(1), Duration.ofMinutes(5)),
        true,
        true,
        SlackLimits.STREAM_WALL,
        SlackLimits.PROCESSING_LIFE);
  }

  public SlackSettings withScopes(Set<String> value) {
    return new SlackSettings(
        value,
        ackDeadline,
        retryAfter,
        rateLimited,
        marketplaceHistory,
        streamWall,
        processingLife);
  }

  public SlackSettings withAckDeadline(Duration value) {
    return new SlackSettings(
        scopes, value, retryAfter, rateLimited, marketplaceHistory, streamWall, processingLife);
  }

  public SlackSettings withRetryAfter(List<Duration> value) {
    return new SlackSettings(
        scopes, ackDeadline, value, rateLimited, marketplaceHistory, streamWall, processingLife);
  }

  public SlackSettings withoutRateLimits() {
    return new SlackSettings(
        scopes, ackDeadline, retryAfter, false, marketplaceHistory, streamWall, processingLife);
  }

  public SlackSettings withCommercialHistory() {
    return new SlackSettings(
        scopes, ackDeadline, retryAfter, rateLimited, false, streamWall, processingLife);
  }

  public SlackSettings withStreamWall(Duration value) {
    return new SlackSettings(
        scopes, ackDeadline, retryAfter, rateLimited, marketplaceHistory, value, processingLife);
  }

  public SlackSettings withProcessingLife(Duration value) {
    return new SlackSettings(
        scopes, ackDeadline, retryAfter, rateLimited, marketplaceHistory, streamWall, value);
  }
}
