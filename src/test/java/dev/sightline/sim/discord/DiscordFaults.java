package dev.sightline.sim.discord;

import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// Misbehaviour on demand: what the next calls of a route meet.
///
/// A fault comes before the call is looked at, so nothing has happened unless [Fault.CutAfter] or
/// [Fault.Slow] says so. Safe for all threads.
public final class DiscordFaults {

  /// One thing that goes wrong.
  public sealed interface Fault {
    /// An answer with a status and, where it is not 0, Discord's code.
    record Refused(int status, int code, String words) implements Fault {}

    /// A 429 that is not the bot's fault.
    ///
    /// @param global whether everything is limited
    /// @param shared whether others used the bucket up, which does not count towards the ban
    record TooFast(Duration retryAfter, boolean global, boolean shared) implements Fault {}

    /// The answer comes late, as it would have been.
    record Slow(Duration by) implements Fault {}

    /// The connection breaks before the call is carried out.
    record CutBefore() implements Fault {}

    /// The call is carried out, then the connection breaks.
    record CutAfter() implements Fault {}
  }

  private final Map<DiscordRoute, Queue<Fault>> waiting = new ConcurrentHashMap<>();
  private final Map<String, Queue<Fault>> waitingIn = new ConcurrentHashMap<>();

  DiscordFaults() {}

  /// The next `times` calls of a route meet this.
  public void next(DiscordRoute route, int times, Fault fault) {
    Queue<Fault> queue = waiting.computeIfAbsent(route, _ -> new ConcurrentLinkedQueue<>());
    for (int i = 0; i < times; i++) {
      queue.add(fault);
    }
  }

  /// The next `times` calls of a route that are about one channel meet this.
  public void nextIn(long channelId, DiscordRoute route, int times, Fault fault) {
    Queue<Fault> queue =
        waitingIn.computeIfAbsent(
            key(route, Long.toString(channelId)), _ -> new ConcurrentLinkedQueue<>());
    for (int i = 0; i < times; i++) {
      queue.add(fault);
    }
  }

  /// How many faults of a route have not happened in one channel yet.
  public int waitingIn(long channelId, DiscordRoute route) {
    Queue<Fault> queue = waitingIn.get(key(route, Long.toString(channelId)));
    return queue == null ? 0 : queue.size();
  }

  private static String key(DiscordRoute route, String major) {
    return route + "/" + major;
  }

  /// The next call of a route meets this.
  public void next(DiscordRoute route, Fault fault) {
    next(route, 1, fault);
  }

  /// Forgets all faults that have not happened.
  public void clear() {
    waiting.clear();
    waitingIn.clear();
  }

  /// @param major the id of the channel where the route has one
  @Nullable Fault take(DiscordRoute route, String major) {
    Queue<Fault> here = waitingIn.get(key(route, major));
    Fault fault = here == null ? null : here.poll();
    Queue<Fault> anywhere = waiting.get(route);
    return fault != null || anywhere == null ? fault : anywhere.poll();
  }
}
