package dev.sightline.ask;

import dev.sightline.ledger.Entry;
import dev.sightline.ledger.Estimate;
import dev.sightline.ledger.Ledger;
import dev.sightline.ledger.NanoUsd;
import dev.sightline.route.RouteClient;
import dev.sightline.route.RouteTable;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts the provider's own figure in the place of an estimate. Some providers tell what a call cost
/// that did not come to its end a moment later; no ask waits for it. What is not told before the
/// process ends is taken up by the next one. Safe for all asks.
public final class Corrections implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Corrections.class);

  /// How long the bot waits for figures when it stops; our own choice.
  private static final Duration CLOSING = Duration.ofSeconds(2);

  /// How long after its call a figure is still asked for; our own choice.
  private static final Duration TOLD_WITHIN = Duration.ofDays(1);

  /// Most estimates of earlier times that are asked for at once; our own choice.
  private static final int FEW = 4;

  private final Ledger ledger;
  private final Set<String> underWay = ConcurrentHashMap.newKeySet();
  private final Semaphore few = new Semaphore(FEW);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /// Corrections in this ledger.
  public Corrections(Ledger ledger) {
    this.ledger = ledger;
  }

  /// Asks the provider, and corrects the entry if it tells.
  ///
  /// @param callId the provider's own id of the call
  void later(RouteClient client, String callId, Entry estimate) {
    run(estimate, () -> correct(client, callId, estimate));
  }

  /// Asks for all that was not told yet: because the process ended meanwhile, or because the
  /// provider knew nothing yet. Returns before it is told.
  public void takeUp(RouteTable routes, Instant now) {
    for (Estimate estimate : ledger.estimates(now.minus(TOLD_WITHIN))) {
      Entry entry = estimate.entry();
      routes
          .named(entry.charge().route())
          .ifPresent(
              choice -> run(entry, () -> correctInTurn(choice.client(), estimate.callId(), entry)));
    }
  }

  /// Asking that can be broken off.
  @FunctionalInterface
  private interface Asking {
    void run() throws InterruptedException;
  }

  private void run(Entry estimate, Asking work) {
    if (!underWay.add(estimate.id())) {
      return;
    }
    try {
      threads.execute(() -> {
        try {
          work.run();
        } catch (InterruptedException e) {
          LOG.info("{} is not corrected before the next start", name(estimate));
          Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
          LOG.warn("{} is not corrected yet", name(estimate), e);
        } finally {
          underWay.remove(estimate.id());
        }
      });
    } catch (RejectedExecutionException e) {
      LOG.info("{} is not corrected before the next start", name(estimate));
    }
  }

  private static String name(Entry estimate) {
    return "the estimate of ask " + estimate.ask().value();
  }

  private void correctInTurn(RouteClient client, String callId, Entry estimate)
      throws InterruptedException {
    few.acquire();
    try {
      correct(client, callId, estimate);
    } finally {
      few.release();
    }
  }

  private void correct(RouteClient client, String callId, Entry estimate)
      throws InterruptedException {
    BigDecimal costUsd = client.lateUsage(callId).costUsd();
    if (costUsd != null && !ledger.correct(estimate, NanoUsd.ofUsd(costUsd))) {
      LOG.info("{} was corrected elsewhere", name(estimate));
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
