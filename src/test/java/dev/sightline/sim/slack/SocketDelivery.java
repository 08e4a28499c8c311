package dev.sightline.sim.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// An envelope on its way. Guarded by the hub.
final class SocketDelivery {
  final String id = UUID.randomUUID().toString();
  final String type;
  final ObjectNode payload;
  final int attempt;
  final AtomicBoolean acknowledged;
  final Consumer<JsonNode> answer;
  final boolean breaksConnection;
  @Nullable Instant sentAt;
  @Nullable Instant ackedAt;
  @Nullable JsonNode ackPayload;
  @Nullable SocketLink link;
  boolean connectionLost;

  private SocketDelivery(
      String type,
      ObjectNode payload,
      int attempt,
      AtomicBoolean acknowledged,
      Consumer<JsonNode> answer,
      boolean breaksConnection) {
    this.type = type;
    this.payload = payload;
    this.attempt = attempt;
    this.acknowledged = acknowledged;
    this.answer = answer;
    this.breaksConnection = breaksConnection;
  }

  /// @param breaksConnection true ends the connection once the envelope has left
  static SocketDelivery event(ObjectNode payload, boolean breaksConnection) {
    return new SocketDelivery(
        "events_api", payload, 0, new AtomicBoolean(), ignored -> {}, breaksConnection);
  }

  /// @param answer takes the payload of the acknowledgement
  static SocketDelivery interaction(String type, ObjectNode payload, Consumer<JsonNode> answer) {
    return new SocketDelivery(type, payload, 0, new AtomicBoolean(), answer, false);
  }

  /// The same event again, in a new envelope.
  SocketDelivery again() {
    return new SocketDelivery(type, payload, attempt + 1, acknowledged, answer, false);
  }

  boolean isEvent() {
    return type.equals("events_api");
  }

  ObjectNode toJson() {
    ObjectNode envelope = Json.object().put("envelope_id", id);
    envelope.set("payload", payload);
    envelope.put("type", type).put("accepts_response_payload", !isEvent());
    if (isEvent()) {
      envelope.put("retry_attempt", attempt).put("retry_reason", attempt == 0 ? "" : "timeout");
    }
    return envelope;
  }

  SocketEnvelope seen() {
    return new SocketEnvelope(
        id, type, payload, attempt, sentAt, ackedAt, ackPayload, connectionLost);
  }
}
