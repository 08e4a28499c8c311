package dev.sightline.sim.slack;

import java.time.Instant;

/// A notification that a message of the app sent to people.
///
/// @param who `channel`, `here`, `everyone`, or the id of a person or user group
/// @param edited true where the mention came into the message by an edit
public record Ping(Instant at, String channelId, String ts, Kind kind, String who, boolean edited) {
  /// Whom a mention reaches.
  public enum Kind {
    BROADCAST,
    GROUP,
    PERSON
  }
}
