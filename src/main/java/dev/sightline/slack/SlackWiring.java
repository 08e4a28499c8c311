package dev.sightline.slack;

import com.slack.api.Slack;
import com.slack.api.SlackConfig;
import com.slack.api.bolt.AppConfig;
import com.slack.api.util.http.SlackHttpClient;
import java.io.IOException;
import java.util.Set;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How the SDK is set up, where its defaults are not ours.
final class SlackWiring {
  private static final Logger LOG = LoggerFactory.getLogger(SlackWiring.class);
  private static final Set<String> SENT_ONCE =
      Set.of(
          "chat.postMessage",
          "chat.postEphemeral",
          "chat.startStream",
          "chat.appendStream",
          "chat.stopStream",
          "files.completeUploadExternal");

  private SlackWiring() {}

  /// A client whose calls go to the settings' address only. The SDK would take a proxy from the
  /// environment, also for a server on this machine; `-Dhttps.proxyHost` still works.
  static Slack slack(SlackSettings settings) {
    SlackConfig config = new SlackConfig();
    config.setMethodsEndpointUrlPrefix(settings.apiUrl().toString());
    config.setProxyUrl(null);
    config.setStatsEnabled(false);
    config.setHttpClientCallTimeoutMillis((int) SlackLimits.CALL_TIMEOUT.toMillis());
    OkHttpClient client =
        SlackHttpClient.buildOkHttpClient(config)
            .newBuilder()
            .addInterceptor(new ShutMethods())
            .addInterceptor(SlackWiring::sendOnce)
            .build();
    return Slack.getInstance(config, new SlackHttpClient(client));
  }

  /// OkHttp sends a call again when its connection breaks, though it may have taken effect. For
  /// these a second time would be seen.
  private static Response sendOnce(Interceptor.Chain chain) throws IOException {
    Request request = chain.request();
    RequestBody body = request.body();
    if (body == null || !SENT_ONCE.contains(request.url().pathSegments().getLast())) {
      return chain.proceed(request);
    }
    return chain.proceed(request.newBuilder().post(new SentOnce(body)).build());
  }

  private static final class SentOnce extends RequestBody {
    private final RequestBody body;

    SentOnce(RequestBody body) {
      this.body = body;
    }

    @Override
    public @Nullable MediaType contentType() {
      return body.contentType();
    }

    @Override
    public long contentLength() throws IOException {
      return body.contentLength();
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      body.writeTo(sink);
    }

    @Override
    public boolean isOneShot() {
      return true;
    }
  }

  /// One workspace, every event acknowledged. The events of apps, ours too, are left out by
  /// [SlackEvents] without asking Slack who they are.
  static AppConfig app(Slack slack, SlackSettings settings) {
    return AppConfig.builder()
        .slack(slack)
        .singleTeamBotToken(settings.botToken())
        .clientId(null)
        .clientSecret(null)
        .authTestCacheEnabled(true)
        .authTestCacheExpirationMillis(-1)
        .ignoringSelfEventsEnabled(false)
        .allEventsApiAutoAckEnabled(true)
        .subtypedMessageEventsAutoAckEnabled(true)
        .build();
  }

  /// Closes the connections of a client; what is wrong then cannot hurt any more.
  static void close(Slack slack) {
    try {
      slack.close();
    } catch (Exception e) {
      LOG.warn("Slack's client is not closed cleanly: {}", e.toString());
    }
  }
}
