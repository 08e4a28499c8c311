package dev.sightline.discord;

import dev.sightline.failure.PlatformRefused;
import dev.sightline.limit.Pause;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.JDABuilder;
import net.dv8tion.jda.api.entities.Message.MentionType;
import net.dv8tion.jda.api.requests.GatewayIntent;
import net.dv8tion.jda.api.requests.RestAction;
import net.dv8tion.jda.api.requests.RestConfig;
import net.dv8tion.jda.api.utils.ConcurrentSessionController;
import net.dv8tion.jda.api.utils.SessionController;
import net.dv8tion.jda.api.utils.cache.CacheFlag;
import net.dv8tion.jda.api.utils.messages.MessageRequest;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;

/// Opens sessions with Discord: how the library is set up, all in one place.
///
/// The library's threads that wait for Discord are virtual; listeners run on the thread that reads
/// the gateway, so that events stay in order.
final class DiscordConnection implements AutoCloseable {
  /// Longest silence of an answer; the library's own default.
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(10);

  /// A call that was under way when the session ended; our own choice.
  private static final Duration MOST_TO_END = Duration.ofSeconds(2);

  private final DiscordSettings settings;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final GlobalGate gate = new GlobalGate(Pause.SLEEP);
  private final LimitHeaders headers = new LimitHeaders();
  private final OkHttpClient http;

  DiscordConnection(DiscordSettings settings) {
    this.settings = settings;
    this.http =
        new OkHttpClient.Builder()
            .dispatcher(new Dispatcher(threads))
            .connectionPool(new ConnectionPool(64, 1, TimeUnit.MINUTES))
            .readTimeout(READ_TIMEOUT)
            .addInterceptor(gate)
            .addInterceptor(headers)
            .build();
    MessageRequest.setDefaultMentions(EnumSet.noneOf(MentionType.class));
    MessageRequest.setDefaultMentionRepliedUser(false);
    RestAction.setPassContext(false);
  }

  /// Logs in and starts to connect. Roles keep their tags, by which the bot's own role is known.
  /// The session is open once its [SessionWatch] says so.
  ///
  /// @param readsContent whether to ask for the contents of messages that are not meant for the bot
  JDA open(boolean readsContent, Object... listeners) throws PlatformRefused {
    return login(
        JDABuilder.createLight(settings.botToken(), intents(readsContent))
            .enableCache(CacheFlag.ROLE_TAGS)
            .addEventListeners(listeners),
        gateway());
  }

  /// The whole-bot limit.
  GlobalGate gate() {
    return gate;
  }

  /// What Discord said of its limits.
  LimitHeaders headers() {
    return headers;
  }

  /// Logs in for calls alone, without a session.
  JDA openForCalls() throws PlatformRefused {
    return login(
        JDABuilder.createLight(settings.botToken(), List.of()),
        new ConcurrentSessionController() {
          @Override
          public void appendSession(SessionConnectNode node) {
            // A session that is never started: login alone makes calls possible.
          }
        });
  }

  /// Comes after the end of the session, whose last calls may still be under way. The threads are
  /// left to end with their work: closed earlier, they would refuse the library its last callbacks.
  @Override
  public void close() {
    Instant latest = Instant.now().plus(MOST_TO_END);
    try {
      while (http.dispatcher().runningCallsCount() > 0 && Instant.now().isBefore(latest)) {
        Pause.SLEEP.sleep(Duration.ofMillis(10));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    http.dispatcher().cancelAll();
    http.connectionPool().evictAll();
  }

  private JDA login(JDABuilder builder, SessionController controller) throws PlatformRefused {
    try {
      return builder
          .setRestConfig(new RestConfig().setBaseUrl(settings.apiUrl()))
          .setSessionController(controller)
          .setHttpClient(http)
          .setCallbackPool(threads, false)
          .setRateLimitElastic(threads, false)
          .setEnableShutdownHook(false)
          .build();
    } catch (RuntimeException e) {
      throw DiscordErrors.of(e);
    }
  }

  private SessionController gateway() {
    return new ConcurrentSessionController() {
      @Override
      public String getGateway() {
        return settings.gatewayUrl().isEmpty() ? super.getGateway() : settings.gatewayUrl();
      }
    };
  }

  private static List<GatewayIntent> intents(boolean readsContent) {
    List<GatewayIntent> intents =
        new ArrayList<>(
            List.of(
                GatewayIntent.GUILD_MESSAGES,
                GatewayIntent.DIRECT_MESSAGES,
                GatewayIntent.GUILD_MESSAGE_REACTIONS,
                GatewayIntent.DIRECT_MESSAGE_REACTIONS));
    if (readsContent) {
      intents.add(GatewayIntent.MESSAGE_CONTENT);
    }
    return intents;
  }
}
