package dev.sightline.media;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sightline.http.Validator;
import dev.sightline.media.MediaFolder.Stored;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Which file on our disk a link led to, so that the same bytes do not come over the network twice.
/// Servers are still asked each time: who may no longer see a file does not see ours either.
///
/// Safe for all threads.
final class FetchMemory {
  private static final long MAX_LINKS = 10_000;

  private final Cache<URI, Known> links = Caffeine.newBuilder().maximumSize(MAX_LINKS).build();

  private record Known(Validator version, Path file) {}

  /// By which version the server may say that nothing changed; [Validator#NONE] where our bytes are
  /// gone.
  Validator version(URI url) {
    Known known = known(url);
    return known == null ? Validator.NONE : known.version();
  }

  private @Nullable Known known(URI url) {
    Known known = links.getIfPresent(url);
    return known != null && Files.exists(known.file()) ? known : null;
  }

  /// Puts the bytes that we have into `target`.
  ///
  /// @return false if they are gone meanwhile
  boolean restore(URI url, Path target) throws IOException {
    Known known = known(url);
    if (known == null) {
      return false;
    }
    Files.copy(known.file(), target);
    return true;
  }

  /// Remembers what a link led to.
  void keep(URI url, Validator version, Stored stored) {
    if (version.isAny()) {
      links.put(url, new Known(version, stored.file()));
    }
  }
}
