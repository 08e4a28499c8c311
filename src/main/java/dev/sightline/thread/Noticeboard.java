package dev.sightline.thread;

import dev.sightline.failure.PlatformRefused;

/// Where a platform can be told something that nobody there asked for.
@FunctionalInterface
public interface Noticeboard {
  /// A writer for one message in a place that is named by the platform's id: a channel, or a
  /// person, who gets it as a direct message.
  ///
  /// @throws PlatformRefused if there is no such place, or it cannot be found now
  ThreadWriter at(String place) throws PlatformRefused, InterruptedException;
}
