package dev.sightline.sim.discord;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/// Discord's rate limits in real time: fixed windows that open with their first call.
///
/// Discord publishes only the global limit (50 per second per bot; docs, "Rate Limits", Aug 2026)
/// and wants the rest read from the headers. The rest here is *observed* by bot authors (send, edit
/// and interaction tokens 5 per 5 s; reactions 1 per 0.25 s; edits of messages older than an hour 3
/// per 6 s per channel) or *assumed* (all others). All messages of a channel share its edit bucket;
/// all calls with one interaction token share one bucket, which is the strictest reading. Safe for
/// all threads.
public final class RateLimits {

  /// So many calls per so much time.
  public record Limit(int calls, Duration per) {}

  /// What a bucket said to one call.
  record Verdict(boolean isAllowed, String hash, Limit limit, int remaining, Instant resetAt) {

    /// Seconds with milliseconds, as the headers and bodies carry them.
    double resetAfterSeconds(Instant now) {
      long millis = Math.max(0, Duration.between(now, resetAt).toMillis() + 1);
      return BigDecimal.valueOf(millis, 3).setScale(3, RoundingMode.UP).doubleValue();
    }
  }

  private record Window(Instant opened, int used) {}

  private static final String GLOBAL = "global";
  private static final String OLD_EDITS = "old-edits";

  private final Map<String, Limit> limits = new ConcurrentHashMap<>();
  private final Map<String, Window> windows = new ConcurrentHashMap<>();

  RateLimits() {
    Duration five = Duration.ofSeconds(5);
    limits.put(GLOBAL, new Limit(50, Duration.ofSeconds(1)));
    limits.put(OLD_EDITS, new Limit(3, Duration.ofSeconds(6)));
    set(DiscordRoute.CREATE_MESSAGE, new Limit(5, five));
    set(DiscordRoute.EDIT_MESSAGE, new Limit(5, five));
    set(DiscordRoute.EDIT_ANSWER, new Limit(5, five));
    set(DiscordRoute.ADD_REACTION, new Limit(1, Duration.ofMillis(250)));
    set(DiscordRoute.DELETE_MESSAGE, new Limit(5, Duration.ofSeconds(1)));
    set(DiscordRoute.TYPING, new Limit(5, five));
    set(DiscordRoute.THREAD_FROM_MESSAGE, new Limit(10, Duration.ofSeconds(60)));
    set(DiscordRoute.LIST_MESSAGES, new Limit(5, five));
    set(DiscordRoute.GET_MESSAGE, new Limit(5, five));
    set(DiscordRoute.EDIT_CHANNEL, new Limit(2, Duration.ofMinutes(10)));
    set(DiscordRoute.OPEN_DM, new Limit(10, Duration.ofSeconds(10)));
    set(DiscordRoute.SET_COMMANDS, new Limit(2, five));
  }

  /// Changes the limit of a route's bucket.
  public void set(DiscordRoute route, Limit limit) {
    limits.put(route.bucket, limit);
  }

  /// Changes how much of everything the bot may do.
  public void setGlobal(Limit limit) {
    limits.put(GLOBAL, limit);
  }

  /// Changes how many edits of old messages a channel allows.
  public void setOldEdits(Limit limit) {
    limits.put(OLD_EDITS, limit);
  }

  /// Counts a call; absent where the route has no limit.
  @Nullable Verdict take(DiscordRoute route, String major) {
    return limits.containsKey(route.bucket) ? take(route.bucket, major) : null;
  }

  Verdict takeGlobal() {
    return take(GLOBAL, "");
  }

  Verdict takeOldEdit(long channelId) {
    return take(OLD_EDITS, Long.toString(channelId));
  }

  private Verdict take(String bucket, String major) {
    Limit limit = limits.getOrDefault(bucket, new Limit(1, Duration.ofSeconds(1)));
    Instant now = Instant.now();
    Window window =
        windows.merge(
            bucket + '/' + major,
            new Window(now, 1),
            (current, _) ->
                now.isBefore(current.opened().plus(limit.per()))
                    ? new Window(current.opened(), current.used() + 1)
                    : new Window(now, 1));
    return new Verdict(
        window.used() <= limit.calls(),
        ByteString.encodeUtf8(bucket).md5().hex(),
        limit,
        Math.max(0, limit.calls() - window.used()),
        window.opened().plus(limit.per()));
  }
}
