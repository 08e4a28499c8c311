package dev.sightline.media;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Cuts JPEG files (ITU-T T.81, annex B).
///
/// Needed are the tables, frames and scans, JFIF's header, colour profiles and Adobe's colour
/// transform. All else goes: EXIF, XMP, IPTC, comments, and what stands after the end of the
/// picture (further pictures of a phone, with positions of their own).
final class JpegLayout {
  private static final int SOI = 0xD8;
  private static final int EOI = 0xD9;
  private static final int SOS = 0xDA;
  private static final int COM = 0xFE;
  private static final int APP0 = 0xE0;
  private static final int APP1 = 0xE1;
  private static final int APP2 = 0xE2;
  private static final int APP14 = 0xEE;
  private static final int APP15 = 0xEF;

  /// Most scans of a progressive picture; common encoders write about 10, and each costs a pass
  /// over all pixels. Our own choice, below the 500 at which libjpeg-turbo's fuzzers stop.
  private static final int MAX_SCANS = 100;

  private static final String EXIF_START = "Exif\0\0";

  private final ByteBuffer file;
  private final KeptParts needed;
  private int scans;
  private boolean hasExtras;
  private ExifBlock exif = ExifBlock.NONE;
  private PictureSize size = PictureSize.NONE;

  private JpegLayout(ByteBuffer file) {
    this.file = file;
    this.needed = new KeptParts(file);
  }

  static PictureLayout read(ByteBuffer file) {
    JpegLayout layout = new JpegLayout(file);
    boolean isWhole = layout.walk();
    return new PictureLayout(
        layout.needed.list(),
        layout.hasExtras,
        isWhole && !layout.needed.isFull(),
        layout.exif,
        layout.size,
        1);
  }

  /// Returns whether it came to the end of the picture.
  private boolean walk() {
    needed.add(0, 2);
    int at = 2;
    while (at + 2 <= file.limit()) {
      int marker = unsigned(at + 1);
      if (unsigned(at) != 0xFF || marker == 0xFF || marker == 0) {
        at++;
        hasExtras = true;
        continue;
      }
      if (marker == EOI) {
        needed.add(at, 2);
        hasExtras |= at + 2 < file.limit();
        return true;
      }
      if (marker == SOI || marker == 0x01 || isRestart(marker)) {
        at += 2;
        hasExtras = true;
        continue;
      }
      if (at + 4 > file.limit()) {
        return false;
      }
      int end = at + 2 + Short.toUnsignedInt(file.getShort(at + 2));
      if (end < at + 4 || end > file.limit()) {
        return false;
      }
      if (marker == SOS) {
        if (++scans > MAX_SCANS) {
          return false;
        }
        end = endOfScan(end);
      }
      segment(marker, at, end);
      at = end;
    }
    return false;
  }

  private void segment(int marker, int start, int end) {
    if (marker == APP1 && startsWith(start + 4, EXIF_START)) {
      int block = start + 4 + EXIF_START.length();
      exif = ExifBlock.read(file.slice(block, Math.max(0, end - block)));
    }
    if (isFrame(marker) && size.equals(PictureSize.NONE) && end >= start + 9) {
      size =
          PictureSize.of(
              Short.toUnsignedInt(file.getShort(start + 7)),
              Short.toUnsignedInt(file.getShort(start + 5)));
    }
    if (isNeeded(marker, start)) {
      needed.add(start, end - start);
    } else {
      hasExtras = true;
    }
  }

  private boolean isNeeded(int marker, int start) {
    return switch (marker) {
      case APP0 -> startsWith(start + 4, "JFIF\0");
      case APP2 -> startsWith(start + 4, "ICC_PROFILE\0");
      case APP14 -> startsWith(start + 4, "Adobe");
      case COM -> false;
      default -> marker < APP0 || marker > APP15;
    };
  }

  /// Where the next marker after the coded data stands; stuffed zeros and restarts belong to it.
  private int endOfScan(int from) {
    for (int at = from; at + 1 < file.limit(); at++) {
      if (file.get(at) == (byte) 0xFF) {
        int next = unsigned(at + 1);
        if (next != 0 && next != 0xFF && !isRestart(next)) {
          return at;
        }
      }
    }
    return file.limit();
  }

  /// All SOFn but the three numbers that mean something else (table B.1).
  private static boolean isFrame(int marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
  }

  private static boolean isRestart(int marker) {
    return marker >= 0xD0 && marker <= 0xD7;
  }

  private boolean startsWith(int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return at + bytes.length <= file.limit()
        && file.slice(at, bytes.length).equals(ByteBuffer.wrap(bytes));
  }

  private int unsigned(int at) {
    return Byte.toUnsignedInt(file.get(at));
  }
}
