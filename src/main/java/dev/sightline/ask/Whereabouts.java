package dev.sightline.ask;

import java.time.Instant;
import java.util.List;

/// Where the bot was asked lately, most recent first.
///
/// @param newest when it took down the newest event of the platform; the epoch where there is none
public record Whereabouts(Instant newest, List<Place> places) {
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
