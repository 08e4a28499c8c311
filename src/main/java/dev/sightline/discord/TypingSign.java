package dev.sightline.discord;

import dev.sightline.failure.PlatformRefused;
import dev.sightline.limit.Throttled;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/// "… is typing", kept up until there is something to read.
final class TypingSign {
  private final DiscordCalls calls;
  private final Executor threads;
  private final String channelId;
  private final CountDownLatch ended = new CountDownLatch(1);

  TypingSign(DiscordCalls calls, Executor threads, String channelId) {
    this.calls = calls;
    this.threads = threads;
    this.channelId = channelId;
  }

  /// Shows it now, and goes on showing it.
  void show() throws PlatformRefused, InterruptedException {
    showOnce();
    threads.execute(this::keepUp);
  }

  void end() {
    ended.countDown();
  }

  private void keepUp() {
    Duration shown = Duration.ZERO;
    try {
      while (shown.compareTo(DiscordLimits.TYPING_MOST) < 0
          && !ended.await(DiscordLimits.TYPING_RENEWAL.toMillis(), TimeUnit.MILLISECONDS)) {
        showOnce();
        shown = shown.plus(DiscordLimits.TYPING_RENEWAL);
      }
    } catch (PlatformRefused nobodySeesIt) {
      end();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void showOnce() throws PlatformRefused, InterruptedException {
    try {
      calls.showTyping(channelId);
    } catch (Throttled skipped) {
      // A sign that comes late is worth nothing: the next one is due in a moment.
      return;
    }
  }
}
