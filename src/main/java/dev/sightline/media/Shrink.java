package dev.sightline.media;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import org.jspecify.annotations.Nullable;

/// Scales pictures down by area averaging: every pixel of the result is the mean of just the area
/// it covers, with fully transparent pixels counting for nothing.
///
/// Works in the source's own colours; they become sRGB afterwards, when there are few pixels left.
/// The result has 8 bits a channel and is `TYPE_3BYTE_BGR`, or `TYPE_4BYTE_ABGR` where a pixel is
/// not opaque.
final class Shrink {
  private Shrink() {}

  /// Returns `source` with `widthPx` × `heightPx`, neither of them larger than the source's.
  static BufferedImage to(BufferedImage source, int widthPx, int heightPx) {
    return to(source, widthPx, heightPx, null);
  }

  /// As [#to(BufferedImage, int, int)], for a picture whose reader did not look at its profile.
  ///
  /// @param tagged what its red, green and blue mean; null for what `source` says itself
  static BufferedImage to(
      BufferedImage source, int widthPx, int heightPx, @Nullable ColorSpace tagged) {
    BytePixels from = BytePixels.of(source);
    byte[] small = Averages.of(from, widthPx, heightPx);
    return from.with(small, widthPx, heightPx, tagged).asSrgb();
  }
}
