package dev.sightline.media;

import java.time.Duration;

/// A place in a video as players show it.
final class VideoTime {
  private VideoTime() {}

  /// Such as `0:05` or `1:02:03`.
  static String of(Duration at) {
    long seconds = at.toSeconds();
    return seconds < 3600
        ? "%d:%02d".formatted(seconds / 60, seconds % 60)
        : "%d:%02d:%02d".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60);
  }
}
