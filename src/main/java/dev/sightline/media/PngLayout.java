package dev.sightline.media;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.zip.CRC32;

/// Cuts PNG files (https://www.w3.org/TR/png-3/, read 2026-11-21).
///
/// Needed are the pixels and what gives them their colour. Text, EXIF, time stamps and the further
/// frames of an animation go; a wrong checksum counts as damage.
final class PngLayout {
  private static final int SIGNATURE_BYTES = 8;

  /// Length, type and checksum around the data of a chunk.
  private static final int CHUNK_FRAME_BYTES = 12;

  private static final Set<String> NEEDED =
      Set.of(
          "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "cICP", "sBIT",
          "pHYs", "bKGD");

  private PngLayout() {}

  static PictureLayout read(ByteBuffer file) {
    KeptParts needed = new KeptParts(file);
    boolean hasExtras = false;
    ExifBlock exif = ExifBlock.NONE;
    needed.add(0, Math.min(SIGNATURE_BYTES, file.limit()));
    int at = SIGNATURE_BYTES;
    while (at + CHUNK_FRAME_BYTES <= file.limit()) {
      long dataBytes = Integer.toUnsignedLong(file.getInt(at));
      if (at + CHUNK_FRAME_BYTES + dataBytes > file.limit() || !checksumFits(file, at)) {
        break;
      }
      ByteBuffer chunk = file.slice(at, (int) dataBytes + CHUNK_FRAME_BYTES);
      String type = type(file, at);
      if (type.equals("eXIf")) {
        exif = ExifBlock.read(chunk.slice(8, (int) dataBytes));
      }
      if (NEEDED.contains(type)) {
        needed.add(at, chunk.limit());
      } else {
        hasExtras = true;
      }
      at += chunk.limit();
      if (type.equals("IEND")) {
        return new PictureLayout(
            needed.list(), hasExtras || at < file.limit(), !needed.isFull(), exif, size(file), 1);
      }
    }
    return new PictureLayout(needed.list(), hasExtras, false, exif, size(file), 1);
  }

  private static PictureSize size(ByteBuffer file) {
    return file.limit() >= 24 && type(file, SIGNATURE_BYTES).equals("IHDR")
        ? PictureSize.of(file.getInt(16), file.getInt(20))
        : PictureSize.NONE;
  }

  private static boolean checksumFits(ByteBuffer file, int chunk) {
    int dataBytes = file.getInt(chunk);
    CRC32 checksum = new CRC32();
    checksum.update(file.slice(chunk + 4, dataBytes + 4));
    return (int) checksum.getValue() == file.getInt(chunk + 8 + dataBytes);
  }

  private static String type(ByteBuffer file, int chunk) {
    byte[] name = new byte[4];
    file.get(chunk + 4, name);
    return new String(name, StandardCharsets.ISO_8859_1);
  }
}
