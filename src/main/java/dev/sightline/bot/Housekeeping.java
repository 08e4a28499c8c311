package dev.sightline.bot;

import dev.sightline.ask.Interrupted;
import dev.sightline.config.SightlineConfig.RetentionSection;
import dev.sightline.event.Platform;
import dev.sightline.ledger.Hold;
import dev.sightline.thread.ThreadWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends what an earlier process left behind, at once and then now and again: asks that it was
/// answering, estimates that its provider can correct, holds past their lease, records past their
/// time.
final class Housekeeping implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Housekeeping.class);
  private static final Duration EVERY = Duration.ofMinutes(10);
  private static final Duration CREDIT_EVERY = Duration.ofHours(1);
  private static final Duration MODELS_EVERY = Duration.ofDays(1);

  /// How long it is waited for when the bot stops; our own choice.
  private static final Duration CLOSING = Duration.ofSeconds(2);

  private final Bot bot;
  private final Map<Platform, CompletableFuture<Places>> places;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /// Makes writers for answers that a restart interrupted.
  @FunctionalInterface
  interface Places {
    ThreadWriter of(Interrupted interrupted);
  }

  /// Makes one that has not begun.
  ///
  /// @param places for the platforms that the bot is on, complete once it is there
  Housekeeping(Bot bot, Map<Platform, CompletableFuture<Places>> places) {
    this.bot = bot;
    this.places = Map.copyOf(places);
  }

  /// Takes over what dead processes left. Call it before the platforms tell of anything new: what
  /// came earlier has its turn first.
  void start() {
    takeOver();
    threads.execute(this::keepModels);
    threads.execute(this::watchCredit);
    threads.execute(() -> {
      try {
        while (true) {
          sweep();
          Thread.sleep(EVERY);
          takeOver();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
  }

  private void keepModels() {
    try {
      while (true) {
        bot.models().refresh();
        Thread.sleep(MODELS_EVERY);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void watchCredit() {
    try {
      while (true) {
        bot.watch().credit().look(bot.providers());
        Thread.sleep(CREDIT_EVERY);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void takeOver() {
    for (Interrupted left : bot.journal().interrupted()) {
      bot.lanes().resume(left, bot.recovery(), () -> place(left));
    }
  }

  private @Nullable ThreadWriter place(Interrupted left) {
    CompletableFuture<Places> known = places.get(left.thread().platform());
    return known == null ? null : known.join().of(left);
  }

  private void sweep() {
    for (Hold hold : bot.ledger().expire()) {
      log.warn("hold of ask {} expired: what its call cost is not known", hold.ask().value());
    }
    bot.corrections().takeUp(bot.routes(), Instant.now());
    RetentionSection kept = bot.config().retention();
    bot.journal().sweep(kept.questions(), bot.config().limits().reuseAnswers());
    bot.conversations().sweep();
    bot.attic().clear(kept.ledger());
    bot.attic().clearTrail(kept.audit());
    bot.orders().sweep();
    bot.watch().report();
  }

  /// What still waits for its platform gives up, and is taken over by the next process. Returns
  /// when nobody uses the store, or it takes too long.
  @Override
  public void close() {
    places.values().forEach(place -> place.cancel(false));
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("housekeeping did not end in {}", CLOSING);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
