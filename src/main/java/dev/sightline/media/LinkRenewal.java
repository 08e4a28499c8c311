package dev.sightline.media;

import java.net.URI;
import java.util.Optional;

/// Gets a fresh link to a file whose link has expired, where its platform gives one.
@FunctionalInterface
public interface LinkRenewal {
  /// Gets none.
  LinkRenewal NONE = expired -> Optional.empty();

  /// Blocks for a call.
  ///
  /// @return absent where the link is not the platform's, or the file is gone
  Optional<URI> renewed(URI expired) throws InterruptedException;
}
