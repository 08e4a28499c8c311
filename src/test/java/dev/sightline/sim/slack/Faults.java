package dev.sightline.sim.slack;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Misbehaviour on demand: what the next calls of a method answer. Safe for all threads.
public final class Faults {
  private final List<Planned> planned = new ArrayList<>();

  /// The next `times` calls of `method` meet `fault`.
  public void next(String method, int times, Fault fault) {
    after(method, 0, times, fault);
  }

  /// The same for calls that are about one channel.
  public synchronized void nextIn(String channelId, String method, int times, Fault fault) {
    planned.add(new Planned(method, channelId, 0, times, fault));
  }

  /// `times` calls of `method` meet `fault`, after `skipped` calls that do not.
  public synchronized void after(String method, int skipped, int times, Fault fault) {
    planned.add(new Planned(method, null, skipped, times, fault));
  }

  public synchronized void clear() {
    planned.clear();
  }

  synchronized @Nullable Fault take(String method, String channelId) {
    for (int i = 0; i < planned.size(); i++) {
      Planned plan = planned.get(i);
      if (!plan.isFor(method, channelId)) {
        continue;
      }
      if (plan.skipped > 0) {
        planned.set(i, plan.with(plan.skipped - 1, plan.times));
        return null;
      }
      if (plan.times == 1) {
        planned.remove(i);
      } else {
        planned.set(i, plan.with(0, plan.times - 1));
      }
      return plan.fault;
    }
    return null;
  }

  /// One way for a call to go wrong.
  public sealed interface Fault {
    /// `{"ok":false,"error":…}`; the call has no effect.
    record Refused(String error) implements Fault {}

    /// 429 with `Retry-After`; the call has no effect, and calling again too early breaks a limit.
    record RateLimited(int retryAfterSeconds) implements Fault {}

    /// An HTML page with this status; the call has no effect.
    record Down(int status) implements Fault {}

    /// The call takes effect at once and is answered late.
    record Slow(Duration by) implements Fault {}

    /// The call takes effect, and the connection breaks in the middle of the answer.
    record AnswerLost() implements Fault {}

    /// The connection breaks before the call takes effect.
    record CallLost() implements Fault {}
  }

  /// @param channelId absent: all channels
  private record Planned(
      String method, @Nullable String channelId, int skipped, int times, Fault fault) {
    boolean isFor(String called, String place) {
      return method.equals(called) && (channelId == null || channelId.equals(place));
    }

    Planned with(int newSkipped, int newTimes) {
      return new Planned(method, channelId, newSkipped, newTimes, fault);
    }
  }
}
