package dev.sightline.media;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What can be measured of a video without watching it.
///
/// @param duration zero where neither the container nor its packets say
/// @param hasPlace whether it names the place where it was taken
public record VideoFacts(Duration duration, List<Track> tracks, boolean hasPlace) {
  public VideoFacts {
    tracks = List.copyOf(tracks);
  }

  /// One stream of the container.
  ///
  /// @param kind `video`, `audio`, `subtitle` or `data`; a cover picture is `data`
  /// @param codec such as `h264`, or empty
  /// @param widthPx 0 where it is not a video; as stored, before a turn
  /// @param heightPx 0 where it is not a video; as stored, before a turn
  /// @param framesPerSecond 0 where it is not a video; the average
  /// @param pixelFormat such as `yuv420p`, or empty
  public record Track(
      String kind,
      String codec,
      int widthPx,
      int heightPx,
      double framesPerSecond,
      String pixelFormat) {}

  /// The moving picture.
  Optional<Track> picture() {
    return tracks.stream().filter(track -> track.kind().equals("video")).findFirst();
  }

  /// The first sound track.
  Optional<Track> sound() {
    return tracks.stream().filter(track -> track.kind().equals("audio")).findFirst();
  }
}
