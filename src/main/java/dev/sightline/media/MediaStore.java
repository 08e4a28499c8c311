package dev.sightline.media;

import dev.sightline.failure.RouteDown;
import dev.sightline.failure.RouteRefused;
import java.io.IOException;
import java.util.function.Consumer;

/// A way for bytes to get to a provider. Safe for all threads.
///
/// [MediaPipeline] asks the ways of a route in order and uses the first that takes a medium.
interface MediaStore {

  /// Whether `media` can go this way.
  boolean takes(FittedMedia media);

  /// Makes `media` available to the provider, and says how a call names it.
  ///
  /// @param progress sentences for the person; must not wait
  /// @throws RouteDown if it failed in a way that may pass
  /// @throws RouteRefused if it would fail again
  /// @throws IOException if our own file cannot be read
  MediaRef put(FittedMedia media, Consumer<String> progress)
      throws RouteDown, RouteRefused, IOException, InterruptedException;
}
