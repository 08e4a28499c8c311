package dev.sightline.slack;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.slack.api.model.Conversation;
import dev.sightline.ask.FrontDesk;
import dev.sightline.event.Platform;
import dev.sightline.failure.PlatformRefused;
import dev.sightline.limit.CallWindow;
import dev.sightline.limit.Throttled;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the desk what the channels are called in which it is asked. Safe for all threads.
final class SlackChannels {
  private static final Logger LOG = LoggerFactory.getLogger(SlackChannels.class);

  /// A channel is asked for once in this time, so that a new name shows at last; our own choice.
  private static final Duration ASKED_AGAIN = Duration.ofDays(1);

  private static final int MOST_KEPT = 20_000;

  /// Ids of direct messages begin with it
  /// (https://docs.slack.dev/reference/objects/conversation-object, read 2026-09).
  private static final String DIRECT = "D";

  private final FrontDesk desk;
  private final SlackCalls calls;
  private final CallWindow lookUps = new CallWindow(SlackLimits.CHANNEL_LOOK_UPS, System::nanoTime);
  private final Cache<String, Boolean> asked =
      Caffeine.newBuilder().maximumSize(MOST_KEPT).expireAfterWrite(ASKED_AGAIN).build();

  SlackChannels(FrontDesk desk, SlackCalls calls) {
    this.desk = desk;
    this.calls = calls;
  }

  /// Something was asked in this channel. Blocks where its name is to be asked for; of those that
  /// are new in a crowd some go by their ids until the next question.
  void used(String channel) throws InterruptedException {
    if (channel.startsWith(DIRECT) || asked.asMap().putIfAbsent(channel, true) != null) {
      return;
    }
    if (!lookUps.tryStart().isZero()) {
      asked.invalidate(channel);
      return;
    }
    try {
      Conversation info =
          calls
              .call(client -> client.conversationsInfo(about -> about.channel(channel)))
              .getChannel();
      // The name of a group message is made of those of its people.
      if (info.getName() != null && !info.isIm() && !info.isMpim()) {
        desk.channelIs(Platform.SLACK, channel, info.getName());
      }
    } catch (PlatformRefused | Throttled e) {
      LOG.info("no name for channel {}: {}", channel, e.getMessage());
    } finally {
      lookUps.ended();
    }
  }
}
