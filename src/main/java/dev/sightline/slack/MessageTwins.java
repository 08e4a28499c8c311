package dev.sightline.slack;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sightline.event.EventKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Makes one message of the events that tell of it.
///
/// A mention comes twice, as `app_mention` and as `message`, in either order; only one of the two
/// may have the files, and each may be delivered again. The first event that is sure of the files
/// goes on at once; a mention without files waits a moment for its twin. Safe for all threads.
final class MessageTwins {
  /// Messages remembered; Slack delivers at most 30,000 events an hour
  /// (https://docs.slack.dev/apis/events-api, read 2026-09).
  private static final int MOST_TAKEN = 30_000;

  private final Duration wait;
  private final Cache<EventKey, Boolean> taken =
      Caffeine.newBuilder()
          .maximumSize(MOST_TAKEN)
          .expireAfterWrite(SlackLimits.TAKEN_KEPT)
          .build();
  private final Map<EventKey, CompletableFuture<SlackMessage>> waiting = new HashMap<>();

  MessageTwins(Duration wait) {
    this.wait = wait;
  }

  /// Takes an event of a message that is for the bot, waiting for its twin if need be.
  ///
  /// @return the message with its files; empty if another event of it is taken already
  Optional<SlackMessage> take(SlackMessage message) throws InterruptedException {
    CompletableFuture<SlackMessage> twin;
    synchronized (this) {
      if (taken.asMap().putIfAbsent(message.key(), true) != null) {
        tell(message);
        return Optional.empty();
      }
      if (message.isWhole()) {
        return Optional.of(message);
      }
      twin = new CompletableFuture<>();
      waiting.put(message.key(), twin);
    }
    return Optional.of(await(message, twin));
  }

  /// An event of a message that is not for the bot, as far as it tells; another event of the same
  /// message may know better, and want its files.
  synchronized void tell(SlackMessage message) {
    CompletableFuture<SlackMessage> twin = waiting.get(message.key());
    if (twin != null && message.isWhole()) {
      twin.complete(message);
    }
  }

  private SlackMessage await(SlackMessage message, CompletableFuture<SlackMessage> twin)
      throws InterruptedException {
    try {
      return message.withFilesOf(twin.get(wait.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      return message;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } finally {
      synchronized (this) {
        waiting.remove(message.key());
      }
    }
  }
}
