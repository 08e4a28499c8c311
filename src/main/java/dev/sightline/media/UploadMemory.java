package dev.sightline.media;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/// What was uploaded before and may be used again. Safe for all threads.
public interface UploadMemory {

  /// Where these bytes are at a provider, if they are there for a while yet.
  ///
  /// @param content their SHA-256 and media type
  Optional<URI> find(String provider, String content);

  /// Keeps where they are.
  ///
  /// @param time how long that may be used again, from now on
  void keep(String provider, String content, URI url, Duration time);
}
