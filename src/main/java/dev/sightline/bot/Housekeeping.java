package dev.sightline.bot;

import dev.sightline.ask.Interrupted;
import dev.sightline.event.Platform;
import dev.sightline.failure.PlatformRefused;
import dev.sightline.ledger.Hold;
import dev.sightline.stream.AnswerStream;
import dev.sightline.thread.ThreadWriter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends what an earlier process left behind, at once and then now and again: asks that it was
/// answering, holds past their lease, records past their time.
final class Housekeeping implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Housekeeping.class);
  private static final Duration EVERY = Duration.ofMinutes(10);
  private static final String NOTICE = "Interrupted, because I was restarted. Please ask again.";

  private final Bot bot;
  private final Map<Platform, Function<Interrupted, ThreadWriter>> writers;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /// Makes one that has not begun.
  ///
  /// @param writers for the platforms that the bot is on
  Housekeeping(Bot bot, Map<Platform, Function<Interrupted, ThreadWriter>> writers) {
    this.bot = bot;
    this.writers = Map.copyOf(writers);
  }

  void start() {
    threads.execute(() -> {
      try {
        while (true) {
          once();
          Thread.sleep(EVERY);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
  }

  private void once() {
    for (Interrupted interrupted : bot.journal().interrupted()) {
      log.info("ask {} was interrupted by a restart", interrupted.id().value());
      Function<Interrupted, ThreadWriter> writer = writers.get(interrupted.thread().platform());
      if (writer != null) {
        threads.execute(() -> tell(interrupted, writer.apply(interrupted)));
      }
    }
    for (Hold hold : bot.ledger().expire()) {
      log.warn("hold of ask {} expired: what its call cost is not known", hold.ask().value());
    }
    bot.journal().sweep();
    bot.conversations().sweep();
  }

  private void tell(Interrupted interrupted, ThreadWriter writer) {
    try {
      new AnswerStream(writer, bot.pacer(), (page, posted) -> log.debug("told at {}", posted))
          .finish(NOTICE, "");
    } catch (PlatformRefused refused) {
      log.warn("ask {} could not be told: {}", interrupted.id().value(), refused.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
