package dev.sightline.route;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import org.jspecify.annotations.Nullable;

/// Which jobs of fal's queue are done by what fal itself told us, and who waits for them. Safe for
/// all asks.
public final class FalDeliveries {
  /// fal tells ten times in about two hours if need be (fal.ai/docs, webhooks, read 2026-08).
  private static final Duration TOLD_FOR = Duration.ofHours(3);

  /// Our own choice: an id takes some hundred bytes.
  private static final long MAX_TOLD = 100_000;

  private final Cache<String, Boolean> told =
      Caffeine.newBuilder().maximumSize(MAX_TOLD).expireAfterWrite(TOLD_FOR).build();
  private final Map<String, Waiting> waiting = new ConcurrentHashMap<>();

  /// Waits for a job from now on; it may have been told of before.
  Waiting expect(String id) {
    Waiting one = new Waiting(id);
    waiting.put(id, one);
    if (told.getIfPresent(id) != null) {
      one.tell();
    }
    return one;
  }

  /// A job is done.
  ///
  /// @return false if that was told before
  boolean tell(String id) {
    boolean isNew = told.asMap().putIfAbsent(id, true) == null;
    Waiting one = waiting.get(id);
    if (one != null) {
      one.tell();
    }
    return isNew;
  }

  /// One who waits for a job, until closed.
  final class Waiting implements AutoCloseable {
    private final String id;
    private final CountDownLatch isTold = new CountDownLatch(1);
    private volatile @Nullable Call reading;

    private Waiting(String id) {
      this.id = id;
    }

    boolean isTold() {
      return isTold.getCount() == 0;
    }

    /// Returns after `time`, or as soon as the job is done.
    void rest(Duration time) throws InterruptedException {
      boolean _ = isTold.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// What is read meanwhile, and broken off as soon as the job is done.
    void reading(Call call) {
      reading = call;
      if (isTold()) {
        call.cancel();
      }
    }

    private void tell() {
      isTold.countDown();
      Call open = reading;
      if (open != null) {
        open.cancel();
      }
    }

    @Override
    public void close() {
      waiting.remove(id, this);
    }
  }
}
