package dev.sightline.media;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Cuts GIF files (https://www.w3.org/Graphics/GIF/spec-gif89a.txt, read 2026-11-21).
///
/// Needed are frames, their timing and the loop count. Comments and what applications add go. A
/// file that stops between two blocks, after a frame, counts as whole: many lack the last byte.
final class GifLayout {
  private static final int HEADER_BYTES = 13;
  private static final int TRAILER = 0x3B;
  private static final int EXTENSION = 0x21;
  private static final int FRAME = 0x2C;
  private static final int COMMENT = 0xFE;
  private static final int APPLICATION = 0xFF;

  private final ByteBuffer file;
  private final KeptParts needed;
  private boolean hasExtras;
  private int frames;
  private PictureSize size = PictureSize.NONE;

  private GifLayout(ByteBuffer file) {
    this.file = file;
    this.needed = new KeptParts(file);
  }

  static PictureLayout read(ByteBuffer file) {
    GifLayout layout = new GifLayout(file);
    boolean isWhole = layout.walk();
    return new PictureLayout(
        layout.needed.list(),
        layout.hasExtras,
        isWhole && !layout.needed.isFull(),
        ExifBlock.NONE,
        layout.size,
        layout.frames);
  }

  private boolean walk() {
    if (file.limit() < HEADER_BYTES) {
      return false;
    }
    int at = HEADER_BYTES + colourTableBytes(unsigned(10));
    if (at > file.limit()) {
      return false;
    }
    needed.add(0, at);
    size = PictureSize.of(short16(6), short16(8));
    while (at < file.limit()) {
      int block = unsigned(at);
      if (block == TRAILER) {
        needed.add(at, 1);
        hasExtras |= at + 1 < file.limit();
        return frames > 0;
      }
      int end =
          switch (block) {
            case EXTENSION -> endOfSubBlocks(at + 2);
            case FRAME ->
                at + 10 < file.limit()
                    ? endOfSubBlocks(at + 10 + colourTableBytes(unsigned(at + 9)) + 1)
                    : -1;
            default -> -1;
          };
      if (end < 0) {
        return false;
      }
      if (block == FRAME) {
        frame(at);
      }
      if (block == FRAME || isNeededExtension(at)) {
        needed.add(at, end - at);
      } else {
        hasExtras = true;
      }
      at = end;
    }
    return frames > 0;
  }

  /// Some writers leave the size of the whole at 0.
  private void frame(int at) {
    frames++;
    int widthPx = short16(at + 5);
    int heightPx = short16(at + 7);
    size =
        size.equals(PictureSize.NONE)
            ? PictureSize.of(widthPx, heightPx)
            : size.with((long) widthPx * heightPx);
  }

  private int short16(int at) {
    return unsigned(at) | unsigned(at + 1) << 8;
  }

  private boolean isNeededExtension(int at) {
    int label = unsigned(at + 1);
    if (label == APPLICATION && at + 14 <= file.limit()) {
      byte[] name = new byte[11];
      file.get(at + 3, name);
      String application = new String(name, StandardCharsets.ISO_8859_1);
      return application.equals("NETSCAPE2.0") || application.equals("ANIMEXTS1.0");
    }
    return label != APPLICATION && label != COMMENT;
  }

  /// After the empty sub-block that ends the list, or -1 where the file ends first.
  private int endOfSubBlocks(int from) {
    int at = from;
    while (at < file.limit()) {
      int length = unsigned(at);
      at += 1 + length;
      if (length == 0) {
        return at;
      }
    }
    return -1;
  }

  private static int colourTableBytes(int flags) {
    return (flags & 0x80) == 0 ? 0 : 3 << ((flags & 0x07) + 1);
  }

  private int unsigned(int at) {
    return Byte.toUnsignedInt(file.get(at));
  }
}
