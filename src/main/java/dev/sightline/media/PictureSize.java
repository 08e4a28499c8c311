package dev.sightline.media;

/// The size of a picture as stored, from its header alone.
///
/// @param decodedPixels most pixels that decoding it may hold at once: of the picture, or of one of
///   its frames or tiles if that is larger
record PictureSize(int widthPx, int heightPx, long decodedPixels) {
  /// Of a file that does not say, or says nonsense.
  static final PictureSize NONE = new PictureSize(0, 0, 0);

  /// A picture whose parts are no larger than it is.
  static PictureSize of(int widthPx, int heightPx) {
    return widthPx > 0 && heightPx > 0
        ? new PictureSize(widthPx, heightPx, (long) widthPx * heightPx)
        : NONE;
  }

  /// Whether the picture as a whole has sides, and not only a part of it.
  boolean isKnown() {
    return widthPx > 0 && heightPx > 0;
  }

  /// The same with a part that may be larger than the whole.
  PictureSize with(long partPixels) {
    return partPixels <= decodedPixels ? this : new PictureSize(widthPx, heightPx, partPixels);
  }
}
