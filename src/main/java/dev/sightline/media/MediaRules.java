package dev.sightline.media;

import java.util.Set;

/// What a route takes, and how it wants it.
///
/// @param maxLongSidePx longest side of a picture, in pixels; larger ones are scaled down, none is
///   enlarged
/// @param maxImageBytes largest picture in bytes as sent, before base64
/// @param maxVideoBytes largest video in bytes
/// @param maxImages most pictures in one ask
/// @param maxVideos most videos in one ask
/// @param imageTypes media types that the route reads, such as `image/png`; others become JPEG or
///   PNG
/// @param transport how bytes get there
/// @param keepsOriginal whether pictures go as they came, unfitted and with their metadata: only
///   for a route that stays on this machine
public record MediaRules(
    int maxLongSidePx,
    long maxImageBytes,
    long maxVideoBytes,
    int maxImages,
    int maxVideos,
    Set<String> imageTypes,
    Transport transport,
    boolean keepsOriginal) {

  public MediaRules {
    imageTypes = Set.copyOf(imageTypes);
  }

  /// The same with pictures no larger than that.
  public MediaRules within(int longSidePx) {
    return new MediaRules(
        Math.min(maxLongSidePx, longSidePx),
        maxImageBytes,
        maxVideoBytes,
        maxImages,
        maxVideos,
        imageTypes,
        transport,
        keepsOriginal);
  }

  /// How bytes get to a provider.
  public enum Transport {
    /// Public URLs pass; other bytes go to the provider's storage, small pictures as data URIs.
    UPLOAD,
    /// Public URLs pass; other bytes go as data URIs.
    URL_OR_INLINE,
    /// Everything goes as data URIs, public URLs are fetched by us (Ollama, LM Studio).
    INLINE_ONLY
  }
}
