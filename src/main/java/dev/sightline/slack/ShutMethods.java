package dev.sightline.slack;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.Interceptor;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;

/// Sends no call of a method that Slack refused for a while: calls that were on their way when the
/// refusal came are answered here, as Slack would answer them. Safe for all threads.
final class ShutMethods implements Interceptor {
  private static final int TOO_MANY_REQUESTS = 429;

  /// Slack refuses these for one channel and not for the others (facts of its page on rate limits,
  /// read 2026-08); the pacer closes that channel alone.
  private static final Set<String> OF_ONE_CHANNEL = Set.of("chat.postMessage");

  private final Map<String, Long> shutUntilNanos = new ConcurrentHashMap<>();

  @Override
  public Response intercept(Chain chain) throws IOException {
    Request request = chain.request();
    String method = request.url().pathSegments().getLast();
    long left = shutUntilNanos.getOrDefault(method, System.nanoTime()) - System.nanoTime();
    if (left > 0) {
      return refusal(request, Duration.ofNanos(left));
    }
    Response response = chain.proceed(request);
    if (response.code() == TOO_MANY_REQUESTS && !OF_ONE_CHANNEL.contains(method)) {
      Duration wait = SlackCalls.retryAfter(response.header("Retry-After"));
      shutUntilNanos.put(method, System.nanoTime() + wait.toNanos());
    }
    return response;
  }

  private static Response refusal(Request request, Duration wait) {
    return new Response.Builder()
        .request(request)
        .protocol(Protocol.HTTP_1_1)
        .code(TOO_MANY_REQUESTS)
        .message("not sent")
        .header("Retry-After", Long.toString(wait.plusMillis(999).toSeconds()))
        .body(ResponseBody.create("{\"ok\":false,\"error\":\"ratelimited\"}", null))
        .build();
  }
}
