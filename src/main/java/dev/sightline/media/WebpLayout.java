package dev.sightline.media;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Cuts WebP files (https://developers.google.com/speed/webp/docs/riff_container, read 2026-11-21).
///
/// Needed are frames, alpha, animation and the colour profile; EXIF, XMP and unknown chunks go, and
/// the header's flags and length are set to what is left.
final class WebpLayout {
  private static final int RIFF_HEADER_BYTES = 12;
  private static final int CHUNK_HEADER_BYTES = 8;
  private static final Set<String> NEEDED =
      Set.of("VP8 ", "VP8L", "VP8X", "ALPH", "ICCP", "ANIM", "ANMF");
  private static final Set<String> FRAMES = Set.of("VP8 ", "VP8L", "ANMF");

  /// An hour of animation at 25 frames a second; our own choice.
  private static final int MAX_CHUNKS = 90_000;

  /// The EXIF and XMP bits of VP8X's flags.
  private static final int METADATA_FLAGS = 0x0C;

  private WebpLayout() {}

  static PictureLayout read(ByteBuffer original) {
    ByteBuffer file = original.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    long end = 8 + Integer.toUnsignedLong(file.getInt(4));
    if (file.limit() < RIFF_HEADER_BYTES || end > file.limit()) {
      return new PictureLayout(List.of(file), false, false, ExifBlock.NONE, PictureSize.NONE, 0);
    }
    List<ByteBuffer> chunks = new ArrayList<>();
    boolean hasExtras = end < file.limit();
    int frames = 0;
    PictureSize size = PictureSize.NONE;
    ExifBlock exif = ExifBlock.NONE;
    long at = RIFF_HEADER_BYTES;
    while (at + CHUNK_HEADER_BYTES <= end) {
      int start = (int) at;
      long dataBytes = Integer.toUnsignedLong(file.getInt(start + 4));
      long next = at + CHUNK_HEADER_BYTES + dataBytes + (dataBytes & 1);
      if (at + CHUNK_HEADER_BYTES + dataBytes > end || chunks.size() > MAX_CHUNKS) {
        return new PictureLayout(chunks, hasExtras, false, exif, size, frames);
      }
      String name = name(file, start);
      ByteBuffer chunk = file.slice(start, (int) (Math.min(next, end) - at));
      if (name.equals("EXIF")) {
        exif = ExifBlock.read(withoutPrefix(chunk.slice(8, (int) dataBytes)));
      }
      frames += FRAMES.contains(name) ? 1 : 0;
      size = size.equals(PictureSize.NONE) ? size(name, chunk) : size;
      if (NEEDED.contains(name)) {
        chunks.add(name.equals("VP8X") && dataBytes > 0 ? withoutFlags(chunk) : chunk);
      } else {
        hasExtras = true;
      }
      at = next;
    }
    hasExtras |= at < end;
    chunks.addFirst(header(chunks));
    return new PictureLayout(chunks, hasExtras, frames > 0, exif, size, frames);
  }

  /// What the first chunk says: the canvas in VP8X, else the frame itself (RFC 9649, 2.5 to 2.7).
  private static PictureSize size(String name, ByteBuffer chunk) {
    ByteBuffer in = chunk.order(ByteOrder.LITTLE_ENDIAN);
    if (name.equals("VP8X") && in.limit() >= 18) {
      return PictureSize.of((in.getInt(12) & 0xFFFFFF) + 1, (in.getInt(14) >>> 8) + 1);
    }
    if (name.equals("VP8L") && in.limit() >= 13) {
      int bits = in.getInt(9);
      return PictureSize.of((bits & 0x3FFF) + 1, (bits >>> 14 & 0x3FFF) + 1);
    }
    if (name.equals("VP8 ") && in.limit() >= 18) {
      return PictureSize.of(in.getShort(14) & 0x3FFF, in.getShort(16) & 0x3FFF);
    }
    return PictureSize.NONE;
  }

  private static String name(ByteBuffer file, int chunk) {
    byte[] name = new byte[4];
    file.get(chunk, name);
    return new String(name, StandardCharsets.ISO_8859_1);
  }

  /// Some writers repeat JPEG's `Exif\0\0` before the block.
  private static ByteBuffer withoutPrefix(ByteBuffer block) {
    boolean hasPrefix = block.limit() > 6 && block.get(0) == 'E' && block.get(1) == 'x';
    return hasPrefix ? block.slice(6, block.limit() - 6) : block;
  }

  private static ByteBuffer withoutFlags(ByteBuffer chunk) {
    ByteBuffer copy = ByteBuffer.allocate(chunk.limit());
    copy.put(chunk.duplicate()).flip();
    copy.put(CHUNK_HEADER_BYTES, (byte) (copy.get(CHUNK_HEADER_BYTES) & ~METADATA_FLAGS));
    return copy;
  }

  private static ByteBuffer header(List<ByteBuffer> chunks) {
    int chunkBytes = chunks.stream().mapToInt(ByteBuffer::limit).sum();
    ByteBuffer header = ByteBuffer.allocate(RIFF_HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    header.put("RIFF".getBytes(StandardCharsets.ISO_8859_1));
    header.putInt(chunkBytes + 4);
    header.put("WEBP".getBytes(StandardCharsets.ISO_8859_1));
    return header.flip();
  }
}
