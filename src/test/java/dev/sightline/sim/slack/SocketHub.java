package dev.sightline.sim.slack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.JavalinConfig;
import io.javalin.websocket.WsConfig;
import io.javalin.websocket.WsContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Socket Mode: connections, envelopes, acknowledgements and redelivery. Safe for all threads.
///
/// A payload goes to one connection, in turn. Events wait while there is none; slash commands and
/// clicks fail, as people see it in Slack.
public final class SocketHub implements AutoCloseable {
  private static final String PATH = "/link/";
  private static final int POLICY_VIOLATION = 1008;
  private static final int GOING_AWAY = 1001;

  private final Duration ackDeadline;
  private final List<Duration> retryAfter;
  private final ScheduledThreadPoolExecutor clock;
  private final Set<String> tickets = new HashSet<>();
  private final Deque<SocketLink> links = new ArrayDeque<>();
  private final Deque<SocketDelivery> waiting = new ArrayDeque<>();
  private final List<SocketDelivery> sent = new ArrayList<>();
  private final Map<String, SocketDelivery> byId = new HashMap<>();
  private int connectionsSoFar;

  SocketHub(SlackSettings settings) {
    ackDeadline = settings.ackDeadline();
    retryAfter = settings.retryAfter();
    clock =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("slack-sim-clock").factory());
    clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  void routes(JavalinConfig config) {
    config.jetty.modifyWebSocketServletFactory(
        factory -> factory.setIdleTimeout(Duration.ofHours(1)));
    config.routes.ws(PATH, this::configure);
  }

  private void configure(WsConfig socket) {
    socket.onConnect(this::connected);
    socket.onMessage(context -> acknowledged(context.message()));
    socket.onClose(this::gone);
    socket.onError(this::gone);
  }

  /// A URL for one connection.
  synchronized String openUrl(String authority) {
    String ticket = UUID.randomUUID().toString();
    tickets.add(ticket);
    return "ws://%s%s?ticket=%s&app_id=%s".formatted(authority, PATH, ticket, SlackWorld.APP_ID);
  }

  private synchronized void connected(WsContext context) {
    SocketLink link = new SocketLink(context);
    if (!tickets.remove(String.valueOf(context.queryParam("ticket")))) {
      link.close(POLICY_VIOLATION, "ticket unknown or used");
      return;
    }
    if (links.size() >= SlackLimits.SOCKETS_PER_APP) {
      link.send(disconnect("too_many_websockets"));
      link.close(POLICY_VIOLATION, "too many websockets");
      return;
    }
    links.addLast(link);
    connectionsSoFar++;
    link.send(hello());
    for (int i = waiting.size(); i > 0; i--) {
      dispatch(waiting.removeFirst());
    }
  }

  private synchronized void gone(WsContext context) {
    links.removeIf(link -> link.is(context));
    for (SocketDelivery delivery : sent) {
      if (delivery.ackedAt == null && delivery.link != null && delivery.link.is(context)) {
        delivery.connectionLost = true;
      }
    }
  }

  private void acknowledged(String message) {
    JsonNode answer;
    SocketDelivery delivery;
    synchronized (this) {
      try {
        answer = Json.parse(message);
      } catch (JsonProcessingException e) {
        // not an acknowledgement; Slack ignores it too
        return;
      }
      delivery = byId.get(answer.path("envelope_id").asText());
      if (delivery == null || delivery.ackedAt != null) {
        return;
      }
      delivery.ackedAt = Instant.now();
      delivery.acknowledged.set(true);
      if (answer.hasNonNull("payload")) {
        delivery.ackPayload = answer.get("payload");
      }
    }
    if (delivery.ackPayload != null && !delivery.isEvent()) {
      delivery.answer.accept(delivery.ackPayload);
    }
  }

  /// Sends an event now or as soon as a connection is there.
  synchronized void send(SocketDelivery delivery) {
    dispatch(delivery);
  }

  void sendLater(SocketDelivery delivery, Duration after) {
    later(after, () -> send(delivery));
  }

  /// Sends a command or a click; false where no connection is there to take it.
  synchronized boolean trySend(SocketDelivery delivery) {
    if (nextLink() == null) {
      return false;
    }
    dispatch(delivery);
    return true;
  }

  private void dispatch(SocketDelivery delivery) {
    SocketLink link = nextLink();
    if (link == null) {
      waiting.addLast(delivery);
      return;
    }
    delivery.sentAt = Instant.now();
    delivery.link = link;
    sent.add(delivery);
    byId.put(delivery.id, delivery);
    if (delivery.breaksConnection) {
      links.remove(link);
      link.sendAndBreak(delivery.toJson());
    } else {
      link.send(delivery.toJson());
    }
    later(ackDeadline, () -> deadlinePassed(delivery));
  }

  private @Nullable SocketLink nextLink() {
    for (int i = links.size(); i > 0; i--) {
      SocketLink link = links.removeFirst();
      links.addLast(link);
      if (!link.retiring) {
        return link;
      }
    }
    return null;
  }

  private void deadlinePassed(SocketDelivery delivery) {
    if (delivery.isEvent()
        && !delivery.acknowledged.get()
        && delivery.attempt < retryAfter.size()) {
      later(retryAfter.get(delivery.attempt), () -> redeliver(delivery));
    }
  }

  private void redeliver(SocketDelivery delivery) {
    if (!delivery.acknowledged.get()) {
      send(delivery.again());
    }
  }

  private void later(Duration after, Runnable task) {
    if (!clock.isShutdown()) {
      ScheduledFuture<?> _ = clock.schedule(task, after.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  /// Open connections that take payloads.
  public synchronized int connections() {
    return (int) links.stream().filter(link -> !link.retiring).count();
  }

  /// Connections ever made.
  public synchronized int connectionsSoFar() {
    return connectionsSoFar;
  }

  /// Tells all connections that they end soon, and ends them after a while (really about 10 s).
  public void warn(Duration closeAfter) {
    retire("warning", closeAfter);
  }

  /// Asks all connections to come anew; they get nothing more and are closed after a while.
  public void refresh(Duration closeAfter) {
    retire("refresh_requested", closeAfter);
  }

  private synchronized void retire(String reason, Duration closeAfter) {
    for (SocketLink link : links) {
      link.retiring = true;
      link.send(disconnect(reason));
      later(closeAfter, () -> link.close(GOING_AWAY, reason));
    }
  }

  /// Cuts all connections without a word, as a broken network does.
  public synchronized void drop() {
    links.forEach(SocketLink::drop);
    links.clear();
  }

  /// Closes all connections with a close frame.
  public synchronized void closeAll() {
    links.forEach(link -> link.close(GOING_AWAY, "going away"));
    links.clear();
  }

  synchronized List<SocketEnvelope> envelopes() {
    return sent.stream().map(SocketDelivery::seen).toList();
  }

  synchronized List<SocketEnvelope> lateAcks() {
    Instant now = Instant.now();
    return sent.stream()
        .filter(delivery -> isLate(delivery, now))
        .map(SocketDelivery::seen)
        .toList();
  }

  private boolean isLate(SocketDelivery delivery, Instant now) {
    if (delivery.connectionLost || delivery.breaksConnection || delivery.sentAt == null) {
      return false;
    }
    Instant end = delivery.ackedAt == null ? now : delivery.ackedAt;
    return delivery.sentAt.plus(ackDeadline).isBefore(end);
  }

  private ObjectNode hello() {
    ObjectNode hello = Json.object().put("type", "hello").put("num_connections", links.size());
    hello.set("debug_info", debugInfo().put("approximate_connection_time", 18_060));
    hello.putObject("connection_info").put("app_id", SlackWorld.APP_ID);
    return hello;
  }

  private static ObjectNode disconnect(String reason) {
    ObjectNode json = Json.object().put("type", "disconnect").put("reason", reason);
    json.set("debug_info", debugInfo());
    return json;
  }

  private static ObjectNode debugInfo() {
    return Json.object().put("host", "applink-sim-1").put("build_number", 1);
  }

  @Override
  public void close() {
    clock.shutdownNow();
    drop();
  }
}
