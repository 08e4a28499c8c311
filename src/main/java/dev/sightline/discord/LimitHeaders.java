package dev.sightline.discord;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sightline.limit.ServerWindow;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/// Reads what Discord says of the limits of messages in a channel, in the headers of each answer
/// (docs, Rate Limits, read 2026-08-06). Safe for all threads.
final class LimitHeaders implements Interceptor {
  private static final Pattern MESSAGES = Pattern.compile(".*/channels/(\\d+)/messages(/\\d+)?");

  private static final double NANOS_PER_SECOND = 1e9;

  /// Longer than the windows of messages.
  private static final Duration KEPT = Duration.ofMinutes(1);

  private final Cache<String, ServerWindow> windows =
      Caffeine.newBuilder().expireAfterWrite(KEPT).build();

  /// What was said last of a bucket of [DiscordLimits].
  Optional<ServerWindow> window(String bucket) {
    return Optional.ofNullable(windows.getIfPresent(bucket));
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    long sent = System.nanoTime();
    Response response = chain.proceed(chain.request());
    @Nullable String bucket = bucket(chain.request());
    @Nullable ServerWindow said = said(response, sent, System.nanoTime());
    if (bucket != null && said != null) {
      windows.put(bucket, said);
    }
    return response;
  }

  private static @Nullable String bucket(Request request) {
    Matcher path = MESSAGES.matcher(request.url().encodedPath());
    if (!path.matches()) {
      return null;
    }
    String channelId = path.group(1);
    return switch (request.method()) {
      case "POST" -> DiscordLimits.sendsTo(channelId);
      case "PATCH" -> DiscordLimits.editsIn(channelId);
      default -> null;
    };
  }

  /// Null where a header is missing or no number.
  private static @Nullable ServerWindow said(Response response, long sent, long received) {
    String limit = response.header("X-RateLimit-Limit", "");
    String remaining = response.header("X-RateLimit-Remaining", "");
    String resetAfter = response.header("X-RateLimit-Reset-After", "");
    try {
      long nanos = (long) (Double.parseDouble(resetAfter) * NANOS_PER_SECOND);
      return new ServerWindow(
          Integer.parseInt(limit), Integer.parseInt(remaining), sent + nanos, received + nanos);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
