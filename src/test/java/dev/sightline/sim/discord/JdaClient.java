package dev.sightline.sim.discord;

import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.JDABuilder;
import net.dv8tion.jda.api.events.GenericEvent;
import net.dv8tion.jda.api.hooks.EventListener;
import net.dv8tion.jda.api.requests.GatewayIntent;
import net.dv8tion.jda.api.requests.RestConfig;
import net.dv8tion.jda.api.utils.Compression;
import net.dv8tion.jda.api.utils.ConcurrentSessionController;
import org.jspecify.annotations.Nullable;

/// The real JDA, pointed at a simulator, with a list of what it heard.
///
/// Safe for all threads.
public final class JdaClient implements AutoCloseable, EventListener {
  private final Queue<GenericEvent> events = new ConcurrentLinkedQueue<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final JDA jda;

  private JdaClient(JDABuilder builder, DiscordSim sim) {
    jda =
        builder
            .setRestConfig(new RestConfig().setBaseUrl(sim.restUrl().toString()))
            .setSessionController(new AtOnce(sim))
            .setCallbackPool(threads)
            .setRateLimitElastic(threads)
            .setEnableShutdownHook(false)
            .addEventListeners(this)
            .build();
  }

  /// Connects with the intents for messages, uncompressed; does not wait.
  public static JdaClient connect(DiscordSim sim) {
    return connect(sim, sim.token(), Compression.NONE, GatewayIntent.MESSAGE_CONTENT);
  }

  /// Connects with `more` beside the intents for guild and direct messages; does not wait.
  public static JdaClient connect(
      DiscordSim sim, String token, Compression compression, GatewayIntent... more) {
    Collection<GatewayIntent> intents =
        EnumSet.of(GatewayIntent.GUILD_MESSAGES, GatewayIntent.DIRECT_MESSAGES);
    intents.addAll(List.of(more));
    return new JdaClient(JDABuilder.createLight(token, intents).setCompression(compression), sim);
  }

  /// Waits until the gateway has said READY.
  public JdaClient ready() throws InterruptedException {
    jda.awaitReady();
    return this;
  }

  /// JDA itself.
  public JDA jda() {
    return jda;
  }

  /// The events of one kind heard so far.
  public <E extends GenericEvent> List<E> heard(Class<E> kind) {
    return events.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  @Override
  public void onEvent(GenericEvent event) {
    events.add(event);
  }

  @Override
  public void close() {
    jda.shutdownNow();
    try {
      if (!jda.awaitShutdown(Duration.ofSeconds(5))) {
        throw new IllegalStateException("JDA still runs: " + jda.getStatus());
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    jda.getHttpClient().dispatcher().executorService().shutdown();
    jda.getHttpClient().connectionPool().evictAll();
    threads.shutdownNow();
  }

  /// Connects without the five seconds between identifies that Discord asks for.
  private static final class AtOnce extends ConcurrentSessionController {
    private final DiscordSim sim;

    AtOnce(DiscordSim sim) {
      this.sim = sim;
    }

    @Override
    public String getGateway() {
      return sim.gatewayUrl().toString();
    }

    @Override
    public void appendSession(SessionConnectNode node) {
      Thread.ofVirtual().name("jda-session").start(() -> run(node));
    }

    @Override
    public void removeSession(@Nullable SessionConnectNode node) {}

    private static void run(SessionConnectNode node) {
      try {
        node.run(true);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
