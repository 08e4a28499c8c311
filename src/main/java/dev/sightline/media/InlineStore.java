package dev.sightline.media;

import java.util.function.Consumer;

/// Sends bytes inside the call itself.
final class InlineStore implements MediaStore {
  private final long maxPictureBytes;
  private final long maxVideoBytes;

  /// @param maxPictureBytes largest picture, before base64 adds a third
  /// @param maxVideoBytes largest video; 0 for none
  InlineStore(long maxPictureBytes, long maxVideoBytes) {
    this.maxPictureBytes = maxPictureBytes;
    this.maxVideoBytes = maxVideoBytes;
  }

  @Override
  public boolean takes(FittedMedia media) {
    long maxBytes = media.kind() == MediaKind.VIDEO ? maxVideoBytes : maxPictureBytes;
    return media.stored().sizeBytes() <= maxBytes;
  }

  @Override
  public MediaRef put(FittedMedia media, Consumer<String> progress) {
    return new MediaRef.Inline(
        media.kind(),
        media.name(),
        media.mediaType(),
        media.stored().file(),
        media.stored().sizeBytes());
  }
}
