package dev.sightline.sim.fal;

import java.time.Instant;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/// A file that was uploaded to the CDN.
///
/// @param lifecycle the JSON of `X-Fal-Object-Lifecycle` as it was sent, or null
/// @param partCount 0 when it came in one piece
public record StoredFile(
    String url,
    String name,
    String contentType,
    @Nullable String lifecycle,
    ByteString bytes,
    int partCount,
    Instant storedAt) {
  /// How large it is.
  public int sizeBytes() {
    return bytes.size();
  }
}
