package dev.sightline.sim.slack;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The rate limits of the Web API as sliding windows in real time.
///
/// A key that was refused stays shut until its `Retry-After` has passed; calling earlier is refused
/// again. A refused call does not count. Safe for all threads.
final class RateGate {
  private final boolean enforced;
  private final Map<Rule, Deque<Long>> admitted = new HashMap<>();
  private final Map<String, Long> shutUntilNanos = new HashMap<>();

  RateGate(boolean enforced) {
    this.enforced = enforced;
  }

  /// Admits a call under all of `rules`, or says which one it broke.
  synchronized @Nullable Breach admit(String key, List<Rule> rules) {
    long now = System.nanoTime();
    Long shut = shutUntilNanos.get(key);
    if (shut != null && shut - now > 0) {
      return new Breach("called again before Retry-After had passed", Duration.ofNanos(shut - now));
    }
    if (!enforced) {
      return null;
    }
    List<Deque<Long>> windows = new ArrayList<>();
    for (Rule rule : rules) {
      Deque<Long> window = admitted.computeIfAbsent(rule, any -> new ArrayDeque<>());
      long length = rule.window().minus(SlackLimits.ARRIVAL_JITTER).toNanos();
      while (!window.isEmpty() && now - window.getFirst() >= length) {
        window.removeFirst();
      }
      if (window.size() >= rule.most()) {
        Duration wait = Duration.ofNanos(window.getFirst() + rule.window().toNanos() - now);
        return shut(
            key,
            "more than %d in %s for %s".formatted(rule.most(), rule.window(), rule.key()),
            wait);
      }
      windows.add(window);
    }
    windows.forEach(window -> window.addLast(now));
    return null;
  }

  /// Shuts `key` for a time, as an answer 429 does.
  synchronized Breach shut(String key, String what, Duration delay) {
    Breach breach = new Breach(what, delay);
    shutUntilNanos.put(
        key,
        System.nanoTime()
            + Duration.ofSeconds(breach.retryAfterSeconds()).toNanos()
            - SlackLimits.ARRIVAL_JITTER.toNanos());
    return breach;
  }

  /// At most `most` calls in any `window` under one key.
  record Rule(String key, int most, Duration window) {
    static Rule perMinute(String key, int most) {
      return new Rule(key, most, Duration.ofMinutes(1));
    }
  }

  record Breach(String what, Duration delay) {
    /// What `Retry-After` says: whole seconds, at least one.
    long retryAfterSeconds() {
      return Math.max(1, Math.ceilDiv(delay.toMillis(), 1_000));
    }
  }
}
