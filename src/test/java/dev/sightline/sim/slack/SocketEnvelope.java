package dev.sightline.sim.slack;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One delivery over a socket.
///
/// @param type `events_api`, `slash_commands` or `interactive`
/// @param attempt 0 for the first delivery
/// @param sentAt null while it waits for a connection
/// @param ackedAt null while it is not acknowledged
/// @param ackPayload null where the acknowledgement carried none
/// @param isConnectionLost true where the connection ended before the acknowledgement came
public record SocketEnvelope(
    String id,
    String type,
    JsonNode payload,
    int attempt,
    @Nullable Instant sentAt,
    @Nullable Instant ackedAt,
    @Nullable JsonNode ackPayload,
    boolean isConnectionLost) {

  /// The type of the event inside, with its subtype behind a dot; empty for other envelopes.
  public String eventType() {
    String type = payload.path("event").path("type").asText();
    String subtype = payload.path("event").path("subtype").asText();
    return subtype.isEmpty() ? type : type + "." + subtype;
  }

  public String eventId() {
    return payload.path("event_id").asText();
  }
}
