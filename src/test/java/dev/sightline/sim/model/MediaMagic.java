package dev.sightline.sim.model;

import java.util.Locale;
import okio.ByteString;

/// Tells a file's type from its first bytes.
final class MediaMagic {
  private static final ByteString PNG = ByteString.decodeHex("89504e470d0a1a0a");
  private static final ByteString JPEG = ByteString.decodeHex("ffd8ff");
  private static final ByteString WEBM = ByteString.decodeHex("1a45dfa3");
  private static final ByteString MPEG_PACK = ByteString.decodeHex("000001ba");
  private static final ByteString MPEG_SEQUENCE = ByteString.decodeHex("000001b3");

  private MediaMagic() {}

  /// Whether the bytes begin as a file of the claimed type does.
  static boolean fits(String claimedType, ByteString bytes) {
    return switch (claimedType.toLowerCase(Locale.ROOT)) {
      case "image/png" -> bytes.startsWith(PNG);
      case "image/jpeg", "image/jpg" -> bytes.startsWith(JPEG);
      case "image/gif" ->
          bytes.startsWith(ByteString.encodeUtf8("GIF87a"))
              || bytes.startsWith(ByteString.encodeUtf8("GIF89a"));
      case "image/webp" -> hasAt(bytes, 0, "RIFF") && hasAt(bytes, 8, "WEBP");
      case "video/mp4", "video/quicktime", "video/mov" -> hasAt(bytes, 4, "ftyp");
      case "video/webm" -> bytes.startsWith(WEBM);
      case "video/mpeg" -> bytes.startsWith(MPEG_PACK) || bytes.startsWith(MPEG_SEQUENCE);
      default -> false;
    };
  }

  private static boolean hasAt(ByteString bytes, int offset, String ascii) {
    return bytes.rangeEquals(offset, ByteString.encodeUtf8(ascii), 0, ascii.length());
  }
}
