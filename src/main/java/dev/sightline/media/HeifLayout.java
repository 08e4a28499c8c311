package dev.sightline.media;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Looks at HEIC and AVIF files (ISO/IEC 23008-12:2022), which are boxes within boxes: what the
/// primary picture's size is, how it has to be turned, and what its colours mean.
///
/// Their EXIF may say how the camera was held as well, but only the properties count (section
/// 6.5.10).
///
/// @param orientation in EXIF's numbers, 1 to 8
/// @param profile an ICC profile, if there is one
record HeifLayout(
    PictureSize size, int orientation, boolean isWhole, Optional<ByteBuffer> profile) {
  private static final int HEADER_BYTES = 8;
  private static final int LONG_HEADER_BYTES = 16;

  /// Boxes that are kept of one that holds them; a phone's picture has some 60 tiles with a few
  /// properties for all. Our own choice, since each costs twenty times its own eight bytes.
  private static final int MAX_BOXES = 2_000;

  static HeifLayout read(ByteBuffer file) {
    Optional<ByteBuffer> meta = Optional.empty();
    boolean hasPixels = false;
    int at = 0;
    while (at < file.limit()) {
      Box box = box(file, at);
      if (box == null) {
        return new HeifLayout(PictureSize.NONE, 1, false, Optional.empty());
      }
      if (box.type.equals("meta") && box.content.limit() > 4) {
        meta = Optional.of(box.content.slice(4, box.content.limit() - 4));
      }
      hasPixels |= box.type.equals("mdat") || box.type.equals("idat");
      at = box.end;
    }
    boolean isWhole = hasPixels;
    return meta.map(found -> new Properties(found).layout(isWhole))
        .orElse(new HeifLayout(PictureSize.NONE, 1, isWhole, Optional.empty()));
  }

  PictureLayout asLayout(ByteBuffer file) {
    ExifBlock exif = new ExifBlock(orientation, "", "", false);
    return new PictureLayout(List.of(file), true, isWhole, exif, size, 1);
  }

  private record Box(String type, ByteBuffer content, int end) {}

  /// Null where it does not fit into what it is in.
  private static @Nullable Box box(ByteBuffer in, int at) {
    if (at + HEADER_BYTES > in.limit()) {
      return null;
    }
    byte[] name = new byte[4];
    in.get(at + 4, name);
    long sizeBytes = Integer.toUnsignedLong(in.getInt(at));
    int headerBytes = HEADER_BYTES;
    if (sizeBytes == 1 && at + LONG_HEADER_BYTES <= in.limit()) {
      headerBytes = LONG_HEADER_BYTES;
      sizeBytes = in.getLong(at + HEADER_BYTES);
    } else if (sizeBytes == 0) {
      sizeBytes = (long) in.limit() - at;
    }
    if (sizeBytes < headerBytes || sizeBytes > in.limit() - at) {
      return null;
    }
    int contentBytes = (int) sizeBytes - headerBytes;
    return new Box(
        new String(name, StandardCharsets.ISO_8859_1),
        in.slice(at + headerBytes, contentBytes),
        at + (int) sizeBytes);
  }

  private static List<Box> boxes(ByteBuffer in) {
    List<Box> boxes = new ArrayList<>();
    for (Box box = box(in, 0); box != null && boxes.size() < MAX_BOXES; box = box(in, box.end)) {
      boxes.add(box);
    }
    return boxes;
  }

  private static Optional<ByteBuffer> content(List<Box> boxes, String type) {
    return boxes.stream().filter(box -> box.type.equals(type)).map(Box::content).findFirst();
  }

  /// What the `meta` box says.
  private static final class Properties {
    private final long primary;
    private final List<Box> all;
    private final List<Box> ofPrimary = new ArrayList<>();

    Properties(ByteBuffer meta) {
      List<Box> parts = boxes(meta);
      primary = content(parts, "pitm").map(Properties::primary).orElse(-1L);
      List<Box> properties = content(parts, "iprp").map(HeifLayout::boxes).orElse(List.of());
      all = content(properties, "ipco").map(HeifLayout::boxes).orElse(List.of());
      content(properties, "ipma").ifPresent(this::associate);
    }

    private static long primary(ByteBuffer in) {
      return in.get(0) == 0 ? Short.toUnsignedLong(in.getShort(4)) : unsigned(in.getInt(4));
    }

    /// Looks for the properties of the primary picture, in their order. It is named once.
    private void associate(ByteBuffer in) {
      int idBytes = in.get(0) > 0 ? 4 : 2;
      int linkBytes = (in.get(3) & 1) == 0 ? 1 : 2;
      long count = unsigned(in.getInt(4));
      int at = HEADER_BYTES;
      for (long i = 0; i < count && at + idBytes < in.limit(); i++) {
        long item = idBytes == 4 ? unsigned(in.getInt(at)) : Short.toUnsignedLong(in.getShort(at));
        int first = at + idBytes + 1;
        int links = Byte.toUnsignedInt(in.get(first - 1));
        at = first + links * linkBytes;
        if (item == primary) {
          for (int link = first; link < at; link += linkBytes) {
            int index = linkBytes == 2 ? in.getShort(link) & 0x7FFF : in.get(link) & 0x7F;
            if (index >= 1 && index <= all.size()) {
              ofPrimary.add(all.get(index - 1));
            }
          }
          return;
        }
      }
    }

    HeifLayout layout(boolean isWhole) {
      PictureSize size = content(ofPrimary, "ispe").map(Properties::size).orElse(PictureSize.NONE);
      for (Box box : all) {
        if (box.type.equals("ispe")) {
          size = size.with(size(box.content).decodedPixels());
        }
      }
      return new HeifLayout(
          size, orientation(), isWhole, profile(ofPrimary).or(() -> profile(all)));
    }

    private static PictureSize size(ByteBuffer in) {
      return PictureSize.of(in.getInt(4), in.getInt(8));
    }

    /// Turned against the clock by quarters first, then mirrored (6.5.10 and 6.5.12; the order is
    /// that of ISO/IEC 23000-22, 7.3.6.7).
    private int orientation() {
      int quarters = content(ofPrimary, "irot").map(in -> in.get(0) & 3).orElse(0);
      int axis = content(ofPrimary, "imir").map(in -> in.get(0) & 1).orElse(-1);
      return switch (axis) {
        case 0 -> new int[] {4, 5, 2, 7}[quarters];
        case 1 -> new int[] {2, 7, 4, 5}[quarters];
        default -> new int[] {1, 8, 3, 6}[quarters];
      };
    }

    private static Optional<ByteBuffer> profile(List<Box> boxes) {
      return boxes.stream()
          .filter(box -> box.type.equals("colr") && box.content.limit() > 4)
          .filter(box -> box.content.getInt(0) == 0x70726F66 || box.content.getInt(0) == 0x72494343)
          .map(box -> box.content.slice(4, box.content.limit() - 4))
          .findFirst();
    }

    private static long unsigned(int value) {
      return Integer.toUnsignedLong(value);
    }
  }
}
