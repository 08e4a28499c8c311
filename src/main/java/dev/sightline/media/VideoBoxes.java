package dev.sightline.media;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/// Looks along the outermost boxes of MP4 and QuickTime files (ISO/IEC 14496-12, 4.2) to tell a
/// whole file from one that was cut off: it has an index (`moov`) and its last box ends with the
/// file.
final class VideoBoxes {
  /// Far more than any player writes; a file with more is not a film.
  private static final int MAX_BOXES = 100_000;

  private VideoBoxes() {}

  /// Whether the file goes on to its proper end; other containers may end anywhere and are whole.
  static boolean isWhole(VideoType type, FileChannel file) throws IOException {
    if (type != VideoType.MP4 && type != VideoType.MOV) {
      return true;
    }
    long sizeBytes = file.size();
    long at = 0;
    boolean hasIndex = false;
    for (int box = 0; box < MAX_BOXES && at + 8 <= sizeBytes; box++) {
      ByteBuffer header = ByteBuffer.allocate(16);
      while (header.hasRemaining() && file.read(header, at + header.position()) > 0) {}
      long boxBytes = Integer.toUnsignedLong(header.getInt(0));
      if (boxBytes == 1) {
        boxBytes = header.getLong(8);
      } else if (boxBytes == 0) {
        boxBytes = sizeBytes - at;
      }
      if (boxBytes < 8 || boxBytes > sizeBytes - at) {
        return false;
      }
      hasIndex |= new String(header.array(), 4, 4, StandardCharsets.ISO_8859_1).equals("moov");
      at += boxBytes;
    }
    return hasIndex;
  }
}
