package dev.sightline.sim.discord;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What lasts over several connections of one client: its intents, its count of events, and the
/// events it may ask for again.
final class GatewaySession {
  private static final int REMEMBERED_EVENTS = 10_000;

  private record Past(long sequence, String json) {}

  private final String id = UUID.randomUUID().toString().replace("-", "");
  private final Deque<Past> past = new ArrayDeque<>();
  private final long intents;
  private final int shard;
  private final int shards;
  private long sequence;

  /// The open connection; absent while the client is away.
  @Nullable GatewayConnection connection;

  /// When the client left last.
  Instant leftAt = Instant.EPOCH;

  GatewaySession(long intents, int shard, int shards) {
    this.intents = intents;
    this.shard = shard;
    this.shards = shards;
  }

  String id() {
    return id;
  }

  long sequence() {
    return sequence;
  }

  boolean has(long intent) {
    return (intents & intent) != 0;
  }

  /// Whether events of this guild are for this session; those without a guild go to shard 0.
  boolean covers(@Nullable SimGuild guild) {
    return guild == null ? shard == 0 : (guild.id() >>> 22) % shards == shard;
  }

  /// Numbers an event, keeps it, and sends it where somebody is there.
  void dispatch(String type, ObjectNode data) {
    sequence++;
    ObjectNode frame = Json.object().put("t", type).put("s", sequence).put("op", 0);
    frame.set("d", data);
    String json = Json.write(frame);
    past.add(new Past(sequence, json));
    if (past.size() > REMEMBERED_EVENTS) {
      past.removeFirst();
    }
    if (connection != null) {
      connection.send(json);
    }
  }

  /// Sends again what came after a number.
  void replayAfter(long seen, GatewayConnection to) {
    past.stream().filter(event -> event.sequence() > seen).forEach(event -> to.send(event.json()));
  }
}
