package dev.sightline.ask;

import java.time.Instant;
import java.util.List;

/// Where the bot was asked lately, most recent first.
///
/// @param heardUntil what was said until then was told to the bot, though it may not have been
///   taken down yet; the epoch where it never was told anything
/// @param places at most a hundred of each workspace, the direct messages being one
public record Whereabouts(Instant heardUntil, List<Place> places) {
  /// A bot that was never asked.
  public static final Whereabouts NOWHERE = new Whereabouts(Instant.EPOCH, List.of());

  public Whereabouts {
    places = List.copyOf(places);
  }

  /// A place that people write in.
  ///
  /// @param channel the platform's id of a channel, thread or direct-message channel
  /// @param workspace as in [dev.sightline.event.ThreadRef]
  /// @param person somebody who asked there
  public record Place(String channel, String workspace, String person) {}
}
