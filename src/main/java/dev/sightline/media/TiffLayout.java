package dev.sightline.media;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;

/// Looks at TIFF files (revision 6.0, 1992, section 2), each of whose directories is a page.
///
/// What belongs to the picture and what does not stand anywhere in such a file, so all of it counts
/// as having extras, and none is sent as it came.
final class TiffLayout {
  private static final int MAGIC = 42;
  private static final int ENTRY_BYTES = 12;
  private static final int TAG_WIDTH = 256;
  private static final int TAG_HEIGHT = 257;
  private static final int TAG_STRIP_OFFSETS = 273;
  private static final int TAG_STRIP_BYTES = 279;
  private static final int TAG_TILE_WIDTH = 322;
  private static final int TAG_TILE_HEIGHT = 323;
  private static final int TAG_TILE_OFFSETS = 324;
  private static final int TAG_TILE_BYTES = 325;

  /// Far more pages than anybody asks about; our own choice.
  private static final int MAX_PAGES = 10_000;

  /// Most entries and strips looked at, which may overlap in a hostile file; our own choice.
  private static final int MAX_LOOKS = 2_000_000;

  private final ByteBuffer in;
  private final Set<Long> seen = new HashSet<>();
  private boolean isWhole = true;
  private long looks;
  private PictureSize size = PictureSize.NONE;

  private TiffLayout(ByteBuffer in) {
    this.in = in;
  }

  static PictureLayout read(ByteBuffer file) {
    ByteBuffer in = file.duplicate();
    in.order(in.limit() > 0 && in.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    TiffLayout layout = new TiffLayout(in);
    layout.walk();
    return new PictureLayout(
        List.of(file), true, layout.isWhole, ExifBlock.read(file), layout.size, layout.seen.size());
  }

  /// A chain of directories that leads back to one of its own is damaged.
  private void walk() {
    if (in.limit() < 8 || in.getShort(2) != MAGIC) {
      isWhole = false;
      return;
    }
    long at = unsigned(in.getInt(4));
    while (at != 0) {
      if (at < 8 || at + 2 > in.limit() || seen.size() == MAX_PAGES || !seen.add(at)) {
        isWhole = false;
        return;
      }
      int entries = Short.toUnsignedInt(in.getShort((int) at));
      long end = at + 2 + (long) entries * ENTRY_BYTES;
      looks += entries;
      if (end + 4 > in.limit() || looks > MAX_LOOKS) {
        isWhole = false;
        return;
      }
      page((int) at + 2, entries);
      at = unsigned(in.getInt((int) end));
    }
    isWhole &= !seen.isEmpty();
  }

  private void page(int first, int entries) {
    long width = 0;
    long height = 0;
    long tileWidth = 0;
    long tileHeight = 0;
    int offsets = -1;
    int lengths = -1;
    for (int at = first; at < first + entries * ENTRY_BYTES; at += ENTRY_BYTES) {
      switch (Short.toUnsignedInt(in.getShort(at))) {
        case TAG_WIDTH -> width = value(at, 0);
        case TAG_HEIGHT -> height = value(at, 0);
        case TAG_TILE_WIDTH -> tileWidth = value(at, 0);
        case TAG_TILE_HEIGHT -> tileHeight = value(at, 0);
        case TAG_STRIP_OFFSETS, TAG_TILE_OFFSETS -> offsets = at;
        case TAG_STRIP_BYTES, TAG_TILE_BYTES -> lengths = at;
        default -> {}
      }
    }
    if (LongStream.of(width, height, tileWidth, tileHeight).max().orElseThrow()
        > Integer.MAX_VALUE) {
      isWhole = false;
      return;
    }
    PictureSize page = PictureSize.of((int) width, (int) height).with(tileWidth * tileHeight);
    size = size.equals(PictureSize.NONE) ? page : size.with(page.decodedPixels());
    isWhole &= page.widthPx() > 0 && (offsets < 0 || lengths < 0 || isInside(offsets, lengths));
  }

  private boolean isInside(int offsets, int lengths) {
    long count = Math.min(unsigned(in.getInt(offsets + 4)), unsigned(in.getInt(lengths + 4)));
    looks += count;
    if (looks > MAX_LOOKS) {
      return false;
    }
    for (int i = 0; i < count; i++) {
      long start = value(offsets, i);
      long length = value(lengths, i);
      if (start < 0 || length < 0 || start + length > in.limit()) {
        return false;
      }
    }
    return true;
  }

  /// The value with the number `index` of an entry, or -1 where it stands outside of the file.
  private long value(int entry, int index) {
    boolean isShort = in.getShort(entry + 2) == 3;
    int valueBytes = isShort ? 2 : 4;
    long count = unsigned(in.getInt(entry + 4));
    long start = count * valueBytes <= 4 ? entry + 8 : unsigned(in.getInt(entry + 8));
    long at = start + (long) index * valueBytes;
    if (at + valueBytes > in.limit()) {
      return -1;
    }
    return isShort ? Short.toUnsignedInt(in.getShort((int) at)) : unsigned(in.getInt((int) at));
  }

  private static long unsigned(int value) {
    return Integer.toUnsignedLong(value);
  }
}
