package dev.sightline.ask;

import dev.sightline.ledger.Entry;
import dev.sightline.ledger.Ledger;
import dev.sightline.ledger.NanoUsd;
import dev.sightline.route.RouteClient;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts the provider's own figure in the place of an estimate. Some providers tell what a call cost
/// that did not come to its end a moment later; no ask waits for it. Safe for all asks.
public final class Corrections implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Corrections.class);

  /// How long the bot waits for figures when it stops; our own choice.
  private static final Duration CLOSING = Duration.ofSeconds(2);

  private final Ledger ledger;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /// Corrections in this ledger.
  public Corrections(Ledger ledger) {
    this.ledger = ledger;
  }

  /// Asks the provider, and corrects the entry if it tells.
  ///
  /// @param callId the provider's own id of the call
  void later(RouteClient client, String callId, Entry estimate) {
    try {
      threads.execute(() -> correct(client, callId, estimate));
    } catch (RejectedExecutionException e) {
      LOG.info("ask {} keeps the estimate of its cost: stopping", estimate.ask().value());
    }
  }

  private void correct(RouteClient client, String callId, Entry estimate) {
    try {
      BigDecimal costUsd = client.lateUsage(callId).costUsd();
      if (costUsd != null) {
        ledger.correct(estimate, NanoUsd.ofUsd(costUsd));
      }
    } catch (InterruptedException e) {
      LOG.info("ask {} keeps the estimate of its cost: stopping", estimate.ask().value());
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.warn("ask {} keeps the estimate of its cost", estimate.ask().value(), e);
    }
  }

  @Override
  public void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
