package dev.sightline.sim.discord;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.websocket.WsConfig;
import io.javalin.websocket.WsContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/// The Gateway: sessions, events, resumes, and its moods.
///
/// Safe for all threads. Sources: Discord docs, "Gateway" and "Opcodes and Status Codes" (c98d64bc,
/// Aug 2026).
public final class Gateway {
  private static final long GUILD_MEMBERS = 1 << 1;
  private static final long PRESENCES = 1 << 8;
  private static final long GUILD_MESSAGES = 1 << 9;
  private static final long GUILD_MESSAGE_REACTIONS = 1 << 10;
  private static final long DIRECT_MESSAGE_REACTIONS = 1 << 13;
  private static final long DIRECT_MESSAGES = 1 << 12;
  private static final long MESSAGE_CONTENT = 1 << 15;
  private static final long GUILDS = 1;
  private static final long ALL_INTENTS = (1L << 26) - 1;
  private static final int HEARTBEAT_MS = 41_250;
  private static final int SENDS_PER_MINUTE = 120;

  private final DiscordWorld world;
  private final Supplier<String> authority;

  /// How long a session can be resumed after its connection broke; not published, assumed.
  private static final Duration RESUMABLE = Duration.ofMinutes(2);

  private final Map<String, GatewayConnection> connections = new LinkedHashMap<>();
  private final Map<String, Deque<Long>> sends = new HashMap<>();
  private final Map<String, GatewaySession> sessions = new LinkedHashMap<>();
  private final AtomicInteger identifies = new AtomicInteger();
  private final AtomicInteger resumes = new AtomicInteger();
  private volatile boolean isAway;
  private volatile boolean isDeaf;

  Gateway(DiscordWorld world, Supplier<String> authority) {
    this.world = world;
    this.authority = authority;
  }

  /// How often somebody identified with success.
  public int identifies() {
    return identifies.get();
  }

  /// How often somebody resumed with success.
  public int resumes() {
    return resumes.get();
  }

  /// How many sessions are connected now.
  public long connected() {
    return world.call(
        () -> sessions.values().stream().filter(session -> session.connection != null).count());
  }

  /// Asks all clients to reconnect (op 7).
  public void askToReconnect() {
    sendToAll(Json.object().put("op", 7).putNull("d"));
  }

  /// Declares all sessions invalid (op 9).
  ///
  /// @param isResumable whether clients may resume
  public void invalidate(boolean isResumable) {
    world.run(() -> {
      if (!isResumable) {
        sessions.clear();
      }
      sendToAll(Json.object().put("op", 9).put("d", isResumable));
    });
  }

  /// Breaks all connections without a close frame; sessions can be resumed.
  public void drop() {
    world.run(() -> List.copyOf(connections.values()).forEach(GatewayConnection::drop));
  }

  /// Closes all connections with a code.
  public void close(int code) {
    world.run(() -> List.copyOf(connections.values()).forEach(one -> hangUp(one, code, "")));
  }

  /// Forgets all sessions, so that the next resume is refused.
  public void forgetSessions() {
    world.run(sessions::clear);
  }

  /// Refuses connections from now on, or takes them again.
  public void setAway(boolean away) {
    isAway = away;
  }

  /// Stops to acknowledge heartbeats, or begins again.
  public void setDeaf(boolean deaf) {
    isDeaf = deaf;
  }

  String url() {
    return "ws://" + authority.get() + "/gateway";
  }

  void configure(WsConfig socket) {
    socket.onConnect(context -> connect(context));
    socket.onMessage(context -> read(context, context.message()));
    socket.onClose(context -> world.run(() -> leave(context, context.status())));
    socket.onError(context -> world.run(() -> leave(context, 1006)));
  }

  private void connect(WsContext context) {
    if (isAway) {
      context.session.disconnect();
      return;
    }
    String compress = context.queryParam("compress");
    world.run(() -> {
      GatewayConnection connection = new GatewayConnection(context, "zlib-stream".equals(compress));
      connections.put(context.sessionId(), connection);
      if (!"10".equals(context.queryParam("v"))) {
        hangUp(connection, 4012, "Invalid API version.");
      } else if (!"json".equals(context.queryParam("encoding"))
          || (compress != null && !compress.equals("zlib-stream"))) {
        hangUp(connection, 4002, "Unsupported encoding or compression.");
      } else {
        ObjectNode hello = Json.object().put("op", 10).putNull("t").putNull("s");
        hello.putObject("d").put("heartbeat_interval", HEARTBEAT_MS).putArray("_trace");
        connection.send(Json.write(hello));
      }
    });
  }

  private void leave(WsContext context, int status) {
    GatewayConnection connection = connections.remove(context.sessionId());
    sends.remove(context.sessionId());
    if (connection == null) {
      return;
    }
    connection.closed();
    GatewaySession session = connection.session;
    if (session != null && connection.equals(session.connection)) {
      session.connection = null;
      session.leftAt = Instant.now();
      if (status == 1000 || status == 1001) {
        sessions.remove(session.id());
      }
    }
  }

  private void read(WsContext context, String text) {
    world.run(() -> {
      GatewayConnection connection = connections.get(context.sessionId());
      if (connection == null) {
        return;
      }
      if (isFlooding(context.sessionId())) {
        hangUp(connection, 4008, "Rate limited.");
        return;
      }
      try {
        obey(connection, Json.parse(ByteString.encodeUtf8(text)));
      } catch (JsonProcessingException unreadable) {
        hangUp(connection, 4002, "Error while decoding payload.");
      }
    });
  }

  private boolean isFlooding(String connectionId) {
    long now = System.nanoTime();
    Deque<Long> times = sends.computeIfAbsent(connectionId, _ -> new ArrayDeque<>());
    times.add(now);
    while (now - times.getFirst() > TimeUnit.SECONDS.toNanos(60)) {
      times.removeFirst();
    }
    return times.size() > SENDS_PER_MINUTE;
  }

  private void obey(GatewayConnection connection, JsonNode frame) {
    int op = frame.path("op").asInt(-1);
    JsonNode data = frame.path("d");
    switch (op) {
      case 1 -> {
        if (!isDeaf) {
          connection.send(Json.write(Json.object().put("op", 11).putNull("d")));
        }
      }
      case 2 -> identify(connection, data);
      case 6 -> resume(connection, data);
      case 3, 4, 8 -> {
        if (connection.session == null) {
          hangUp(connection, 4003, "Not authenticated.");
        }
      }
      default -> hangUp(connection, 4001, "Unknown opcode.");
    }
  }

  private void identify(GatewayConnection connection, JsonNode data) {
    long intents = data.path("intents").asLong(-1);
    int shards = data.path("shard").path(1).asInt(1);
    int shard = data.path("shard").path(0).asInt(0);
    if (connection.session != null) {
      hangUp(connection, 4005, "Already authenticated.");
    } else if (!data.path("token").asText().equals(world.token)) {
      hangUp(connection, 4004, "Authentication failed.");
    } else if (shards < 1 || shard < 0 || shard >= shards) {
      hangUp(connection, 4010, "Invalid shard.");
    } else if (intents < 0 || (intents & ~ALL_INTENTS) != 0) {
      hangUp(connection, 4013, "Invalid intent(s).");
    } else if ((intents & (GUILD_MEMBERS | PRESENCES)) != 0
        || ((intents & MESSAGE_CONTENT) != 0 && !world.messageContentPermitted)) {
      hangUp(connection, 4014, "Disallowed intent(s).");
    } else {
      Instant oldest = Instant.now().minus(RESUMABLE);
      sessions.values().removeIf(left -> left.connection == null && left.leftAt.isBefore(oldest));
      GatewaySession session = new GatewaySession(intents, shard, shards);
      sessions.put(session.id(), session);
      attach(session, connection);
      identifies.incrementAndGet();
      welcome(session, shard, shards);
    }
  }

  private void welcome(GatewaySession session, int shard, int shards) {
    ObjectNode ready =
        Json.object()
            .put("v", 10)
            .put("session_id", session.id())
            .put("session_type", "normal")
            .put("resume_gateway_url", url());
    ready.set("user", world.bot.json().putNull("email").put("mfa_enabled", true));
    ready.putObject("user_settings");
    for (String empty :
        List.of("relationships", "private_channels", "presences", "guild_join_requests")) {
      ready.putArray(empty);
    }
    ready.putArray("shard").add(shard).add(shards);
    ready
        .putObject("application")
        .put("id", Long.toString(world.bot.id()))
        .put("flags", ApplicationRoutes.flags(world));
    ArrayNode guilds = ready.putArray("guilds");
    List<SimGuild> mine = world.guilds.values().stream().filter(session::covers).toList();
    mine.forEach(
        guild -> guilds.addObject().put("id", Long.toString(guild.id())).put("unavailable", true));
    session.dispatch("READY", ready);
    if (session.has(GUILDS)) {
      mine.forEach(guild -> session.dispatch("GUILD_CREATE", guild.json()));
    }
  }

  private void resume(GatewayConnection connection, JsonNode data) {
    GatewaySession session = sessions.get(data.path("session_id").asText());
    long seen = data.path("seq").asLong(0);
    if (!data.path("token").asText().equals(world.token)) {
      hangUp(connection, 4004, "Authentication failed.");
    } else if (session == null) {
      connection.send(Json.write(Json.object().put("op", 9).put("d", false)));
    } else if (seen > session.sequence()) {
      hangUp(connection, 4007, "Invalid seq.");
    } else {
      session.replayAfter(seen, connection);
      attach(session, connection);
      resumes.incrementAndGet();
      session.dispatch("RESUMED", Json.object());
    }
  }

  private static void attach(GatewaySession session, GatewayConnection connection) {
    session.connection = connection;
    connection.session = session;
  }

  private void hangUp(GatewayConnection connection, int code, String reason) {
    world.ledger.closeCodes.add(code);
    connection.close(code, reason);
  }

  private void sendToAll(ObjectNode frame) {
    String json = Json.write(frame);
    world.run(() -> connections.values().forEach(connection -> connection.send(json)));
  }

  /// Tells of a change in a guild.
  void dispatch(String type, @Nullable SimGuild guild, ObjectNode data) {
    to(GUILDS, guild).forEach(session -> session.dispatch(type, data));
  }

  /// Tells of an event around messages in a channel.
  void messageEvent(String type, SimChannel channel, ObjectNode data) {
    to(intentFor(channel), channel.guild()).forEach(session -> session.dispatch(type, data));
  }

  /// Tells of a reaction, for which there are intents of their own.
  void reaction(SimChannel channel, ObjectNode data) {
    if (canSee(channel)) {
      long intent = channel.guild() == null ? DIRECT_MESSAGE_REACTIONS : GUILD_MESSAGE_REACTIONS;
      to(intent, channel.guild())
          .forEach(session -> session.dispatch("MESSAGE_REACTION_ADD", data));
    }
  }

  /// Tells of a message, with its content only to those who may read it.
  void message(String type, SimMessage message) {
    if (message.isEphemeral() || !canSee(message.channel())) {
      return;
    }
    for (GatewaySession session : to(intentFor(message.channel()), message.channel().guild())) {
      session.dispatch(type, world.payloads.messageEvent(message, session.has(MESSAGE_CONTENT)));
    }
  }

  /// Tells of an interaction, which needs no intent; the first session of its shard gets it, and
  /// one that nobody listens to only where there is no other.
  void interaction(SimInteraction interaction) {
    to(0, interaction.channel().guild()).stream()
        .sorted(Comparator.comparing(session -> session.connection == null))
        .limit(1)
        .forEach(session -> session.dispatch("INTERACTION_CREATE", interaction.json()));
  }

  private static boolean canSee(SimChannel channel) {
    return channel.botPermissions().contains(SimPermission.VIEW_CHANNEL);
  }

  private static long intentFor(SimChannel channel) {
    return channel.guild() == null ? DIRECT_MESSAGES : GUILD_MESSAGES;
  }

  private List<GatewaySession> to(long intent, @Nullable SimGuild guild) {
    return sessions.values().stream()
        .filter(session -> session.covers(guild))
        .filter(session -> intent == 0 || session.has(intent))
        .toList();
  }
}
