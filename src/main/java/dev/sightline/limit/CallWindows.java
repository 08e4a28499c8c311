package dev.sightline.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/// The windows of all buckets of the process, made when first asked for and forgotten when long
/// unused. Safe for all threads.
public final class CallWindows {
  /// Longer than any platform's window, so that a forgotten window is an empty one.
  private static final Duration KEPT_UNUSED = Duration.ofMinutes(10);

  private final LongSupplier nanoClock;
  private final Cache<String, CallWindow> windows =
      Caffeine.newBuilder().expireAfterAccess(KEPT_UNUSED).build();

  /// @param nanoClock a clock like [System#nanoTime]
  public CallWindows(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /// The window that all calls of the limit's bucket share.
  public CallWindow of(CallLimit limit) {
    return windows.get(limit.bucket(), bucket -> new CallWindow(limit, nanoClock));
  }

  /// Grants one call in all of these windows or in none.
  ///
  /// @return zero if granted, in which case each window's [CallWindow#ended] must follow
  public static Duration tryStart(List<CallWindow> all, Urgency urgency) {
    for (int i = 0; i < all.size(); i++) {
      Duration wait = all.get(i).tryStart(urgency);
      if (!wait.isZero()) {
        for (int granted = 0; granted < i; granted++) {
          all.get(granted).notStarted();
        }
        return wait;
      }
    }
    return Duration.ZERO;
  }
}
