package dev.sightline.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
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

  /// Grants one call in the windows of all of these limits or in none.
  ///
  /// @param start asks one window
  /// @return zero if granted, in which case each window's [CallWindow#ended] must follow
  public Duration tryStart(List<CallLimit> limits, Function<CallLimit, Duration> start) {
    for (int i = 0; i < limits.size(); i++) {
      Duration wait = start.apply(limits.get(i));
      if (!wait.isZero()) {
        limits.subList(0, i).forEach(granted -> of(granted).notStarted());
        return wait;
      }
    }
    return Duration.ZERO;
  }
}
