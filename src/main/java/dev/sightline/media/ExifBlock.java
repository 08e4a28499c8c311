package dev.sightline.media;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// The few facts that Sightline reads from EXIF.
///
/// Read by hand, because a general reader copies every value an entry points to, and a few
/// kilobytes of entries that all point to the same large value make it run out of memory. This one
/// looks at three directories and five tags (Exif 2.32, CIPA DC-008-2019, section 4.6).
///
/// @param orientation 1 to 8; 1 where absent or out of range
/// @param camera maker and model, or empty
/// @param takenAt as the camera wrote it, such as `2026:03:01 12:00:00`, or empty
/// @param hasPosition whether a GPS directory is there
record ExifBlock(int orientation, String camera, String takenAt, boolean hasPosition) {
  static final ExifBlock NONE = new ExifBlock(1, "", "", false);

  private static final int TAG_MAKER = 0x010F;
  private static final int TAG_MODEL = 0x0110;
  private static final int TAG_ORIENTATION = 0x0112;
  private static final int TAG_EXIF_DIRECTORY = 0x8769;
  private static final int TAG_GPS_DIRECTORY = 0x8825;
  private static final int TAG_TAKEN_AT = 0x9003;
  private static final int ENTRY_BYTES = 12;
  private static final int MAX_TEXT_BYTES = 64;

  /// Reads a block that begins with its byte order mark, `II` or `MM`; never fails.
  static ExifBlock read(ByteBuffer block) {
    if (block.limit() < 8) {
      return NONE;
    }
    ByteBuffer in = block.duplicate();
    in.order(in.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    Directory first = new Directory(in, unsigned(in.getInt(4)));
    Directory exif = new Directory(in, first.number(TAG_EXIF_DIRECTORY, 0));
    long orientation = first.number(TAG_ORIENTATION, 1);
    return new ExifBlock(
        orientation >= 1 && orientation <= 8 ? (int) orientation : 1,
        (first.text(TAG_MAKER) + " " + first.text(TAG_MODEL)).strip(),
        exif.text(TAG_TAKEN_AT),
        first.number(TAG_GPS_DIRECTORY, 0) != 0);
  }

  private static long unsigned(int value) {
    return Integer.toUnsignedLong(value);
  }

  /// One list of entries; empty where `offset` leads outside of the block.
  private record Directory(ByteBuffer in, long offset) {

    private int find(int tag) {
      if (offset < 8 || offset + 2 > in.limit()) {
        return -1;
      }
      int count = Short.toUnsignedInt(in.getShort((int) offset));
      for (int i = 0; i < count; i++) {
        long at = offset + 2 + (long) i * ENTRY_BYTES;
        if (at + ENTRY_BYTES > in.limit()) {
          return -1;
        }
        if (Short.toUnsignedInt(in.getShort((int) at)) == tag) {
          return (int) at;
        }
      }
      return -1;
    }

    long number(int tag, long absent) {
      int at = find(tag);
      if (at < 0) {
        return absent;
      }
      boolean isShort = in.getShort(at + 2) == 3;
      return isShort ? Short.toUnsignedInt(in.getShort(at + 8)) : unsigned(in.getInt(at + 8));
    }

    String text(int tag) {
      int at = find(tag);
      if (at < 0) {
        return "";
      }
      long count = unsigned(in.getInt(at + 4));
      long start = count <= 4 ? at + 8 : unsigned(in.getInt(at + 8));
      int length = (int) Math.min(count, MAX_TEXT_BYTES);
      if (start + length > in.limit()) {
        return "";
      }
      byte[] bytes = new byte[length];
      in.get((int) start, bytes);
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      return text.replaceAll("\\p{Cntrl}.*", "").strip();
    }
  }
}
