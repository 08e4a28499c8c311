package dev.sightline.media;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/// Looks at BMP files (https://learn.microsoft.com/windows/win32/gdi/bitmap-storage, read
/// 2026-11-21), which have nothing to leave out but what stands after the pixels.
final class BmpLayout {
  private static final int FILE_HEADER_BYTES = 14;

  /// The header of OS/2, whose sides are short numbers.
  private static final int OLD_HEADER_BYTES = 12;

  private static final int NEW_HEADER_BYTES = 40;
  private static final int UNCOMPRESSED = 0;

  private BmpLayout() {}

  static PictureLayout read(ByteBuffer file) {
    ByteBuffer in = file.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    if (in.limit() < FILE_HEADER_BYTES + OLD_HEADER_BYTES) {
      return layout(file, PictureSize.NONE, false);
    }
    int headerBytes = in.getInt(FILE_HEADER_BYTES);
    if (headerBytes == OLD_HEADER_BYTES) {
      int widthPx = Short.toUnsignedInt(in.getShort(18));
      int heightPx = Short.toUnsignedInt(in.getShort(20));
      return layout(file, PictureSize.of(widthPx, heightPx), true);
    }
    if (headerBytes < NEW_HEADER_BYTES || in.limit() < FILE_HEADER_BYTES + NEW_HEADER_BYTES) {
      return layout(file, PictureSize.NONE, false);
    }
    PictureSize size = PictureSize.of(in.getInt(18), Math.abs(in.getInt(22)));
    boolean isPlain = in.getInt(30) == UNCOMPRESSED;
    long rowBytes = ((long) size.widthPx() * Short.toUnsignedInt(in.getShort(28)) + 31) / 32 * 4;
    long end = Integer.toUnsignedLong(in.getInt(10)) + rowBytes * size.heightPx();
    return layout(file, size, !isPlain || end <= in.limit());
  }

  private static PictureLayout layout(ByteBuffer file, PictureSize size, boolean isWhole) {
    return new PictureLayout(List.of(file), false, isWhole, ExifBlock.NONE, size, 1);
  }
}
