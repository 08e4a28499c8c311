package dev.sightline.sim.discord;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sightline.sim.SimServer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/// A Discord on loopback: REST under `/api/v10/`, the Gateway, and the CDN, on one port.
///
/// Point JDA at [#restUrl] and [#gatewayUrl], act as people through [#guild] and [#directMessages],
/// and read from [#ledger] what the world saw. [JdaClient] is a JDA set up for it. Safe for all
/// threads.
public final class DiscordSim implements AutoCloseable {
  private final AtomicReference<SimServer> server = new AtomicReference<>();
  private final RateLimits limits = new RateLimits();
  private final DiscordFaults faults = new DiscordFaults();
  private final DiscordWorld world;

  private DiscordSim(String token) {
    world = new DiscordWorld(token, this::authority);
  }

  /// Starts one with an application, its bot user and no guild.
  public static DiscordSim start() {
    DiscordSim sim = new DiscordSim("MTIzNDU2.simulated.token");
    RestServer rest = new RestServer(sim.world, sim.limits, sim.faults);
    sim.server.set(
        new SimServer(config -> {
          config.jetty.modifyWebSocketServletFactory(
              factory -> factory.setIdleTimeout(Duration.ofMinutes(10)));
          config.routes.ws("/gateway", sim.world.gateway::configure);
          rest.configure(config);
        }));
    return sim;
  }

  /// The base of the REST API, with a slash at the end.
  public URI restUrl() {
    return URI.create("http://" + authority() + "/api/v10/");
  }

  /// Where the Gateway listens.
  public URI gatewayUrl() {
    return URI.create(world.gateway.url());
  }

  /// Host and port, which are also those of the CDN.
  public String authority() {
    return Objects.requireNonNull(server.get(), "not started").authority();
  }

  /// The bot's token.
  public String token() {
    return world.token;
  }

  /// The bot; its id is also the application's.
  public SimUser bot() {
    return world.bot;
  }

  /// The text that mentions the bot.
  public String mention() {
    return world.bot.mention();
  }

  /// The guild of this name, made where there is none.
  public SimGuild guild(String name) {
    return world.call(() -> {
      for (SimGuild guild : world.guilds.values()) {
        if (guild.name().equals(name)) {
          return guild;
        }
      }
      SimGuild made = new SimGuild(world, name);
      world.guilds.put(made.id(), made);
      world.gateway.dispatch("GUILD_CREATE", made, made.json());
      return made;
    });
  }

  /// The direct channel between somebody and the bot.
  public SimChannel directMessages(SimUser user) {
    return world.call(() -> world.directChannel(user));
  }

  /// What the world saw.
  public DiscordLedger ledger() {
    return world.ledger;
  }

  /// What goes wrong next.
  public DiscordFaults faults() {
    return faults;
  }

  /// How much the bot may do.
  public RateLimits limits() {
    return limits;
  }

  /// The Gateway and its moods.
  public Gateway gateway() {
    return world.gateway;
  }

  /// The global commands the bot registered, in Discord's JSON.
  public List<JsonNode> commands() {
    return world.call(() -> List.copyOf(world.commands));
  }

  /// Whether the application may have the MESSAGE_CONTENT intent; it may from the start.
  public void permitMessageContent(boolean isPermitted) {
    world.run(() -> world.messageContentPermitted = isPermitted);
  }

  /// From what age on edits of messages are few; 1 hour from the start.
  public void editsAreOldAfter(Duration age) {
    world.run(() -> world.editsAreOldAfter = age);
  }

  /// How long the tokens of interactions to come work; 15 minutes from the start.
  public void interactionTokensLive(Duration life) {
    world.run(() -> world.interactionTokenLife = life);
  }

  /// How long people wait for the first answer to an interaction; 3 seconds from the start.
  public void acknowledgeWithin(Duration time) {
    world.run(() -> world.acknowledgeWithin = time);
  }

  /// How long links to files work that are given out from now on; 24 hours from the start.
  public void linksLive(Duration life) {
    world.cdn.setLinkLife(life);
  }

  /// A fresh link to a file, as everybody who sees its message can copy it.
  public String linkTo(SimAttachment attachment) {
    return world.cdn.url(attachment);
  }

  /// All links given out so far stop working; fresh ones come with each new payload.
  public void expireLinks() {
    world.cdn.expireLinks();
  }

  @Override
  public void close() {
    world.gateway.drop();
    Objects.requireNonNull(server.get(), "not started").close();
  }
}
