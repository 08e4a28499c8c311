package dev.sightline.route;

import java.time.Duration;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/// An account at fal.ai.
///
/// @param name the provider's name in the configuration
/// @param runUrl what the endpoint's id is appended to, such as `https://fal.run`
/// @param key the secret, normally `KEY_ID:KEY_SECRET`
/// @param streamMode how the `output` of a streamed event is to be understood
/// @param way how calls are made; [Way#QUEUE] only with a queue
/// @param queue null where there is none
public record FalSettings(
    String name,
    HttpUrl runUrl,
    String key,
    StreamMode streamMode,
    RouteTimeouts timeouts,
    Way way,
    @Nullable Queue queue) {

  public FalSettings {
    key = AuthScheme.checked(name, key);
    if (way == Way.QUEUE && queue == null) {
      throw new IllegalArgumentException("way: queue, without a queue-url");
    }
  }

  /// With the usual mode and times, without a queue.
  public static FalSettings of(String name, HttpUrl runUrl, String key) {
    return new FalSettings(
        name, runUrl, key, StreamMode.AUTO, RouteTimeouts.DEFAULT, Way.AUTO, null);
  }

  /// Without the key.
  @Override
  public String toString() {
    return "FalSettings[name=%s, runUrl=%s, streamMode=%s, way=%s, queue=%s]"
        .formatted(name, runUrl, streamMode, way, queue);
  }

  /// What an event of a stream carries.
  public enum StreamMode {
    /// Found out while reading.
    AUTO,
    /// All text so far.
    SNAPSHOT,
    /// Only what is new.
    DELTA
  }

  /// How calls are made, as the configuration has it.
  public enum Way {
    /// By what the call carries, see [FalWay].
    AUTO,
    RUN,
    STREAM,
    QUEUE
  }

  /// fal's queue, and how jobs are put into it.
  ///
  /// @param url such as `https://queue.fal.run`; the key goes to no other host
  /// @param priority against the other jobs of the same account
  /// @param startTimeout longest time until fal begins to work on a job; more than a second, as fal
  ///   demands (facts of the fal JS client 1.10.1, read 2026-08-02)
  /// @param webhook where fal is to say that a job is done; null for nowhere
  public record Queue(
      HttpUrl url, Priority priority, Duration startTimeout, @Nullable HttpUrl webhook) {
    public Queue {
      if (startTimeout.compareTo(Duration.ofSeconds(1)) <= 0) {
        throw new IllegalArgumentException("startTimeout: " + startTimeout);
      }
    }
  }

  /// Jobs of low priority wait for all others.
  public enum Priority {
    NORMAL,
    LOW
  }
}
