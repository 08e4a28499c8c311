package dev.sightline.media;

import java.time.Duration;
import java.util.List;

/// What can be measured of a video without watching it.
///
/// @param duration zero where the container does not say
public record VideoFacts(Duration duration, List<Track> tracks) {
  public VideoFacts {
    tracks = List.copyOf(tracks);
  }

  /// One stream of the container.
  ///
  /// @param kind `video`, `audio`, `subtitle` or `data`
  /// @param codec such as `h264`, or empty
  /// @param widthPx 0 where it is not a video
  /// @param heightPx 0 where it is not a video
  /// @param framesPerSecond 0 where it is not a video
  public record Track(
      String kind, String codec, int widthPx, int heightPx, double framesPerSecond) {}
}
