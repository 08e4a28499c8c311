package dev.sightline.ask;

import dev.sightline.ledger.Entry;
import dev.sightline.ledger.Estimate;
import dev.sightline.ledger.Ledger;
import dev.sightline.ledger.NanoUsd;
import dev.sightline.ledger.Unbooked;
import dev.sightline.route.RouteClient;
import dev.sightline.route.RouteTable;
import dev.sightline.route.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts the provider's own figure in the place of an estimate, or of nothing where a call gave no
/// answer. Some providers tell what a call cost that did not come to its end a moment later; no ask
/// waits for it. What is not told before the process ends is taken up by the next one. Safe for all
/// asks.
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

  /// Asks the providers for what was booked as an estimate, and corrects it where they tell.
  void later(List<Settlement.Booked> booked) {
    for (Settlement.Booked one : booked) {
      RouteClient client = one.client();
      if (client != null && one.entry().charge().isEstimated() && !one.callId().isEmpty()) {
        later(client, one.callId(), one.entry());
      }
    }
  }

  /// Asks the provider, and corrects the entry if it tells.
  ///
  /// @param callId the provider's own id of the call
  void later(RouteClient client, String callId, Entry estimate) {
    run(estimate.id(), name(estimate), () -> correct(client, callId, estimate));
  }

  /// Asks for all that was not told yet: because the process ended meanwhile, or because the
  /// provider knew nothing yet. Returns before it is told.
  public void takeUp(RouteTable routes, Instant now) {
    for (Estimate estimate : ledger.estimates(now.minus(TOLD_WITHIN))) {
      Entry entry = estimate.entry();
      routes
          .named(entry.charge().route())
          .ifPresent(choice ->
              run(
                  entry.id(),
                  name(entry),
                  () -> inTurn(() -> correct(choice.client(), estimate.callId(), entry))));
    }
    for (Unbooked call : ledger.unbooked(now.minus(TOLD_WITHIN))) {
      routes
          .named(call.route())
          .ifPresent(choice ->
              run(
                  call.callId(),
                  "the lost call of ask " + call.ask().value(),
                  () -> inTurn(() -> bill(choice, call))));
    }
  }

  /// Asking that can be broken off.
  @FunctionalInterface
  private interface Asking {
    void run() throws InterruptedException;
  }

  private void run(String id, String name, Asking work) {
    if (!underWay.add(id)) {
      return;
    }
    try {
      threads.execute(() -> {
        try {
          work.run();
        } catch (InterruptedException e) {
          LOG.info("{} is not corrected before the next start", name);
          Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
          LOG.warn("{} is not corrected yet", name, e);
        } finally {
          underWay.remove(id);
        }
      });
    } catch (RejectedExecutionException e) {
      LOG.info("{} is not corrected before the next start", name);
    }
  }

  private static String name(Entry estimate) {
    return "the estimate of ask " + estimate.ask().value();
  }

  private void inTurn(Asking work) throws InterruptedException {
    few.acquire();
    try {
      work.run();
    } finally {
      few.release();
    }
  }

  /// What gave no answer and was followed by another call is booked once its provider bills it.
  private void bill(RouteTable.Choice choice, Unbooked call) throws InterruptedException {
    Usage usage = choice.client().lateUsage(call.callId());
    BigDecimal costUsd = usage.costUsd();
    if (costUsd != null && costUsd.signum() > 0) {
      ledger.bill(call, choice.route(), usage, NanoUsd.ofUsd(costUsd));
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
